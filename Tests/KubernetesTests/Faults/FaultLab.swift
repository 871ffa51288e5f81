import Foundation
import Manifests
import Synchronization
import TestSupport
import Testing
import YAML

@testable import Kubernetes

/// A suite whose tests share one namespace of the control plane: a namespace for each of some hundred small tests would
/// take longer than the tests.
struct SharedNamespace: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void,
    ) async throws {
        let plane = try await ControlPlane.shared()
        try await plane.withNamespace { namespace in
            let system = "\(namespace)-system"
            try await plane.kubectl(["create", "namespace", system])
            let suite = FaultLab.Suite(plane: plane, namespace: namespace, system: system)
            let result = await Result { try await FaultLab.$suite.withValue(suite) { try await function() } }
            let namespaces = [system] + suite.moreNamespaces.withLock { $0 }
            try await plane.kubectl(["delete", "namespace", "--wait=false", "--ignore-not-found"] + namespaces)
            try result.get()
        }
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}

/// A proxy before the control plane, and names of its own in the namespace of its suite.
struct FaultLab: Sendable {
    final class Suite: Sendable {
        let plane: ControlPlane
        let namespace: String
        /// Where inventories are.
        let system: String
        let moreNamespaces = Mutex<[String]>([])

        init(plane: ControlPlane, namespace: String, system: String) {
            self.plane = plane
            self.namespace = namespace
            self.system = system
        }
    }

    @TaskLocal static var suite: Suite?
    private static let limit = LoadLimit(12)

    let proxy: FaultProxy
    let namespace: String
    /// What names begin with, the name of the cluster too.
    let id: String

    /// - Parameters:
    ///   - hasSystemNamespace: whether the namespace for the inventory is there.
    ///   - body: the test.
    /// - Throws: what `body` throws.
    static func with(hasSystemNamespace: Bool = true, _ body: (FaultLab) async throws -> Void) async throws {
        let suite = try #require(suite)
        let id = "f\(UUID().uuidString.prefix(8).lowercased())"
        var system = suite.system
        if !hasSystemNamespace {
            system = "\(id)-system"
            suite.moreNamespaces.withLock { $0.append("\(id)-system") }
        }
        let renamed = [
            (inside: LoadBearingNames.systemNamespace, outside: system),
            (inside: LoadBearingNames.inventoryName, outside: "\(id)-inventory"),
        ]
        try await limit.with {
            try await FaultProxy.with(suite.plane, renamed: renamed) { proxy in
                try await body(FaultLab(proxy: proxy, namespace: suite.namespace, id: id))
            }
        }
    }

    func configMap(_ name: String, _ value: String = "1") -> Manifest {
        Manifest([
            "apiVersion": "v1", "kind": "ConfigMap", "data": ["value": .string(value)],
            "metadata": [
                "name": .string("\(id)-\(name)"), "namespace": .string(namespace), "labels": ["test": .string(id)],
            ],
        ])
    }

    /// The path of a ConfigMap.
    func path(_ name: String = "") -> String {
        "/api/v1/namespaces/\(namespace)/configmaps" + (name.isEmpty ? "" : "/\(id)-\(name)")
    }

    /// Applies objects that must succeed.
    @discardableResult
    func apply(_ manifests: Manifest..., by engine: APIEngine) async throws -> [LiveObject] {
        try await engine.apply(manifests, mode: .persist).map { try $0.live }
    }

    /// The objects as they are; nil for what is not there.
    func read(_ names: String..., by engine: APIEngine) async throws -> [LiveObject?] {
        try await engine.read(names.map { KindedReference(configMap($0)) }).map { result in
            switch result {
            case .found(let live): return live
            case .absent: return nil
            case .unknownKind: throw Unexpected("ConfigMap is unknown")
            case .failed(let error): throw error
            }
        }
    }
}

extension LiveObject {
    /// What a ConfigMap of these tests holds.
    var value: String? { object.at("data", "value")?.string }
}

/// The error of `body`; nil when there is none.
func kubernetesError(of body: () async throws -> Void) async throws -> KubernetesError? {
    do {
        try await body()
        return nil
    } catch let error as KubernetesError {
        return error
    }
}
