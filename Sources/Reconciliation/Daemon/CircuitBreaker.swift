internal import Kubernetes

/// Whether a cluster counts as away: after a few runs in a row that got no answer from it, until it answers.
///
/// While it is away, each try is a probe: there are few, by the reconciler's back-off, and that one got no answer is not
/// told.
struct CircuitBreaker {
    /// What the end of a run has made known.
    enum News: Equatable {
        case away
        case back(after: Duration)
    }

    /// Runs without an answer after which the cluster counts as away.
    private static let limit = 3
    private var failures = 0
    /// When the first of the failures in a row was.
    private var since: Duration?

    /// Whether an error is one more of those that made the cluster count as away.
    func knows(_ error: any Error) -> Bool {
        failures >= Self.limit && Self.isSilence(error)
    }

    /// Notes how a run ended early.
    mutating func failed(with error: any Error, at now: Duration) -> News? {
        guard Self.isSilence(error) else {
            // Who refuses something has answered.
            guard let error = error as? KubernetesError, error.reason != .configuration else { return nil }
            return answered(at: now)
        }
        since = since ?? now
        failures += 1
        return failures == Self.limit ? .away : nil
    }

    /// Notes that the cluster has answered.
    mutating func answered(at now: Duration) -> News? {
        defer { (failures, since) = (0, nil) }
        return failures >= Self.limit ? since.map { .back(after: now - $0) } : nil
    }

    private static func isSilence(_ error: any Error) -> Bool {
        guard let error = error as? KubernetesError else { return false }
        return error.isTransient && error.reason != .conflict
    }
}
