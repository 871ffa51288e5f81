/// A server for the client's tests, on raw sockets, so that it can break off anywhere.
///
/// Plain HTTP/1.1, or with `certificate` and `key` TLS; with `clients` it asks for a certificate that this authority
/// has signed. The path asks for a behaviour. With `h2` it speaks HTTP/2, and the setting is the behaviour of its first
/// connection; with `proxy` it is a proxy that knows CONNECT.
let faultServerScript = #"""
    gate = threading.Semaphore(0)
    count = [0]


    def context():
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(config["certificate"], config["key"])
        if config.get("h2"):
            tls.set_alpn_protocols(["h2"])
        if config.get("clients"):
            tls.verify_mode = ssl.CERT_REQUIRED
            tls.load_verify_locations(config["clients"])
        names = lambda sock, name, tls: note("name %s" % name)
        tls.sni_callback = names
        return tls


    def exactly(connection, length):
        data = b""
        while len(data) < length:
            piece = connection.recv(length - len(data))
            if not piece:
                raise EOFError()
            data += piece
        return data


    def read_request(connection):
        data = b""
        while b"\r\n\r\n" not in data:
            piece = connection.recv(65536)
            if not piece:
                return None
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(": ")
            headers[name.lower()] = value
        body += exactly(connection, int(headers.get("content-length") or 0) - len(body))
        return lines[0].split(" ")[0], lines[0].split(" ")[1], headers, body


    def reply(connection, status, body=b"", headers=""):
        head = "HTTP/1.1 %d X\r\nContent-Length: %d\r\n%s\r\n" % (status, len(body), headers)
        connection.sendall(head.encode() + body)


    def reset(connection):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()


    def chunk(data):
        return b"%x\r\n%s\r\n" % (len(data), data)


    STREAM = b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n"


    def until_closed(connection):
        try:
            while connection.recv(4096):
                pass
        except OSError:
            pass
        note("closed")


    def flood(connection):
        connection.sendall(STREAM)
        piece, sent = chunk(b"x" * 65000), 0
        connection.settimeout(1)
        rest = b""
        while True:
            rest = rest or piece
            try:
                gone = connection.send(rest)
                sent += gone
                rest = rest[gone:]
            except TimeoutError:
                note("blocked %d" % sent)
            except OSError:
                return note("closed")


    def serve(connection, number):
        while True:
            request = read_request(connection)
            if request is None:
                return
            method, path, headers, body = request
            note("%s %s %d" % (method, path, number))
            kind, _, rest = path[1:].partition("/")
            if kind == "echo":
                peer = connection.getpeercert() if config.get("clients") else None
                seen = {"method": method, "headers": headers, "body": len(body), "connection": number,
                        "peer": peer["subject"][0][0][1] if peer else ""}
                reply(connection, 200, json.dumps(seen).encode(), "Content-Type: application/json\r\nX-Two: a, b\r\n")
            elif kind == "status":
                reply(connection, int(rest), b"no")
            elif kind == "bytes":
                reply(connection, 200, b"x" * int(rest))
            elif kind == "zipped":
                packed = gzip.compress(b"x" * int(rest))
                reply(connection, 200, packed, "Content-Encoding: gzip\r\n")
            elif kind == "held":
                gate.acquire()
                reply(connection, 200, rest.encode())
            elif kind == "go":
                reply(connection, 200)
                for _ in range(int(rest)):
                    gate.release()
            elif kind == "silent":
                return until_closed(connection)
            elif kind == "half":
                connection.sendall(b"HTTP/1.1 200 X\r\nContent-Length: 1000\r\n\r\n" + b"x" * 500)
                return until_closed(connection)
            elif kind == "half-head":
                connection.sendall(b"HTTP/1.1 200 X\r\nContent-")
                return until_closed(connection)
            elif kind == "cut":
                part = {"nothing": b"", "head": b"HTTP/1.1 200 X\r\nContent-",
                        "body": b"HTTP/1.1 200 X\r\nContent-Length: 1000\r\n\r\n" + b"x" * 500,
                        "chunk": STREAM + b"1000\r\nxxxx"}[rest]
                connection.sendall(part)
                return
            elif kind == "reset":
                return reset(connection)
            elif kind == "garbage":
                return connection.sendall(b"\0\1\2 this is no answer\r\n\r\n")
            elif kind == "pieces":
                connection.sendall(STREAM)
                for index in range(int(rest)):
                    gate.acquire()
                    connection.sendall(chunk(b"piece %d\n" % index))
                connection.sendall(b"0\r\n\r\n")
            elif kind == "watch":
                connection.sendall(STREAM + chunk(b"first"))
                return until_closed(connection)
            elif kind == "flood":
                return flood(connection)


    # HTTP/2 (RFC 9113) as far as needed: nothing of a request is decoded but where it ends.

    def frame(kind, flags, stream, payload=b""):
        return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


    def serve_h2(connection, number):
        mode, _, wanted = config["h2"].partition(" ")
        exactly(connection, 24)
        connection.sendall(frame(4, 0, 0))
        held, seen = [], 0

        def answer(stream):
            body = b"connection %d" % number
            connection.sendall(frame(1, 4, stream, b"\x88") + frame(0, 1, stream, body))

        while True:
            head = exactly(connection, 9)
            length, kind, flags = int.from_bytes(head[:3], "big"), head[3], head[4]
            stream = int.from_bytes(head[5:], "big")
            payload = exactly(connection, length)
            if kind == 4 and not flags & 1:
                connection.sendall(frame(4, 1, 0))
            if kind == 6 and not flags & 1:
                connection.sendall(frame(6, 1, 0, payload))
            if kind == 0 and length:
                window = struct.pack(">I", length)
                connection.sendall(frame(8, 0, 0, window) + frame(8, 0, stream, window))
            if kind not in (0, 1) or not flags & 1:
                continue
            note("stream %d" % number)
            seen += 1
            if mode == "together":
                held.append(stream)
                if len(held) >= int(wanted):
                    for one in held:
                        answer(one)
                    held = []
            elif number > 1 or seen <= int(wanted or 0):
                answer(stream)
            elif mode == "cut":
                return
            elif mode == "goaway":
                # "Nothing after the first stream was looked at."
                connection.sendall(frame(7, 0, 0, struct.pack(">II", 1, 0)))
                return until_closed(connection)
            elif mode == "refuse":
                connection.sendall(frame(3, 0, stream, struct.pack(">I", 7)))
            elif mode == "deaf":
                pass


    def serve_proxy(connection, number):
        method, target, headers, body = read_request(connection)
        note("%s %s %s" % (method, target, headers.get("host")))
        if config["proxy"] == "login" and headers.get("proxy-authorization") != config["login"]:
            return reply(connection, 407, b"no", "Proxy-Authenticate: Basic realm=x\r\n")
        if config["proxy"] == "refuse":
            return reply(connection, 403, b"no")
        far = socket.create_connection(("127.0.0.1", int(target.rpartition(":")[2])))
        connection.sendall(b"HTTP/1.1 200 X\r\n\r\n")

        def pump(source, sink):
            try:
                while data := source.recv(65536):
                    sink.sendall(data)
                sink.shutdown(socket.SHUT_WR)
            except OSError:
                pass

        threading.Thread(target=pump, args=(far, connection), daemon=True).start()
        pump(connection, far)
        time.sleep(3600)


    def attend(raw, number, tls):
        connection = raw
        try:
            if tls:
                connection = tls.wrap_socket(raw, server_side=True)
            if config.get("proxy"):
                serve_proxy(connection, number)
            elif config.get("h2"):
                serve_h2(connection, number)
            else:
                serve(connection, number)
        except (OSError, EOFError):
            pass
        try:
            connection.close()
        except OSError:
            pass


    import gzip, struct
    tls = context() if config.get("certificate") else None
    listener = socket.create_server((config.get("address") or "127.0.0.1", 0), backlog=256)
    announce(listener.getsockname()[1])
    while True:
        raw, _ = listener.accept()
        count[0] += 1
        threading.Thread(target=attend, args=(raw, count[0], tls), daemon=True).start()
    """#
