/// Serves files with entity tags.
///
/// The first component of a path may ask for a fault, and the rest is the file:
/// `cut` breaks off in the middle, `slow` stops there, `status/503`, `moved` leads to the same host, `away` to the other name
/// of it, `circle` to itself, `zipped` packs, `plain` has no entity tag.
///
/// With `user` and `password`, or `token`, files are for those who have them. A registry's repository is a folder of
/// `registry`, with an archive for each tag. Its `login` is `basic` or `token`; `page` is how many tags it tells at once;
/// `blobs` is `wrong` or `away`.
let chartServerScript = #"""
    import base64, gzip, hashlib, http.server, urllib.parse


    def basic(pair):
        return "Basic " + base64.b64encode(pair.encode()).decode()


    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *arguments):
            pass

        def reply(self, status, body=b"", headers=(), upto=None):
            shown = self.headers.get("Authorization")
            peer = self.connection.getpeercert() if config.get("clients") else None
            who = "anonymous" if shown is None else shown.split(" ")[0].lower()
            if peer:
                who += "+" + peer["subject"][-1][0][1]
            note("%s %s %s %d %s" % (self.command, self.headers["Host"].split(":")[0], self.path, status, who))
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body if upto is None else body[:upto])
            self.wfile.flush()

        def do_GET(self):
            path, _, query = self.path.partition("?")
            self.query = dict(urllib.parse.parse_qsl(query))
            if path.startswith("/v2/"):
                return self.registry(path[4:])
            if path == "/token":
                return self.token(self.query)
            fault, _, rest = path[1:].partition("/")
            port = self.server.server_address[1]
            scheme = "https" if config.get("certificate") else "http"
            if fault == "status":
                return self.reply(int(rest.partition("/")[0]), b"no")
            if fault == "moved":
                return self.reply(301, headers=[("Location", "/" + rest)])
            if fault == "away":
                return self.reply(302, headers=[("Location", "%s://localhost:%d/%s" % (scheme, port, rest))])
            if fault == "down":
                return self.reply(302, headers=[("Location", "http://127.0.0.1:%d/%s" % (port, rest))])
            if fault == "circle":
                return self.reply(302, headers=[("Location", self.path)])
            if fault not in ("cut", "slow", "zipped", "plain", "packed"):
                fault, rest = "", path[1:]
            if not self.is_allowed():
                return self.reply(401, b"no", [("WWW-Authenticate", 'Basic realm="charts"')])
            try:
                body = open(os.path.join(config["root"], urllib.parse.unquote(rest)), "rb").read()
            except OSError:
                return self.reply(404, b"no")
            headers = []
            if fault == "zipped":
                body = gzip.compress(body, mtime=0)
                headers.append(("Content-Encoding", "gzip"))
            if fault == "packed":
                headers.append(("Content-Encoding", "gzip"))
            if fault != "plain":
                tag = '"%s"' % hashlib.sha256(body).hexdigest()[:16]
                headers.append(("ETag", tag))
                if self.headers.get("If-None-Match") == tag:
                    return self.reply(304, b"", headers)
            if fault in ("cut", "slow"):
                self.reply(200, body, headers, upto=len(body) // 2)
                if fault == "slow":
                    while self.connection.recv(4096):
                        pass
                self.close_connection = True
                return
            self.reply(200, body, headers)

        def is_allowed(self):
            shown = self.headers.get("Authorization")
            if config.get("user"):
                return shown == basic(config["user"] + ":" + config["password"])
            if config.get("token"):
                return shown == "Bearer " + config["token"]
            return True

        # The registry.

        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            self.query = dict(urllib.parse.parse_qsl(body))
            if self.path == "/token" and self.query.get("refresh_token") == config.get("identity"):
                return self.reply(200, json.dumps({"access_token": "issued"}).encode())
            self.reply(401, b"no")

        def token(self, query):
            wanted = basic(config["user"] + ":" + config["password"]) if config.get("user") else None
            if self.headers.get("Authorization") != wanted:
                return self.reply(401, b"no")
            note("scope %s for %s" % (query.get("scope"), query.get("service")))
            self.reply(200, json.dumps({"token": "issued"}).encode())

        def may_read(self, repository):
            shown = self.headers.get("Authorization")
            port = self.server.server_address[1]
            scheme = "https" if config.get("certificate") else "http"
            if config.get("login") == "token":
                if shown == "Bearer issued":
                    return None
                realm = "%s://%s:%d/token" % (scheme, config.get("realm") or "127.0.0.1", port)
                return 'Bearer realm="%s",service="charts, all",scope="repository:%s:pull"' % (realm, repository)
            if config.get("login") == "basic":
                if shown == basic(config["user"] + ":" + config["password"]):
                    return None
                return 'Basic realm="charts"'
            return None

        def manifest(self, folder, tag):
            archive = open(os.path.join(folder, tag), "rb").read()
            other = b"signature of " + archive
            def layer(kind, data):
                return {"mediaType": kind, "digest": "sha256:" + hashlib.sha256(data).hexdigest(), "size": len(data)}
            kind = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"
            layers = [layer(kind, archive)]
            if config.get("layers") == "two":
                layers.insert(0, layer("application/octet-stream", other))
            manifest = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
                        "config": layer("application/vnd.cncf.helm.config.v1+json", b"{}"), "layers": layers}
            return json.dumps(manifest).encode(), {"sha256:" + hashlib.sha256(d).hexdigest(): d for d in (archive, other, b"{}")}

        def registry(self, path):
            for marker in ("/tags/list", "/manifests/", "/blobs/"):
                if marker in path:
                    break
            repository, _, name = path.partition(marker)
            challenge = self.may_read(repository)
            if challenge:
                return self.reply(401, b"no", [("WWW-Authenticate", challenge)])
            folder = os.path.join(config["root"], "registry", repository)
            try:
                tags = sorted(os.listdir(folder))
            except OSError:
                return self.reply(404, b"no")
            if marker == "/tags/list":
                page = int(config.get("page") or 1000)
                start = tags.index(self.query["last"]) + 1 if "last" in self.query else 0
                some = tags[start:start + page]
                headers = []
                if start + page < len(tags):
                    link = "/v2/%s/tags/list?n=%d&last=%s" % (repository, page, some[-1])
                    headers.append(("Link", '<%s>; rel="next"' % link))
                return self.reply(200, json.dumps({"name": repository, "tags": some}).encode(), headers)
            for tag in tags:
                manifest, blobs = self.manifest(folder, tag)
                digest = "sha256:" + hashlib.sha256(manifest).hexdigest()
                if marker == "/manifests/" and name in (tag, digest):
                    headers = [("Docker-Content-Digest", digest),
                               ("Content-Type", "application/vnd.oci.image.manifest.v1+json")]
                    return self.reply(200, manifest, headers)
                if marker == "/blobs/" and name in blobs:
                    data = blobs[name]
                    if config.get("blobs") == "wrong":
                        data = data[:-1] + bytes([data[-1] ^ 1])
                    if config.get("blobs") == "away":
                        place = "http://localhost:%d/blob/%s" % (self.server.server_address[1], tag)
                        os.makedirs(os.path.join(config["root"], "blob"), exist_ok=True)
                        with open(os.path.join(config["root"], "blob", tag), "wb") as file:
                            file.write(data)
                        return self.reply(307, headers=[("Location", place)])
                    return self.reply(200, data)
            self.reply(404, b"no")


    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, request, address):
            pass


    server = Server(("127.0.0.1", 0), Handler)
    if config.get("certificate"):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(config["certificate"], config["key"])
        if config.get("clients"):
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(config["clients"])
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    announce(server.server_address[1])
    server.serve_forever()
    """#
