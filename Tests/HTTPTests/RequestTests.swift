import Blocking
import Foundation
import HTTP
import SystemPackage
import TestSupport
import Testing

struct RequestTests {
    @Test func `sends method, headers, body and answers with status, headers and body`() async throws {
        try await GitServer.withHTTP(root: "/") { server in
            let url = "http://127.0.0.1:\(server.port)/echo/a%20b?c=d"
            let request = HTTPRequest(
                .patch,
                url,
                headers: [("X-One", "1"), ("Accept", "text/plain")],
                body: [104, 105]
            )
            let answer = try await ask(request)
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == "application/json")
            #expect(answer.headers["x-two"] == "a, b")
            let seen = try #require(JSONSerialization.jsonObject(with: Data(answer.body.utf8)) as? [String: Any])
            let headers = try #require(seen["headers"] as? [String: String])
            #expect(seen["method"] as? String == "PATCH")
            #expect(seen["path"] as? String == "/echo/a%20b?c=d")
            #expect(seen["body"] as? String == "hi")
            #expect(headers["x-one"] == "1")
            #expect(headers["accept"] == "text/plain")
            #expect(headers["content-length"] == "2")
            #expect(headers["user-agent"] == "fettle")
            #expect(headers["expect"] == nil)
            #expect(headers["authorization"] == nil)
        }
    }

    @Test func `sends a post without a body`() async throws {
        try await GitServer.withHTTP(root: "/") { server in
            let answer = try await ask(HTTPRequest(.post, "http://127.0.0.1:\(server.port)/echo/"))
            #expect(answer.body.contains(#""content-length": "0""#))
            #expect(answer.body.contains(#""method": "POST""#))
        }
    }

    @Test func `pulls a long body in small pieces`() async throws {
        try await GitServer.withHTTP(root: "/") { server in
            let url = "http://127.0.0.1:\(server.port)/bytes/3000000"
            let count = try await BlockingThread(label: "http test").run { flag in
                let exchange = try HTTPSession(HTTPOptions()).send(HTTPRequest(.get, url), until: StopSignal(flag))
                var buffer = [UInt8](repeating: 0, count: 1000)
                var count = 0
                while true {
                    let read = try buffer.withUnsafeMutableBytes { try exchange.read(into: $0) }
                    guard read > 0 else { return count }
                    count += read
                }
            }
            #expect(count == 3_000_000)
        }
    }

    @Test func `keeps a connection for the next request of a session`() async throws {
        try await GitServer.withHTTP(root: "/") { server in
            let url = "http://127.0.0.1:\(server.port)/echo/"
            let bodies = try await BlockingThread(label: "http test").run { flag in
                let session = HTTPSession(HTTPOptions())
                return try (0..<3).map { _ in
                    let exchange = try session.send(HTTPRequest(.get, url), until: StopSignal(flag))
                    return try exchange.readAll(limit: 1000).count
                }
            }
            #expect(bodies.allSatisfy { $0 > 0 })
            #expect(server.requests.count == 3)
        }
    }

    @Test func `takes no more of a body than the caller wants`() async throws {
        try await GitServer.withHTTP(root: "/") { server in
            let error = try await failure(of: HTTPRequest(.get, "http://127.0.0.1:\(server.port)/bytes/20000000"))
            #expect(error?.reason == .tooLarge)
            #expect(
                error?.description
                    == "http://127.0.0.1:\(server.port)/bytes/20000000: answers with more than 16777216 bytes",
            )
        }
    }

    @Test func `hands over an answer of any status`() async throws {
        try await GitServer.withHTTP(root: "/") { server in
            for status in [404, 500, 503] {
                let answer = try await ask(HTTPRequest(.get, "http://127.0.0.1:\(server.port)/status/\(status)/"))
                #expect(answer.status == status)
                #expect(answer.body == "no")
            }
        }
    }

    @Test func `goes through a proxy`() async throws {
        try await GitServer.withHTTP(root: "/") { server in
            // The server takes the absolute URL that a proxy is asked for as a path that starts with the fault "ttp:".
            let options = HTTPOptions(proxy: .url("http://127.0.0.1:\(server.port)"))
            _ = try await ask(HTTPRequest(.get, "http://git.invalid/echo/"), options)
            #expect(server.requests == ["GET http://git.invalid/echo/"])
        }
    }

    @Test(arguments: ["http://h/a\nb", "http://h/a\rb", "http://h/\0"])
    func `refuses a URL that holds a line end or a NUL`(url: String) async throws {
        #expect(try await failure(of: HTTPRequest(.get, url))?.reason == .invalidRequest)
    }

    @Test func `refuses a header that holds a line end`() async throws {
        let request = HTTPRequest(.get, "http://127.0.0.1:1/", headers: [("X-One", "a\r\nX-Two: b")])
        #expect(try await failure(of: request)?.reason == .invalidRequest)
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1/", "dict://127.0.0.1/"])
    func `speaks http and https only`(url: String) async throws {
        #expect(try await failure(of: HTTPRequest(.get, url))?.reason == .invalidRequest)
    }
}
