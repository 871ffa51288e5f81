import Foundation
import HTTP
import SystemPackage
import TestSupport
import Testing

/// Runs the server with TLS.
private func withTLS(
    asksForCertificate: Bool = false,
    address: String = "127.0.0.1",
    _ body: (GitServer, TestCertificate, [UInt8]) async throws -> Void,
) async throws {
    try await withTemporaryDirectory { folder in
        let certificate = try await TestCertificate(in: folder)
        var settings = ["address": address]
        if asksForCertificate { settings["clients"] = certificate.authority.string }
        try await withFaults(settings, certificate: certificate) {
            try await body($0, certificate, try bytes(of: certificate.authority))
        }
    }
}

private func server(authorities: [UInt8]?, _ change: (inout HTTPServer) -> Void = { _ in }) -> HTTPServer {
    var server = HTTPServer(authorities: authorities, proxy: .none, connectTimeout: .seconds(300))
    change(&server)
    return server
}

struct AClientsTrust {
    @Test func `is in authorities in memory`() async throws {
        try await withTLS { faults, _, authorities in
            for host in ["127.0.0.1", "localhost"] {
                let client = HTTPClient(server(authorities: authorities))
                let answer = try await client.get("https://\(host):\(faults.port)/echo/")
                #expect(answer.status == 200)
            }
        }
    }

    @Test func `is in no others`() async throws {
        try await withTLS { faults, _, _ in
            try await withTemporaryDirectory { folder in
                let other = try bytes(of: try await TestCertificate(in: folder).authority)
                for authorities in [other, nil] {
                    let client = HTTPClient(server(authorities: authorities))
                    let error = try await failure { try await client.get(faults.secureURL + "/echo/") }
                    #expect(error.reason == .untrusted)
                    #expect(!error.mayHaveArrived)
                    #expect(error.description.hasPrefix("\(faults.secureURL)/echo/: SSL certificate problem: "))
                }
                #expect(!faults.requests.contains { $0.hasPrefix("GET") })
            }
        }
    }

    @Test func `can be given to anybody`() async throws {
        try await withTLS { faults, _, authorities in
            let careless = HTTPClient(server(authorities: nil) { $0.verifiesServer = false })
            #expect(try await careless.get(faults.secureURL + "/echo/").status == 200)
            // Its connection is not one for those who look.
            let client = HTTPClient(server(authorities: nil))
            let error = try await failure { try await client.get(faults.secureURL + "/echo/") }
            #expect(error.reason == .untrusted)
        }
    }

    @Test func `needs certificates that can be read`() async throws {
        try await withTLS { faults, _, _ in
            let client = HTTPClient(server(authorities: Array("no certificate".utf8)))
            let error = try await failure { try await client.get(faults.secureURL + "/echo/") }
            #expect(error.reason == .invalidRequest)
            #expect(!error.mayHaveArrived)
        }
    }

    @Test func `can be in another name than the URL's`() async throws {
        // An address that is not in the certificate.
        try await withTLS(address: "127.0.0.2") { faults, _, authorities in
            let url = "https://127.0.0.2:\(faults.port)/echo/"
            let plain = try await failure { try await HTTPClient(server(authorities: authorities)).get(url) }
            #expect(plain.reason == .untrusted)
            let named = HTTPClient(server(authorities: authorities) { $0.serverName = "localhost" })
            let answer = try await named.get(url)
            let headers = try #require(answer.seen["headers"] as? [String: String])
            #expect(headers["host"] == "127.0.0.2:\(faults.port)")
            #expect(answer.url == url)
            #expect(faults.requests.contains("name localhost"))
            let wrong = HTTPClient(server(authorities: authorities) { $0.serverName = "example.org" })
            let error = try await failure { try await wrong.get(url) }
            #expect(error.reason == .untrusted)
            #expect(error.description.hasPrefix(url + ": "))
        }
    }
}

extension AClientsTrust {
    @Test func `is returned with a certificate of its own`() async throws {
        try await withTLS(asksForCertificate: true) { faults, certificate, authorities in
            let identity = HTTPServer.Identity(
                certificate: try bytes(of: certificate.certificate),
                key: Secret(String(decoding: try bytes(of: certificate.key), as: UTF8.self)),
            )
            let known = HTTPClient(server(authorities: authorities) { $0.identity = identity })
            #expect(try await known.get(faults.secureURL + "/echo/").seen["peer"] as? String == "localhost")
            // With the other's connection still open.
            let unknown = HTTPClient(server(authorities: authorities))
            let error = try await failure { try await unknown.get(faults.secureURL + "/echo/") }
            #expect([.broken, .unreachable].contains(error.reason))
            #expect(faults.requests.count { $0.hasPrefix("GET") } == 1)
        }
    }

