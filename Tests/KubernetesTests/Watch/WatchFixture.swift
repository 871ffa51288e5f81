import Kubernetes
import Manifests
import Synchronization
import TestSupport
import Testing
import YAML

/// A namespace of its own with objects that are watched.
struct WatchFixture {
    let plane: ControlPlane
    let namespace: String
    let tap: TappedEngine
    let watched: WatchedEngine
    let reports: Reports

    /// What was reported of kinds that cannot be watched.
    final class Reports: Sendable {
        private let list = Mutex<[KubernetesError?]>([])
        var all: [KubernetesError?] { list.withLock { $0 } }
        func add(_ error: KubernetesError?) { list.withLock { $0.append(error) } }
    }

    static func with(_ body: (WatchFixture) async throws -> Void) async throws {
        let plane = try await ControlPlane.shared()
        try await plane.withNamespace { namespace in
            let kubeconfig = try Kubeconfig(path: plane.kubeconfig, context: nil)
            let tap = TappedEngine(try APIEngine(kubeconfig: kubeconfig, cluster: "lab"))
            let reports = Reports()
            let watched = WatchedEngine(tap, selector: "\(LoadBearingNames.ownerLabel)=\(namespace)") { _, error in
                reports.add(error)
            }
            defer { watched.stop() }
            try await body(
                WatchFixture(plane: plane, namespace: namespace, tap: tap, watched: watched, reports: reports)
            )
        }
    }

    var state: ClusterState { watched.state }
    var applier: Applier { Applier(engine: watched, cluster: namespace) }

    func configMap(_ name: String, _ data: Value = ["a": "1"]) -> Manifest {
        var manifest = Manifest([
            "apiVersion": "v1", "kind": "ConfigMap", "data": data,
            "metadata": ["name": .string(name), "namespace": .string(namespace)],
        ])
        manifest.setLabel(LoadBearingNames.ownerLabel, to: namespace)
        return manifest
    }

    /// Applies the objects, and has each count as what is wanted.
    func settle(_ manifests: Manifest...) async throws {
        for outcome in try await applier.apply(manifests) {
            let live = try #require(outcome.live, "\(outcome.action)")
            state.confirm(live, wanted: "1")
        }
    }

    /// Waits until exactly these objects are otherwise than they were found.
    func expectChanged(_ manifests: Manifest..., sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let wanted = Set(manifests.map(\.reference))
        for _ in 0..<600 where state.changed != wanted { try await Task.sleep(for: .milliseconds(50)) }
        #expect(state.changed == wanted, sourceLocation: sourceLocation)
    }

    func edit(_ manifest: Manifest, _ data: String) async throws {
        try await plane.kubectl([
            "patch", "configmap", manifest.name, "--namespace", namespace, "--patch", "{\"data\":\(data)}",
        ])
    }
}
