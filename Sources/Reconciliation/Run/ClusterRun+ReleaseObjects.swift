internal import Helm
internal import Kubernetes
internal import Logging
internal import Manifests
internal import YAML

extension ClusterRun {
    /// Compares the objects of a release with what helm recorded of them, unless it is known that nobody has changed one.
    ///
    /// Those of a revision that helm has just made are left to the next turn where the cluster is watched, as nobody waits
    /// for what helm has said already.
    ///
    /// - Parameter isNew: whether this run has made the revision.
    mutating func checkObjects(of planned: PlannedRelease, revision: Int, isNew: Bool) async throws {
        let release = planned.release
        let identity = Inventory.ReleaseIdentity(release)
        guard let watch = access.releaseWatch else { return }
        guard release.driftDetection.mode != .disabled else {
            watch[identity] = nil
            return
        }
        let rules = try IgnoreRule.rules(of: release)
        var wanted = ReleaseWatch.Contents(
            release: release,
            revision: revision,
            rules: rules,
            objects: watch[identity]?.objects ?? [],
            mask: planned.values.mask,
        )
        if watch.isAsWanted(identity, digest: wanted.digest) { return }
        do {
            let isMasked = release.upgrade.preservesValues
            let recorded = isMasked ? try await access.recordIfThere(wanted.record, of: release) : nil
            wanted.mask = planned.masking(recorded).values.mask
        } catch let error as HelmError {
            return fail(error, subject: release.subject)
        }
        if isNew, watch.state != nil { return watch.postpone(wanted) }
        try await check(wanted, only: nil, watch)
    }

    /// Looks at the objects of releases that nobody has looked at since helm made them.
    ///
    /// - Parameter identities: the releases; nil for all.
    /// - Throws: as `correctReleaseObjects(of:)`.
    mutating func checkUnseen(of identities: Set<Inventory.ReleaseIdentity>? = nil) async throws {
        guard let watch = access.releaseWatch else { return }
        for contents in watch.unseen where identities?.contains(Inventory.ReleaseIdentity(contents.release)) ?? true {
            try await check(contents, only: nil, watch)
        }
    }

    /// Looks at the objects of releases that somebody has changed.
    ///
    /// - Parameter identities: the releases; nil for all.
    /// - Throws: `KubernetesError` when the cluster gave no answer; `CancellationError`.
    mutating func correctReleaseObjects(of identities: Set<Inventory.ReleaseIdentity>? = nil) async throws {
        guard let watch = access.releaseWatch else { return }
        let now = stopwatch.elapsed
        for (contents, objects) in watch.changed {
            guard identities?.contains(Inventory.ReleaseIdentity(contents.release)) ?? true else { continue }
            let open = objects.filter { !memory.contests.isHeld($0, at: now) }
            if !open.isEmpty { try await check(contents, only: open, watch) }
        }
    }

    /// Compares objects of a release, `only` these where that is not nil, and corrects them where that is asked for.
    private mutating func check(
        _ contents: ReleaseWatch.Contents,
        only: Set<ObjectReference>?,
        _ watch: ReleaseWatch,
    ) async throws {
        let release = contents.release
        let started = ContinuousClock.now
        let rules = contents.rules
        do {
            let manifests = try await recorded(contents)
            let objects = RecordedObjects(
                engine: watch.engine,
                selector: Manifest.helmSelector,
                manager: ReleaseWatch.manager,
                ignoring: { rules.pointers(for: $0) },
            )
            let contents = ReleaseWatch.Contents(
                release: release,
                revision: contents.revision,
                rules: rules,
                objects: Set(manifests.map(\.reference)),
                mask: contents.mask,
            )
            watch[Inventory.ReleaseIdentity(release)] = contents
            let findings = try await objects.compare(manifests.filter { only?.contains($0.reference) ?? true })
            var pending: [RecordedObjects.Finding] = []
            for finding in findings where judge(finding, contents, watch.state) { pending.append(finding) }
            guard !pending.isEmpty else { return }
            let results = try await objects.apply(pending.map(\.manifest))
            let took = ContinuousClock.now - started
            for (finding, result) in zip(pending, results) { finish(finding, result, contents, watch.state, took) }
            if results.contains(where: \.isApplied) {
                log.release(contents.release, ReleaseState.drifted(contents.record), .correct, took: took)
            }
        } catch let error as HelmError {
            fail(error, subject: release.subject)
        }
    }

