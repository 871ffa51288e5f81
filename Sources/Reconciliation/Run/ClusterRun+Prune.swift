internal import Git
internal import Helm
internal import Kubernetes
internal import Logging
internal import Manifests

extension ClusterRun {
    /// Deletes what the record lists and nothing wants any more. Called only when everything was applied.
    mutating func prune() async throws {
        let wanted = Set(desired.objects.map(\.reference)).union(suspendedObjects)
        let releases = Set(desired.releases.map { Inventory.ReleaseIdentity($0) }).union(suspendedReleases)
        forgetWhatIsNotPruned(wanted, releases)
        let plan: PrunePlan
        do {
            plan = try await Pruner(engine: access.engine, cluster: desired.cluster.name).plan(
                inventory: inventory,
                wanted: wanted,
                wantedReleases: releases,
                limit: desired.cluster.pruneLimit,
                isAllowed: AllowPruneTrailer.clusters(in: desired.revision.message).contains(desired.cluster.name),
                appliedUIDs: appliedUIDs,
            )
        } catch let error as Problems {
            return fail(error, subject: desired.cluster.name)
        }
        guard !plan.isEmpty else { return }
        // The record must name what is about to go until it is gone.
        try await recordIntent()
        let failuresBefore = report.failures.count
        for release in plan.releases { try await uninstall(release) }
        guard report.failures.count == failuresBefore else { return }
        let outcome = await Pruner(engine: access.engine, cluster: desired.cluster.name).execute(plan)
        let gone = try await waitUntilGone(outcome, plan)
        for item in outcome.items { note(item, isGone: gone.contains(item.reference)) }
        inventory = inventory.removing(outcome.settled.union(gone))
    }

    /// Waits for the objects whose deletion takes time: namespaces are emptied first, finalizers run.
    ///
    /// - Returns: those that are gone.
    private func waitUntilGone(_ outcome: PruneOutcome, _ plan: PrunePlan) async throws -> Set<ObjectReference> {
        let live = Dictionary(plan.deletions.map { ($0.reference, $0) }) { $1 }
        var open = outcome.items.filter { $0.result == .terminating }.compactMap { live[$0.reference] }
        var gone: Set<ObjectReference> = []
        let end = ContinuousClock.now + desired.cluster.timeout
        while !open.isEmpty, ContinuousClock.now < end {
            try await clock.sleep(for: .milliseconds(500))
            let answers = try await access.engine.read(open.map { KindedReference($0.manifest) })
            for (object, answer) in zip(open, answers) {
                switch answer {
                case .found(let found) where found.uid == object.uid: break
                case .found, .absent: gone.insert(object.reference)
                // A kind is unknown as well while its API group does not answer.
                case .unknownKind, .failed: break
                }
            }
            open.removeAll { gone.contains($0.reference) }
        }
        return gone
    }

    private mutating func note(_ item: PruneOutcome.Item, isGone: Bool) {
        switch item.result {
        case .deleted:
            noteDeleted(item)
        case .terminating where isGone:
            noteDeleted(item)
        case .terminating:
            fail("\(item.reference)", "is deleted, and waits for its finalizers or contents to go", true)
        case .forgotten(let reason):
            log.note("left in the cluster", object: "\(item.reference)", reason: reason, level: .info)
        case .kept(let reason):
            log.note("not pruned", object: "\(item.reference)", reason: reason)
        case .failed(let error):
            fail(error, subject: "\(item.reference)")
        }
    }

    private mutating func noteDeleted(_ item: PruneOutcome.Item) {
        report.deleted += 1
        log.deleted("\(item.reference)", commit: commit)
    }

    /// Objects of stages that are left alone, and that nothing is known about.
    private var suspendedObjects: [ObjectReference] {
        inventory.objects.values.filter { desired.suspended.contains($0.stage) }.map(\.reference)
    }

    private var suspendedReleases: [Inventory.ReleaseIdentity] {
        inventory.releases.values.filter { desired.suspended.contains($0.stage) }.map(\.identity)
    }

    /// Takes out of the record what its stage, or the cluster, does not want to be deleted.
    private mutating func forgetWhatIsNotPruned(
        _ wanted: Set<ObjectReference>,
        _ releases: Set<Inventory.ReleaseIdentity>,
    ) {
        let stages = Dictionary(desired.stages.map { ($0.stage.name, $0.stage.prune) }) { $1 }
        func isPruned(_ stage: String) -> Bool { stages[stage] ?? desired.cluster.prune }
        let objects = inventory.objects.values.filter { !wanted.contains($0.reference) && !isPruned($0.stage) }
        for entry in objects {
            log.note(
                "left in the cluster",
                object: "\(entry.reference)",
                reason: "prune is false for stage \(entry.stage)",
                level: .info,
            )
        }
        inventory = inventory.removing(Set(objects.map(\.reference)))
        for release in inventory.releases.values
        where !releases.contains(release.identity) && !isPruned(release.stage) {
            log.note(
                "left in the cluster",
                object: "HelmRelease/\(release.namespace)/\(release.name)",
                reason: "prune is false for stage \(release.stage)",
                level: .info,
            )
            inventory = inventory.removing([], releases: [release.identity])
        }
    }
}
