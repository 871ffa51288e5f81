import Blocking
import HTTP

/// What a finished exchange gave, as values.
struct Answer: Sendable {
    let status: Int
    let headers: [String: String]
    let url: String
    let body: String
}

/// Sends one request on a thread of its own and takes the whole answer.
func ask(
    _ request: HTTPRequest,
    _ options: HTTPOptions = HTTPOptions(),
    within limit: Duration = .seconds(60),
) async throws -> Answer {
    try await BlockingThread(label: "http test").run { flag in
        let stop = StopSignal(flag, deadline: .now + limit)
        let exchange = try HTTPSession(options).send(request, until: stop)
        let body = try exchange.readAll(limit: 1 << 24)
        return Answer(
            status: exchange.status,
            headers: Dictionary(exchange.headers.map { ($0.name, $0.value) }) { $1 },
            url: exchange.url,
            body: String(decoding: body, as: UTF8.self),
        )
    }
}

/// Sends one request that must fail.
func failure(
    of request: HTTPRequest,
    _ options: HTTPOptions = HTTPOptions(),
    within limit: Duration = .seconds(60),
) async throws -> HTTPError? {
    do {
        let answer = try await ask(request, options, within: limit)
        throw UnexpectedAnswer(answer: answer)
    } catch let error as HTTPError {
        return error
    }
}

struct UnexpectedAnswer: Error {
    let answer: Answer
}
