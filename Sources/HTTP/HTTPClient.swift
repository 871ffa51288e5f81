internal import Synchronization

/// Requests to one server, many at a time, over HTTP/2 where the server speaks it.
///
/// All clients of the process share two threads, which keep the connections: one for requests whose answers are taken
/// as a whole, and one for streams. A stream has a connection of its own, over HTTP/1.1: in libcurl 7.88 a paused
/// HTTP/2 stream stops all others on its connection (`pause_stream_id` in its lib/http2.c).
package final class HTTPClient: Sendable {
    /// Tells clients apart, also after one is gone.
    typealias ID = Int

    private static let count = Atomic(0)

    private let id = HTTPClient.count.add(1, ordering: .relaxed).newValue
    private let server: HTTPServer

    /// Nothing is connected yet.
    ///
    /// - Parameter server: what the URLs of all requests have to lead to.
    package init(_ server: HTTPServer) {
        self.server = server
    }

    deinit {
        HTTPLoop.answers.post(.forget(id))
    }

    /// Sends `request` and takes the whole answer, whatever its status is.
    ///
    /// While many requests are under way, it waits for its turn. Waiting ones share the failure of a connection that
    /// they wait for.
    ///
    /// - Parameters:
    ///   - request: what is asked; its redirects are followed as it says.
    ///   - deadline: how long everything may take, waiting included.
    ///   - bodyLimit: how many bytes the answer's body may have; a longer one is an error with reason `tooLarge`.
    /// - Returns: the answer.
    /// - Throws: `HTTPError` when there is none; with reason `cancelled` at once when the task is cancelled.
    package func send(
        _ request: HTTPRequest,
        deadline: Duration,
        bodyLimit: Int,
    ) async throws(HTTPError) -> HTTPAnswer {
        let end = ContinuousClock.now + deadline
        var redirects = HTTPRedirects(request)
        while true {
            let taker = HTTPAnswerTaker(url: redirects.request.url, limit: bodyLimit)
            let call = HTTPCall(
                redirects.request,
                server,
                client: id,
                deadline: end,
                taker: taker,
                loop: .answers,
            )
            let answer = try await run(call, taker.outcome)
            guard try redirects.follow(answer.status, answer.redirectTarget) else { return answer }
        }
    }

    /// Sends `request` and gives the body piece by piece as it comes.
    ///
    /// - Parameters:
    ///   - request: what is asked; a redirect is handed over.
    ///   - headDeadline: how long the status and the headers may take.
    ///   - idleLimit: how long no byte may come from then on; nil for any time.
    /// - Returns: the answer, whatever its status is.
    /// - Throws: `HTTPError` when there is none.
    package func stream(
        _ request: HTTPRequest,
        headDeadline: Duration,
        idleLimit: Duration? = nil,
    ) async throws(HTTPError) -> HTTPStream {
        let pipe = HTTPPipe(idleLimit: idleLimit)
        let call = HTTPCall(
            request,
            server,
            client: id,
            deadline: .now + headDeadline,
            taker: pipe,
            loop: .streams,
        )
        let head = try await run(call, pipe.outcome)
        return HTTPStream(head: head, url: request.url, body: HTTPBody(HTTPBodySource(call, pipe)))
    }

    private func run<Value>(_ call: HTTPCall, _ outcome: HTTPOutcome<Value>) async throws(HTTPError) -> Value {
        let result: Result<Value, HTTPError> = await withTaskCancellationHandler {
            call.start()
            do throws(HTTPError) {
                return .success(try await outcome.value())
            } catch {
                return .failure(error)
            }
        } onCancel: {
            call.cancel()
        }
        return try result.get()
    }
}
