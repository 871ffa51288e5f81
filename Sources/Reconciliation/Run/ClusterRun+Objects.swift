internal import Kubernetes
internal import Logging
internal import Manifests
internal import YAML

/// Why an object differs from what the repository wants.
private enum Cause {
    /// The repository wants something else than what was applied last.
    case change
    /// Somebody changed the cluster.
    case drift
}

extension ClusterRun {
    /// Compares the plain objects of a stage and applies those that differ.
    ///
    /// - Returns: the objects whose kind or namespace is not there yet.
    mutating func apply(_ objects: [Manifest], of stage: DesiredStage) async throws -> [Manifest] {
        let started = ContinuousClock.now
        let rules = stage.stage.ignore
        let applier = Applier(
            engine: access.engine,
            cluster: desired.cluster.name,
            clock: clock,
            patience: stage.stage.timeout,
            ignoring: { rules.pointers(for: $0) },
        )
        let manifests = Dictionary(objects.map { ($0.reference, $0) }) { $1 }
        var postponed: [Manifest] = []
        var pending: [Pending] = []
        for comparison in try await compare(objects, applier, rules) {
            let reference = comparison.manifest.reference
            guard let manifest = manifests[reference] else { continue }
            if let scaler = comparison.scaler, memory.isNews(reason: scaler, leftTo: reference) {
                log.note("replicas left", object: "\(reference)", reason: "\(scaler) sets them", level: .info)
            }
            switch comparison.state {
            case .unknownKind, .namespaceMissing:
                postponed.append(manifest)
            case .failed(let error):
                fail(error, subject: "\(reference)")
            case .same where comparison.adoption == nil:
                report.unchanged += 1
                note(manifest, comparison.live, comparison.extent, rules)
                memory.isClean(reference)
            case .absent, .same, .different, .outdated:
                if let next = judge(comparison, manifest) { pending.append(next) }
            }
        }
        guard !pending.isEmpty else { return postponed }
        try await recordIntent()
        let outcomes = try await applier.apply(pending.map(\.comparison))
        let took = ContinuousClock.now - started
        for (pending, outcome) in zip(pending, outcomes) {
            if case .unknownKind = outcome.action {
                postponed.append(pending.manifest)
            } else {
                finish(pending, outcome, rules, took: took)
            }
        }
        return postponed
    }

    /// Compares those of which it is not known already that they are as they should be.
    private mutating func compare(
        _ objects: [Manifest],
        _ applier: Applier,
        _ rules: [IgnoreRule],
    ) async throws -> [Comparison] {
        guard let state = access.state else { return try await applier.compare(objects) }
        var open: [Manifest] = []
        var outdated: [Comparison] = []
        for manifest in objects {
            let digest = digest(of: manifest, rules)
            switch digest.map({ state.standing(of: manifest, digest: $0) }) ?? .unknown {
            case .asWanted(let uid) where cause(manifest) == .drift:
                report.unchanged += 1
                note(manifest, uid: uid)
            case .asWantedBefore(_, let version) where cause(manifest) == .change:
                outdated.append(Comparison(manifest: manifest.appliedForm, state: .outdated(version: version)))
            case .asWanted, .asWantedBefore, .left, .unknown:
                open.append(manifest)
            }
        }
        return outdated + (try await applier.compare(open))
    }

    /// Applies what waited for the kinds and namespaces that the stage's releases bring.
    mutating func applyPostponed(_ objects: [Manifest], of stage: DesiredStage) async throws {
        for manifest in try await apply(objects, of: stage) {
            let kind = "\(manifest.kind.apiVersion) \(manifest.kind.kind)"
            let namespace = manifest.namespace.map { ", or the namespace \($0) is missing" } ?? ""
            fail(
                "\(manifest.reference)",
                "the cluster does not know the kind \(kind)\(namespace); add what defines it to this stage or an earlier one",
                true,
            )
        }
    }

    private struct Pending {
        let comparison: Comparison
        let manifest: Manifest
        /// The drift to report once it is corrected; empty for a change.
        let drift: [FieldDifference]
    }