    @Test func `is proven on each connection to a server that takes one request at a time`() async throws {
        try await withTLS { faults, _, authorities in
            let client = HTTPClient(server(authorities: authorities))
            try await withThrowingTaskGroup { group in
                for index in 0..<6 {
                    group.addTask { try await client.get(faults.secureURL + "/held/\(index)").status }
                }
                // All are there before one is answered.
                try await faults.wait { $0.count { $0.hasPrefix("GET /held/") } == 6 }
                _ = try await HTTPClient(server(authorities: authorities)).get(faults.secureURL + "/go/6")
                for try await status in group { #expect(status == 200) }
            }
            #expect(faults.requests.count { $0.hasPrefix("GET /held/") } == 6)
        }
    }

    @Test func `does not show a key that does not fit, nor any key to a reader of messages`() async throws {
        try await withTLS { faults, certificate, authorities in
            let identity = HTTPServer.Identity(
                certificate: try bytes(of: certificate.certificate),
                key: Secret("-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----\n"),
            )
            let server = server(authorities: authorities) { $0.identity = identity }
            let error = try await failure { try await HTTPClient(server).get(faults.secureURL + "/echo/") }
            #expect(error.reason == .invalidRequest)
            #expect(!error.description.contains("canary"))
            var dumped = ""
            dump(server, to: &dumped)
            #expect(!dumped.contains("canary"))
            #expect(!"\(server)".contains("canary"))
        }
    }
}

struct AClientsProxy {
    private func throughProxy(
        _ settings: [String: String] = ["proxy": "tunnel"],
        _ change: (inout HTTPServer) -> Void = { _ in },
        _ body: (HTTPClient, GitServer, GitServer) async throws -> Void,
    ) async throws {
        try await withTLS { faults, _, authorities in
            try await withFaults(settings) { proxy in
                let server = server(authorities: authorities) {
                    $0.proxy = .url("http://user:canary@127.0.0.1:\(proxy.port)")
                    change(&$0)
                }
                try await body(HTTPClient(server), proxy, faults)
            }
        }
    }

    @Test func `is asked for a way through, and sees no more`() async throws {
        try await throughProxy { client, proxy, faults in
            let answer = try await client.get("https://localhost:\(faults.port)/echo/")
            #expect(answer.status == 200)
            #expect(answer.header("content-type") == "application/json")
            #expect(proxy.requests == ["CONNECT localhost:\(faults.port) localhost:\(faults.port)"])
            let stream = try await client.stream("https://localhost:\(faults.port)/watch")
            var pieces = stream.body.makeAsyncIterator()
            #expect(try await pieces.next() == Array("first".utf8))
        }
    }

    @Test func `is asked for the URL's host, not for the name in TLS`() async throws {
        try await throughProxy(["proxy": "tunnel"], { $0.serverName = "localhost" }) { client, proxy, faults in
            let answer = try await client.get("https://127.0.0.2:\(faults.port)/echo/")
            #expect(answer.status == 200)
            #expect(proxy.requests == ["CONNECT 127.0.0.2:\(faults.port) 127.0.0.2:\(faults.port)"])
        }
    }

    @Test func `may want a login, which the server behind it does not see`() async throws {
        let login = "Basic " + Data("me:canary: @".utf8).base64EncodedString()
        try await withTLS { faults, _, authorities in
            try await withFaults(["proxy": "login", "login": login]) { proxy in
                func client(_ password: String) -> HTTPClient {
                    let url = "http://127.0.0.1:\(proxy.port)"
                    return HTTPClient(
                        server(authorities: authorities) {
                            $0.proxy = .authenticated(url: url, user: "me", password: Secret(password))
                        },
                    )
                }
                let answer = try await client("canary: @").get("https://localhost:\(faults.port)/echo/")
                let seen = answer.seen["headers"] as? [String: String] ?? [:]
                #expect(answer.status == 200)
                #expect(!seen.values.contains { $0.hasPrefix("Basic") })
                let url = "https://localhost:\(faults.port)/echo/"
                let error = try await failure { try await client("other").get(url) }
                #expect(!error.description.contains("other"))
            }
        }
    }

    @Test func `may refuse`() async throws {
        try await throughProxy(["proxy": "refuse"]) { client, proxy, faults in
            let error = try await failure { try await client.get("https://localhost:\(faults.port)/echo/") }
            #expect(!error.mayHaveArrived)
            #expect(!error.description.contains("canary"))
            #expect(error.description.contains("403"))
        }
    }
}
