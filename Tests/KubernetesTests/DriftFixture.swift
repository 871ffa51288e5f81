import Kubernetes
import Manifests
import SystemPackage
import TestSupport
import YAML

/// A namespace of its own on the real control plane, with an applier.
struct DriftFixture {
    let plane: ControlPlane
    let namespace: String
    let engine: any ClusterEngine
    let applier: Applier

    static func with(_ kind: EngineKind, _ body: (DriftFixture) async throws -> Void) async throws {
        let plane = try await ControlPlane.shared()
        try await withTemporaryDirectory("drift") { folder in
            let engine = try kind.engine(
                try Kubeconfig(path: plane.kubeconfig, context: plane.name),
                cluster: "test",
                cacheFolder: folder.appending("cache"),
            )
            try await plane.withNamespace { namespace in
                let applier = Applier(engine: engine, cluster: "test")
                try await body(
                    DriftFixture(plane: plane, namespace: namespace, engine: engine, applier: applier)
                )
            }
        }
    }

    /// Reads manifests; `NS` in the text stands for the fixture's namespace, which objects get when they name none.
    func manifests(_ yaml: String, owner: String? = "test") throws -> [Manifest] {
        let text = yaml.replacing("NS", with: namespace)
        return try Node.parse(Array(text.utf8), file: "test.yaml").map { node in
            var manifest = Manifest(try node.value(file: "test.yaml"))
            if manifest.namespace == nil, manifest.annotation("test/cluster") == nil {
                manifest.object["metadata"]?["namespace"] = .string(namespace)
            }
            manifest.object["metadata"]?["annotations"]?["test/cluster"] = nil
            if let owner { manifest.setLabel(LoadBearingNames.ownerLabel, to: owner) }
            return manifest
        }
    }

    func manifest(_ yaml: String, owner: String? = "test") throws -> Manifest {
        guard let manifest = try manifests(yaml, owner: owner).first else { throw FixtureError("no manifest") }
        return manifest
    }

    /// Applies one object and expects it to be written.
    @discardableResult
    func apply(_ yaml: String) async throws -> Manifest {
        let manifest = try manifest(yaml)
        let outcomes = try await applier.apply([manifest])
        guard outcomes.first?.live != nil else {
            throw FixtureError("not applied: \(outcomes.map(\.action))")
        }
        return manifest
    }

    func compare(_ manifest: Manifest) async throws -> Comparison {
        guard let comparison = try await applier.compare([manifest]).first else { throw FixtureError("no comparison") }
        return comparison
    }

    /// What the log would tell of `manifest`: `.path want live manager`.
    func differences(_ manifest: Manifest) async throws -> [String] {
        try await compare(manifest).differences.map(\.line)
    }

    @discardableResult
    func kubectl(_ arguments: String..., input: String? = nil) async throws -> String {
        try await plane.kubectl(["--namespace", namespace] + arguments, input: input)
    }

    /// The live object's field at the jsonpath `path`.
    func live(_ object: String, _ path: String) async throws -> String {
        try await kubectl("get", object, "--output", "jsonpath={\(path)}")
    }

    /// kubectl notes whole seconds; whoever writes in the second of our own apply cannot be told apart by time.
    func nextSecond() async throws {
        try await Task.sleep(for: .milliseconds(1100))
    }
}

struct FixtureError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension FieldDifference {
    var line: String {
        "\(path) want=\(want?.jsonText ?? "-") live=\(live?.jsonText ?? "-") by=\(manager ?? "-")"
    }
}

enum Samples {
    static let deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: app}
        spec:
          replicas: 2
          selector: {matchLabels: {app: app}}
          template:
            metadata: {labels: {app: app}}
            spec:
              containers:
              - name: app
                image: example.org/app:1
                args: [serve, --fast]
                ports: [{containerPort: 80, name: http}]
                env: [{name: A, value: "1"}, {name: B, value: "2"}]
                resources: {limits: {cpu: 1000m, memory: 1024Mi}, requests: {cpu: "0.5"}}
        """
    static let configMap = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}
        data: {mode: fast, tls.crt: none}
        """
}

/// The real engine, with something that happens just before managed fields are replaced.
struct InterferingEngine: ClusterEngine {
    let base: any ClusterEngine
    let interfere: @Sendable () async throws -> Void

    func read(_ references: [KindedReference]) async throws -> [ReadResult] {
        try await base.read(references)
    }

    func apply(_ manifests: [Manifest], mode: ApplyMode) async throws -> [ApplyResult] {
        try await base.apply(manifests, mode: mode)
    }

    func replaceManagedFields(of live: LiveObject, with managedFields: [Value]) async throws -> LiveObject {
        try await interfere()
        return try await base.replaceManagedFields(of: live, with: managedFields)
    }

    func delete(_ live: LiveObject, propagation: DeletePropagation) async throws {
        try await base.delete(live, propagation: propagation)
    }

    func list(_ kind: GroupVersionKind, namespace: String?, selector: String, detail: ListDetail) async throws
        -> [LiveObject]
    {
        try await base.list(kind, namespace: namespace, selector: selector, detail: detail)
    }

    func kinds() async throws -> KnownKinds {
        try await base.kinds()
    }

    func create(_ manifest: Manifest) async throws -> LiveObject {
        try await base.create(manifest)
    }
}
