internal import HTTP
package import Manifests
internal import YAML

extension APIEngine {
    package func read(_ references: [KindedReference]) async throws -> [ReadResult] {
        let findings = try await discovery.find(Set(references.map(\.kind)))
        return try await references.mapConcurrentlyUntilFailure(atMost: Self.concurrency) { wanted in
            let subject = wanted.reference.description
            switch findings[wanted.kind] {
            case .unknown, nil: return .unknownKind
            case .failed(let failure): return .failed(failure.error(of: subject))
            case .known(let resource):
                let path = path(of: wanted.reference, resource)
                switch try await server.send(.get, path, expecting: .object(named: wanted.reference.name)) {
                case .object(let object): return .found(LiveObject(object))
                case .failure(let failure):
                    switch failure.reason {
                    case .notFound, .namespaceMissing: return .absent
                    case .unknownKind:
                        await discovery.forget(wanted.kind)
                        return .unknownKind
                    default: return .failed(failure.error(of: subject))
                    }
                }
            }
        }
    }

    package func read(_ references: [KindedReference], labelled selector: String) async throws -> [ReadResult] {
        let findings = try await discovery.find(Set(references.map(\.kind)))
        func placed(_ wanted: KindedReference) -> KindedReference {
            guard case .known(let resource)? = findings[wanted.kind] else { return wanted }
            let reference = wanted.reference
            let place = ObjectReference(
                group: reference.group,
                kind: reference.kind,
                namespace: resource.isNamespaced ? reference.namespace ?? defaultNamespace : nil,
                name: reference.name,
            )
            return KindedReference(reference: place, kind: wanted.kind)
        }
        let counts = Dictionary(references.map { ($0.kind, 1) }, uniquingKeysWith: +)
        let kinds = counts.filter { $0.value > 1 }.map(\.key)
        let lists = try await kinds.mapConcurrentlyUntilFailure(atMost: Self.concurrency) { kind in
            try await listed(kind, labels: selector, .full)
        }
        let found = Dictionary(lists.compactMap { $0 }.flatMap { $0 }.map { (KindedReference($0.manifest), $0) }) { $1 }
        // One that lacks the label, or is not there, or may only be read alone.
        let others = references.filter { found[placed($0)] == nil }
        var rest = try await read(probablyAbsent: others).makeIterator()
        return references.compactMap { reference in found[placed(reference)].map { .found($0) } ?? rest.next() }
    }

    package func read(probablyAbsent references: [KindedReference]) async throws -> [ReadResult] {
        let counts = Dictionary(references.map { ($0.kind, 1) }, uniquingKeysWith: +)
        let kinds = counts.filter { $0.value >= Self.fewest }.map(\.key)
        // The names of all objects of a kind are told in less time than a question for each.
        let lists = try await kinds.mapConcurrentlyUntilFailure(atMost: Self.concurrency) { kind in
            (kind, try await listed(kind, labels: "", .metadata)?.map(\.reference))
        }
        let present = Dictionary(
            uniqueKeysWithValues: lists.compactMap { kind, names in names.map { (kind, Set($0)) } }
        )
        func isAbsent(_ wanted: KindedReference) -> Bool {
            guard let names = present[wanted.kind] else { return false }
            let reference = wanted.reference
            // Which of the two it is called by depends on its kind.
            let clusterWide = ObjectReference(
                group: reference.group,
                kind: reference.kind,
                namespace: nil,
                name: reference.name,
            )
            let placed = ObjectReference(
                group: reference.group,
                kind: reference.kind,
                namespace: reference.namespace ?? defaultNamespace,
                name: reference.name,
            )
            return !names.contains(placed) && !names.contains(clusterWide)
        }
        var rest = try await read(references.filter { !isAbsent($0) }).makeIterator()
        return references.compactMap { isAbsent($0) ? .absent : rest.next() }
    }

    /// From how many objects of one kind on it is worth asking for the names of all.
    private static let fewest = 8