    /// What helm recorded of a revision, each object in its namespace and with helm's marks.
    private func recorded(_ contents: ReleaseWatch.Contents) async throws -> [Manifest] {
        let release = contents.release
        let manifests = try await access.record(contents.record, of: release).objects
        let scopes = try await access.scopes(of: Set(manifests.map(\.kind)))
        let kept = manifests.filter { manifest in
            manifest.annotation(DriftDetection.annotation) != "disabled" && DriftAnswer(askedBy: manifest) != .ignore
        }
        return release.applied(kept, scopes)
    }

    /// Decides about one object; whether it is to be corrected.
    private mutating func judge(
        _ finding: RecordedObjects.Finding,
        _ contents: ReleaseWatch.Contents,
        _ state: ClusterState?,
    ) -> Bool {
        let manifest = finding.manifest
        switch finding.state {
        case .same:
            memory.isClean(manifest.reference)
            if let live = finding.live { state?.confirm(live, wanted: contents.digest, fields: finding.fields) }
            return false
        case .failed(let error):
            fail(error, subject: contents.release.subject)
            return false
        case .unknownKind, .namespaceMissing, .outdated:
            return false
        case .absent where manifest.isShortLived:
            return false
        case .absent, .different:
            break
        }
        report.drifted += 1
        let differences = contents.differences(finding)
        // A cluster whose drift is only reported is not written to, whatever its releases and their objects say.
        let isCorrected =
            ReleaseStep.afterDrift(of: contents.release) == .correct && desired.cluster.drift == .correct
            && DriftAnswer(askedBy: manifest) != .report
        if isCorrected, mayCorrect(manifest, differences) { return true }
        if !isCorrected {
            let isNews = memory.isNews(differences, of: manifest.reference)
            for difference in differences {
                log.drift(of: manifest, difference, action: "reported", level: isNews ? .warning : .debug)
            }
        }
        if let live = finding.live { state?.leave(live, fields: finding.fields) }
        return false
    }

    private mutating func finish(
        _ finding: RecordedObjects.Finding,
        _ result: ApplyResult,
        _ contents: ReleaseWatch.Contents,
        _ state: ClusterState?,
        _ took: Duration,
    ) {
        let manifest = finding.manifest
        let differences = contents.differences(finding)
        switch result {
        case .applied(let live):
            if finding.state == .absent { report.created += 1 } else { report.configured += 1 }
            report.corrected += 1
            memory.contests.corrected(manifest.reference, at: stopwatch.elapsed)
            memory.isClean(manifest.reference)
            for difference in differences { log.drift(of: manifest, difference, action: "corrected", took: took) }
            let fields = finding.fields ?? ManagedFields(live).fields(of: ReleaseWatch.manager)
            state?.confirm(live, wanted: contents.digest, fields: fields)
        case .failed(let error):
            for difference in differences { log.drift(of: manifest, difference, action: "failed", took: took) }
            fail(error, subject: contents.release.subject)
        }
    }
}

extension ApplyResult {
    fileprivate var isApplied: Bool {
        if case .applied = self { true } else { false }
    }
}

extension ReleaseWatch.Contents {
    /// Helm's record of the revision, without its labels.
    fileprivate var record: ReleaseRecord {
        ReleaseRecord(
            name: release.name,
            namespace: release.namespace,
            revision: revision,
            status: .deployed,
            labels: [:],
        )
    }

    /// What differs, with nothing in it that the release's values hold in secret.
    fileprivate func differences(_ finding: RecordedObjects.Finding) -> [FieldDifference] {
        guard case .different(let differences) = finding.state else {
            return [FieldDifference(steps: [], want: .string("present"), live: nil)]
        }
        func hidden(_ value: Value?) -> Value? {
            guard !mask.isEmpty, let value else { return value }
            return .string(mask.hide(in: value.string ?? value.jsonText))
        }
        return differences.map { difference in
            FieldDifference(
                steps: difference.steps,
                want: hidden(difference.want),
                live: hidden(difference.live),
                manager: difference.manager,
                time: difference.time,
            )
        }
    }
}

extension Manifest {
    /// Whether the cluster deletes it by itself once it has done its work.
    fileprivate var isShortLived: Bool {
        kind.group == "batch" && kind.kind == "Job" && object.at("spec", "ttlSecondsAfterFinished") != nil
    }
}
