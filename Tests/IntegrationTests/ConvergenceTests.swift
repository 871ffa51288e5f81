import TestSupport
import Testing

@Suite("A commit is what the cluster becomes")
struct ConvergenceTests {
    @Test("the first pass makes everything, and a second one writes nothing")
    func firstPass() async throws {
        try await Scenario.with { scenario in
            try await scenario.push(Samples.app())
            let first = try await scenario.sync()
            #expect(first.errors.contains("converged"))
            let plane = try scenario.plane
            #expect(try await plane.field(".spec.replicas", of: "deployment/web") == "2")
            let label = try await plane.field(".metadata.labels.fettle\\.dev/owner", of: "configmap/settings")
            #expect(label == "one")

            let versions = try await plane.versions()
            let second = try await scenario.sync()
            #expect(second.errors.isEmpty, "nothing is logged above debug when nothing changes")
            #expect(try await plane.versions() == versions)
        }
    }

    @Test("an overlay changes its own cluster alone")
    func oneOfTwo() async throws {
        try await Scenario.with(clusters: ["one", "two"]) { scenario in
            try await scenario.push(Samples.app(for: ["one", "two"]))
            try await scenario.sync()
            let one = try #require(scenario.planes["one"])
            let two = try #require(scenario.planes["two"])
            let versions = try await one.versions()

            try await scenario.push([
                "overlays/two/kustomization.yaml": Samples.overlay() + """
                    patches:
                      - path: more.yaml
                    """,
                "overlays/two/more.yaml": """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: web
                  namespace: app
                spec:
                  replicas: 5
                """,
            ])
            let result = try await scenario.sync()
            #expect(try await two.field(".spec.replicas", of: "deployment/web") == "5")
            #expect(try await one.versions() == versions)
            #expect(try await one.field(".spec.replicas", of: "deployment/web") == "2")
            #expect(!result.errors.contains("cluster=one"))
            #expect(result.errors.contains("from=overlays/two/more.yaml"))
        }
    }

    @Test("stages run in the order of their dependencies, and what depends on a failed one waits")
    func stages() async throws {
        try await Scenario.with { scenario in
            func stage(_ name: String, _ path: String, _ more: String = "") -> String {
                """
                ---
                apiVersion: kustomize.toolkit.fluxcd.io/v1
                kind: Kustomization
                metadata:
                  name: \(name)
                  namespace: flux-system
                spec:
                  interval: 10m
                  path: \(path)
                  prune: true
                  sourceRef:
                    kind: GitRepository
                    name: flux-system
                \(more)

                """
            }
            try await scenario.push(
                Samples.app().merging([
                    "clusters/one/stages.yaml": stage("second", "./overlays/two", "  dependsOn:\n    - name: first\n")
                        + stage("first", "./overlays/one"),
                    "overlays/two/extra.yaml": Samples.configMap("extra", "a: b"),
                ]) { $1 }
            )
            try await scenario.sync()
            #expect(try await scenario.plane.field(".data.a", of: "configmap/extra") == "b")

            try await scenario.push([
                "base/app/config.yaml": Samples.configMap("Not_A_Name", "a: b"),
                "overlays/two/extra.yaml": Samples.configMap("extra", "a: c"),
            ])
            let result = try await scenario.fettle("sync")
            #expect(result.exitCode == 1)
            #expect(result.errors.contains("stage second: is not applied, since it depends on first, which failed"))
            #expect(try await scenario.plane.field(".data.a", of: "configmap/extra") == "b")
        }
    }
}
