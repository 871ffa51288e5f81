internal import Synchronization

/// What lies between the loop's thread, which fills it, and the reader of a stream, who empties it.
final class HTTPPipe: HTTPTaker {
    /// How much may lie in it before the transfer is paused; it gets one piece of libcurl's longer at most.
    static let capacity = 256 << 10

    fileprivate struct State {
        var bytes: [UInt8] = []
        var isFull = false
        var end: Result<Void, HTTPError>?
        var readers: [CheckedContinuation<Void, Never>] = []
    }

    let outcome = HTTPOutcome<HTTPHead>()
    private let limit: Duration?
    private let state = Mutex(State())

    /// - Parameter idleLimit: how long no byte may come; nil for any time.
    init(idleLimit: Duration?) {
        limit = idleLimit
    }

    // MARK: The loop's side

    // What is paused in the middle of decompression would have to be kept as a whole.
    let takesCompressed = false
    let deadlineIncludesBody = false
    let refusal = "nobody takes the answer"
    var isFull: Bool { state.withLock { $0.isFull } }

    func idleLimit(_ server: HTTPServer) -> Duration? { limit }

    func take(_ head: HTTPHead) {
        outcome.give(.success(head))
    }

    func take(_ bytes: UnsafeRawBufferPointer) -> CurlTransfer.Verdict {
        let (verdict, readers) = state.withLock { state -> (CurlTransfer.Verdict, [CheckedContinuation<Void, Never>]) in
            guard state.end == nil else { return (.refused, []) }
            guard state.bytes.count < Self.capacity else {
                state.isFull = true
                return (.later, [])
            }
            state.bytes.append(contentsOf: bytes)
            return (.taken, state.takeReaders())
        }
        for reader in readers { reader.resume() }
        return verdict
    }

    func end(redirectTarget: String?) {
        close(.success(()))
    }

    func fail(_ error: HTTPError) {
        outcome.give(.failure(error))
        close(.failure(error))
    }

    private func close(_ result: Result<Void, HTTPError>) {
        let readers = state.withLock { state in
            if state.end == nil { state.end = result }
            return state.takeReaders()
        }
        for reader in readers { reader.resume() }
    }

    // MARK: The reader's side

    /// The next bytes, as many as there are.
    ///
    /// - Parameter resume: has a paused transfer go on.
    /// - Returns: at least one byte; nil at the end.
    /// - Throws: what ended the transfer.
    func next(resume: () -> Void) async throws(HTTPError) -> [UInt8]? {
        while true {
            let step = state.withLock { state -> (bytes: [UInt8], wasFull: Bool, end: Result<Void, HTTPError>?) in
                guard !state.bytes.isEmpty else { return ([], false, state.end) }
                defer {
                    state.bytes = []
                    state.isFull = false
                }
                return (state.bytes, state.isFull, nil)
            }
            if step.wasFull { resume() }
            guard step.bytes.isEmpty else { return step.bytes }
            if let end = step.end {
                try end.get()
                return nil
            }
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    guard state.bytes.isEmpty, state.end == nil else { return true }
                    state.readers.append(continuation)
                    return false
                }
                if isReady { continuation.resume() }
            }
        }
    }
}

extension HTTPPipe.State {
    fileprivate mutating func takeReaders() -> [CheckedContinuation<Void, Never>] {
        defer { readers = [] }
        return readers
    }
}
