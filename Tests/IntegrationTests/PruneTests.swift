import TestSupport
import Testing

@Suite("What leaves the repository leaves the cluster, and nothing else")
struct PruneTests {
    @Test("a removed file's object is deleted, and the others stay")
    func removal() async throws {
        try await Scenario.with { scenario in
            try await scenario.push(
                Samples.app().merging([
                    "overlays/one/kustomization.yaml": Samples.overlay("extra.yaml"),
                    "overlays/one/extra.yaml": Samples.configMap("extra", "a: b"),
                ]) { $1 }
            )
            try await scenario.sync()
            try scenario.remove("overlays/one/extra.yaml")
            try await scenario.push(["overlays/one/kustomization.yaml": Samples.overlay()])
            let result = try await scenario.sync()
            #expect(result.errors.contains("object=ConfigMap/app/extra"))
            #expect(try await scenario.plane.field(".metadata.name", of: "configmap/extra").isEmpty)
            #expect(try await scenario.plane.field(".data.greeting", of: "configmap/settings") == "hello")
        }
    }

    @Test("a commit that removes everything is refused, and its trailer allows it once")
    func everything() async throws {
        try await Scenario.with { scenario in
            try await scenario.push(Samples.app())
            try await scenario.sync()
            let versions = try await scenario.plane.versions()

            try await scenario.push(["overlays/one/kustomization.yaml": "resources: []\n"])
            let refused = try await scenario.fettle("sync")
            #expect(refused.exitCode == 1)
            #expect(refused.errors.contains("Fettle-Allow-Prune: one"))
            #expect(try await scenario.plane.versions() == versions)

            try await scenario.push([:], "Take everything away\n\nFettle-Allow-Prune: one")
            try await scenario.sync()
            let left = try await scenario.plane.kubectl(["get", "namespace", "app", "--ignore-not-found"])
            #expect(left.isEmpty)
        }
    }

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

    @Test("a failed apply holds back every deletion of that run")
    func failedApply() async throws {
        try await Scenario.with { scenario in
            try await scenario.push(
                Samples.app().merging([
                    "overlays/one/kustomization.yaml": Samples.overlay("extra.yaml"),
                    "overlays/one/extra.yaml": Samples.configMap("extra", "a: b"),
                ]) { $1 }
            )
            try await scenario.sync()
            try await scenario.push(["overlays/one/extra.yaml": Samples.configMap("Not_A_Name", "a: b")])
            let result = try await scenario.fettle("sync")
            #expect(result.exitCode == 1)
            #expect(try await scenario.plane.field(".data.a", of: "configmap/extra") == "b")
        }
    }
}
