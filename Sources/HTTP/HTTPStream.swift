/// An answer whose body is read as it comes.
package struct HTTPStream: Sendable, HTTPHeaded {
    /// Status and headers.
    package let head: HTTPHead
    /// Where the request went.
    package let url: String
    /// What follows the head.
    ///
    /// The transfer ends when the last copy of it and of its iterators is gone.
    package let body: HTTPBody
}

/// The body of a stream, piece by piece, for one reader.
///
/// A piece is what has come since the last one, so its length means nothing. When some hundred KiB wait for a slow
/// reader, the transfer is paused, and the server has to wait as well. The sequence ends when the server ends its
/// answer, and throws `HTTPError` when the connection breaks, when nothing comes for the stream's idle limit, and when
/// the reading task is cancelled, which ends the transfer.
package struct HTTPBody: AsyncSequence, Sendable {
    private let source: HTTPBodySource

    init(_ source: HTTPBodySource) {
        self.source = source
    }

    /// Takes the pieces.
    package struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let source: HTTPBodySource

        /// The next piece, which is not empty; nil at the end.
        package mutating func next() async throws(HTTPError) -> [UInt8]? {
            try await source.next()
        }

        /// The next piece, which is not empty; nil at the end.
        package mutating func next(isolation actor: isolated (any Actor)?) async throws(HTTPError) -> [UInt8]? {
            try await source.next()
        }
    }

    /// Starts to read, or goes on where another iterator stopped.
    package func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(source: source)
    }

    /// The whole rest; `HTTPError` with reason `tooLarge` for more than `limit` bytes.
    package func readAll(limit: Int) async throws(HTTPError) -> [UInt8] {
        var all: [UInt8] = []
        while let piece = try await source.next() {
            all += piece
            guard all.count <= limit else {
                throw source.call.failure(.tooLarge, "answers with more than \(limit) bytes", mayHaveArrived: true)
            }
        }
        return all
    }
}

/// Ends the transfer when nobody has it any more.
final class HTTPBodySource: Sendable {
    let call: HTTPCall
    private let pipe: HTTPPipe

    init(_ call: HTTPCall, _ pipe: HTTPPipe) {
        self.call = call
        self.pipe = pipe
    }

    deinit {
        call.cancel()
    }

    func next() async throws(HTTPError) -> [UInt8]? {
        let result: Result<[UInt8]?, HTTPError> = await withTaskCancellationHandler {
            do throws(HTTPError) {
                return .success(try await pipe.next(resume: call.resume))
            } catch {
                return .failure(error)
            }
        } onCancel: {
            call.cancel()
            pipe.fail(call.cancelled(mayHaveArrived: true))
        }
        return try result.get()
    }
}
