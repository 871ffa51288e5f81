internal import Synchronization

/// A clock on which nobody waits: a sleep sets its time to the deadline and returns.
///
/// For one sleeper; several would pull its time from one another's deadlines.
package final class JumpingClock: Clock, Sendable {
    package struct Instant: InstantProtocol {
        /// The time since the clock was made.
        package let offset: Duration

        package func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        package func duration(to other: Instant) -> Duration { other.offset - offset }
        package static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let time = Mutex(Instant(offset: .zero))

    package init() {}

    package var now: Instant { time.withLock { $0 } }
    package var minimumResolution: Duration { .zero }

    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        await Task.yield()
        time.withLock { $0 = max($0, deadline) }
    }
}
