@testable import Kubernetes
import Manifests
import TestSupport
import Testing
import YAML

private let entry = Inventory.Entry(
    Manifest(["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "namespace": "b"]]),
    stage: "all",
)
private let inventory = Inventory(revision: "one", objects: [entry])

/// On control planes of their own, for there is one inventory in a cluster; one after the other, for each takes memory.
@Suite(.serialized)
struct TheInventoryStore {
    func with(
        _ kind: EngineKind,
        _ body: (ControlPlane, any ClusterEngine) async throws -> Void,
    ) async throws {
        try await withControlPlane { plane in
            try await withTemporaryDirectory { folder in
                // A busy machine takes its time over objects of a MiB.
                let timeout = Duration.seconds(300)
                let engine = try pruneEngine(kind, on: plane, cluster: "perso", folder: folder, timeout: timeout)
                try await body(plane, engine)
            }
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `keeps the inventory in the cluster and writes only what changed`(kind: EngineKind) async throws {
        try await with(kind) { plane, engine in
            let recorder = FaultyEngine(engine)
            let store = InventoryStore(engine: recorder, cluster: "perso")
            #expect(try await store.load() == Inventory())
            try await store.save(Inventory())
            // The second asks whether there are parts without a first one.
            #expect(recorder.calls == 2)
            #expect(try await plane.kubectl(["get", "namespace", "fettle-system", "--ignore-not-found"]).isEmpty)

            try await store.save(inventory)
            let label = ["get", "--namespace", "fettle-system", "configmap", "--selector", "fettle.dev/owner=perso"]
            #expect(try await plane.kubectl(label + ["--output", "name"]) == "configmap/fettle-inventory\n")
            let calls = recorder.calls
            try await store.save(inventory)
            #expect(recorder.calls == calls)

            var changed = inventory
            changed.revision = "two"
            try await store.save(changed)
            #expect(recorder.calls == calls + 1)
            try await store.save(inventory)
            #expect(try await InventoryStore(engine: engine, cluster: "perso").load() == inventory)

            // Whoever deletes it loses nothing that this run knows.
            try await plane.kubectl(["delete", "namespace", "fettle-system"])
            try await store.save(changed)
            #expect(try await InventoryStore(engine: engine, cluster: "perso").load() == changed)

            // To the last byte that the server takes.
            let lines = (0..<5000).map { number in
                Inventory.Entry(
                    reference: ObjectReference(
                        group: "apps",
                        kind: "Deployment",
                        namespace: String(repeating: "s", count: 60),
                        name: "\(String(repeating: "n", count: 58))-\(number)"
                    ),
                    apiVersion: "apps/v1",
                    stage: "all",
                    digest: "0123456789abcdef",
                )
            }
            var large = Inventory(objects: lines)
            let size = large.data().values.reduce(0) { $0 + $1.utf8.count }
            large.revision = String(repeating: "r", count: Inventory.dataLimit - size)
            try await store.save(large)
            #expect(try await InventoryStore(engine: engine, cluster: "perso").load() == large)
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `notices another fettle on the same cluster`(kind: EngineKind) async throws {
        try await with(kind) { plane, engine in
            let one = InventoryStore(engine: engine, cluster: "perso")
            let other = InventoryStore(engine: engine, cluster: "perso")
            _ = try await one.load()
            _ = try await other.load()
            try await other.save(inventory)
            let message =
                "inventory of cluster perso (ConfigMap/fettle-system/fettle-inventory): somebody else wrote it during this run; "
                + "let only one fettle work on this cluster, the next run reads it again"
            var error = await #expect(throws: KubernetesError.self) { try await one.save(inventory) }
            #expect(error?.description == message)
            #expect(error?.reason == .conflict)

            _ = try await one.load()
            var changed = inventory
            changed.revision = "two"
            try await one.save(changed)
            changed.revision = "three"
            error = await #expect(throws: KubernetesError.self) { try await other.save(changed) }
            #expect(error?.description == message)
            #expect(try await InventoryStore(engine: engine, cluster: "perso").load().revision == "two")

            let foreign = InventoryStore(engine: engine, cluster: "foundation")
            error = await #expect(throws: KubernetesError.self) { try await foreign.load() }
            #expect(
                error?.description.contains("it belongs to cluster perso, so two clusters of the repository point at")
                    == true
            )
            error = await #expect(throws: KubernetesError.self) { try await foreign.save(inventory) }
            #expect(error?.reason == .configuration)
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `never takes what it cannot read for an empty inventory`(kind: EngineKind) async throws {
        try await with(kind) { plane, engine in
            let store = InventoryStore(engine: engine, cluster: "perso")
            try await store.save(inventory)
            let patch = ["--namespace", "fettle-system", "patch", "configmap", "fettle-inventory", "--patch"]
            try await plane.kubectl(patch + [#"{"data":{"format":"3"}}"#])
            var error = await #expect(throws: KubernetesError.self) { try await store.load() }
            #expect(error?.message.hasPrefix("its format is 3, and this fettle knows 1 and 2; use the version") == true)
            try await plane.kubectl(patch + [#"{"data":{"format":"1","objects":"nonsense"}}"#])
            error = await #expect(throws: KubernetesError.self) { try await store.load() }
            #expect(error?.message.hasPrefix("line 1 of objects cannot be read") == true)
            try await plane.kubectl(patch + [#"{"metadata":{"labels":null}}"#])
            error = await #expect(throws: KubernetesError.self) { try await store.load() }
            #expect(
                error?.message.hasPrefix("it lacks the label fettle.dev/owner; if it is this cluster's, run: kubectl")
                    == true
            )
        }
    }
}
