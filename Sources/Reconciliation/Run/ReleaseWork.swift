internal import Foundation
internal import Git
internal import Helm
internal import Kubernetes
internal import Manifests

/// The work on one release in a run.
struct ReleaseWork: Sendable {
    let planned: PlannedRelease
    /// What the inventory says of failures.
    let attempt: ReleaseAttempt?
    /// Whether somebody asks for a try.
    let isAskedFor: Bool
    /// What was found in its values before.
    let known: CheckedValues?

    /// Seconds since 1970, as the records of releases have it.
    static func now() -> Int64 { Int64(Date().timeIntervalSince1970) }

    /// What is to be done first.
    func firstStep(_ records: [ReleaseRecord], _ cluster: String) -> ReleaseStep {
        let facts = ReleaseFacts(records: records, attempt: attempt, isAskedFor: isAskedFor, now: Self.now())
        return ReleaseStep(for: .of(planned, facts, cluster: cluster), planned, facts)
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
    ) async -> ReleaseResult {
        let release = planned.release
        let context = ReleaseContext(
            records: access.releases,
            lookup: access.lookup(after: desired.committed),
            commit: desired.revision.short,
            newCommit: { await newCommit.wait() },
            recorded: { try await access.recordIfThere($0, of: release) },
            define: { try await access.define($0, replaces: $1, for: release, log) },
            troubles: { await access.troubles(of: $0, release) },
            note: { transition in
                // A step that failed is told with its error.
                guard transition.error == nil else { return }
                log.release(release, transition.state, transition.step, took: transition.took)
            },
            now: Self.now,
        )
        let change: @Sendable () async -> Result<ReleaseOutcome, any Error> = {
            do {
                let outcome = try await access.helm.converge(
                    planned,
                    records: records,
                    attempt: attempt,
                    isAskedFor: isAskedFor,
                    context,
                )
                return .success(outcome)
            } catch {
                return .failure(error)
            }
        }
        guard firstStep(records, desired.cluster.name).leadsToChange else {
            return ReleaseResult(outcome: await change())
        }
        return await checking(desired, access, log, newCommit: newCommit, change)
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
    func troubles(of record: ReleaseRecord, _ release: HelmRelease) async -> [String] {
        guard let objects = try? await self.record(record, of: release).objects else { return [] }
        var troubles: [String] = []
        // What has pods lies in a namespace, so no scopes are needed.
        for object in release.applied(objects, [:]) where troubles.count < 3 {
            troubles += (try? await PodTrouble.find(in: KindedReference(object), engine: engine)) ?? []
        }
        return troubles
    }
}
