internal import Git
internal import Helm
internal import Kubernetes
internal import Logging
internal import Manifests

extension ClusterRun {
    /// How long a run waits for what it deleted to be gone; the rest is looked at in the next run.
    private static let patience = Duration.seconds(30)

    /// Deletes what the record lists and nothing wants any more.
    ///
    /// Called only when everything was applied.
    mutating func prune() async throws {
        guard desired.suspendedWants.unknown.isEmpty else {
            let names = desired.suspendedWants.unknown.joined(separator: ", ")
            return log.note(
                "nothing pruned",
                object: "stage \(names)",
                reason: "is suspended and does not render, so what it wants is not known",
                level: .debug,
            )
        }
        let wanted = Set(desired.objects.map(\.reference)).union(suspendedObjects)
        let releases = Set(desired.releases.map { Inventory.ReleaseIdentity($0) }).union(suspendedReleases)
        forgetWhatIsNotPruned(wanted, releases)
        let pruner = Pruner(engine: access.engine, cluster: desired.cluster.name)
        let plan: PrunePlan
        do {
            plan = try await pruner.plan(
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
        memory.keepReasons(of: Set(plan.items.map(\.reference)))
        guard !plan.isEmpty else { return }
        // The record must name what is about to go until it is gone.
        try await recordIntent()
        let failuresBefore = report.failures.count
        for release in plan.releases { try await uninstall(release) }
        guard report.failures.count == failuresBefore else { return }
        let outcome = await pruner.execute(plan)
        let gone = try await waitUntilGone(outcome, plan)
        for item in outcome.items { note(item, isGone: gone.contains(item.reference)) }
        inventory = inventory.removing(outcome.settled.union(gone))
        for reference in outcome.settled.union(gone) { access.state?.forget(reference) }
    }

    /// Waits for the objects whose deletion takes time: namespaces are emptied first, finalizers run.
    ///
    /// - Returns: those that are gone.
    private func waitUntilGone(_ outcome: PruneOutcome, _ plan: PrunePlan) async throws -> Set<ObjectReference> {
        let live = Dictionary(plan.deletions.map { ($0.reference, $0) }) { $1 }
        var open = outcome.items.filter { $0.result == .terminating }.compactMap { live[$0.reference] }
        var gone: Set<ObjectReference> = []
        let end = stopwatch.elapsed + min(Self.patience, desired.cluster.timeout)
        while !open.isEmpty, stopwatch.elapsed < end, !interruption.isRaised {
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
            // It stays in the record, and how it ends is seen in the next run.
            report.deleted += 1
            log.note(
                "being deleted",
                object: "\(item.reference)",
                reason: "it waits for its finalizers or contents to go",
                level: .info,
            )
        case .forgotten(let reason):
            log.note("left alone", object: "\(item.reference)", reason: reason, level: .info)
        case .kept(let reason):
            let isNews = memory.isNews(reason: reason, of: item.reference)
            log.note("not pruned", object: "\(item.reference)", reason: reason, level: isNews ? .warning : .debug)
        case .failed(let error):
            fail(error, subject: "\(item.reference)")
        }
    }

    private mutating func noteDeleted(_ item: PruneOutcome.Item) {
        report.deleted += 1
        log.deleted("\(item.reference)")
    }

    /// Objects of stages that are left alone, and that nothing is known about.
    private var suspendedObjects: [ObjectReference] {
        inventory.objects.values.filter { desired.suspended.contains($0.stage) }.map(\.reference)
            + desired.suspendedWants.objects
    }

    private var suspendedReleases: [Inventory.ReleaseIdentity] {
        inventory.releases.values.filter { desired.suspended.contains($0.stage) }.map(\.identity)
            + desired.suspendedWants.releases.map { Inventory.ReleaseIdentity($0) }
    }

    /// Takes out of the record what its stage, or the cluster, does not want to be deleted.
    private mutating func forgetWhatIsNotPruned(
        _ wanted: Set<ObjectReference>,
        _ releases: Set<Inventory.ReleaseIdentity>,
    ) {
        let objects = inventory.objects.values.filter {
            !wanted.contains($0.reference) && !desired.isPruned(stage: $0.stage, isKept: $0.isKept)
        }
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
        where !releases.contains(release.identity) && !desired.isPruned(stage: release.stage, isKept: release.isKept) {
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
