import HTTP
import SystemPackage
import TestSupport
import Testing

struct FailureTests {
    @Test func `says that a host is not there`() async throws {
        let error = try await failure(of: HTTPRequest(.get, "http://nowhere.invalid/a"))
        #expect(error?.reason == .unreachable)
        #expect(error?.description == "http://nowhere.invalid/a: Could not resolve host: nowhere.invalid")
    }

    @Test func `says that nobody listens`() async throws {
        let port = try await GitServer.withSilence { $0.port }
        let error = try await failure(of: HTTPRequest(.get, "http://127.0.0.1:\(port)/a"))
        #expect(error?.reason == .unreachable)
    }

    @Test func `gives up a server that accepts and says nothing before TLS`() async throws {
        try await GitServer.withSilence { server in
            let url = "https://127.0.0.1:\(server.port)/a"
            let options = HTTPOptions(connectTimeout: .milliseconds(300))
            let error = try await failure(of: HTTPRequest(.get, url), options)
            #expect(error?.reason == .connectTimedOut)
            #expect(error?.description == "\(url): no connection within 0.3 seconds")
        }
    }

    @Test(arguments: ["stall", "stall-half"])
    func `gives up a server that stops sending`(fault: String) async throws {
        try await GitServer.withHTTP(root: "/") { server in
            let url = "http://127.0.0.1:\(server.port)/\(fault)/"
            let error = try await failure(of: HTTPRequest(.get, url), HTTPOptions(stallTimeout: .milliseconds(300)))
            #expect(error?.reason == .stalled)
            #expect(error?.description == "\(url): no data for 0.3 seconds")
        }
    }

    @Test func `gives up when the call's time is over`() async throws {
        try await GitServer.withHTTP(root: "/") { server in
            let url = "http://127.0.0.1:\(server.port)/stall/"
            let error = try await failure(of: HTTPRequest(.get, url), within: .milliseconds(300))
            #expect(error?.reason == .deadline)
            #expect(error?.description == "\(url): is not done in time")
        }
    }

    @Test(arguments: ["stall", "stall-half"])
    func `stops soon when its task is cancelled`(fault: String) async throws {
        try await GitServer.withHTTP(root: "/") { server in
            let url = "http://127.0.0.1:\(server.port)/\(fault)/"
            let task = Task { try await failure(of: HTTPRequest(.get, url)) }
            try await server.wait { !$0.isEmpty }
            let start = ContinuousClock.now
            task.cancel()
            #expect(try await task.value?.reason == .cancelled)
            // The server is silent for ever; a busy machine takes its time to notice.
            #expect(.now - start < .seconds(10))
        }
    }

    @Test func `says that a body broke off`() async throws {
        try await GitServer.withHTTP(root: "/") { server in
            let url = "http://127.0.0.1:\(server.port)/half/"
            let error = try await failure(of: HTTPRequest(.get, url))
            #expect(error?.reason == .broken)
            #expect(error?.description == "\(url): transfer closed with 500 bytes remaining to read")
        }
    }
}

struct CertificateTests {
    @Test func `trusts an authority that is named`() async throws {
        try await withTemporaryDirectory { folder in
            let certificate = try await TestCertificate(in: folder)
            try await GitServer.withHTTP(root: "/", certificate: certificate) { server in
                for host in ["127.0.0.1", "localhost"] {
                    let request = HTTPRequest(.get, "https://\(host):\(server.port)/echo/")
                    let answer = try await ask(request, HTTPOptions(caFile: certificate.authority))
                    #expect(answer.status == 200)
                }
            }
        }
    }

    @Test func `refuses a certificate of an unknown authority`() async throws {
        try await withTemporaryDirectory { folder in
            let certificate = try await TestCertificate(in: folder)
            try await GitServer.withHTTP(root: "/", certificate: certificate) { server in
                let url = "https://127.0.0.1:\(server.port)/echo/"
                let error = try await failure(of: HTTPRequest(.get, url))
                #expect(error?.reason == .untrusted)
                #expect(
                    error?.description
                        == "\(url): SSL certificate problem: unable to get local issuer certificate",
                )
                #expect(server.requests.isEmpty)
            }
        }
    }

    @Test func `says that a CA file cannot be read`() async throws {
        try await withTemporaryDirectory { folder in
            let certificate = try await TestCertificate(in: folder)
            try await GitServer.withHTTP(root: "/", certificate: certificate) { server in
                let url = "https://127.0.0.1:\(server.port)/echo/"
                let error = try await failure(of: HTTPRequest(.get, url), HTTPOptions(caFile: "/nowhere/ca.pem"))
                #expect(error?.reason == .invalidRequest)
                #expect(error?.description == "\(url): error setting certificate file: /nowhere/ca.pem")
            }
        }
    }
}