    /// Decides what is done about an object that is not as it should be; nil for nothing.
    private mutating func judge(_ comparison: Comparison, _ manifest: Manifest) -> Pending? {
        guard cause(manifest) == .drift else {
            if let owner = comparison.foreignOwner {
                log.note("takes over", object: "\(manifest.reference)", reason: "managed by \(owner) until now")
            }
            return Pending(comparison: comparison, manifest: manifest, drift: [])
        }
        let answer = answer(to: manifest)
        let differences =
            comparison.state == .absent
            ? [FieldDifference(steps: [], want: .string("present"), live: nil)] : comparison.differences
        // Somebody applied what fettle applied: nothing differs but who owns it.
        let isOwnershipOnly = comparison.state == .same
        if answer != .ignore, !isOwnershipOnly { report.drifted += 1 }
        switch answer {
        case .correct:
            if isOwnershipOnly || mayCorrect(manifest, differences) {
                return Pending(comparison: comparison, manifest: manifest, drift: differences)
            }
        case .report:
            let isNews = memory.isNews(differences, of: manifest.reference)
            for difference in differences {
                log.drift(of: manifest, difference, action: "reported", level: isNews ? .warning : .debug)
            }
        case .ignore:
            break
        }
        if let live = comparison.live { access.state?.leave(live) }
        note(manifest, uid: comparison.live?.uid)
        return nil
    }

    /// Whether drift is corrected now, or later because somebody brings it back each time.
    mutating func mayCorrect(_ manifest: Manifest, _ differences: [FieldDifference]) -> Bool {
        switch memory.contests.answer(to: manifest.reference, at: stopwatch.elapsed) {
        case .correct:
            return true
        case .hold(let isNews):
            if isNews { log.contested(manifest, by: Set(differences.compactMap(\.manager)).sorted()) }
            for difference in differences {
                log.drift(of: manifest, difference, action: "held", level: .debug)
            }
            return false
        }
    }

    private func cause(_ manifest: Manifest) -> Cause {
        // Without a digest it is not known what was applied.
        guard let digest = inventory[manifest.reference]?.digest else { return .change }
        return digest == wanted[manifest.reference]?.digest ? .drift : .change
    }

    private func answer(to manifest: Manifest) -> DriftAnswer {
        if let answer = DriftAnswer(askedBy: manifest) { return answer }
        return desired.cluster.drift == .correct ? .correct : .report
    }

    private mutating func finish(
        _ pending: Pending,
        _ outcome: ApplyOutcome,
        _ rules: [IgnoreRule],
        took: Duration,
    ) {
        let manifest = pending.manifest
        func logged(_ action: String) {
            if pending.drift.isEmpty {
                log.applied(manifest, action: action)
            } else {
                report.corrected += 1
                memory.contests.corrected(manifest.reference, at: stopwatch.elapsed)
                for difference in pending.drift {
                    log.drift(of: manifest, difference, action: "corrected", took: took)
                }
            }
        }
        switch outcome.action {
        case .created:
            report.created += 1
            logged("created")
        case .configured:
            report.configured += 1
            logged(pending.comparison.state == .same ? "adopted" : "configured")
        case .recreated:
            report.recreated += 1
            logged("recreated")
        case .unchanged:
            report.unchanged += 1
        case .skipped(let reason):
            return fail("\(manifest.reference)", "is not applied, since \(reason)", true)
        case .unknownKind:
            return
        case .failed(let error):
            for difference in pending.drift {
                log.drift(of: manifest, difference, action: "failed", took: took)
            }
            return fail(error, subject: "\(manifest.reference)")
        }
        note(manifest, outcome.live, outcome.comparison.extent, rules)
        memory.isClean(manifest.reference)
    }

    /// Takes an object into the record as applied, and as it is in the cluster.
    private mutating func note(
        _ manifest: Manifest,
        _ live: LiveObject?,
        _ extent: Extent,
        _ rules: [IgnoreRule],
    ) {
        note(manifest, uid: live?.uid)
        guard let live, let digest = digest(of: manifest, rules) else { return }
        access.state?.confirm(live, wanted: digest, extent)
    }

    /// What tells whether an object is still wanted as it was; another one with other rules.
    private func digest(of manifest: Manifest, _ rules: [IgnoreRule]) -> String? {
        guard let digest = wanted[manifest.reference]?.digest else { return nil }
        let pointers = rules.pointers(for: manifest)
        return pointers.isEmpty ? digest : "\(digest) without \(pointers)"
    }

    /// Takes an object into the record as applied.
    private mutating func note(_ manifest: Manifest, uid: String?) {
        if let entry = wanted[manifest.reference] { inventory.insert(entry) }
        if let uid { appliedUIDs.insert(uid) }
    }
}
