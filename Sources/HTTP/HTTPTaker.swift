internal import Synchronization

/// Where an answer goes.
///
/// The loop's thread calls it, so nothing in it may block.
protocol HTTPTaker: Sendable {
    /// Whether an answer is compressed on its way when the server can.
    var takesCompressed: Bool { get }
    /// Whether the call's deadline holds until the end of the body, not only until its start.
    var deadlineIncludesBody: Bool { get }
    /// How long no byte may come in the middle of the body; nil for any time.
    func idleLimit(_ server: HTTPServer) -> Duration?
    /// Whether the last piece was told `later`.
    var isFull: Bool { get }
    func take(_ head: HTTPHead)
    func take(_ bytes: UnsafeRawBufferPointer) -> CurlTransfer.Verdict
    /// What is wrong when a piece was refused.
    var refusal: String { get }
    /// The last call; `redirectTarget` is where the answer points to.
    func end(redirectTarget: String?)
    /// The last call.
    func fail(_ error: HTTPError)
}

/// Collects a whole answer.
final class HTTPAnswerTaker: HTTPTaker {
    let outcome = HTTPOutcome<HTTPAnswer>()
    private let url: String
    private let limit: Int
    private let collected = Mutex((head: HTTPHead(), body: [UInt8]()))

    init(url: String, limit: Int) {
        self.url = url
        self.limit = limit
    }

    let takesCompressed = true
    let deadlineIncludesBody = true
    let isFull = false
    var refusal: String { "answers with more than \(limit) bytes" }

    func idleLimit(_ server: HTTPServer) -> Duration? { server.stallTimeout }

    func take(_ head: HTTPHead) {
        collected.withLock { $0.head = head }
    }

    func take(_ bytes: UnsafeRawBufferPointer) -> CurlTransfer.Verdict {
        collected.withLock {
            guard $0.body.count + bytes.count <= limit else { return .refused }
            $0.body.append(contentsOf: bytes)
            return .taken
        }
    }

    func end(redirectTarget: String?) {
        let (head, body) = collected.withLock { $0 }
        outcome.give(.success(HTTPAnswer(head: head, body: body, url: url, redirectTarget: redirectTarget)))
    }

    func fail(_ error: HTTPError) {
        outcome.give(.failure(error))
    }
}
