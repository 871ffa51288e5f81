import HTTP
import Synchronization
import TestSupport
import Testing

/// Answers one after the other, and what was tried when.
private final class Script: Sendable {
    enum Step: Sendable {
        case status(Int, retryAfter: String? = nil)
        case fails(HTTPError.Reason, sent: Bool = true)
    }

    let clock = JumpingClock()
    private let steps: [Step]
    private let times = Mutex<[Duration]>([])

    init(_ steps: Step...) {
        self.steps = steps
    }

    /// When each try was made.
    var tries: [Duration] { times.withLock { $0 } }

    func run(
        _ method: HTTPRequest.Method = .get,
        isIdempotent: Bool? = nil,
        random: Double = 1,
        attempts: Int = 5,
        deadline: Duration = .seconds(1000),
    ) async throws(HTTPError) -> Int {
        let retry = HTTPRetry(
            attempts: attempts,
            clock: clock,
            random: { random },
            secondsSince1970: { 784_111_770 },
        )
        let request = HTTPRequest(method, "https://h/", isIdempotent: isIdempotent)
        return try await retry.run(request, deadline: deadline) { _ throws(HTTPError) in
            let number = times.withLock { times in
                times.append(clock.now.offset)
                return times.count - 1
            }
            switch steps[min(number, steps.count - 1)] {
            case .status(let status, let retryAfter):
                return HTTPAnswer(status: status, headers: retryAfter.map { [("retry-after", $0)] } ?? [])
            case .fails(let reason, let sent):
                throw HTTPError(reason, "https://h/", "failed", mayHaveArrived: sent)
            }
        }.status
    }
}

struct ARetry {
    @Test func `waits twice as long from try to try, and not for ever`() async throws {
        let script = Script(.status(500))
        #expect(try await script.run(attempts: 10) == 500)
        let pauses = zip(script.tries, script.tries.dropFirst()).map { $1 - $0 }
        #expect(pauses == [100, 200, 400, 800, 1600, 3200, 6400, 10000, 10000].map { .milliseconds($0) })
    }

    @Test func `waits for a random part of that`() async throws {
        let script = Script(.status(503), .status(503), .status(200))
        #expect(try await script.run(random: 0.5) == 200)
        #expect(script.tries == [.zero, .milliseconds(50), .milliseconds(150)])
        let hasty = Script(.status(503), .status(200))
        #expect(try await hasty.run(random: 0) == 200)
        #expect(hasty.tries == [.zero, .zero])
    }

    @Test(arguments: [429, 503])
    func `waits for what the server asks for`(status: Int) async throws {
        let script = Script(.status(status, retryAfter: "7"), .status(200))
        #expect(try await script.run(random: 0.5) == 200)
        #expect(script.tries == [.zero, .milliseconds(7050)])
    }

    @Test(arguments: [
        // The example of RFC 9110, seven seconds on.
        ("Sun, 06 Nov 1994 08:49:37 GMT", 7), ("Sun, 06 Nov 1994 08:00:00 GMT", 0), ("soon", 0), ("-1", 0), ("", 0),
    ])
    func `reads dates, and passes over what is neither`(text: String, seconds: Int) async throws {
        let script = Script(.status(429, retryAfter: text), .status(200))
        #expect(try await script.run(random: 0) == 200)
        #expect(script.tries == [.zero, .seconds(seconds)])
    }

    @Test(arguments: ["100", "99999999999999999999999"])
    func `hands the answer over when the server asks for more time than there is`(text: String) async throws {
        let script = Script(.status(429, retryAfter: text), .status(200))
        #expect(try await script.run(deadline: .seconds(100)) == 429)
        #expect(script.tries.count == 1)
    }

    @Test func `ends in time`() async throws {
        let script = Script(.status(500))
        #expect(try await script.run(attempts: 100, deadline: .seconds(1)) == 500)
        #expect(script.tries == [0, 100, 300, 700].map { .milliseconds($0) })
    }

    @Test(arguments: [200, 201, 301, 400, 401, 403, 404, 409, 422, 501, 505])
    func `leaves other answers to the caller`(status: Int) async throws {
        let script = Script(.status(status))
        #expect(try await script.run() == status)
        #expect(script.tries.count == 1)
    }

    @Test(arguments: [HTTPRequest.Method.post, .patch])
    func `does not send again what may have been done`(method: HTTPRequest.Method) async throws {
        for step in [Script.Step.fails(.broken), .fails(.stalled)] {
            let script = Script(step)
            #expect(
                try await failure { try await script.run(method) }.description
                    == "https://h/: failed"
            )
            #expect(script.tries.count == 1)
        }
        for status in [500, 503] {
            let script = Script(.status(status, retryAfter: "1"))
            #expect(try await script.run(method) == status)
            #expect(script.tries.count == 1)
        }
        let declared = Script(.fails(.broken), .status(500), .status(200))
        #expect(try await declared.run(method, isIdempotent: true) == 200)
        let busy = Script(.status(429), .status(200))
        #expect(try await busy.run(method) == 200)
    }

    @Test(arguments: [HTTPError.Reason.unreachable, .connectTimedOut, .broken])
    func `sends again what was not sent`(reason: HTTPError.Reason) async throws {
        let script = Script(.fails(reason, sent: false), .status(200))
        #expect(try await script.run(.post) == 200)
        #expect(script.tries.count == 2)
    }

    @Test(arguments: [
        HTTPError.Reason.untrusted, .invalidRequest, .deadline, .cancelled, .tooLarge, .redirectRefused,
    ])
    func `gives up at once where trying helps nobody`(reason: HTTPError.Reason) async throws {
        let script = Script(.fails(reason, sent: false))
        #expect(try await failure { try await script.run() }.reason == reason)
        #expect(script.tries.count == 1)
    }

    @Test func `makes do with a server that comes up late`() async throws {
        try await withFaults { server in
            let client = HTTPClient()
            _ = try await client.get(server.url + "/echo/")
            let answer = try await HTTPRetry().send(
                HTTPRequest(.get, server.url + "/status/404"),
                through: client,
                deadline: .seconds(60),
                bodyLimit: 100,
            )
            #expect(answer.status == 404)
        }
    }
}
