internal import Manifests
internal import YAML

/// Says what becomes of one object, from what the cluster answered about it alone.
struct PruneJudge {
    let cluster: String
    let wanted: Set<ObjectReference>
    /// What is wanted under whatever name.
    let wantedUIDs: Set<String>
    let kinds: KnownKinds

    static let systemNamespaces: Set = [
        "default", "kube-system", "kube-public", "kube-node-lease", LoadBearingNames.systemNamespace,
    ]

    func verdict(on reference: ObjectReference, _ answer: ReadResult) -> PrunePlan.Verdict {
        if InventoryStore.isRecord(reference) {
            return .forget(reason: "it is the inventory itself")
        }
        switch answer {
        case .found(let live):
            return verdict(on: reference, live)
        case .failed(let error):
            return .keep(reason: "it cannot be read: \(error.message)")
        case .absent, .unknownKind:
            // A group that does not answer looks the same as one whose kinds are gone.
            guard !kinds.isUnavailable(group: reference.group) else {
                return .keep(reason: "the API group \(reference.group) does not answer")
            }
            if case .absent = answer { return .forget(reason: "it is gone already") }
            guard kinds.kind(of: reference) == nil else {
                return .keep(reason: "the cluster knows its kind, yet does not answer for it")
            }
            return .forget(reason: "the cluster has no such kind any more")
        }
    }

    private func verdict(on reference: ObjectReference, _ live: LiveObject) -> PrunePlan.Verdict {
        if live.uid.isEmpty { return .keep(reason: "the cluster gave no uid for it") }
        if wantedUIDs.contains(live.uid) || wanted.contains(live.reference) {
            return .forget(reason: "the same object is wanted under another group or namespace")
        }
        let owner = live.manifest.label(LoadBearingNames.ownerLabel)
        guard owner == cluster else {
            let label = LoadBearingNames.ownerLabel
            return .forget(reason: owner.map { "its label \(label) names \($0)" } ?? "it lacks the label \(label)")
        }
        if live.hasOwnerReferences { return .forget(reason: "another object owns it") }
        for key in Self.exclusions where (live.manifest.annotation(key) ?? live.manifest.label(key)) == "disabled" {
            return .forget(reason: "it says \(key): disabled")
        }
        if live.isBeingDeleted {
            let finalizers = (live.object.at("metadata", "finalizers")?.array ?? []).compactMap(\.string)
            let cause = finalizers.isEmpty ? "" : ", waiting for \(finalizers.joined(separator: ", "))"
            return .keep(reason: "it is being deleted\(cause)")
        }
        if live.reference.isNamespace, Self.systemNamespaces.contains(live.reference.name) {
            return .keep(reason: "it is a system namespace")
        }
        return .delete(live)
    }

    /// What Flux's users write to keep an object, as an annotation or a label.
    private static let exclusions = [
        "kustomize.toolkit.fluxcd.io/prune", "kustomize.toolkit.fluxcd.io/reconcile",
    ]
}
