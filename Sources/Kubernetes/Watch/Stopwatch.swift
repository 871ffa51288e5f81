/// Measures the time since it was made, on any clock.
package struct Stopwatch: Sendable {
    private let read: @Sendable () -> Duration

    package init(_ clock: any Clock<Duration>) {
        func reader<Time: Clock>(_ clock: Time) -> @Sendable () -> Duration where Time.Duration == Duration {
            let start = clock.now
            return { start.duration(to: clock.now) }
        }
        read = reader(clock)
    }

    package var elapsed: Duration { read() }
}
