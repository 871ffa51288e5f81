import HTTP
import TestSupport
import Testing

struct AClientOfAServerWithHTTP2 {
    private func answers(_ count: Int, _ client: HTTPClient, _ server: GitServer) async throws -> [String] {
        try await withThrowingTaskGroup { group in
            for _ in 0..<count { group.addTask { try await client.get(server.secureURL + "/").text } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test func `sends many requests at a time over one connection`() async throws {
        // The server answers none before all are there.
        try await withHTTP2("together 50") { server, _, client in
            for _ in 0..<2 {
                let texts = try await answers(50, client, server)
                #expect(texts == Array(repeating: "connection 1", count: 50))
            }
        }
    }

    @Test func `sends bodies at a time over one connection`() async throws {
        try await withHTTP2("together 20") { server, _, client in
            let body = [UInt8](repeating: 120, count: 300_000)
            let texts = try await withThrowingTaskGroup { group in
                for _ in 0..<20 {
                    group.addTask { try await client.send(HTTPRequest(.post, server.secureURL + "/", body: body)).text }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(texts == Array(repeating: "connection 1", count: 20))
        }
    }

    @Test func `sends again by itself what the server refused to look at`() async throws {
        try await withHTTP2("refuse 1") { server, _, client in
            let first = try await answers(1, client, server)
            let second = try await answers(1, client, server)
            #expect(first + second == ["connection 1", "connection 2"])
        }
    }

    @Test func `leaves a connection that the server takes back`() async throws {
        try await withHTTP2("goaway 1") { server, _, client in
            let first = try await answers(1, client, server)
            let request = HTTPRequest(.get, server.secureURL + "/")
            let second = try await HTTPRetry().send(request, through: client, deadline: .seconds(300), bodyLimit: 100)
            #expect(first + [second.text] == ["connection 1", "connection 2"])
        }
    }

    @Test func `does not send twice what must not be when the connection breaks`() async throws {
        try await withHTTP2("cut 1") { server, _, client in
            #expect(try await answers(1, client, server) == ["connection 1"])
            let error = try await failure {
                try await client.send(HTTPRequest(.post, server.secureURL + "/", body: [1]))
            }
            #expect(error.reason == .broken)
            #expect(error.mayHaveArrived)
            #expect(server.requests.count { $0.hasPrefix("stream") } == 2)
            #expect(try await answers(1, client, server) == ["connection 2"])
        }
    }

    @Test func `leaves a connection on which nothing comes any more`() async throws {
        try await withHTTP2("deaf 1") { server, trust, client in
            #expect(try await answers(1, client, server) == ["connection 1"])
            // Clients that trust the same authorities share connections.
            var impatient = trust
            impatient.firstByteTimeout = .milliseconds(300)
            let error = try await failure { try await HTTPClient(impatient).get(server.secureURL + "/") }
            #expect(error.reason == .stalled)
            #expect(error.description == "\(server.secureURL)/: no answer within 0.3 seconds")
            #expect(try await answers(3, client, server) == Array(repeating: "connection 2", count: 3))
        }
    }

    @Test func `cancels one request without ending the others`() async throws {
        try await withHTTP2("together 4") { server, _, client in
            let first = (0..<2).map { _ in Task { try await client.get(server.secureURL + "/").text } }
            let cancelled = Task {
                try await failure { try await client.get(server.secureURL + "/") }
            }
            try await server.wait { $0.count { $0.hasPrefix("stream") } == 3 }
            cancelled.cancel()
            #expect(try await cancelled.value.reason == .cancelled)
            #expect(try await client.get(server.secureURL + "/").text == "connection 1")
            for task in first { #expect(try await task.value == "connection 1") }
        }
    }

    @Test func `goes on after requests that were cancelled at any time`() async throws {
        try await withHTTP2("together 1") { server, _, client in
            let url = server.secureURL + "/"
            for round in 0..<20 {
                let tasks = (0..<30).map { index in
                    Task.immediate {
                        let stream = index % 3 == 0 ? Task { try await client.stream(server.url + "/") } : nil
                        defer { stream?.cancel() }
                        return try await client.get(url).status
                    }
                }
                for _ in 0..<round { await Task.yield() }
                if round % 2 == 1 { try await Task.sleep(for: .milliseconds(round)) }
                for (index, task) in tasks.enumerated() where index % 2 == 0 { task.cancel() }
                for (index, task) in tasks.enumerated() {
                    do {
                        #expect(try await task.value == 200)
                    } catch let error as HTTPError {
                        #expect(index % 2 == 0 && error.reason == .cancelled)
                    }
                }
            }
            #expect(try await client.get(url).status == 200)
            // A connection ends when the request that makes it is cancelled, but not with those that use it.
            let connections = Set(server.requests.filter { $0.hasPrefix("stream") })
            #expect(connections.count <= 2)
        }
    }
}
