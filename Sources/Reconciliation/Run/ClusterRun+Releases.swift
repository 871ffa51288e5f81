internal import Foundation
internal import Helm
internal import Kubernetes
internal import Logging
internal import Manifests

extension ClusterRun {
    /// How many releases of a cluster helm works on at a time.
    private static let width = 4

    /// Brings the releases of a stage to what they should be, wave after wave; one that fails holds back only those that
    /// depend on it.
    mutating func convergeReleases(of stage: DesiredStage) async throws {
        guard !stage.releaseWaves.isEmpty else { return }
        for wave in stage.releaseWaves where !report.isSuperseded {
            var ready: [HelmRelease] = []
            for release in wave {
                let known = inventory[Inventory.ReleaseIdentity(release)]
                inventory.insert(
                    Inventory.Release(release, of: stage.stage, digest: known?.digest, failures: known?.failures)
                )
                let missing =
                    release.releasesBefore.filter { !convergedReleases.contains($0) }
                    .map { "\($0.namespace ?? "")/\($0.name)" }
                    + release.stagesBefore.map(\.name).filter(failedStages.contains).map { "stage \($0)" }
                if missing.isEmpty {
                    ready.append(release)
                } else {
                    let names = missing.joined(separator: ", ")
                    fail(release.subject, "is not applied, since it depends on \(names), which failed", true)
                }
            }
            try await converge(ready, stage)
        }
    }

    /// Brings releases that do not depend on each other to what they should be.
    private mutating func converge(_ releases: [HelmRelease], _ stage: DesiredStage) async throws {
        for release in releases where release.isSuspended {
            convergedReleases.insert(release.reference)
        }
        let (access, known) = (access, releaseRecords)
        // Planning needs nothing of the cluster, as a rule.
        async let listed = Self.records(known, access)
        let plans = try await plans(of: releases.filter { !$0.isSuspended })
        // It is needed before the first write, and goes on beside the list.
        if plans.contains(where: { isNews($1) }) { try await recordIntent() }
        let records = try await listed
        releaseRecords = records
        var open: [PlannedRelease] = []
        for (release, plan) in plans {
            switch plan {
            case .success(let planned): open.append(planned)
            case .failure(let error): try tell(error, of: release)
            }
        }
        var ready: [PlannedRelease] = []
        for planned in open where try await removeFormer(of: planned.release) { ready.append(planned) }
        let work = ready.map {
            ReleaseWork(
                planned: $0,
                attempt: attempt(of: $0.release),
                isAskedFor: isAskedFor,
                known: memory.values(of: $0.release.reference),
            )
        }
        let steps = work.map { $0.firstStep(records, desired.cluster.name) }
        if steps.contains(where: \.isWriting) { try await recordIntent() }
        let results = try await results(of: work, records)
        for (planned, result) in zip(ready, results) {
            if let checked = result.checked { tell(checked, of: planned.release) }
            try await take(result.outcome, of: planned, stage)
        }
    }

    /// Whether a plan is another one than the inventory knows, so that something is going to be written.
    private func isNews(_ plan: Result<PlannedRelease, any Error>) -> Bool {
        guard case .success(let planned) = plan else { return false }
        let known = inventory[Inventory.ReleaseIdentity(planned.release)]
        return known?.digest != planned.digest && known?.failures?.digest != planned.digest
    }

    /// Works on releases side by side, until there is a new commit.
    private mutating func results(
        of work: [ReleaseWork],
        _ records: [ReleaseRecord],
    ) async throws -> [ReleaseResult] {
        let (access, log, desired) = (access, log, desired)
        let latch = Latch()
        let results = try await untilNewCommit(latch) {
            await work.mapConcurrently(atMost: Self.width) { work in
                await work.run(records: records, desired, access, log, newCommit: latch)
            }
        }
        if latch.isOpen { report.isSuperseded = true }
        return results
    }

    /// Helm's records of all releases: those that this run has, or as they are now.
    private static func records(_ known: [ReleaseRecord]?, _ access: ClusterAccess) async throws -> [ReleaseRecord] {
        if let known { return known }
        return try await access.releases.list(namespace: nil, name: nil)
    }

    private func plans(
        of releases: [HelmRelease]
    ) async throws -> [(HelmRelease, Result<PlannedRelease, any Error>)] {
        guard !releases.isEmpty else { return [] }
        let (sources, charts) = (desired.sources, charts)
        let lookup = access.lookup(after: desired.committed)
        let key = try await access.digestKey.bytes()
        let plans = await releases.mapConcurrently(atMost: Self.width) { release in
            do {
                return Result<PlannedRelease, any Error>.success(
                    try await PlannedRelease.plan(
                        release,
                        sources: sources,
                        charts: charts,
                        lookup: lookup,
                        key: key,
                    )
                )
            } catch {
                return .failure(error)
            }
        }
        return Array(zip(releases, plans))
    }

    /// What the inventory says of failures.
    private func attempt(of release: HelmRelease) -> ReleaseAttempt? {
        inventory[Inventory.ReleaseIdentity(release)]?.failures.flatMap { ReleaseAttempt($0) }
    }

