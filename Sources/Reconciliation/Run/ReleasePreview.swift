internal import Helm
internal import Kubernetes
internal import Manifests
internal import YAML

/// What installing or upgrading one release would do to its objects; nothing is written to find out.
struct ReleasePreview {
    private let planned: PlannedRelease
    let state: ReleaseState
    /// The records of the release, and what else its state was decided from.
    private let facts: ReleaseFacts
    private let access: ClusterAccess
    private let lookup: ValuesLookup

    /// Reads what is there.
    ///
    /// - Throws: as `change()`.
    init(
        _ planned: PlannedRelease,
        _ facts: ReleaseFacts,
        cluster: String,
        _ access: ClusterAccess,
        _ lookup: @escaping ValuesLookup,
    ) async throws {
        var (planned, facts) = (planned, facts)
        var state = ReleaseState.of(planned, facts, cluster: cluster)
        let release = planned.release
        if ReleaseStep(for: state, planned, facts).needsBase(state, of: release, cluster: cluster) {
            let base = try await access.helm.base(
                of: planned,
                facts,
                recorded: { try await access.recordIfThere($0, of: release) },
                lookup: lookup,
            )
            facts.base = base
            planned = planned.masking(base.recorded)
            state = ReleaseState.of(planned, facts, cluster: cluster)
        }
        self.planned = planned
        self.state = state
        self.facts = facts
        self.access = access
        self.lookup = lookup
    }

    /// The change, with those of the release's objects and definitions in it, and what could not be found out.
    ///
    /// - Throws: `HelmError`, `KubernetesError`, `CancellationError`; what `lookup` throws.
    func change() async throws -> (change: ClusterPreview.Change, failures: [RunReport.Failure]) {
        let release = planned.release
        var change = ClusterPreview.Change(
            action: state == .absent ? .create : .change,
            name: "Helm release \(release.namespace)/\(release.name)"
        )
        if let record = state.unfinished {
            let was = "\(record.status.rawValue) \(record.revision)"
            change.note = "helm was stopped at \(was), which is put right first; what changes then is not known yet"
            return (change, [])
        }
        let definitions = try await definitions()
        change.objects = definitions.changes
        do {
            let wanted = try await access.helm.objects(of: planned, isInstall: isInstall, lookup: lookup)
            let found = try await compare(wanted)
            change.objects += found.changes
            if case .otherChart = state {
                change.note = "\(state.reason): it is uninstalled, and all of it made anew"
            } else if change.objects.isEmpty, definitions.failures.isEmpty, found.failures.isEmpty {
                change.note = "no object changes; helm records another revision"
            }
            return (change, definitions.failures + found.failures)
        } catch let error as HelmError where error.needsKinds {
            change.note = "its objects are not known before their kinds are in the cluster: \(error.message)"
            return (change, definitions.failures)
        }
    }

    /// Whether helm will install, perhaps after what is there has been uninstalled.
    private var isInstall: Bool {
        switch state {
        case .absent, .otherChart: true
        default: false
        }
    }

    /// What becomes of the definitions that the chart brings.
    private func definitions() async throws -> (changes: [ClusterPreview.Change], failures: [RunReport.Failure]) {
        let release = planned.release
        let replaces = release.definitionPolicy(isInstall: isInstall) == .createReplace
        let found = try await access.helm.definitions(
            of: planned,
            isInstall: isInstall,
            over: facts.base?.recorded,
            lookup: lookup,
        )
        var changes: [ClusterPreview.Change] = []
        var failures: [RunReport.Failure] = []
        guard !found.definitions.isEmpty else { return (changes, failures) }
        let manifests = found.unique(last: replaces)
        for comparison in try await access.definitions.compare(manifests, replaces: replaces) {
            func add(_ action: ClusterPreview.Change.Action) {
                changes.append(
                    ClusterPreview.Change(
                        action: action,
                        name: "\(comparison.manifest.reference)",
                        manifest: comparison.manifest,
                        differences: comparison.differences,
                    )
                )
            }
            switch comparison.state {
            case .absent: add(.create)
            case .different: add(.change)
            case .same, .outdated, .unknownKind, .namespaceMissing: break
            case .failed(let error): failures += RunReport.Failure.failures(from: error, subject: release.subject)
            }
        }
        return (changes, failures)
    }

