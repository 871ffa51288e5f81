internal import Dispatch

/// Runs calls that block (libgit2, gpgme, file systems) away from Swift's cooperative threads, one after the other.
///
/// One value is one queue. What runs on it may keep the thread for as long as it likes; nothing else in the process waits
/// for it. Cancelling the calling task sets the flag that the call is handed; a call that can stop early looks at it.
package actor BlockingThread {
    private let executor: QueueExecutor

    /// - Parameter label: what the queue is called in a debugger.
    package init(label: String) {
        executor = QueueExecutor(label: label)
    }

    nonisolated package var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// Runs `body` on this queue and returns what it gives.
    ///
    /// - Throws: what `body` throws; `CancellationError` when the task was cancelled before its turn came.
    package func run<Success: Sendable>(
        _ body: @Sendable (CancellationFlag) throws -> Success,
    ) async throws -> Success {
        let flag = CancellationFlag()
        return try await withTaskCancellationHandler {
            try Task.checkCancellation()
            return try call(body, flag)
        } onCancel: {
            flag.set()
        }
    }

    private func call<Success: Sendable>(
        _ body: @Sendable (CancellationFlag) throws -> Success,
        _ flag: CancellationFlag,
    ) throws -> Success {
        try body(flag)
    }
}

/// An executor on a private serial queue.
private final class QueueExecutor: SerialExecutor {
    private let queue: DispatchQueue

    init(label: String) {
        queue = DispatchQueue(label: label)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedSerialExecutor()
        queue.async { job.runSynchronously(on: executor) }
    }
}
