/// How long to wait after failures in a row: doubled each time, up to a limit, with jitter so that clusters that failed
/// together do not come back together.
struct Backoff {
    private let first: Duration
    private let limit: Duration
    private var failures = 0

    init(first: Duration = .seconds(2), limit: Duration = .seconds(300)) {
        self.first = first
        self.limit = limit
    }

    /// Notes one more failure, and says how long to wait for the next try.
    mutating func next(using generator: inout some RandomNumberGenerator) -> Duration {
        let doubled = first * (1 << min(failures, 20))
        failures += 1
        return min(doubled, limit) * Double.random(in: 0.75...1.25, using: &generator)
    }

    /// Notes a success.
    mutating func reset() {
        failures = 0
    }
}
