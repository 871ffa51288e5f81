package import Manifests
internal import YAML

extension RecordedObjects {
    /// What becomes of one object when the tool applies a new set of objects in place of what it has recorded.
    package struct Change: Sendable {
        package enum Action: Hashable, Sendable {
            case create
            /// These fields change; empty when nothing does.
            case change([FieldDifference])
            case delete
            /// It cannot be told.
            case unclear(KubernetesError)
        }

        /// The object as the tool would apply it; for one that is deleted, as its record has it.
        package let manifest: Manifest
        package let action: Action
    }

    /// The annotation that has helm leave an object behind.
    private static let keepAnnotation = "helm.sh/resource-policy"

    /// Asks the server what applying `manifests` would change; nothing is written.
    ///
    /// - Parameters:
    ///   - manifests: what the tool would apply, in their namespaces.
    ///   - recorded: what its record has, in their namespaces.
    /// - Returns: one change for each of `manifests` in their order, then one for each object that would be deleted.
    /// - Throws: `KubernetesError` when the cluster could not be asked.
    package func changes(by manifests: [Manifest], instead recorded: [Manifest]) async throws -> [Change] {
        let manifests = manifests.map(\.appliedForm)
        let before = Dictionary(recorded.map { ($0.reference, $0.appliedForm) }) { $1 }
        var changes: [Change] = []
        var open: [(place: Int, live: LiveObject)] = []
        let results = try await engine.read(manifests.map(KindedReference.init), labelled: selector)
        for (manifest, result) in zip(manifests, results) {
            let action: Change.Action =
                switch result {
                // What brings a kind that is not there is made before.
                case .absent, .unknownKind: .create
                case .failed(let error): .unclear(error)
                case .found(let live) where live.isBeingDeleted: .unclear(Self.leaving(live, manifest))
                case .found: .change([])
                }
            if case .found(let live) = result, case .change = action { open.append((changes.count, live)) }
            changes.append(Change(manifest: manifest, action: action))
        }
        let sent = open.map { manifests[$0.place] }
        let answers = sent.isEmpty ? [] : try await engine.apply(sent, mode: .dryRunAs(manager: manager))
        for ((place, live), answer) in zip(open, answers) {
            let manifest = manifests[place]
            let action: Change.Action =
                switch answer {
                case .applied(let merged):
                    .change(UpgradeComparison(live, merged, manager).differences(since: before[manifest.reference]))
                case .failed(let error): .unclear(error)
                }
            changes[place] = Change(manifest: manifest, action: action)
        }
        return changes + (try await deletions(of: recorded, but: Set(manifests.map(\.reference))))
    }

    private func deletions(of recorded: [Manifest], but wanted: Set<ObjectReference>) async throws -> [Change] {
        let gone = recorded.filter { !wanted.contains($0.reference) }
        guard !gone.isEmpty else { return [] }
        let results = try await engine.read(gone.map(KindedReference.init), labelled: selector)
        return zip(gone, results).compactMap { manifest, result in
            switch result {
            case .found(let live) where live.manifest.annotation(Self.keepAnnotation) == "keep": nil
            case .found: Change(manifest: manifest, action: .delete)
            case .failed(let error): Change(manifest: manifest, action: .unclear(error))
            case .absent, .unknownKind: nil
            }
        }
    }
}

/// What another tool's apply would change in an object.
struct UpgradeComparison {
    private let live: LiveObject
    private let merged: LiveObject
    private let manager: String

    init(_ live: LiveObject, _ merged: LiveObject, _ manager: String) {
        self.live = live
        self.merged = merged
        self.manager = manager
    }

    /// The fields that change.
    ///
    /// - Parameter recorded: the object as the tool applied it last; nil when it did not.
    /// - Returns: one difference for each field, by path.
    func differences(since recorded: Manifest?) -> [FieldDifference] {
        let walk = DifferenceWalk.differences(live: live, merged: merged, of: manager)
        let removed = removed(since: recorded).filter { extra in !walk.contains { extra.steps.starts(with: $0.steps) } }
        return (walk + removed).sorted { $0.path < $1.path }
    }

    /// The fields that a tool which merges by itself takes out, since it set them last time and now does not: a
    /// server-side dry run leaves them.
    private func removed(since recorded: Manifest?) -> [FieldDifference] {
        guard let recorded else { return [] }
        let entries = ManagedFields(live).entries.filter { $0.manager == manager && $0.subresource.isEmpty }
        let updated = entries.filter { $0.operation == "Update" }.reduce(FieldSet()) { $0.union($1.fields) }
        var found: [FieldDifference] = []
        func collect(_ held: FieldSet, _ wanted: FieldSet?, _ steps: [FieldStep]) {
            for (step, child) in held.children {
                let path = steps + [step]
                let want = wanted?.children[step]
                guard want?.isWhole != true, let value = path.resolve(in: live.object) else { continue }
                if child.isMember, want == nil, path.resolve(in: recorded.object) != nil {
                    found.append(FieldDifference(steps: path, want: nil, live: value))
                } else {
                    collect(child, want, path)
                }
            }
        }
        collect(updated, ManagedFields(merged).fields(of: manager), [])
        return found
    }
}
