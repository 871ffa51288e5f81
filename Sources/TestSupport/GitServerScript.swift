/// What every server of the tests starts with: a JSON file of settings, its port and its requests in files of its folder,
/// and its end with the test's.
let serverScriptStart = #"""
    import json, os, socket, ssl, sys, threading, time

    config = json.load(open(sys.argv[1]))
    folder = config["folder"]
    parent = os.getppid()


    def end_with_parent():
        while os.getppid() == parent:
            time.sleep(0.2)
        os._exit(0)


    def announce(port):
        with open(folder + "/port.new", "w") as file:
            file.write(str(port))
        os.rename(folder + "/port.new", folder + "/port")


    lock = threading.Lock()


    def note(line):
        with lock, open(folder + "/requests", "a") as file:
            file.write(line + "\n")


    threading.Thread(target=end_with_parent, daemon=True).start()


    """#

/// The servers that the tests talk to, on Python's standard library: git's own `http-backend` and sshd do the work.
///
/// Takes a JSON file: `kind` (http, ssh or silent), `folder`, and what the kind needs. Writes its port to `folder/port`
/// and one line for each request to `folder/requests`. The first component of a URL asks for a fault.
let gitServerScript = #"""
    import base64, http.server, subprocess


    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *arguments):
            pass

        def do_GET(self):
            self.answer(b"")

        def take_body(self):
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))

        def do_POST(self):
            self.answer(self.take_body())

        do_PUT = do_PATCH = do_DELETE = do_POST

        def reply(self, status, body=b"", headers=(), upto=None):
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body if upto is None else body[:upto])
            self.wfile.flush()

        def hang(self):
            self.connection.settimeout(None)
            while self.connection.recv(4096):
                pass
            self.close_connection = True

        def answer(self, body):
            note(self.command + " " + self.path)
            fault, _, rest = self.path[1:].partition("/")
            if fault == "stall":
                return self.hang()
            if fault == "moved":
                return self.reply(301, headers=[("Location", "/" + rest)])
            if fault == "circle":
                return self.reply(302, headers=[("Location", self.path)])
            if fault == "away":
                scheme = "https" if config.get("certificate") else "http"
                port = self.server.server_address[1]
                return self.reply(302, headers=[("Location", "%s://elsewhere.invalid:%d/%s" % (scheme, port, rest))])
            if fault == "page":
                return self.reply(200, b"<html>hello</html>", [("Content-Type", "text/html")])
            if fault == "status":
                return self.reply(int(rest.partition("/")[0]), b"no")
            if fault == "echo":
                headers = {name.lower(): value for name, value in self.headers.items()}
                seen = {"method": self.command, "path": self.path, "headers": headers,
                        "body": body.decode("latin-1")}
                kind = ("Content-Type", "application/json")
                return self.reply(200, json.dumps(seen).encode(), [kind, ("X-Two", "a, b")])
            if fault == "bytes":
                return self.reply(200, b"x" * int(rest))
            if fault == "half":
                self.reply(200, b"x" * 1000, upto=500)
                self.close_connection = True
                return self.connection.shutdown(socket.SHUT_RDWR)
            if fault == "stall-half":
                self.reply(200, b"x" * 1000, upto=500)
                return self.hang()
            if config.get("user"):
                wanted = base64.b64encode((config["user"] + ":" + config["password"]).encode()).decode()
                if self.headers.get("Authorization") != "Basic " + wanted:
                    return self.reply(401, b"no", [("WWW-Authenticate", 'Basic realm="git"')])
            self.git(body, fault, "/" + rest if fault in ("stall-pack", "drop-pack") else self.path)

        def git(self, body, fault, target):
            path, _, query = target.partition("?")
            environment = dict(
                os.environ, GIT_PROJECT_ROOT=config["root"], GIT_HTTP_EXPORT_ALL="1", PATH_INFO=path,
                QUERY_STRING=query,
                REQUEST_METHOD=self.command, CONTENT_TYPE=self.headers.get("Content-Type") or "",
                CONTENT_LENGTH=str(len(body)), GIT_CONFIG_COUNT="1", GIT_CONFIG_KEY_0="safe.directory",
                GIT_CONFIG_VALUE_0="*")
            output = subprocess.run(["git", "http-backend"], input=body, env=environment, stdout=subprocess.PIPE).stdout
            head, _, content = output.partition(b"\r\n\r\n")
            status, headers = 200, []
            for line in head.decode().split("\r\n"):
                name, _, value = line.partition(": ")
                if name == "Status":
                    status = int(value.split()[0])
                else:
                    headers.append((name, value))
            if self.command == "POST" and fault in ("stall-pack", "drop-pack"):
                self.reply(status, content, headers, upto=len(content) // 2)
                note("half")
                if fault == "stall-pack":
                    return self.hang()
                self.close_connection = True
                return self.connection.shutdown(socket.SHUT_RDWR)
            self.reply(status, content, headers)


    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, request, address):
            pass


    def serve_http():
        server = Server(("127.0.0.1", 0), Handler)
        if config.get("certificate"):
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(config["certificate"], config["key"])
            server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        announce(server.server_address[1])
        server.serve_forever()


    def accept():
        listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        announce(listener.getsockname()[1])
        while True:
            connection, _ = listener.accept()
            note("connection")
            yield connection


    def serve_ssh():
        for connection in accept():
            log = open(folder + "/sshd.log", "a")
            child = subprocess.Popen([config["sshd"], "-i", "-e", "-f", config["config"]],
                                     stdin=connection, stdout=connection, stderr=log)
            connection.close()
            threading.Thread(target=child.wait, daemon=True).start()


    def serve_silence():
        kept = []
        for connection in accept():
            kept.append(connection)


    {"http": serve_http, "ssh": serve_ssh, "silent": serve_silence}[config["kind"]]()
    """#
