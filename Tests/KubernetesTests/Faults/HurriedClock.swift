import Synchronization

/// A clock on which a pause lasts some milliseconds, whatever its length, and which keeps the lengths.
final class HurriedClock: Clock {
    struct Instant: InstantProtocol {
        let offset: Duration

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let state = Mutex((now: Instant(offset: .zero), pauses: [Duration]()))

    /// The pauses until now, in the order in which they began.
    var pauses: [Duration] { state.withLock(\.pauses) }

    func forget() {
        state.withLock { $0.pauses = [] }
    }

    var now: Instant { state.withLock(\.now) }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        state.withLock { $0.pauses.append($0.now.duration(to: deadline)) }
        try await Task.sleep(for: .milliseconds(10))
        state.withLock { $0.now = max($0.now, deadline) }
    }
}
