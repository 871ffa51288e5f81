internal import Manifests
internal import YAML

/// Namespaces and CustomResourceDefinitions: deleting one deletes all that lies in it, so it waits until that is ours.
extension Pruner {
    /// Turns the deletion of what holds objects that stay into a wish for later.
    ///
    /// - Returns: the uids of what goes by itself with the deleted objects.
    func keepWhatHoldsOthers(
        _ items: inout [PrunePlan.Item],
        wanted: Set<ObjectReference>,
        releases: [Inventory.Release],
        kinds: KnownKinds,
    ) async throws -> Set<String> {
        let going = items.compactMap { item -> LiveObject? in
            if case .delete(let live) = item.verdict { live } else { nil }
        }
        let departure = Departure(
            uids: Set(going.map(\.uid)),
            references: Set(going.map(\.reference)),
            releases: Set(releases.map(\.identity)),
        )
        var dependents: Set<String> = []
        for index in items.indices {
            guard case .delete(let live) = items[index].verdict else { continue }
            if let object = stillWanted(in: live, wanted, kinds) {
                items[index].verdict = .keep(reason: "\(object) in it is wanted")
                continue
            }
            switch await contents(of: live, departure, kinds) {
            case .free(let found): dependents.formUnion(found)
            case .held(let reason): items[index].verdict = .keep(reason: reason)
            }
            try Task.checkCancellation()
        }
        return dependents
    }

    /// Whether something lies in an object that its deletion would take along.
    enum Hold {
        /// Nothing but what goes anyway, and of that the uids of what goes by itself.
        case free(dependents: Set<String>)
        case held(reason: String)
    }

    /// What `live` holds, if it is something that holds others.
    ///
    /// Where the cluster does not say, it is held.
    func contents(of live: LiveObject, _ departure: Departure, _ kinds: KnownKinds) async -> Hold {
        let objects: [LiveObject]
        do {
            if live.reference.isNamespace {
                objects = try await contents(ofNamespace: live.reference.name)
            } else if live.reference.isDefinition {
                guard let instances = try await instances(of: live, kinds) else { return .free(dependents: []) }
                objects = instances
            } else {
                return .free(dependents: [])
            }
        } catch {
            return .held(reason: "what it holds cannot be read: \(error)")
        }
        let (staying, dependents) = departure.part(objects)
        guard let example = staying.map(\.reference).min() else { return .free(dependents: dependents) }
        let others = staying.count > 1 ? " and \(staying.count - 1) more that stay" : ", which stays"
        return .held(reason: "it holds \(example)\(others)")
    }

    /// Asks for the kinds each time: a definition deleted a moment ago took one away.
    private func contents(ofNamespace name: String) async throws -> [LiveObject] {
        var attempts = 3
        while true {
            let kinds = try await engine.kinds()
            guard kinds.unavailable.isEmpty else {
                let groups = kinds.unavailable.joined(separator: ", ")
                throw KubernetesError(.serverFailure, subject: cluster, "\(groups) does not answer")
            }
            do {
                return try await engine.contents(of: name, kinds: kinds.kinds)
            } catch let error as KubernetesError where error.reason == .unknownKind && attempts > 1 {
                attempts -= 1
            }
        }
    }

    private func stillWanted(
        in live: LiveObject,
        _ wanted: Set<ObjectReference>,
        _ kinds: KnownKinds,
    ) -> ObjectReference? {
        let reference = live.reference
        if reference.isNamespace {
            return wanted.filter { $0.namespace == reference.name }.min()
        }
        guard reference.isDefinition else { return nil }
        let group = live.object.at("spec", "group")?.string
        let kind = live.object.at("spec", "names", "kind")?.string
        return wanted.filter { $0.group == group && $0.kind == kind }.min()
    }

    /// The objects of a definition's kind; nil when it never served any.
    private func instances(of definition: LiveObject, _ kinds: KnownKinds) async throws -> [LiveObject]? {
        let spec = definition.object["spec"]
        let group = spec?["group"]?.string ?? ""
        let name = spec?.at("names", "kind")?.string ?? ""
        let served = spec?["versions"]?.array?.first { $0["served"]?.bool == true }
        let version =
            kinds.kinds.first { $0.kind.group == group && $0.kind.kind == name }?.kind.version
            ?? served?["name"]?.string ?? ""
        let kind = GroupVersionKind(group: group, version: version, kind: name)
        do {
            return try await engine.list(kind, namespace: nil, selector: "", detail: .metadata)
        } catch let error as KubernetesError where error.reason == .unknownKind {
            let conditions = definition.object.at("status", "conditions")?.array ?? []
            let wasEstablished = conditions.contains { $0["type"] == "Established" && $0["status"] == "True" }
            guard wasEstablished else { return nil }
            throw error
        }
    }
}