    private func compare(
        _ wanted: [Manifest],
    ) async throws -> (changes: [ClusterPreview.Change], failures: [RunReport.Failure]) {
        let release = planned.release
        let current = try await recorded()
        let scopes = try await access.scopes(of: Set((wanted + (current?.objects ?? [])).map(\.kind)))
        let mask = ReleaseMask(planned, over: current)
        let objects = RecordedObjects(
            engine: access.engine,
            selector: Manifest.helmSelector,
            manager: ReleaseWatch.manager,
            ignoring: { _ in [] },
        )
        let changes = try await objects.changes(
            by: release.applied(wanted, scopes),
            instead: release.applied(current?.objects ?? [], scopes),
        )
        var shown: [ClusterPreview.Change] = []
        var failures: [RunReport.Failure] = []
        for change in changes {
            func show(_ action: ClusterPreview.Change.Action, _ differences: [FieldDifference] = []) {
                shown.append(
                    ClusterPreview.Change(
                        action: action,
                        name: mask.hide(in: "\(change.manifest.reference)"),
                        manifest: change.manifest,
                        differences: differences.map(mask.hide),
                    )
                )
            }
            switch change.action {
            case .create: show(.create)
            case .change(let differences): if !differences.isEmpty { show(.change, differences) }
            case .delete: show(.delete)
            case .unclear(let error):
                let message = mask.hide(in: "\(error)", quotesObjects: true)
                failures.append(
                    RunReport.Failure(Problem(release.subject, message), isTransient: error.isTransient)
                )
            }
        }
        return (shown, failures)
    }

    /// What the upgrade takes the place of; nil for an install.
    private func recorded() async throws -> RecordedRelease? {
        if let recorded = facts.base?.recorded { return recorded }
        guard state != .absent, let record = facts.current(of: planned.release) else { return nil }
        return try await access.record(record, of: planned.release)
    }
}

extension ReleaseState {
    /// The record of what a killed helm has to finish first; nil for every other state.
    fileprivate var unfinished: ReleaseRecord? {
        switch self {
        case .locked(let record, _): record
        default: nil
        }
    }
}

extension HelmError {
    /// Whether helm could not even look at the objects, since the cluster does not know a kind of theirs.
    fileprivate var needsKinds: Bool { message.contains("no matches for kind") }
}

/// Takes the secrets of a release, and those that its last revision had in their places, out of what is told.
private struct ReleaseMask {
    private let mask: SecretMask

    init(_ planned: PlannedRelease, over recorded: RecordedRelease?) {
        // As one: what two secrets have in common must not cut one of them in pieces that the other mask does not know.
        mask = recorded.map { planned.values.mask.union(planned.earlierSecrets(in: $0.values)) } ?? planned.values.mask
    }

    func hide(in text: String, quotesObjects: Bool = false) -> String {
        guard !mask.isEmpty else { return text }
        return mask.hide(
            in: quotesObjects ? SecretMask.withoutEncodedTexts(SecretMask.withoutQuotedValues(text)) : text
        )
    }

    func hide(_ difference: FieldDifference) -> FieldDifference {
        var (want, live) = (hidden(difference.want), hidden(difference.live))
        // Beside a secret stands what was a secret before, in whatever form.
        switch (want != difference.want, live != difference.live) {
        case (true, false) where live != nil: live = .string(SecretMask.mark)
        case (false, true) where want != nil: want = .string(SecretMask.mark)
        default: break
        }
        return FieldDifference(
            steps: difference.steps,
            want: want,
            live: live,
            manager: difference.manager,
            time: difference.time,
        )
    }

    private func hidden(_ value: Value?) -> Value? {
        guard !mask.isEmpty, let value else { return value }
        let text = value.string ?? value.jsonText
        let shown = mask.hide(in: text)
        // What has nothing to hide stays what it is, a number a number.
        return shown == text ? value : .string(shown)
    }
}
