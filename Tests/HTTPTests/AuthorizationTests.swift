import HTTP
import SystemPackage
import TestSupport
import Testing

struct AuthorizationTests {
    @Test func `sends a user and password at once`() async throws {
        try await GitServer.withHTTP(root: "/") { server in
            let request = HTTPRequest(
                .get,
                "http://127.0.0.1:\(server.port)/echo/",
                authorization: .basic(user: "Aladdin", password: Secret("open sesame")),
            )
            // The example of RFC 7617.
            let answer = try await ask(request)
            #expect(answer.body.contains("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="))
            #expect(server.requests.count == 1)
        }
    }

    @Test func `sends a bearer token`() async throws {
        try await GitServer.withHTTP(root: "/") { server in
            let request = HTTPRequest(
                .get,
                "http://127.0.0.1:\(server.port)/echo/",
                authorization: .bearer(Secret("canary")),
            )
            let answer = try await ask(request)
            #expect(answer.body.contains("Bearer canary"))
        }
    }

    @Test func `shows a secret nowhere`() {
        let request = HTTPRequest(.get, "http://h/", authorization: .basic(user: "u", password: Secret("canary")))
        var dumped = ""
        dump(request, to: &dumped)
        #expect(!dumped.contains("canary"))
        #expect(!"\(request)".contains("canary"))
        #expect(!String(reflecting: request).contains("canary"))
        #expect("\(Secret("canary"))" == "«secret»")
    }

    @Test(arguments: [
        ("https://user:canary@host:8443/a/b?token=canary#canary", "https://host:8443/a/b"),
        ("https://host/a@b", "https://host/a@b"),
        ("http://canary@host", "http://host"),
        ("no url", "no url"),
    ])
    func `prints a URL without user info, query and fragment`(url: String, printed: String) {
        #expect(printable(url: url) == printed)
    }
}
