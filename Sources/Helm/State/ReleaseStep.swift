/// What is done next for a release.
package enum ReleaseStep: Hashable, Sendable {
    case nothing
    case install
    case upgrade
    /// Get past what a killed helm left.
    case unlock(ReleaseState.Recovery)
    case test
    /// Put the release's objects back to what helm recorded.
    case correct
    /// Undo a failure.
    case rollBack(to: Int)
    /// Undo a failure, or make way for another chart.
    case uninstall
    /// Wait until then, in seconds since 1970.
    case wait(until: Int64)
    /// Leave it as it is until something else is wanted.
    case giveUp

    /// The table: what each state does.
    ///
    /// - Parameters:
    ///   - state: what the release is in.
    ///   - planned: what is wanted of it.
    ///   - facts: what `state` was decided from.
    package init(for state: ReleaseState, _ planned: PlannedRelease, _ facts: ReleaseFacts) {
        switch state {
        case .absent: self = .install
        case .unmanaged, .outOfSync: self = .upgrade
        case .otherChart: self = .uninstall
        case .drifted: self = .afterDrift(of: planned.release)
        case .locked(_, .dead(let recovery)): self = .unlock(recovery)
        case .locked(_, .held(let end)): self = .wait(until: end)
        case .untested: self = .test
        case .inSync: self = .nothing
        case .failed(let record, let attempt): self = Self.after(attempt, record, planned, facts)
        }
    }

    /// Whether it changes the cluster by helm.
    package var isWriting: Bool {
        switch self {
        case .install, .upgrade, .unlock, .test, .rollBack, .uninstall: true
        case .nothing, .correct, .wait, .giveUp: false
        }
    }

    /// Whether helm is going to be given the values.
    package var leadsToChange: Bool {
        switch self {
        case .install, .upgrade, .unlock, .uninstall: true
        case .nothing, .test, .correct, .rollBack, .wait, .giveUp: false
        }
    }

    /// What follows when objects of a release are otherwise than helm recorded them.
    package static func afterDrift(of release: HelmRelease) -> ReleaseStep {
        release.driftDetection.mode == .enabled ? .correct : .nothing
    }

    /// What follows a failure.
    private static func after(
        _ attempt: ReleaseAttempt,
        _ record: ReleaseRecord?,
        _ planned: PlannedRelease,
        _ facts: ReleaseFacts,
    ) -> ReleaseStep {
        var due = attempt.isDue
        switch planned.policy(of: attempt.action) {
        case .retry(let interval):
            if let interval { due = attempt.at + interval.components.seconds }
        case .remediate(let remediation):
            let isExhausted = remediation.isExhausted(after: attempt.failures)
            // A rollback leaves another plan's revision, and an uninstall none.
            let isThere = record?.digest == planned.digest
            if isThere, let record, !isExhausted || remediation.undoesLast,
                let undo = undo(remediation, record, planned, facts)
            {
                return undo
            }
            if isExhausted { return .giveUp }
        }
        guard due <= facts.now || facts.isAskedFor else { return .wait(until: due) }
        return record == nil ? .install : .upgrade
    }

    private static func undo(
        _ remediation: Remediation,
        _ record: ReleaseRecord,
        _ planned: PlannedRelease,
        _ facts: ReleaseFacts,
    ) -> ReleaseStep? {
        guard remediation.means == .rollBack else { return .uninstall }
        let release = planned.release
        let earlier = facts.records.filter {
            $0.name == release.name && $0.namespace == release.namespace && $0.revision < record.revision
                && ($0.status == .deployed || $0.status == .superseded) && $0.digest != planned.digest
        }
        return earlier.map(\.revision).max().map { .rollBack(to: $0) }
    }
}
