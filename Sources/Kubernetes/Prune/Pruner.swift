package import Manifests
internal import YAML

/// Removes from one cluster what fettle applied there and no stage wants any more.
///
/// Call it only when every apply of the run succeeded, with the inventory `old ∪ new` stored before and the one
/// without `PruneOutcome.settled` stored after.
package struct Pruner: Sendable {
    let engine: any ClusterEngine
    let cluster: String

    /// The owner label of the cluster's objects holds the name `cluster`.
    package init(engine: any ClusterEngine, cluster: String) {
        self.engine = engine
        self.cluster = cluster
    }

    /// Decides what goes.
    ///
    /// Asks the cluster nothing when the inventory lists only what is wanted.
    ///
    /// - Parameters:
    ///   - inventory: what may be in the cluster. The limit counts from it.
    ///   - wanted: the objects of every stage, suspended and failed ones included.
    ///   - wantedReleases: likewise the Helm releases.
    ///   - limit: how much one commit may delete.
    ///   - isAllowed: whether the commit message carries the trailer that lifts the limit for this cluster.
    ///   - appliedUIDs: what this run applied; never deleted, whatever name it has in the inventory.
    /// - Returns: what to do about each object that no stage wants.
    /// - Throws: `Problems` when that would be more than one commit may delete; `KubernetesError` when the cluster gave
    ///   no answer. Nothing may be deleted then.
    package func plan(
        inventory: Inventory,
        wanted: Set<ObjectReference>,
        wantedReleases: Set<Inventory.ReleaseIdentity>,
        limit: PruneLimit,
        isAllowed: Bool,
        appliedUIDs: Set<String> = [],
    ) async throws -> PrunePlan {
        let candidates = inventory.objects.values.filter { !wanted.contains($0.reference) }
        let releases = inventory.releases.values
            .filter { !wantedReleases.contains($0.identity) }
            .sorted { $0.identity < $1.identity }
        guard !candidates.isEmpty || !releases.isEmpty else { return .empty }

        var items: [PrunePlan.Item] = []
        var dependents: Set<String> = []
        var kinds = KnownKinds(kinds: [], unavailable: [])
        if !candidates.isEmpty {
            kinds = try await engine.kinds()
            items = try await verdicts(
                on: candidates,
                inventory,
                wanted: wanted,
                appliedUIDs: appliedUIDs,
                kinds: kinds
            )
            items.sort { KindOrder.precedes($1.reference, $0.reference) }
            dependents = try await keepWhatHoldsOthers(&items, wanted: wanted, releases: releases, kinds: kinds)
        }
        let plan = PrunePlan(items: items, releases: releases, dependents: dependents, kinds: kinds)
        if !isAllowed {
            let isEmptied = wanted.isEmpty && wantedReleases.isEmpty
            try refuse(plan, inventory: inventory, wanted: wanted, isEmptied: isEmptied, limit: limit)
        }
        return plan
    }

    /// Looks at each candidate as it is in the cluster.
    private func verdicts(
        on candidates: [Inventory.Entry],
        _ inventory: Inventory,
        wanted: Set<ObjectReference>,
        appliedUIDs: Set<String>,
        kinds: KnownKinds,
    ) async throws -> [PrunePlan.Item] {
        let aliases = aliases(of: candidates, among: wanted, inventory, kinds)
        let questions = candidates.map { question($0.reference, inventory, kinds) } + aliases
        let answers = try await engine.read(questions)
        guard answers.count == questions.count else {
            throw KubernetesError(.serverFailure, subject: cluster, "fewer objects answered than were asked for")
        }
        let wantedUIDs = answers.dropFirst(candidates.count).compactMap { answer -> String? in
            if case .found(let live) = answer { live.uid } else { nil }
        }
        let judge = PruneJudge(
            cluster: cluster,
            wanted: wanted,
            wantedUIDs: appliedUIDs.union(wantedUIDs),
            kinds: kinds,
        )
        return zip(candidates, answers).map { candidate, answer in
            PrunePlan.Item(reference: candidate.reference, verdict: judge.verdict(on: candidate.reference, answer))
        }
    }

    /// Wanted objects that may be a candidate under another name.
    ///
    /// In another API group that serves the same kind, or with a namespace that was not written before.
    private func aliases(
        of candidates: [Inventory.Entry],
        among wanted: Set<ObjectReference>,
        _ inventory: Inventory,
        _ kinds: KnownKinds,
    ) -> [KindedReference] {
        let byName = Dictionary(grouping: candidates.map(\.reference)) { [$0.kind, $0.name] }
        return wanted.sorted()
            .filter { wanted in
                (byName[[wanted.kind, wanted.name]] ?? []).contains {
                    $0.namespace == wanted.namespace || $0.namespace == nil || wanted.namespace == nil
                }
            }
            .map { question($0, inventory, kinds) }
            .filter { !$0.kind.version.isEmpty }
    }

    /// Asks in the version that the cluster serves now; the one of the inventory may be gone.
    private func question(_ reference: ObjectReference, _ inventory: Inventory, _ kinds: KnownKinds) -> KindedReference
    {
        if let known = kinds.kind(of: reference) {
            return KindedReference(reference: reference, kind: known)
        }
        let apiVersion = inventory[reference]?.apiVersion ?? ""
        return KindedReference(
            reference: reference,
            kind: GroupVersionKind(apiVersion: apiVersion, kind: reference.kind),
        )
    }
}

extension KnownKinds {
    func kind(of reference: ObjectReference) -> GroupVersionKind? {
        kinds.first { $0.kind.group == reference.group && $0.kind.kind == reference.kind }?.kind
    }

    /// Whether a version of `group` did not answer, so that nothing is known about its kinds.
    func isUnavailable(group: String) -> Bool {
        unavailable.contains { name in
            // The core group's versions stand alone: `v1`.
            group.isEmpty ? !name.contains("/") && !name.contains(".") : name == group || name.hasPrefix("\(group)/")
        }
    }
}

extension ObjectReference {
    var isNamespace: Bool { group.isEmpty && kind == "Namespace" }
    var isDefinition: Bool { group == "apiextensions.k8s.io" && kind == "CustomResourceDefinition" }
}
