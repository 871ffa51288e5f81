internal import Synchronization

/// A call that several tasks wait for, and that ends early when none of them does any more.
final class SharedCall<Value: Sendable>: Sendable {
    private let task: Task<Value, any Error>
    private let waiters = Mutex(0)

    init(_ body: @escaping @Sendable () async throws -> Value) {
        task = Task { try await body() }
    }

    /// Whether everybody has gone, so that nobody should come any more.
    var isGivenUp: Bool { task.isCancelled }

    /// Waits for the end.
    func value() async throws -> Value {
        waiters.withLock { $0 += 1 }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            let isLast = waiters.withLock { count in
                count -= 1
                return count == 0
            }
            if isLast { task.cancel() }
        }
    }
}
