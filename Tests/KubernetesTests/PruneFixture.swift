import Foundation
import Kubernetes
import Manifests
import Synchronization
import SystemPackage
import TestSupport
import Testing
import YAML

/// An owner of its own on the real control plane that all tests share, so that tests do not see each other's objects.
struct PruneFixture: Sendable {
    let plane: ControlPlane
    /// The owner label's value.
    let cluster: String
    /// Sees no definitions of other tests, which come and go meanwhile.
    let engine: FaultyEngine
    /// A namespace that is there, with nothing of the test's in it.
    let namespace: String

    static func with(_ kind: EngineKind, _ body: (PruneFixture) async throws -> Void) async throws {
        let plane = try await ControlPlane.shared()
        let cluster = "prune-\(UUID().uuidString.prefix(8).lowercased())"
        try await withTemporaryDirectory { folder in
            let engine = FaultyEngine(
                try pruneEngine(kind, on: plane, cluster: cluster, folder: folder),
                sees: { group in
                    group.hasSuffix(".k8s.io") || !group.contains(".") || group.hasPrefix(cluster)
                }
            )
            try await plane.withNamespace { namespace in
                try await body(PruneFixture(plane: plane, cluster: cluster, engine: engine, namespace: namespace))
            }
            try await plane.kubectl([
                "delete", "namespaces,clusterroles,customresourcedefinitions", "--selector",
                "fettle.dev/owner=\(cluster)",
                "--wait=false",
            ])
        }
    }

    var pruner: Pruner { Pruner(engine: engine, cluster: cluster) }

    /// Applies `objects` with the owner label and gives the inventory that lists them.
    func apply(_ objects: Value...) async throws -> Inventory {
        let manifests = objects.map { object in
            var manifest = Manifest(object)
            manifest.setLabel("fettle.dev/owner", to: cluster)
            return manifest
        }
        for result in try await engine.apply(manifests, mode: .persist) {
            if case .failed(let error) = result { throw error }
        }
        return Inventory(revision: "one", objects: manifests.map { Inventory.Entry($0, stage: "all") })
    }

    func live(_ object: Value) async throws -> LiveObject? {
        guard case .found(let live)? = try await engine.read([KindedReference(Manifest(object))]).first else {
            return nil
        }
        return live
    }

    /// Waits until kubectl prints something for `arguments`.
    func wait(for arguments: [String]) async throws {
        for _ in 0..<300 {
            if try await !plane.kubectl(arguments).isEmpty { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        Issue.record("nothing came of kubectl \(arguments.joined(separator: " "))")
    }
}

func pruneEngine(
    _ kind: EngineKind,
    on plane: ControlPlane,
    cluster: String,
    folder: FilePath,
    timeout: Duration = .seconds(30),
) throws -> any ClusterEngine {
    try kind.engine(
        try Kubeconfig(path: plane.kubeconfig, context: plane.name),
        cluster: cluster,
        cacheFolder: folder.appending("kubectl-\(cluster)"),
        timeout: timeout,
    )
}

func configMap(_ name: String, in namespace: String, _ metadata: Value = [:]) -> Value {
    var metadata = metadata
    metadata["name"] = .string(name)
    metadata["namespace"] = .string(namespace)
    return ["apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": ["a": "1"]]
}

func namespaceObject(_ name: String) -> Value {
    ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]]
}

func reference(_ object: Value) -> ObjectReference {
    Manifest(object).reference
}

/// Passes everything on to a real engine, but for the faults, and records what is asked.
final class FaultyEngine: ClusterEngine {
    let engine: any ClusterEngine
    let unavailable: [String]
    let unknownKinds: Set<String>
    let deleteFailure: @Sendable (ObjectReference) -> KubernetesError?
    let sees: @Sendable (_ group: String) -> Bool
    private let record = Mutex<(calls: Int, deleted: [ObjectReference])>((0, []))

    init(
        _ engine: any ClusterEngine,
        unavailable: [String] = [],
        unknownKinds: Set<String> = [],
        deleteFailure: @escaping @Sendable (ObjectReference) -> KubernetesError? = { _ in nil },
        sees: @escaping @Sendable (_ group: String) -> Bool = { _ in true },
    ) {
        self.engine = engine
        self.unavailable = unavailable
        self.unknownKinds = unknownKinds
        self.deleteFailure = deleteFailure
        self.sees = sees
    }

    var calls: Int { record.withLock { $0.calls } }
    /// What was asked to be deleted, failures included, in the order of the questions.
    var deleted: [ObjectReference] { record.withLock { $0.deleted } }

    func read(_ references: [KindedReference]) async throws -> [ReadResult] {
        record.withLock { $0.calls += 1 }
        return zip(references, try await engine.read(references)).map { reference, result in
            unknownKinds.contains(reference.kind.kind) ? .unknownKind : result
        }
    }

    func apply(_ manifests: [Manifest], mode: ApplyMode) async throws -> [ApplyResult] {
        record.withLock { $0.calls += 1 }
        return try await engine.apply(manifests, mode: mode)
    }

    func replaceManagedFields(of live: LiveObject, with managedFields: [Value]) async throws -> LiveObject {
        record.withLock { $0.calls += 1 }
        return try await engine.replaceManagedFields(of: live, with: managedFields)
    }

    func delete(_ live: LiveObject, propagation: DeletePropagation) async throws {
        record.withLock { record in
            record.calls += 1
            record.deleted.append(live.reference)
        }
        if let error = deleteFailure(live.reference) { throw error }
        try await engine.delete(live, propagation: propagation)
    }

    func list(_ kind: GroupVersionKind, namespace: String?, selector: String, detail: ListDetail) async throws
        -> [LiveObject]
    {
        record.withLock { $0.calls += 1 }
        return try await engine.list(kind, namespace: namespace, selector: selector, detail: detail)
    }

    func contents(of namespace: String, kinds: [KnownKinds.Kind]) async throws -> [LiveObject] {
        record.withLock { $0.calls += 1 }
        return try await engine.contents(of: namespace, kinds: kinds)
    }

    func kinds() async throws -> KnownKinds {
        record.withLock { $0.calls += 1 }
        let known = try await engine.kinds()
        return KnownKinds(
            kinds: known.kinds.filter { !unknownKinds.contains($0.kind.kind) && sees($0.kind.group) },
            unavailable: known.unavailable.filter { sees(String($0.prefix { $0 != "/" })) } + unavailable,
        )
    }

    func create(_ manifest: Manifest) async throws -> LiveObject {
        record.withLock { $0.calls += 1 }
        return try await engine.create(manifest)
    }
}
