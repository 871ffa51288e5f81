import HTTP
import TestSupport
import Testing

struct AClientsFailures {
    @Test func `name an unknown host, and one where nobody listens`() async throws {
        let unknown = try await failure {
            try await HTTPClient().get("http://nowhere.invalid/a")
        }
        #expect(unknown.reason == .unreachable)
        #expect(unknown.description == "http://nowhere.invalid/a: Could not resolve host: nowhere.invalid")
        #expect(!unknown.mayHaveArrived)
        let port = try await GitServer.withSilence { $0.port }
        let closed = try await failure {
            try await HTTPClient().get("http://127.0.0.1:\(port)/a")
        }
        #expect(closed.reason == .unreachable)
        #expect(!closed.mayHaveArrived)
    }

    @Test func `tell a server that accepts and says nothing, to all who waited for the connection`() async throws {
        try await GitServer.withSilence { server in
            let client = HTTPClient(HTTPServer(proxy: .none, connectTimeout: .seconds(1)))
            let errors = try await withThrowingTaskGroup { group in
                for index in 0..<40 {
                    group.addTask {
                        try await failure {
                            try await client.get(server.secureURL + "/\(index)")
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(errors.count == 40)
            #expect(errors.allSatisfy { $0.reason == .connectTimedOut && !$0.mayHaveArrived })
            #expect(errors.contains { $0.description == "\(server.secureURL)/0: no connection within 1 second" })
        }
    }

    @Test func `tell a server that never answers`() async throws {
        try await withFaults { server in
            let client = HTTPClient(HTTPServer(proxy: .none, firstByteTimeout: .milliseconds(300)))
            let error = try await failure { try await client.get(server.url + "/silent") }
            #expect(error.reason == .stalled)
            #expect(error.description == "\(server.url)/silent: no answer within 0.3 seconds")
            #expect(error.mayHaveArrived)
        }
    }

    @Test(arguments: ["half", "half-head"])
    func `tell a server that stops in the middle`(fault: String) async throws {
        try await withFaults { server in
            let client = HTTPClient(HTTPServer(proxy: .none, stallTimeout: .milliseconds(300)))
            let error = try await failure { try await client.get("\(server.url)/\(fault)") }
            #expect(error.reason == .stalled)
            #expect(error.description == "\(server.url)/\(fault): no data for 0.3 seconds")
        }
    }

    @Test(arguments: ["silent", "half", "half-head"])
    func `tell that the call's time is over`(fault: String) async throws {
        try await withFaults { server in
            let request = HTTPRequest(.get, "\(server.url)/\(fault)")
            let error = try await failure {
                try await HTTPClient().send(request, deadline: .milliseconds(300), bodyLimit: 10_000)
            }
            #expect(error.reason == .deadline)
            #expect(error.description == "\(server.url)/\(fault): is not done in time")
        }
    }

    @Test(arguments: ["silent", "half", "half-head"])
    func `follow cancellation, which ends the connection`(fault: String) async throws {
        try await withFaults { server in
            let task = Task { [url = server.url] in
                try await failure { try await HTTPClient().get("\(url)/\(fault)") }
            }
            try await server.wait { !$0.isEmpty }
            task.cancel()
            #expect(try await task.value.reason == .cancelled)
            try await server.wait { $0.contains("closed") }
            #expect(server.requests.contains("closed"))
        }
    }

    @Test(arguments: ["cut/nothing", "cut/head", "cut/body", "cut/chunk", "reset", "garbage"])
    func `tell a connection that broke`(fault: String) async throws {
        try await withFaults { server in
            let error = try await failure {
                try await HTTPClient().get("\(server.url)/\(fault)")
            }
            #expect(error.reason == .broken)
            #expect(error.mayHaveArrived)
            #expect(server.requests.count == 1)
        }
    }

    @Test func `do not have a request sent twice that must not be`() async throws {
        try await withFaults { server in
            let client = HTTPClient()
            // libcurl would repeat it on a connection that was used before.
            _ = try await client.get(server.url + "/echo/")
            let error = try await failure {
                try await client.send(HTTPRequest(.post, server.url + "/cut/nothing", body: [1]))
            }
            #expect(error.reason == .broken)
            #expect(error.mayHaveArrived)
            #expect(server.requests == ["GET /echo/ 1", "POST /cut/nothing 1"])
        }
    }

    @Test func `of one server do not disturb the others`() async throws {
        try await GitServer.withSilence { silent in
            try await withHTTP2("together 5") { server, _, client in
                let hopeless = (0..<20).map { _ in HTTPClient(HTTPServer(proxy: .none, connectTimeout: .seconds(600))) }
                try await withThrowingTaskGroup { group in
                    for client in hopeless {
                        for _ in 0..<5 { group.addTask { _ = try? await client.get(silent.secureURL + "/") } }
                        group.addTask { _ = try? await client.get("http://nowhere.invalid/") }
                    }
                    try await silent.wait { $0.count >= 20 }
                    for _ in 0..<4 {
                        try await withThrowingTaskGroup { group in
                            for _ in 0..<5 { group.addTask { try await client.get(server.secureURL + "/").status } }
                            for try await status in group { #expect(status == 200) }
                        }
                    }
                    #expect(Set(server.requests.filter { $0.hasPrefix("stream") }) == ["stream 1"])
                    // One connection each was tried, although many requests wait for it.
                    #expect(silent.requests.count == 20)
                    group.cancelAll()
                }
            }
        }
    }

    @Test(arguments: ["http://h/a\nb", "file:///etc/passwd", "no url"])
    func `tell a request that cannot be sent`(url: String) async throws {
        let error = try await failure { try await HTTPClient().get(url) }
        #expect(error.reason == .invalidRequest || error.reason == .unreachable)
        #expect(!error.mayHaveArrived)
    }
}
