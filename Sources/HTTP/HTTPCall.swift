internal import Blocking

/// One request as the loop gets it: what is asked of whom, until when, and who takes the answer.
final class HTTPCall: Sendable {
    let request: HTTPRequest
    let server: HTTPServer
    /// Whose queue it stands in.
    let client: HTTPClient.ID
    /// The end of the time for a whole answer, or for a stream's head.
    let deadline: ContinuousClock.Instant
    let taker: any HTTPTaker
    private let loop: HTTPLoop
    /// Whether its connection may turn out to be one that others can share.
    let isSecure: Bool
    private let cancellation = CancellationFlag()

    init(
        _ request: HTTPRequest,
        _ server: HTTPServer,
        client: HTTPClient.ID,
        deadline: ContinuousClock.Instant,
        taker: any HTTPTaker,
        loop: HTTPLoop,
    ) {
        self.request = request
        self.server = server
        self.client = client
        self.deadline = deadline
        self.taker = taker
        self.loop = loop
        isSecure = HTTPOrigin(request.url)?.scheme == "https"
    }

    /// Whether nobody waits for the answer any more; asked by the loop, which may hear of the end before the start.
    var isCancelled: Bool { cancellation.isSet }

    func start() {
        loop.post(.start(self))
    }

    func cancel() {
        cancellation.set()
        loop.post(.cancel(self))
    }

    /// Has a transfer that was told `later` go on.
    func resume() {
        loop.post(.resume(self))
    }

    func cancelled(mayHaveArrived: Bool) -> HTTPError {
        failure(.cancelled, "was cancelled", mayHaveArrived: mayHaveArrived)
    }

    func failure(_ reason: HTTPError.Reason, _ text: String, mayHaveArrived: Bool) -> HTTPError {
        HTTPError(reason, printable(url: request.url), text, mayHaveArrived: mayHaveArrived)
    }
}
