import HTTP
import SystemPackage
import TestSupport
import Testing

struct AClientsAnswers {
    @Test func `come with status, headers and body`() async throws {
        try await withFaults { server in
            let request = HTTPRequest(
                .patch,
                server.url + "/echo/a%20b?c=d",
                headers: [("X-One", "1")],
                body: [104, 105]
            )
            let answer = try await HTTPClient().send(request)
            #expect(answer.status == 200)
            #expect(answer.header("content-type") == "application/json")
            #expect(answer.headers.map(\.name) == ["content-length", "content-type", "x-two"])
            #expect(answer.url == server.url + "/echo/a%20b?c=d")
            #expect(answer.seen["method"] as? String == "PATCH")
            #expect(answer.seen["body"] as? Int == 2)
            let headers = try #require(answer.seen["headers"] as? [String: String])
            #expect(headers["x-one"] == "1")
            #expect(headers["user-agent"] == "fettle")
            #expect(headers["expect"] == nil)
            #expect(headers["host"] == "127.0.0.1:\(server.port)")
            #expect(server.requests == ["PATCH /echo/a%20b?c=d 1"])
        }
    }

    @Test(arguments: [404, 429, 500, 503])
    func `have any status`(status: Int) async throws {
        try await withFaults { server in
            let answer = try await HTTPClient().get(server.url + "/status/\(status)")
            #expect(answer.status == status)
            #expect(answer.text == "no")
        }
    }

    @Test func `have bodies of many MiB, both ways`() async throws {
        try await withFaults { server in
            let client = HTTPClient()
            let answer = try await client.get(server.url + "/bytes/10000000")
            #expect(answer.body.count == 10_000_000)
            let body = [UInt8](repeating: 120, count: 10_000_000)
            let echo = try await client.send(HTTPRequest(.put, server.url + "/echo/", body: body))
            #expect(echo.seen["body"] as? Int == 10_000_000)
        }
    }

    @Test(arguments: ["bytes", "zipped"])
    func `are not longer than the caller takes`(kind: String) async throws {
        try await withFaults { server in
            let url = server.url + "/\(kind)/1000001"
            let error = try await failure {
                try await HTTPClient().send(HTTPRequest(.get, url), deadline: .seconds(300), bodyLimit: 1_000_000)
            }
            #expect(error.reason == .tooLarge)
            #expect(error.description == "\(url): answers with more than 1000000 bytes")
            let longest = HTTPRequest(.get, server.url + "/\(kind)/1000000")
            let answer = try await HTTPClient().send(longest, deadline: .seconds(300), bodyLimit: 1_000_000)
            #expect(answer.body.count == 1_000_000)
        }
    }

    @Test func `follow redirects as the request says`() async throws {
        try await GitServer.withHTTP(root: "/") { server in
            let client = HTTPClient()
            let url = server.url + "/moved/echo/x"
            #expect(try await client.get(url).status == 301)
            let answer = try await client.send(HTTPRequest(.get, url, redirects: .sameOrigin))
            #expect(answer.status == 200)
            #expect(answer.url == server.url + "/echo/x")
            let error = try await failure {
                try await client.send(HTTPRequest(.get, server.url + "/away/echo/x", redirects: .sameOrigin))
            }
            #expect(error.reason == .redirectRefused)
        }
    }
}

struct AClientsQueue {
    @Test func `lets no more requests be under way than the server is given`() async throws {
        try await withFaults { server in
            let client = HTTPClient(maximumConcurrency: 3)
            try await withThrowingTaskGroup { group in
                for index in 0..<12 { group.addTask { try await client.get(server.url + "/held/\(index)").text } }
                try await server.wait { $0.count >= 3 }
                #expect(server.requests.count == 3)
                // As many come after as are answered.
                _ = try await HTTPClient().get(server.url + "/go/4")
                try await server.wait { $0.count >= 8 }
                #expect(server.requests.count == 8)
                _ = try await HTTPClient().get(server.url + "/go/8")
                let texts = try await group.reduce(into: Set()) { $0.insert($1) }
                #expect(texts == Set((0..<12).map(String.init)))
            }
        }
    }

    @Test func `is first come, first served`() async throws {
        try await withFaults { server in
            let client = HTTPClient(maximumConcurrency: 1)
            let tasks = (0..<6).map { index in
                Task.immediate { try await client.get(server.url + "/held/\(index)") }
            }
            try await server.wait { !$0.isEmpty }
            // Not answered, so that the order of arrival is the queue's.
            _ = try await HTTPClient().get(server.url + "/go/6")
            for task in tasks { _ = try await task.value }
            let order = server.requests.compactMap { $0.hasPrefix("GET /held/") ? $0.dropFirst(10).first : nil }
            #expect(order == ["0", "1", "2", "3", "4", "5"])
        }
    }

    @Test func `is left by who is cancelled, and by whose time is over`() async throws {
        try await withFaults { server in
            let client = HTTPClient(maximumConcurrency: 1)
            let first = Task.immediate { try await client.get(server.url + "/held/0") }
            let second = Task.immediate {
                try await failure { try await client.get(server.url + "/held/1") }
            }
            let third = Task.immediate {
                try await failure {
                    try await client.send(
                        HTTPRequest(.get, server.url + "/held/2"),
                        deadline: .milliseconds(200),
                        bodyLimit: 100,
                    )
                }
            }
            let fourth = Task.immediate { try await client.get(server.url + "/held/3") }
            try await server.wait { !$0.isEmpty }
            second.cancel()
            let cancelled = try await second.value
            #expect(cancelled.reason == .cancelled)
            #expect(!cancelled.mayHaveArrived)
            let late = try await third.value
            #expect(late.reason == .deadline)
            #expect(!late.mayHaveArrived)
            _ = try await HTTPClient().get(server.url + "/go/2")
            #expect(try await first.value.status == 200)
            #expect(try await fourth.value.text == "3")
            #expect(!server.requests.contains { $0.hasPrefix("GET /held/1") || $0.hasPrefix("GET /held/2") })
        }
    }

    @Test func `keeps connections for later requests`() async throws {
        try await withFaults { server in
            let client = HTTPClient()
            for _ in 0..<5 { _ = try await client.get(server.url + "/echo/") }
            #expect(server.connections == ["1"])
        }
    }

    @Test func `does not send what is cancelled already`() async throws {
        try await withFaults { server in
            let task = Task { [url = server.url] in
                try await failure {
                    withUnsafeCurrentTask { $0?.cancel() }
                    return try await HTTPClient().get(url + "/echo/")
                }
            }
            let error = try await task.value
            #expect(error.reason == .cancelled)
            #expect(server.requests.isEmpty)
        }
    }
}
