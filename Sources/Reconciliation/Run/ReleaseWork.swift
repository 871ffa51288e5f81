internal import Foundation
internal import Git
internal import Helm
internal import Kubernetes
internal import Manifests
internal import YAML

/// The work on one release in a run.
struct ReleaseWork: Sendable {
    let planned: PlannedRelease
    /// What the inventory says of failures.
    let attempt: ReleaseAttempt?
    /// Whether somebody asks for a try.
    let isAskedFor: Bool

    /// Seconds since 1970, as the records of releases have it.
    static func now() -> Int64 { Int64(Date().timeIntervalSince1970) }

    /// Whether nothing is to be done.
    func isInSync(_ records: [ReleaseRecord], _ cluster: String) -> Bool {
        let facts = ReleaseFacts(records: records, attempt: attempt, now: Self.now())
        return ReleaseState.of(planned, facts, cluster: cluster).isInSync
    }

    /// Brings the release to what is planned, and logs each step.
    ///
    /// - Parameters:
    ///   - records: of all releases, as they were when the run began.
    ///   - newCommit: opens when waiting is pointless.
    func run(
        records: [ReleaseRecord],
        _ desired: DesiredState,
        _ access: ClusterAccess,
        _ log: RunLog,
        newCommit: Latch,
    ) async -> Result<ReleaseOutcome, any Error> {
        let name = "\(planned.release.namespace)/\(planned.release.name)"
        let subject = planned.release.subject
        let context = ReleaseContext(
            records: access.releases,
            lookup: access.lookup(after: desired.committed),
            commit: desired.revision.short,
            newCommit: { await newCommit.wait() },
            troubles: { await access.troubles(of: $0, subject: subject) },
            note: { transition in
                // A step that failed is told with its error.
                guard transition.error == nil, let action = transition.step.done else { return }
                log.release(
                    name,
                    action: action,
                    state: transition.state.name,
                    reason: transition.reason,
                    took: transition.took,
                )
            },
            now: Self.now,
        )
        do {
            return .success(
                try await access.helm.converge(
                    planned,
                    records: records,
                    attempt: attempt,
                    isAskedFor: isAskedFor,
                    context
                )
            )
        } catch {
            return .failure(error)
        }
    }
}

extension ReleaseStep {
    /// What was done, as the log has it.
    fileprivate var done: String? {
        switch self {
        case .install: "installed"
        case .upgrade: "upgraded"
        case .unlock: "unlocked"
        case .test: "tested"
        case .rollBack(let revision): "rolled back to \(revision)"
        case .uninstall: "uninstalled"
        case .nothing, .correct, .wait, .giveUp: nil
        }
    }
}

extension ReleaseAttempt {
    init?(_ failures: Inventory.Failures) {
        guard let action = Action(rawValue: failures.action) else { return nil }
        self.init(digest: failures.digest, action: action, failures: failures.count, at: failures.at)
    }
}

extension Inventory.Failures {
    init(_ attempt: ReleaseAttempt) {
        self.init(action: attempt.action.rawValue, count: attempt.failures, at: attempt.at, digest: attempt.digest)
    }
}

extension ClusterAccess {
    /// Reads ConfigMaps and Secrets: as the commit has them, else those of the cluster.
    func lookup(after committed: CommittedData) -> ValuesLookup {
        { try await committed.data(of: $0, else: data(of:)) }
    }

    /// Why pods of a revision do not run; nothing when that cannot be found out.
    func troubles(of record: ReleaseRecord, subject: String) async -> [String] {
        let kind = GroupVersionKind(group: "", version: "v1", kind: "Secret")
        guard
            case .found(let secret)? = try? await engine.read([KindedReference(reference: record.secret, kind: kind)])
                .first,
            let objects = try? ReleaseObjects.read(secret.manifest, subject: subject)
        else { return [] }
        var troubles: [String] = []
        for object in objects where troubles.count < 3 {
            let reference = KindedReference(object.inNamespace(record.namespace))
            troubles += (try? await PodTrouble.find(in: reference, engine: engine)) ?? []
        }
        return troubles
    }
}

extension Manifest {
    /// This object, in `namespace` if it names none.
    fileprivate func inNamespace(_ namespace: String) -> Manifest {
        guard self.namespace == nil else { return self }
        var result = self
        result.object["metadata"]?["namespace"] = .string(namespace)
        return result
    }
}
