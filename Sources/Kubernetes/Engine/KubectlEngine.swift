package import Manifests
package import SystemPackage
package import Tools
package import YAML

/// Talks to a cluster by running kubectl; works wherever kubectl does.
///
/// Objects go through standard input, many in one process, so nothing of them is an argument or a file.
package struct KubectlEngine: ClusterEngine {
    let kubectl: Kubectl
    private let resources: ResourceTable
    /// How many objects one process takes.
    private static let batchSize = 500
    /// How many bytes of objects one process takes.
    private static let batchBytes = 8 << 20

    /// - Parameters:
    ///   - tools: what runs kubectl.
    ///   - kubeconfig: how the cluster is reached.
    ///   - cluster: what errors call the cluster.
    ///   - cacheFolder: a private folder for this cluster alone, made when needed, where kubectl keeps what it knows of the
    ///     cluster's kinds. Holds no object and may be lost.
    ///   - timeout: how long one request may take.
    package init(
        tools: any ToolRunner,
        kubeconfig: Kubeconfig,
        cluster: String,
        cacheFolder: FilePath,
        timeout: Duration = .seconds(30),
    ) {
        kubectl = Kubectl(
            tools: tools,
            kubeconfig: kubeconfig,
            cluster: cluster,
            cacheFolder: cacheFolder,
            timeout: timeout,
        )
        resources = ResourceTable()
    }

    package func kinds() async throws -> KnownKinds {
        let (rows, unavailable) = try await resources.load(with: kubectl)
        let kinds = rows.map { KnownKinds.Kind($0.kind, isNamespaced: $0.isNamespaced) }
        return KnownKinds(kinds: kinds, unavailable: unavailable)
    }

    package func create(_ manifest: Manifest) async throws -> LiveObject {
        let run = try await kubectl.ask(
            ["create", "--filename", "-", "--field-manager", LoadBearingNames.fieldManager] + Self.printsObjects,
            input: manifest.object.json(),
        )
        return try onlyObject(of: run, manifest)
    }

    package func replaceManagedFields(of live: LiveObject, with managedFields: [Value]) async throws -> LiveObject {
        // The server refuses an update of a version that is no longer the current one, which makes the second operation
        // a test. An update of managed fields alone gives the one who makes it no ownership.
        let patch: Value = [
            ["op": "add", "path": "/metadata/managedFields", "value": .array(managedFields)],
            ["op": "add", "path": "/metadata/resourceVersion", "value": .string(live.resourceVersion)],
        ]
        let manifest = live.manifest
        var arguments = ["patch", Kubectl.argument(manifest.kind), manifest.name]
        if let namespace = manifest.namespace { arguments += ["--namespace", namespace] }
        arguments += ["--type", "json", "--patch-file", "/dev/stdin"]
        arguments += ["--field-manager", LoadBearingNames.fieldManager]
        let run = try await kubectl.ask(arguments + Self.printsObjects, input: patch.json())
        return try onlyObject(of: run, manifest)
    }

    package func delete(_ live: LiveObject, propagation: DeletePropagation) async throws {
        let manifest = live.manifest
        guard let path = try await resources.path(of: manifest, with: kubectl) else {
            throw KubernetesError(
                .unknownKind,
                subject: manifest.reference.description,
                "the cluster knows no kind \(manifest.kind.kind) of \(manifest.kind.apiVersion)",
            )
        }
        let options = propagation.options(for: live)
        let run = try await kubectl.ask(["delete", "--raw", path, "--filename", "-"], input: options.json())
        guard let failure = KubectlFailure.merged(run.failures) else { return }
        // A namespace that is gone took the object with it; a kind that is gone did so too.
        guard ![.notFound, .namespaceMissing, .unknownKind].contains(failure.reason) else { return }
        throw Self.error(failure, manifest, SecretMask([manifest]))
    }

    package func list(
        _ kind: GroupVersionKind,
        namespace: String?,
        selector: String,
        detail: ListDetail,
    ) async throws -> [LiveObject] {
        var arguments = ["get", Kubectl.argument(kind)]
        arguments += namespace.map { ["--namespace", $0] } ?? ["--all-namespaces"]
        if !selector.isEmpty { arguments += ["--selector", selector] }
        switch detail {
        case .full: arguments += Self.printsObjects
        // Of a Secret nothing but this is to reach even our memory.
        case .metadata: arguments += ["--output", #"jsonpath={range .items[*]}{.metadata}{"\n"}{end}"#]
        }
        let run = try await kubectl.ask(arguments)
        if let failure = KubectlFailure.merged(run.failures) {
            throw KubernetesError(failure.reason, subject: "\(kind.apiVersion)/\(kind.kind)", failure.message)
        }
        switch detail {
        case .full: return try kubectl.objects(in: run.output).map(LiveObject.init)
        case .metadata: return try metadata(in: run.output, kind)
        }
    }

    func metadata(in output: [UInt8], _ kind: GroupVersionKind) throws -> [LiveObject] {
        try output.split(separator: 0x0A).flatMap { try kubectl.objects(in: Array($0)) }.map { metadata in
            var metadata = metadata
            metadata["managedFields"] = nil
            if var annotations = metadata["annotations"] {
                // kubectl's client-side apply keeps the whole object here, the data of Secrets too.
                annotations["kubectl.kubernetes.io/last-applied-configuration"] = nil
                metadata["annotations"] = annotations
            }
            return LiveObject([
                "apiVersion": .string(kind.apiVersion), "kind": .string(kind.kind), "metadata": metadata,
            ])
        }
    }

    static let printsObjects = ["--output", "json", "--show-managed-fields"]

    private func onlyObject(of run: Kubectl.Run, _ manifest: Manifest) throws -> LiveObject {
        if let failure = KubectlFailure.merged(run.failures) {
            throw Self.error(failure, manifest, SecretMask([manifest]))
        }
        guard let object = try kubectl.objects(in: run.output).first else {
            throw KubernetesError(.tool, subject: manifest.reference.description, "kubectl printed no object")
        }
        return LiveObject(object)
    }

    static func error(_ failure: KubectlFailure, _ manifest: Manifest, _ mask: SecretMask) -> KubernetesError {
        KubernetesError(failure.reason, of: manifest, saying: failure.message, mask)
    }

    /// `items` cut into pieces that one process takes.
    static func batches<Item>(_ items: [Item], size: (Item) -> Int = { _ in 0 }) -> [ArraySlice<Item>] {
        var batches: [ArraySlice<Item>] = []
        var start = 0
        var bytes = 0
        for (index, item) in items.enumerated() {
            bytes += size(item)
            if index > start, index - start >= batchSize || bytes > batchBytes {
                batches.append(items[start..<index])
                start = index
                bytes = size(item)
            }
        }
        if start < items.count { batches.append(items[start...]) }
        return batches
    }
}
