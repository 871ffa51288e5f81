internal import Glibc
internal import Logging
internal import UnixSignals

/// Ends a command in good order when the system or the user asks for it.
enum Termination {
    /// How many seconds the work may take to end; less than the 30 that Kubernetes gives.
    static let patience: UInt32 = 9

    private enum Event<Result: Sendable>: Sendable {
        case ended(Result)
        case signalled(UnixSignal)
    }

    /// Runs `body` until it ends by itself, or SIGTERM or SIGINT comes: then its task is cancelled and waited for.
    ///
    /// - Throws: what `body` throws; `CancellationError` when `body` was stopped before it had a result.
    static func handled<Result: Sendable>(
        _ logger: Logger,
        _ body: @escaping @Sendable () async throws -> Result,
    ) async throws -> Result {
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        return try await withThrowingTaskGroup(of: Event<Result>.self) { group in
            group.addTask { .ended(try await body()) }
            group.addTask {
                for await signal in signals { return .signalled(signal) }
                throw CancellationError()
            }
            defer {
                group.cancelAll()
                alarm(0)
            }
            while let event = try await group.next() {
                switch event {
                case .ended(let result):
                    return result
                case .signalled(let signal):
                    logger.info("ending", metadata: ["signal": "\(signal)"])
                    // Whatever hangs in spite of being cancelled ends with the process: SIGALRM's default action.
                    alarm(patience)
                    group.cancelAll()
                }
            }
            throw CancellationError()
        }
    }
}
