import HTTP
import TestSupport
import Testing

struct AStream {
    @Test func `gives pieces as they are sent, and ends with the answer`() async throws {
        try await withFaults { server in
            let client = HTTPClient()
            let stream = try await client.stream(server.url + "/pieces/3")
            #expect(stream.status == 200)
            #expect(stream.header("transfer-encoding") == "chunked")
            var pieces = stream.body.makeAsyncIterator()
            for index in 0..<3 {
                // The server waits for this before each piece.
                _ = try await client.get(server.url + "/go/1")
                #expect(try await pieces.next().map { String(decoding: $0, as: UTF8.self) } == "piece \(index)\n")
            }
            #expect(try await pieces.next() == nil)
            #expect(try await pieces.next() == nil)
        }
    }

    @Test func `takes answers of any status, and long ones as a whole`() async throws {
        try await withFaults { server in
            let client = HTTPClient()
            let refusal = try await client.stream(server.url + "/status/410")
            #expect(refusal.status == 410)
            #expect(try await refusal.body.readAll(limit: 10) == Array("no".utf8))
            #expect(
                try await client.stream(server.url + "/bytes/5000000").body.readAll(limit: 5_000_000).count == 5_000_000
            )
            let long = try await client.stream(server.url + "/bytes/5000000")
            #expect(
                try await failure { try await long.body.readAll(limit: 4_000_000) }.reason
                    == .tooLarge
            )
        }
    }

    @Test func `has the server wait for a slow reader`() async throws {
        try await withFaults { server in
            let stream = try await HTTPClient().stream(server.url + "/flood", idleLimit: .seconds(60))
            var pieces = stream.body.makeAsyncIterator()
            try await server.wait { $0.contains { $0.hasPrefix("blocked") } }
            let sent = server.requests.first { $0.hasPrefix("blocked") }?.dropFirst("blocked ".count)
            // The kernel's buffers of both ends, and less than 1 MiB here.
            #expect(try #require(sent.flatMap { Int($0) }) < 32 << 20)
            var count = 0
            while count < 64 << 20, let piece = try await pieces.next() {
                #expect(piece.count < 1 << 20)
                count += piece.count
            }
            #expect(count >= 64 << 20)
        }
    }

    @Test func `does not count against the requests under way, nor disturbs them`() async throws {
        try await withFaults { server in
            let client = HTTPClient(maximumConcurrency: 1)
            var streams: [HTTPStream] = []
            for _ in 0..<5 { streams.append(try await client.stream(server.url + "/flood")) }
            #expect(try await client.get(server.url + "/echo/").status == 200)
            #expect(streams.allSatisfy { $0.status == 200 })
        }
    }

    @Test func `ends its connection when it is dropped`() async throws {
        try await withFaults { server in
            let client = HTTPClient()
            do {
                let stream = try await client.stream(server.url + "/watch")
                var pieces = stream.body.makeAsyncIterator()
                #expect(try await pieces.next() == Array("first".utf8))
            }
            try await server.wait { $0.contains("closed") }
            #expect(server.requests.contains("closed"))
        }
    }

    @Test func `ends its connection when its reader is cancelled`() async throws {
        try await withFaults { server in
            let stream = try await HTTPClient().stream(server.url + "/watch")
            let task = Task { [url = server.url] in
                try await failure {
                    for try await piece in stream.body { #expect(piece == Array("first".utf8), "\(url)") }
                }
            }
            try await server.wait { !$0.isEmpty }
            task.cancel()
            #expect(try await task.value.reason == .cancelled)
            try await server.wait { $0.contains("closed") }
            #expect(server.requests.contains("closed"))
        }
    }

    @Test(arguments: ["silent", "half-head"])
    func `is not waited for longer than its head may take`(fault: String) async throws {
        try await withFaults { server in
            let error = try await failure {
                try await HTTPClient().stream(
                    HTTPRequest(.get, "\(server.url)/\(fault)"),
                    headDeadline: .milliseconds(300),
                )
            }
            #expect(error.reason == .deadline)
        }
    }

    @Test func `fails when nothing comes for its idle limit`() async throws {
        try await withFaults { server in
            let stream = try await HTTPClient().stream(server.url + "/watch", idleLimit: .milliseconds(300))
            let error = try await failure { try await stream.body.readAll(limit: 1000) }
            #expect(error.reason == .stalled)
            #expect(error.description == "\(server.url)/watch: no data for 0.3 seconds")
        }
    }

    @Test func `outlives the head's deadline and the server's stall time-out`() async throws {
        try await withFaults { server in
            let client = HTTPClient(HTTPServer(proxy: .none, stallTimeout: .milliseconds(100)))
            let request = HTTPRequest(.get, server.url + "/pieces/1")
            // A busy machine may need more than one second for the head.
            var deadline = Duration.seconds(1)
            var found: HTTPStream?
            while found == nil {
                found = try? await client.stream(request, headDeadline: deadline)
                if found == nil { deadline = deadline * 2 }
            }
            let stream = try #require(found)
            try await Task.sleep(for: deadline + .seconds(1))
            // More than one, for those that were given up.
            _ = try await HTTPClient().get(server.url + "/go/100")
            #expect(try await stream.body.readAll(limit: 1000) == Array("piece 0\n".utf8))
        }
    }

    @Test(arguments: ["cut/body", "cut/chunk"])
    func `gives what came before the connection broke`(fault: String) async throws {
        try await withFaults { server in
            let stream = try await HTTPClient().stream("\(server.url)/\(fault)")
            var pieces = stream.body.makeAsyncIterator()
            #expect(try await pieces.next()?.first == 120)
            let error = try await failure {
                while try await pieces.next() != nil {}
            }
            #expect(error.reason == .broken)
        }
    }
}
