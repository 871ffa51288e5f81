package import Manifests

/// What becomes of everything that the inventory lists and no stage wants any more.
package struct PrunePlan: Sendable {
    /// What is to be done about one object.
    package enum Verdict: Hashable, Sendable {
        case delete(LiveObject)
        /// It leaves the inventory without a request, because it is gone or not ours to delete.
        case forget(reason: String)
        /// It stays in the inventory and is looked at again in the next run.
        case keep(reason: String)
    }

    package struct Item: Hashable, Sendable {
        package let reference: ObjectReference
        package var verdict: Verdict
    }

    /// In the order of deletion.
    package let items: [Item]
    /// Helm releases that no stage wants; the caller uninstalls them before it executes the plan.
    package let releases: [Inventory.Release]
    /// The uids of what goes by itself when the deleted objects go: their ReplicaSets, Pods, token Secrets.
    let dependents: Set<String>
    let kinds: KnownKinds

    /// Nothing to do.
    package static let empty = PrunePlan(
        items: [],
        releases: [],
        dependents: [],
        kinds: KnownKinds(kinds: [], unavailable: []),
    )

    package var isEmpty: Bool {
        items.isEmpty && releases.isEmpty
    }

    /// The objects that `execute` deletes, in order.
    package var deletions: [LiveObject] {
        items.compactMap { item in
            if case .delete(let live) = item.verdict { live } else { nil }
        }
    }
}

/// What became of a plan.
package struct PruneOutcome: Sendable {
    package enum Result: Hashable, Sendable {
        /// It is gone.
        case deleted
        /// Its deletion was accepted, and it is not gone yet: finalizers, contents, a grace period.
        case terminating
        case forgotten(reason: String)
        case kept(reason: String)
        case failed(KubernetesError)
    }

    package struct Item: Hashable, Sendable {
        package let reference: ObjectReference
        package let result: Result
    }

    /// In the order of deletion.
    package let items: [Item]

    /// What leaves the inventory.
    ///
    /// Everything else stays queued in it for the next run.
    package var settled: Set<ObjectReference> {
        Set(
            items.compactMap { item in
                switch item.result {
                case .deleted, .forgotten: item.reference
                case .terminating, .kept, .failed: nil
                }
            }
        )
    }

    package var failures: [KubernetesError] {
        items.compactMap { item in
            if case .failed(let error) = item.result { error } else { nil }
        }
    }
}
