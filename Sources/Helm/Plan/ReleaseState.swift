/// What the records of a cluster say of a release that the repository wants.
package enum ReleaseState: Hashable, Sendable {
    /// It is not there, or only the history of an uninstalled one is: install.
    case absent
    /// Deployed by fettle with the same chart, values and options: nothing to do, and no helm is started.
    case inSync(ReleaseRecord)
    /// Something else is deployed: upgrade.
    case outOfSync(ReleaseRecord, OutOfSync)
    /// The last action failed: upgrade again, at once when `isSamePlan` is false, after a while when it is true.
    case failed(ReleaseRecord, isSamePlan: Bool)
    /// A helm was killed at it: recover, then upgrade.
    case pending(ReleaseRecord, Recovery)
    /// A helm was killed while it removed the release: remove the rest, then install.
    case uninstalling(ReleaseRecord)

    /// Why what is deployed is not what is wanted.
    package enum OutOfSync: String, Hashable, Sendable {
        /// The chart, the values or the options are others.
        case changed
        /// Somebody else ran helm last.
        case unmanaged
        /// It belongs to another cluster name.
        case foreignOwner
    }

    /// How a release gets out of what a killed helm left.
    package enum Recovery: Hashable, Sendable {
        /// Forget the record: what it began is begun anew and reaches the same objects.
        case forget
        /// Roll back to this revision, so that helm knows every object the killed action made and can remove those that
        /// are no longer wanted. The pending revision itself means: finish what was begun.
        case rollBack(to: Int)
    }

    /// Whether helm has to run for it at all.
    package var isInSync: Bool {
        if case .inSync = self { true } else { false }
    }

    /// The last record; nil for an absent release without history.
    package var record: ReleaseRecord? {
        switch self {
        case .absent: nil
        case .inSync(let record), .outOfSync(let record, _), .failed(let record, _), .pending(let record, _),
            .uninstalling(let record):
            record
        }
    }

    /// Decides from records alone, so that a restart changes nothing.
    ///
    /// No helm may be running for the release: who calls this runs one at a time, and nobody else does.
    ///
    /// - Parameters:
    ///   - planned: what is wanted.
    ///   - records: of this release, or of more; others are passed over.
    ///   - cluster: the owner that the records must name.
    /// - Returns: the state, with the last record.
    package static func of(_ planned: PlannedRelease, records: [ReleaseRecord], cluster: String) -> ReleaseState {
        let release = planned.release
        let own = records.filter { $0.name == release.name && $0.namespace == release.namespace }
        guard let last = own.max(by: { $0.revision < $1.revision }) else { return .absent }
        let isSamePlan = last.owner == cluster && last.digest == planned.digest
        switch last.status {
        case .uninstalled: return .absent
        case .uninstalling: return .uninstalling(last)
        case .failed: return .failed(last, isSamePlan: isSamePlan)
        case .pendingInstall, .pendingUpgrade, .pendingRollback:
            return .pending(last, recovery(of: last, among: own, isSamePlan: isSamePlan))
        case .deployed where isSamePlan: return .inSync(last)
        case .deployed, .superseded, .unknown:
            guard let owner = last.owner else { return .outOfSync(last, .unmanaged) }
            return .outOfSync(last, owner == cluster ? .changed : .foreignOwner)
        }
    }

    private static func recovery(of last: ReleaseRecord, among own: [ReleaseRecord], isSamePlan: Bool) -> Recovery {
        // The plan has not changed: the objects that the killed action made are all in it.
        if isSamePlan, last.status != .pendingRollback { return .forget }
        let deployed = own.filter { $0.status == .deployed }.map(\.revision).max()
        return .rollBack(to: deployed ?? last.revision)
    }
}
