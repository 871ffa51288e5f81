internal import Synchronization

/// A result that one thread gives once, and one task waits for.
final class HTTPOutcome<Value: Sendable>: Sendable {
    private enum State {
        case open
        case awaited(CheckedContinuation<Result<Value, HTTPError>, Never>)
        case given(Result<Value, HTTPError>)
    }

    private let state = Mutex(State.open)

    /// The first result counts.
    func give(_ result: Result<Value, HTTPError>) {
        let waiting: CheckedContinuation<Result<Value, HTTPError>, Never>? = state.withLock {
            switch $0 {
            case .given: return nil
            case .open:
                $0 = .given(result)
                return nil
            case .awaited(let continuation):
                $0 = .given(result)
                return continuation
            }
        }
        waiting?.resume(returning: result)
    }

    /// Waits for the result, once only.
    func value() async throws(HTTPError) -> Value {
        let result = await withCheckedContinuation { continuation in
            let given: Result<Value, HTTPError>? = state.withLock {
                if case .given(let result) = $0 { return result }
                $0 = .awaited(continuation)
                return nil
            }
            if let given { continuation.resume(returning: given) }
        }
        return try result.get()
    }
}