    /// Runs `body`, and opens `latch` when there is a new commit meanwhile.
    private func untilNewCommit<Result: Sendable>(
        _ latch: Latch,
        _ body: @escaping @Sendable () async -> Result,
    ) async throws -> Result {
        let interruption = interruption
        let result: Result? = await withTaskGroup(of: Result?.self) { group in
            group.addTask { await body() }
            group.addTask {
                await interruption.wait()
                if !Task.isCancelled { latch.open() }
                return nil
            }
            defer { group.cancelAll() }
            for await result in group {
                if let result { return result }
            }
            return nil
        }
        guard let result else { throw CancellationError() }
        return result
    }

    /// Takes what became of a release into the report and the inventory.
    private mutating func take(
        _ result: Result<ReleaseOutcome, any Error>,
        of planned: PlannedRelease,
        _ stage: DesiredStage,
    ) async throws {
        let release = planned.release
        let outcome: ReleaseOutcome
        switch result {
        case .success(let value): outcome = value
        case .failure(is Superseded):
            return log.note(
                "superseded",
                object: "\(release.namespace)/\(release.name)",
                reason: "was not waited for to the end, since there is a new commit",
                level: .info,
            )
        case .failure(let error): return try tell(error, of: release)
        }
        let isDone = outcome.error == nil
        report.installed += isDone && outcome.steps.contains(.install) ? 1 : 0
        report.upgraded += isDone && outcome.steps.contains(.upgrade) ? 1 : 0
        inventory.insert(
            Inventory.Release(
                release,
                of: stage.stage,
                digest: isDone ? planned.digest : nil,
                failures: outcome.attempt.map { Inventory.Failures($0) },
            )
        )
        guard let error = outcome.error else {
            memory.isWell(release.reference)
            convergedReleases.insert(release.reference)
            if let revision = outcome.state.record?.revision {
                try await checkObjects(of: planned, revision: revision, isNew: !outcome.steps.isEmpty)
            }
            return
        }
        let isOld = outcome.isWaiting && memory.hasTrouble(release.reference)
        _ = memory.isNews(trouble: error.message, of: release.reference)
        let pause = outcome.nextTry.map { Duration.seconds(max(1, $0 - ReleaseWork.now())) }
        fail(
            RunReport.Failure(
                Problem(error.subject, error.message),
                isTransient: error.isTransient || pause != nil,
                retryAfter: pause,
                isOld: isOld,
            )
        )
    }

    /// Tells what the values of a release do not do, unless that is its failure.
    private mutating func tell(_ checked: CheckedValues, of release: HelmRelease) {
        memory.note(checked, of: release.reference)
        guard release.valuesCheck == .warn else { return }
        for finding in checked.findings { log.values(of: release, finding) }
    }

    /// Tells why nothing was done for a release: once, as long as it is the same.
    private mutating func tell(_ error: any Error, of release: HelmRelease) throws {
        if error is CancellationError { throw error }
        // What a program says when it is stopped is no failure.
        try Task.checkCancellation()
        let isOld = !memory.isNews(trouble: "\(error)", of: release.reference)
        for failure in RunReport.Failure.failures(from: error, subject: release.subject) {
            fail(RunReport.Failure(failure.problem, isTransient: failure.isTransient, isOld: isOld))
        }
    }

    // MARK: Removal

    /// Uninstalls what a HelmRelease was before its release got another name or namespace: uninstalled later, it would take
    /// objects along that the new one has taken over.
    ///
    /// - Returns: whether the new one may be installed.
    private mutating func removeFormer(of release: HelmRelease) async throws -> Bool {
        let identity = Inventory.ReleaseIdentity(release)
        let wanted = Set(
            (desired.releases + desired.suspendedWants.releases).map { Inventory.ReleaseIdentity($0) }
        )
        for former in inventory.releases.values
        where former.name == release.reference.name && former.namespace == release.reference.namespace
            && former.identity != identity && !wanted.contains(former.identity)
            && desired.isPruned(stage: former.stage, isKept: former.isKept)
        {
            guard mayPrune else {
                let text =
                    "waits until \(former.identity) is removed, which needs a commit that renders; repair the commit"
                fail(release.subject, text, true)
                return false
            }
            try await recordIntent()
            let failures = report.failures.count
            try await uninstall(former, options: release.uninstall)
            guard report.failures.count == failures else { return false }
        }
        return true
    }

    /// Uninstalls a release that nothing wants any more, if it is still ours.
    ///
    /// - Parameter options: those of the HelmRelease, where it is still there.
    mutating func uninstall(
        _ release: Inventory.Release,
        options: UninstallOptions = UninstallOptions(),
    ) async throws {
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
                try await access.helm.uninstall(
                    name: identity.name,
                    namespace: identity.namespace,
                    options: options,
                    subject: name,
                )
                report.uninstalled += 1
                log.release(
                    name,
                    action: "uninstalled",
                    state: "unwanted",
                    reason: "the repository has no such release any more",
                    took: ContinuousClock.now - started,
                )
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
    /// - Parameters:
    ///   - digest: that of what the cluster has; nil when that is not known.
    ///   - failures: of what was tried last.
    init(_ release: HelmRelease, of stage: Stage, digest: String?, failures: Inventory.Failures? = nil) {
        self.init(
            name: release.reference.name,
            namespace: release.reference.namespace ?? release.namespace,
            stage: stage.name,
            targetNamespace: release.namespace,
            releaseName: release.name,
            digest: digest,
            isKept: !stage.prune,
            failures: failures,
        )
    }
}

extension Inventory.ReleaseIdentity {
    init(_ release: HelmRelease) {
        self.init(namespace: release.namespace, name: release.name)
    }
}
