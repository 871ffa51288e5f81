internal import Manifests
internal import YAML

extension KubectlEngine {
    package func read(_ references: [KindedReference]) async throws -> [ReadResult] {
        var results = [ReadResult?](repeating: nil, count: references.count)
        for batch in Self.batches(Array(references.enumerated())) {
            try await read(batch.map { Wanted(position: $0.offset, reference: $0.element) }, into: &results)
        }
        // Every position is set by now; a hole would be no answer, which must not be taken for an absent object.
        return zip(references, results).map { reference, result in
            result ?? .failed(KubernetesError(.tool, subject: "\(reference.reference)", "kubectl said nothing of it"))
        }
    }

    private struct Wanted {
        let position: Int
        let reference: KindedReference
    }

    /// Reads with one process where it can.
    ///
    /// Which object an error belongs to kubectl does not always say; what the order of
    /// errors leaves open is asked again in halves.
    private func read(_ wanted: [Wanted], into results: inout [ReadResult?]) async throws {
        guard !wanted.isEmpty else { return }
        let run = try await kubectl.ask(
            ["get", "--filename", "-", "--ignore-not-found"] + Self.printsObjects,
            input: Kubectl.list(wanted.map { Self.stub(of: $0.reference) }),
            objects: wanted.count,
        )
        let found = FoundObjects(
            try kubectl.objects(in: run.output).map(LiveObject.init),
            defaultNamespace: kubectl.kubeconfig.namespace,
        )
        let unknownKinds = Set(run.failures.compactMap(\.unknownKind))
        var open: [Wanted] = []
        for one in wanted {
            if let live = found[one.reference.reference] {
                results[one.position] = .found(live)
            } else if unknownKinds.contains(one.reference.kind) {
                results[one.position] = .unknownKind
            } else {
                open.append(one)
            }
        }
        var failures = run.failures.filter { $0.unknownKind == nil }
        if wanted.count == 1 { failures = KubectlFailure.merged(failures).map { [$0] } ?? [] }
        if failures.isEmpty {
            for one in open { results[one.position] = .absent }
        } else if open.count == failures.count {
            for (one, failure) in zip(open, failures) {
                results[one.position] = .failed(
                    KubernetesError(failure.reason, subject: "\(one.reference.reference)", failure.message)
                )
            }
        } else {
            try await read(Array(open.prefix(open.count / 2)), into: &results)
            try await read(Array(open.suffix(open.count - open.count / 2)), into: &results)
        }
    }

    private static func stub(of reference: KindedReference) -> Value {
        var metadata: Value = ["name": .string(reference.reference.name)]
        if let namespace = reference.reference.namespace { metadata["namespace"] = .string(namespace) }
        return [
            "apiVersion": .string(reference.kind.apiVersion),
            "kind": .string(reference.kind.kind),
            "metadata": metadata,
        ]
    }
}

/// The objects that were there, found by a reference that may lack or have a namespace needlessly.
private struct FoundObjects {
    private let objects: [ObjectReference: LiveObject]
    private let defaultNamespace: String

    init(_ objects: [LiveObject], defaultNamespace: String) {
        self.objects = Dictionary(objects.map { ($0.reference, $0) }) { $1 }
        self.defaultNamespace = defaultNamespace
    }

    subscript(reference: ObjectReference) -> LiveObject? {
        // An object of the whole cluster whose reference has a namespace, or one of the default namespace without.
        let other = reference.namespace == nil ? defaultNamespace : nil
        return objects[reference]
            ?? objects[
                ObjectReference(group: reference.group, kind: reference.kind, namespace: other, name: reference.name)
            ]
    }
}
