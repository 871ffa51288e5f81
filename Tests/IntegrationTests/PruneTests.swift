import TestSupport
import Testing

@Suite("What leaves the repository leaves the cluster, and nothing else")
struct PruneTests {
    @Test("an object that moves to another file and stage is not deleted")
    func move() async throws {
        try await Scenario.with { scenario in
            try await scenario.push(Samples.app())
            try await scenario.sync()
            let uid = try await scenario.plane.field(".metadata.uid", of: "configmap/settings")
            try scenario.remove("base/app/config.yaml")
            try await scenario.push([
                "base/app/kustomization.yaml": "resources: [namespace.yaml, deployment.yaml]\n",
                "overlays/one/kustomization.yaml": Samples.overlay("moved.yaml"),
                "overlays/one/moved.yaml": Samples.configMap("settings", "greeting: hello"),
            ])
            try await scenario.sync()
            #expect(try await scenario.plane.field(".metadata.uid", of: "configmap/settings") == uid)
        }
    }
}
