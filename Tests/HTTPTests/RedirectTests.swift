import HTTP
import SystemPackage
import TestSupport
import Testing

struct RedirectTests {
    @Test func `follows a redirect on the same host and says where it ended`() async throws {
        try await GitServer.withHTTP(root: "/") { server in
            let base = "http://127.0.0.1:\(server.port)"
            let answer = try await ask(HTTPRequest(.get, base + "/moved/moved/echo/x", redirects: .sameOrigin))
            #expect(answer.status == 200)
            #expect(answer.url == base + "/echo/x")
        }
    }

    @Test func `does not follow a redirect to another host`() async throws {
        try await GitServer.withHTTP(root: "/") { server in
            let url = "http://127.0.0.1:\(server.port)/away/echo/x"
            let request = HTTPRequest(
                .get,
                url,
                authorization: .basic(user: "u", password: Secret("canary")),
                redirects: .sameOrigin,
            )
            let error = try await failure(of: request)
            #expect(error?.reason == .redirectRefused)
            #expect(
                error?.description
                    == "\(url): redirects to another host: http://elsewhere.invalid:\(server.port)/echo/x",
            )
        }
    }

    @Test func `does not follow a circle for ever`() async throws {
        try await GitServer.withHTTP(root: "/") { server in
            let url = "http://127.0.0.1:\(server.port)/circle/"
            let error = try await failure(of: HTTPRequest(.get, url, redirects: .sameOrigin))
            #expect(error?.description == "\(url): redirects too often")
            #expect(server.requests.count == 6)
        }
    }

    @Test func `hands a redirect over when told so`() async throws {
        try await GitServer.withHTTP(root: "/") { server in
            let answer = try await ask(HTTPRequest(.get, "http://127.0.0.1:\(server.port)/moved/echo/x"))
            #expect(answer.status == 301)
            #expect(answer.headers["location"] == "/echo/x")
        }
    }

    @Test func `reads the origin of a URL as libcurl does`() throws {
        #expect(HTTPOrigin("https://Example.org/x") == HTTPOrigin("https://example.org:443/y"))
        #expect(HTTPOrigin("https://example.org/") != HTTPOrigin("http://example.org/"))
        #expect(HTTPOrigin("https://example.org@evil.example/")?.host == "evil.example")
        #expect(HTTPOrigin("not a url") == nil)
    }

    @Test(arguments: [
        ("http://localhost/", true), ("http://127.0.0.1:80/", true), ("http://127.9.9.9/", true),
        ("http://[::1]:1/", true), ("http://127.0.0.1.example.org/", false), ("http://128.0.0.1/", false),
        ("http://localhost.example.org/", false), ("http://[::2]/", false),
    ])
    func `knows which hosts are this machine`(url: String, isLoopback: Bool) {
        #expect(HTTPOrigin(url)?.isLoopback == isLoopback)
    }
}