    /// Those of one kind with the labels; nil where they cannot be listed.
    private func listed(_ kind: GroupVersionKind, labels: String, _ detail: ListDetail) async throws -> [LiveObject]? {
        do {
            return try await list(kind, namespace: nil, selector: labels, detail: detail)
        } catch let error as KubernetesError where error.subject != server.cluster {
            return nil
        }
    }

    package func list(
        _ kind: GroupVersionKind,
        namespace: String?,
        selector: String,
        detail: ListDetail,
    ) async throws -> [LiveObject] {
        try await listed(kind, namespace: namespace, selector: selector, detail: detail).items
    }

    /// The objects of a list, and the moment for which it holds.
    struct Listed {
        var items: [LiveObject] = []
        var version = ""
    }

    /// As `list`.
    func listed(
        _ kind: GroupVersionKind,
        namespace: String?,
        selector: String,
        detail: ListDetail,
    ) async throws -> Listed {
        let subject = "\(kind.apiVersion)/\(kind.kind)"
        let resource = try await resource(of: kind, for: subject)
        let query = selector.isEmpty ? [] : [(name: "labelSelector", value: selector)]
        let path = resource.path(in: namespace)
        do {
            // A server keeps a list for some minutes only; who is slower gets it in one piece.
            let objects = try await pages(path, query + [("limit", String(Self.pageSize))], kind, detail)
            if let objects { return objects }
            if let objects = try await pages(path, query, kind, detail) { return objects }
            throw KubernetesError(.serverFailure, subject: subject, "the server forgot twice how the list goes on")
        } catch let failure as ServerFailure {
            if failure.reason == .unknownKind { await discovery.forget(kind) }
            throw failure.error(of: subject)
        }
    }

    /// All pages of a list; nil when the server does not know any more what the next one is.
    private func pages(
        _ path: String,
        _ query: [(name: String, value: String)],
        _ kind: GroupVersionKind,
        _ detail: ListDetail,
    ) async throws -> Listed? {
        var objects = Listed()
        var position: [(name: String, value: String)] = []
        while true {
            let accept = detail == .metadata ? Self.metadataList : "application/json"
            switch try await server.send(.get, path, expecting: .list, query: query + position, accept: accept) {
            case .object(let list):
                objects.items += (list["items"]?.array ?? []).map { Self.object($0, kind, detail) }
                objects.version = list.at("metadata", "resourceVersion")?.string ?? ""
                guard let next = list.at("metadata", "continue")?.string, !next.isEmpty else { return objects }
                position = [("continue", next)]
            case .failure(let failure) where failure.status == 410 && !position.isEmpty: return nil
            case .failure(let failure): throw failure
            }
        }
    }

    /// How many objects a server is asked for at once.
    private static let pageSize = 500
    private static let metadataList =
        "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json"

    /// An element of a list, which says neither version nor kind.
    private static func object(_ item: Value, _ kind: GroupVersionKind, _ detail: ListDetail) -> LiveObject {
        var object = item
        if detail == .metadata {
            var metadata = item["metadata"] ?? [:]
            metadata["managedFields"] = nil
            if var annotations = metadata["annotations"] {
                // kubectl's client-side apply keeps the whole object here, the data of Secrets too.
                annotations["kubectl.kubernetes.io/last-applied-configuration"] = nil
                metadata["annotations"] = annotations
            }
            object = ["metadata": metadata]
        }
        object["apiVersion"] = .string(kind.apiVersion)
        object["kind"] = .string(kind.kind)
        return LiveObject(object)
    }

    package func contents(of namespace: String, kinds: [KnownKinds.Kind]) async throws -> [LiveObject] {
        let lists = try await kinds.filter(\.isNamespaced).mapConcurrentlyUntilFailure(atMost: Self.concurrency) {
            kind in
            try await list(kind.kind, namespace: namespace, selector: "", detail: .metadata)
        }
        return lists.flatMap { $0 }
    }
}
