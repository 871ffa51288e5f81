internal import Kubernetes

/// Whether a cluster counts as away: after a few runs in a row that got no answer from it, until one gets through.
///
/// While it is away, each try is a probe: there are few, by the reconciler's back-off, and none is told.
struct CircuitBreaker {
    /// Runs without an answer after which the cluster counts as away.
    private static let limit = 3
    private var failures = 0
    /// When the first of the failures in a row was.
    private var since: Duration?

    var isOpen: Bool { failures >= Self.limit }

    /// Notes how a run ended early; whether that makes the cluster count as away.
    mutating func failed(with error: any Error, at now: Duration) -> Bool {
        guard let error = error as? KubernetesError, error.isTransient, error.reason != .conflict else { return false }
        since = since ?? now
        failures += 1
        return failures == Self.limit
    }

    /// Notes that a run got to its end; for how long the cluster was away if it was until now.
    mutating func answered(at now: Duration) -> Duration? {
        defer { (failures, since) = (0, nil) }
        return isOpen ? since.map { now - $0 } : nil
    }
}
