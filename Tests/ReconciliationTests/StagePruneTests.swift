import Kubernetes
import Manifests
import Testing

@testable import Reconciliation

@Suite("What leaves a stage")
struct StagePruneTests {
    private func stage(_ name: String, _ fields: String) -> String {
        """
        ---
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: { name: \(name) }
        spec: { path: ./overlays/\(name), sourceRef: { kind: GitRepository, name: self }, \(fields) }

        """
    }

    private func overlay(_ name: String, _ objects: String...) -> [String: String] {
        let texts = objects.map {
            "---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: \($0), namespace: app }\ndata: { a: \"1\" }\n"
        }
        return [
            "overlays/\(name)/kustomization.yaml": objects.isEmpty ? "resources: []\n" : "resources: [all.yaml]\n",
            "overlays/\(name)/all.yaml": texts.joined(),
        ]
    }

    @Test("stays when the stage said prune: false, also when the stage itself is gone")
    func keptStage() async throws {
        try await RunFixture.with { fixture in
            let reconciler = ClusterReconciler("one", fixture.workshop)
            var files = ["clusters/one/cluster.yaml": fixture.clusterFile()]
            files.merge(overlay("keeping", "a")) { $1 }
            files.merge(overlay("pruning", "b", "c", "d")) { $1 }
            let pruning = stage("pruning", "prune: true")
            files["clusters/one/stages.yaml"] = stage("keeping", "prune: false") + pruning
            reconciler.offer(try await fixture.push(files))
            _ = await reconciler.turn()
            #expect(await fixture.cluster.contents.keys.sorted() == ["a", "b", "c", "d"])

            files["clusters/one/stages.yaml"] = pruning
            files.merge(overlay("pruning", "b", "c")) { $1 }
            reconciler.offer(try await fixture.push(files))
            _ = await reconciler.turn()
            #expect(await fixture.cluster.contents.keys.sorted() == ["a", "b", "c"])
            #expect(fixture.log(with: "left in the cluster").count == 1)
            #expect(try await fixture.recorded().objects.keys.map(\.name).sorted() == ["b", "c"])
        }
    }

    @Test("stays when a suspended stage wants it now, and everything stays while that cannot be told")
    func suspendedStage() async throws {
        try await RunFixture.with { fixture in
            let reconciler = ClusterReconciler("one", fixture.workshop)
            var files = ["clusters/one/cluster.yaml": fixture.clusterFile()]
            files["clusters/one/stages.yaml"] =
                stage("active", "prune: true") + stage("idle", "prune: true, suspend: true")
            files.merge(overlay("active", "a", "b", "c", "d")) { $1 }
            files.merge(overlay("idle")) { $1 }
            reconciler.offer(try await fixture.push(files))
            _ = await reconciler.turn()

            files.merge(overlay("active", "b", "c", "d")) { $1 }
            reconciler.offer(try await fixture.push(files.merging(overlay("idle", "a")) { $1 }))
            _ = await reconciler.turn()
            #expect(await fixture.cluster.contents.keys.sorted() == ["a", "b", "c", "d"])

            files.merge(overlay("active", "c", "d")) { $1 }
            files["overlays/idle/kustomization.yaml"] = "resources: [missing.yaml]\n"
            reconciler.offer(try await fixture.push(files))
            _ = await reconciler.turn()
            #expect(await fixture.cluster.contents.keys.sorted() == ["a", "b", "c", "d"])
        }
    }
}
