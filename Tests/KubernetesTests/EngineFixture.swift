import Foundation
import Kubernetes
import Manifests
import Synchronization
import SystemPackage
import TestSupport
import Testing
import Tools
import YAML

/// Runs real programs and keeps what was run.
final class RecordingToolRunner: ToolRunner {
    private let real = SubprocessToolRunner()
    private let calls = Mutex<[ToolInvocation]>([])

    var invocations: [ToolInvocation] { calls.withLock { $0 } }

    /// The kubectl command of each process.
    var commands: [String] { invocations.map { $0.arguments.first ?? "" } }

    func forget() {
        calls.withLock { $0 = [] }
    }

    func run(_ invocation: ToolInvocation) async throws -> ToolResult {
        calls.withLock { $0.append(invocation) }
        return try await real.run(invocation)
    }
}

/// An engine on the real control plane and a namespace of its own.
struct EngineFixture {
    let kind: EngineKind
    let plane: ControlPlane
    let engine: any ClusterEngine
    let tools: RecordingToolRunner
    let namespace: String
    let folder: FilePath

    static func with(
        _ kind: EngineKind = .kubectl,
        _ body: (EngineFixture) async throws -> Void,
    ) async throws {
        let plane = try await ControlPlane.shared()
        try await withTemporaryDirectory("engine") { folder in
            try await plane.withNamespace { namespace in
                let tools = RecordingToolRunner()
                let engine = try kind.engine(
                    try Kubeconfig(path: plane.kubeconfig, context: nil),
                    cluster: "lab",
                    cacheFolder: folder.appending("cache"),
                    tools: tools,
                )
                try await body(
                    EngineFixture(
                        kind: kind,
                        plane: plane,
                        engine: engine,
                        tools: tools,
                        namespace: namespace,
                        folder: folder,
                    )
                )
            }
        }
    }

    /// The administrator's kubeconfig with changes in its only cluster and its only user.
    func kubeconfig(
        cluster: [String: Value] = [:],
        user: [String: Value] = [:],
        plugins: Kubeconfig.ExecPlugins = .refused,
    ) throws -> Kubeconfig {
        var config = try Value(json: [UInt8](Data(contentsOf: URL(filePath: plane.kubeconfig.string))))
        func change(_ list: String, _ field: String, _ changes: [String: Value]) {
            guard var entries = config[list]?.array, var entry = entries.first, var fields = entry[field] else {
                return
            }
            for (name, value) in changes { fields[name] = value }
            entry[field] = fields
            entries[0] = entry
            config[list] = .array(entries)
        }
        change("clusters", "cluster", cluster)
        change("users", "user", user)
        return try Kubeconfig(bytes: config.json(), subject: "kubeconfig.yaml", context: nil, plugins: plugins)
    }

    /// The kubeconfig of a service account that may only read and apply the ConfigMaps of this namespace.
    func weakKubeconfig() async throws -> Kubeconfig {
        func object(_ kind: Value, _ fields: Value) -> Value {
            var object = fields
            object["apiVersion"] = kind == "ServiceAccount" ? "v1" : "rbac.authorization.k8s.io/v1"
            object["kind"] = kind
            object["metadata"] = ["name": "weak", "namespace": .string(namespace)]
            return object
        }
        let verbs: Value = ["get", "list", "create", "patch"]
        let objects: [Value] = [
            object("ServiceAccount", [:]),
            object("Role", ["rules": [["apiGroups": [""], "resources": ["configmaps"], "verbs": verbs]]]),
            object(
                "RoleBinding",
                [
                    "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "weak"],
                    "subjects": [["kind": "ServiceAccount", "name": "weak", "namespace": .string(namespace)]],
                ]
            ),
        ]
        for result in try await engine.apply(objects.map { Manifest($0) }, mode: .persist) { _ = try result.live }
        tools.forget()
        let token = try await plane.kubectl(["create", "token", "weak", "--namespace", namespace])
        return try kubeconfig(user: ["token": .string(token.split(separator: "\n").joined())])
    }

    func engine(_ kubeconfig: Kubeconfig, timeout: Duration = .seconds(30)) throws -> any ClusterEngine {
        try kind.engine(
            kubeconfig,
            cluster: "lab",
            cacheFolder: folder.appending(UUID().uuidString),
            tools: tools,
            timeout: timeout,
        )
    }

    /// Expects that the engine of kubectl ran these commands, and that the other ran no program.
    func expectProcesses(_ commands: [String], sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(tools.commands == (kind == .kubectl ? commands : []), sourceLocation: sourceLocation)
    }

    func configMap(_ name: String, _ data: Value = ["a": "1"], namespace: String? = nil) -> Manifest {
        Manifest([
            "apiVersion": "v1", "kind": "ConfigMap", "data": data,
            "metadata": ["name": .string(name), "namespace": .string(namespace ?? self.namespace)],
        ])
    }

    /// Applies one object that must succeed.
    @discardableResult
    func applied(_ manifest: Manifest) async throws -> LiveObject {
        try await engine.apply([manifest], mode: .persist).single.live
    }
}

extension [ApplyResult] {
    var single: ApplyResult {
        get throws {
            guard count == 1, let first else { throw Unexpected("\(count) results") }
            return first
        }
    }
}

extension ApplyResult {
    var live: LiveObject {
        get throws {
            switch self {
            case .applied(let object): object
            case .failed(let error): throw error
            }
        }
    }

    var error: KubernetesError? {
        if case .failed(let error) = self { error } else { nil }
    }
}

extension ReadResult {
    var live: LiveObject? {
        if case .found(let object) = self { object } else { nil }
    }

    var error: KubernetesError? {
        if case .failed(let error) = self { error } else { nil }
    }

    var isAbsent: Bool {
        if case .absent = self { true } else { false }
    }

    var isUnknownKind: Bool {
        if case .unknownKind = self { true } else { false }
    }
}

struct Unexpected: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
