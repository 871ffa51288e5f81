internal import Helm
internal import Kubernetes
internal import Logging
internal import Manifests

extension ClusterRun {
    /// Brings the releases of a stage to what they should be, wave after wave; one that fails holds back only those that
    /// depend on it.
    mutating func convergeReleases(of stage: DesiredStage) async throws {
        guard !stage.releaseWaves.isEmpty else { return }
        if releaseRecords == nil { releaseRecords = try await access.releases.list(namespace: nil, name: nil) }
        for release in stage.releases {
            let known = inventory[Inventory.ReleaseIdentity(release)]
            inventory.insert(Inventory.Release(release, of: stage.stage, digest: known?.digest))
            let missing =
                release.releasesBefore.filter { !convergedReleases.contains($0) }
                .map { "\($0.namespace ?? "")/\($0.name)" }
                + release.stagesBefore.map(\.name).filter(failedStages.contains).map { "stage \($0)" }
            if missing.isEmpty {
                try await converge(release, stage)
            } else {
                let names = missing.joined(separator: ", ")
                fail(release.subject, "is not applied, since it depends on \(names), which failed", true)
            }
        }
    }

    private mutating func converge(_ release: HelmRelease, _ stage: DesiredStage) async throws {
        let identity = Inventory.ReleaseIdentity(release)
        if release.isSuspended {
            convergedReleases.insert(release.reference)
            settledReleases.insert(identity)
            return
        }
        let committed = desired.committed
        let access = access
        let lookup: ValuesLookup = { try await committed.data(of: $0, else: access.data(of:)) }
        do {
            let planned = try await PlannedRelease.plan(
                release,
                sources: desired.sources,
                charts: access.charts,
                repository: desired.files.decrypted,
                lookup: lookup,
                key: try await access.digestKey.bytes(),
            )
            let state = ReleaseState.of(planned, records: releaseRecords ?? [], cluster: desired.cluster.name)
            if !state.isInSync { try await recordIntent() }
            let outcome = try await access.helm.converge(planned, from: state, records: access.releases, lookup: lookup)
            note(outcome, release)
            convergedReleases.insert(release.reference)
            settledReleases.insert(identity)
            inventory.insert(Inventory.Release(release, of: stage.stage, digest: planned.digest))
            try await checkObjects(of: planned, revision: outcome.revision)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            // What a program says when it is stopped is no failure.
            try Task.checkCancellation()
            fail(error, subject: release.subject)
        }
    }

    private mutating func note(_ outcome: HelmClient.ReleaseOutcome, _ release: HelmRelease) {
        let name = "\(release.namespace)/\(release.name)"
        if let record = outcome.recovered {
            log.note(
                "recovered",
                object: name,
                reason: "helm was stopped at \(record.status.rawValue) \(record.revision)"
            )
        }
        switch outcome.action {
        case .unchanged:
            return
        case .installed:
            report.installed += 1
        case .upgraded:
            report.upgraded += 1
        }
        log.release(name, action: outcome.action.rawValue, took: outcome.took)
    }

    /// Uninstalls a release that nothing wants any more, if it is still ours.
    mutating func uninstall(_ release: Inventory.Release) async throws {
        let identity = release.identity
        let name = "\(identity.namespace)/\(identity.name)"
        let started = ContinuousClock.now
        do {
            let records = try await access.releases.list(namespace: identity.namespace, name: identity.name)
            if let last = records.max(by: { $0.revision < $1.revision }) {
                guard last.owner == desired.cluster.name || last.status == .uninstalling else {
                    log.note("left in the cluster", object: name, reason: "somebody else ran helm for it last")
                    inventory = inventory.removing([], releases: [identity])
                    return
                }
                try await access.helm.uninstall(name: identity.name, namespace: identity.namespace, subject: name)
                report.uninstalled += 1
                log.release(name, action: "uninstalled", took: ContinuousClock.now - started)
            }
            inventory = inventory.removing([], releases: [identity])
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            try Task.checkCancellation()
            fail(error, subject: name)
        }
    }
}

extension Inventory.Release {
    /// The record of a release.
    ///
    /// - Parameter digest: that of what the cluster has; nil when that is not known.
    init(_ release: HelmRelease, of stage: Stage, digest: String?) {
        self.init(
            name: release.reference.name,
            namespace: release.reference.namespace ?? release.namespace,
            stage: stage.name,
            targetNamespace: release.namespace,
            releaseName: release.name,
            digest: digest,
            isKept: !stage.prune,
        )
    }
}

extension Inventory.ReleaseIdentity {
    init(_ release: HelmRelease) {
        self.init(namespace: release.namespace, name: release.name)
    }
}
