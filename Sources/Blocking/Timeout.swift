/// An operation took longer than it may.
package struct TimeoutError: Error, CustomStringConvertible {
    /// What was under way, as it stands in a message: `fetch`, `helm upgrade`.
    package let operation: String
    /// How long it was given.
    package let limit: Duration

    package var description: String {
        "\(operation): no result within \(limit); it was stopped"
    }
}

/// Runs `body`, and cancels it when `limit` has passed.
///
/// A caller can tell a time-out from its own cancellation: only the first throws `TimeoutError`. The call returns when
/// `body` has returned, so `body` must heed cancellation.
///
/// - Throws: `TimeoutError`, or what `body` throws.
package func withTimeout<Success: Sendable>(
    _ limit: Duration,
    _ operation: String,
    clock: some Clock<Duration> = ContinuousClock(),
    _ body: @escaping @Sendable () async throws -> Success,
) async throws -> Success {
    try await withThrowingTaskGroup(of: Success?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await clock.sleep(for: limit)
            return nil
        }
        defer { group.cancelAll() }
        guard let first = try await group.next(), let success = first else {
            throw TimeoutError(operation: operation, limit: limit)
        }
        return success
    }
}
