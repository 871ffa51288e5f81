internal import Helm
internal import Kubernetes
internal import Manifests
internal import YAML

/// What installing or upgrading one release would do to its objects; nothing is written to find out.
struct ReleasePreview {
    let planned: PlannedRelease
    let state: ReleaseState
    /// All records of the release, or of more.
    let records: [ReleaseRecord]
    let access: ClusterAccess

    /// The change, with those of the release's objects in it, and what could not be found out.
    ///
    /// - Throws: `HelmError`, `KubernetesError`, `CancellationError`; what `lookup` throws.
    func change(
        lookup: @escaping ValuesLookup,
    ) async throws -> (change: ClusterPreview.Change, failures: [RunReport.Failure]) {
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
        do {
            let wanted = try await access.helm.objects(of: planned, isInstall: state == .absent, lookup: lookup)
            let found = try await compare(wanted)
            change.objects = found.changes
            if found.changes.isEmpty, found.failures.isEmpty {
                change.note = "no object changes; helm records another revision"
            }
            return (change, found.failures)
        } catch let error as HelmError where error.needsKinds {
            change.note = "its objects are not known before their kinds are in the cluster: \(error.message)"
            return (change, [])
        }
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
        let release = planned.release
        let own = records.filter { $0.name == release.name && $0.namespace == release.namespace }
        let deployed = own.filter { $0.status == .deployed }.max { $0.revision < $1.revision }
        guard state != .absent, let record = deployed ?? state.record else { return nil }
        return try await access.record(record, of: release)
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
