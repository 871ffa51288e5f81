/// What a release is in, from what the cluster holds.
package enum ReleaseState: Hashable, Sendable {
    /// It is not there, or only the history of an uninstalled one is.
    case absent
    /// Somebody else ran helm last.
    case unmanaged(ReleaseRecord)
    /// Another chart, other values or other options are deployed than are wanted, or it belongs to another cluster's name.
    case outOfSync(ReleaseRecord)
    /// A chart of another name is deployed than is wanted, and the release is to begin anew then.
    case otherChart(ReleaseRecord, ChartRenaming)
    /// Deployed as wanted, but some of its objects are otherwise than helm recorded them; found by who compares them, as
    /// the records do not tell.
    case drifted(ReleaseRecord)
    /// Helm is at it, or was killed at it.
    case locked(ReleaseRecord, Lock)
    /// Deployed as wanted, and the tests that are wanted have not been run.
    case untested(ReleaseRecord)
    /// Deployed by fettle with the wanted chart, values and options.
    case inSync(ReleaseRecord)
    /// What is wanted was tried and failed; the record is the last one, which may be what a rollback made, and nil when
    /// nothing is left.
    case failed(ReleaseRecord?, ReleaseAttempt)

    /// Whether a lock can be broken.
    package enum Lock: Hashable, Sendable {
        /// No helm is running for it.
        case dead(Recovery)
        /// Somebody else's helm may be at it until then, in seconds since 1970.
        case held(until: Int64)
    }

    /// How a release gets out of what a killed helm left.
    package enum Recovery: Hashable, Sendable {
        /// Forget the record: what it began is begun anew and reaches the same objects.
        case forget
        /// Roll back to this revision, so that helm knows every object the killed action made and can remove those that
        /// are no longer wanted. The pending revision itself means: finish what was begun.
        case rollBack(to: Int)
        /// Remove the rest of what was being uninstalled.
        case uninstall
    }

    /// The name of the state, as the log has it.
    package var name: String {
        switch self {
        case .absent: "absent"
        case .unmanaged: "unmanaged"
        case .outOfSync, .otherChart: "out of sync"
        case .drifted: "drifted"
        case .locked: "locked"
        case .untested: "untested"
        case .inSync: "in sync"
        case .failed: "failed"
        }
    }

    /// Whether nothing is to be done for it.
    package var isInSync: Bool {
        if case .inSync = self { true } else { false }
    }

    /// The last record; nil for an absent release without history.
    package var record: ReleaseRecord? {
        switch self {
        case .absent: nil
        case .unmanaged(let record), .outOfSync(let record), .otherChart(let record, _), .drifted(let record),
            .locked(let record, _), .untested(let record), .inSync(let record):
            record
        case .failed(let record, _): record
        }
    }

    /// Decides from what the cluster holds alone, so that a restart changes nothing.
    ///
    /// No helm of fettle's may be running for the release: who calls this runs one at a time, and nobody else does.
    ///
    /// - Parameters:
    ///   - planned: what is wanted.
    ///   - facts: what the cluster holds.
    ///   - cluster: the owner that the records must name.
    /// - Returns: the state, with the last record.
    package static func of(_ planned: PlannedRelease, _ facts: ReleaseFacts, cluster: String) -> ReleaseState {
        let release = planned.release
        let own = facts.records.filter { $0.name == release.name && $0.namespace == release.namespace }
        let attempt = facts.attempt.flatMap { $0.digest == planned.digest ? $0 : nil }
        guard let last = own.max(by: { $0.revision < $1.revision }), last.status != .uninstalled else {
            return attempt.map { .failed(nil, $0) } ?? .absent
        }
        let isPlan = last.owner == cluster && last.digest == planned.digest
        switch last.status {
        case .uninstalling:
            return .locked(last, .dead(.uninstall))
        case .pendingInstall, .pendingUpgrade, .pendingRollback:
            return .locked(last, lock(last, among: own, planned, isPlan: isPlan, cluster: cluster, now: facts.now))
        case .failed where isPlan:
            return .failed(last, attempt ?? counted(own, planned, last, now: facts.now))
        case .deployed where isPlan:
            switch release.test.isEnabled ? last.tests : .passed {
            case nil: return .untested(last)
            case .failed where !planned.ignoresTestFailures(of: last.action(among: own)):
                return .failed(last, attempt ?? counted(own, planned, last, now: facts.now))
            case .passed, .failed: return .inSync(last)
            }
        case .deployed, .superseded, .unknown, .failed, .uninstalled:
            // What is there was undone to, or nothing would be noted of failures.
            if let attempt { return .failed(last, attempt) }
            // What a killed helm left was rolled back by fettle, and no labels of its own say so.
            let isOwn = last.owner == cluster || last.owner == nil && own.contains { $0.announces(last) }
            if last.owner == nil, !isOwn { return .unmanaged(last) }
            if isOwn, release.upgrade.renaming == .reinstall, let renaming = facts.base?.renaming {
                return .otherChart(last, renaming)
            }
            return .outOfSync(last)
        }
    }

    private static func lock(
        _ last: ReleaseRecord,
        among own: [ReleaseRecord],
        _ planned: PlannedRelease,
        isPlan: Bool,
        cluster: String,
        now: Int64,
    ) -> Lock {
        // A helm of fettle's dies with fettle, so only somebody else's can be running.
        let isOwn = last.owner == cluster || own.contains { $0.announces(last) }
        if !isOwn, let since = last.modifiedAt {
            let end = since + planned.release.upgrade.action.timeout.components.seconds
            if now < end { return .held(until: end) }
        }
        // The plan has not changed: the objects that the killed action made are all in it.
        if isPlan, last.status != .pendingRollback { return .dead(.forget) }
        let deployed = own.filter { $0.status == .deployed }.map(\.revision).max()
        return .dead(.rollBack(to: deployed ?? last.revision))
    }

    /// For a failure that was not noted, because fettle was killed before it could be.
    private static func counted(
        _ own: [ReleaseRecord],
        _ planned: PlannedRelease,
        _ last: ReleaseRecord,
        now: Int64,
    ) -> ReleaseAttempt {
        let failures = own.count { $0.digest == planned.digest && ($0.status == .failed || $0.tests == .failed) }
        return ReleaseAttempt(
            digest: planned.digest,
            action: last.action(among: own),
            failures: max(1, failures),
            at: last.modifiedAt ?? now,
        )
    }
}

extension ReleaseRecord {
    /// What made this record: an upgrade when something was deployed before it.
    func action(among records: [ReleaseRecord]) -> ReleaseAttempt.Action {
        let isUpgrade = records.contains {
            $0.revision < revision && ($0.status == .deployed || $0.status == .superseded)
        }
        return isUpgrade ? .upgrade : .install
    }
}

extension PlannedRelease {
    /// Whether what an action made counts as good although the chart's tests failed.
    func ignoresTestFailures(of action: ReleaseAttempt.Action) -> Bool {
        policy(of: action).ignoresTestFailures ?? release.test.ignoresFailures
    }

    func policy(of action: ReleaseAttempt.Action) -> FailurePolicy {
        switch action {
        case .install: release.install.failurePolicy
        case .upgrade: release.upgrade.failurePolicy
        }
    }
}
