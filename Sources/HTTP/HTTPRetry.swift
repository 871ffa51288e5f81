internal import CLibcurl
internal import Glibc

/// Sends a request again when that can help and does no harm.
///
/// - A failure before the request was sent is always tried again.
/// - A broken or silent connection, and a status of 500 and more, are tried again when the request is idempotent.
/// - 429 (the server was too busy to look at it) is always tried again.
///
/// Between tries it waits for a random time up to a limit that doubles from try to try, and for what `Retry-After` asks
/// for before that.
package struct HTTPRetry: Sendable {
    /// How often a request is sent at most.
    package var attempts: Int
    /// The limit of the first pause.
    package var firstPause: Duration
    /// The limit of all later pauses.
    package var longestPause: Duration

    // What is needed of a clock whose type is forgotten.
    private let elapsed: @Sendable () -> Duration
    private let sleep: @Sendable (Duration) async throws -> Void
    private let random: @Sendable () -> Double
    private let secondsSince1970: @Sendable () -> Int

    /// - Parameters:
    ///   - attempts: at least 1.
    ///   - firstPause: the limit of the first pause.
    ///   - longestPause: the limit of all later pauses.
    ///   - clock: what the pauses and the deadline go by.
    ///   - random: gives the part of its limit that a pause lasts, from 0 to 1.
    ///   - secondsSince1970: what dates in `Retry-After` are compared with.
    package init(
        attempts: Int = 5,
        firstPause: Duration = .milliseconds(100),
        longestPause: Duration = .seconds(10),
        clock: some Clock<Duration> = ContinuousClock(),
        random: @escaping @Sendable () -> Double = { Double.random(in: 0...1) },
        secondsSince1970: @escaping @Sendable () -> Int = { time(nil) },
    ) {
        self.attempts = max(1, attempts)
        self.firstPause = firstPause
        self.longestPause = longestPause
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
        sleep = { try await clock.sleep(for: $0) }
        self.random = random
        self.secondsSince1970 = secondsSince1970
    }

    /// Sends `request` through `client` as often as needed.
    ///
    /// - Parameters:
    ///   - request: what is asked.
    ///   - client: who sends it.
    ///   - deadline: how long everything may take, pauses included.
    ///   - bodyLimit: how many bytes the answer's body may have.
    ///   - isFinal: whether an answer of 500 or more is a verdict on the request, which stays the same.
    /// - Returns: the last answer, which may be one that asked for a retry.
    /// - Throws: `HTTPError` of the last try when that got no answer.
    package func send(
        _ request: HTTPRequest,
        through client: HTTPClient,
        deadline: Duration,
        bodyLimit: Int,
        unless isFinal: (HTTPAnswer) -> Bool = { _ in false },
    ) async throws(HTTPError) -> HTTPAnswer {
        try await run(request, deadline: deadline, unless: isFinal) { left throws(HTTPError) in
            try await client.send(request, deadline: left, bodyLimit: bodyLimit)
        }
    }

    /// Runs `attempt`, which sends `request` within the time it is given, as often as needed.
    ///
    /// - Parameters:
    ///   - request: what is asked.
    ///   - deadline: how long everything may take, pauses included.
    ///   - isFinal: whether an answer of 500 or more is a verdict on the request, which stays the same.
    ///   - attempt: sends it once.
    /// - Returns: the last answer.
    /// - Throws: `HTTPError` of the last try.
    package func run(
        _ request: HTTPRequest,
        deadline: Duration,
        unless isFinal: (HTTPAnswer) -> Bool = { _ in false },
        attempt: (Duration) async throws(HTTPError) -> HTTPAnswer,
    ) async throws(HTTPError) -> HTTPAnswer {
        let end = elapsed() + deadline
        var limit = firstPause
        var number = 1
        while true {
            let result: Result<HTTPAnswer, HTTPError>
            do throws(HTTPError) {
                result = .success(try await attempt(end - elapsed()))
            } catch {
                result = .failure(error)
            }
            guard number < attempts, let asked = retry(request, after: result, isFinal) else {
                return try result.get()
            }
            let pause = asked + limit * random()
            guard elapsed() + pause < end else { return try result.get() }
            do {
                try await sleep(pause)
            } catch {
                throw HTTPError(.cancelled, printable(url: request.url), "was cancelled", mayHaveArrived: false)
            }
            limit = min(limit * 2, longestPause)
            number += 1
        }
    }

    /// The pause that the server asks for before the next try; nil when there must be none.
    private func retry(
        _ request: HTTPRequest,
        after result: Result<HTTPAnswer, HTTPError>,
        _ isFinal: (HTTPAnswer) -> Bool,
    ) -> Duration? {
        switch result {
        case .failure(let error):
            switch error.reason {
            case .unreachable, .connectTimedOut, .broken, .stalled:
                !error.mayHaveArrived || request.isIdempotent ? .zero : nil
            case .invalidRequest, .deadline, .cancelled, .untrusted, .redirectRefused, .tooLarge: nil
            }
        case .success(let answer):
            switch answer.status {
            case 429: pause(askedBy: answer)
            // What a server does not know how to do, it will not learn.
            case 501, 505: nil
            case 500...599: request.isIdempotent && !isFinal(answer) ? pause(askedBy: answer) : nil
            default: nil
            }
        }
    }

    private func pause(askedBy answer: HTTPAnswer) -> Duration {
        answer.retryAfter(secondsSince1970: secondsSince1970()) ?? .zero
    }
}

extension HTTPHeaded {
    /// What `Retry-After` says, in seconds or as a date (RFC 9110, section 10.2.3).
    ///
    /// - Parameter now: what a date is compared with.
    /// - Returns: how long to wait; nil without a header that can be read.
    package func retryAfter(secondsSince1970 now: Int = time(nil)) -> Duration? {
        guard let text = header("retry-after") else { return nil }
        if !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) {
            // A number that no integer can hold is later than any deadline.
            return .seconds(min(Int(text) ?? .max, 1 << 31))
        }
        let date = text.utf8.contains(0) ? -1 : curl_getdate(text, nil)
        return date < 0 ? nil : .seconds(max(0, date - now))
    }
}
