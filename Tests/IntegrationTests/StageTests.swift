import Foundation
import TestSupport
import Testing

@Suite("A stage is what its Kustomization says")
struct StageTests {
    @Test("it changes what its folder holds, with values of an earlier stage and of a Secret, which stay hidden")
    func adjustments() async throws {
        try await Scenario.with { scenario in
            let plane = try scenario.plane
            try await plane.kubectl(["create", "namespace", "flux-system"])
            try await plane.kubectl([
                "create", "secret", "generic", "login", "--namespace", "flux-system",
                "--from-literal=token=open-sesame",
            ])
            try await scenario.push(Samples.app().merging(Self.adjusted) { $1 })
            try await scenario.sync()

            let namespaces = try await plane.kubectl(["get", "namespaces", "--output", "name"])
            #expect(namespaces.contains("namespace/kept\n") && namespaces.contains("namespace/elsewhere\n"))
            let path = ".spec.template.spec.containers[0].image"
            #expect(try await plane.field(path, of: "deployment/web", in: "elsewhere") == "mirror.invalid/web:2")
            #expect(try await plane.field(".spec.replicas", of: "deployment/web", in: "elsewhere") == "4")
            #expect(try await plane.field(".data.from", of: "configmap/component", in: "elsewhere") == "component")
            #expect(try await plane.field(".data.domain", of: "configmap/values", in: "elsewhere") == "lab.invalid")
            #expect(try await plane.field(".data.token", of: "configmap/values", in: "elsewhere") == "open-sesame")
            #expect(try await plane.field(".spec.replicas", of: "deployment/web", in: "app") == "2")

            try await plane.kubectl([
                "patch", "configmap/values", "--namespace", "elsewhere", "--patch", #"{"data":{"token":"else"}}"#,
            ])
            let result = try await scenario.sync()
            // A value that came from a Secret makes everything in its object one.
            let lines = result.errors.split(separator: "\n")
            let line = try #require(lines.first { $0.contains("ConfigMap/elsewhere/values") })
            #expect(line.contains("«secret»"))
            #expect(!result.errors.contains("sesame"))
            #expect(try await plane.field(".data.token", of: "configmap/values", in: "elsewhere") == "open-sesame")
            #expect(try await scenario.sync().errors.isEmpty)
        }
    }

    private static let adjusted = [
        "clusters/one/stages.yaml": Flux.stage("first", "./overlays/one")
            + Flux.stage(
                "second",
                "./more",
                "dependsOn: [{ name: first }]",
                "targetNamespace: elsewhere",
                "components: [../component]",
                "images: [{ name: registry.invalid/web, newName: mirror.invalid/web, newTag: '2' }]",
                "patches:",
                "  - target: { kind: Deployment }",
                "    patch: '[{ \"op\": \"replace\", \"path\": \"/spec/replicas\", \"value\": 4 }]'",
                "postBuild:",
                "  substituteFrom:",
                "    - { kind: ConfigMap, name: site }",
                "    - { kind: Secret, name: login }",
            ),
        "overlays/one/kustomization.yaml": Samples.overlay("site.yaml"),
        "overlays/one/site.yaml": """
        apiVersion: v1
        kind: ConfigMap
        metadata: { name: site, namespace: flux-system }
        data: { domain: lab.invalid }
        """,
        "more/kustomization.yaml": "resources: [namespaces.yaml, deployment.yaml, values.yaml]\n",
        "more/namespaces.yaml": """
        apiVersion: v1
        kind: Namespace
        metadata: { name: kept }
        ---
        apiVersion: v1
        kind: Namespace
        metadata: { name: elsewhere }
        """,
        "more/deployment.yaml": Samples.app()["base/app/deployment.yaml"] ?? "",
        "more/values.yaml": Samples.configMap("values", "domain: ${domain}", "token: ${token}"),
        "component/kustomization.yaml": """
        apiVersion: kustomize.config.k8s.io/v1alpha1
        kind: Component
        resources: [component.yaml]
        """,
        "component/component.yaml": Samples.configMap("component", "from: component"),
    ]

    @Test("suspended it leaves its objects alone, and without prune it leaves what it does not hold any more")
    func suspendAndPrune() async throws {
        try await Scenario.with { scenario in
            let plane = try scenario.plane
            func stages(_ suspended: Bool) -> String {
                Flux.stage("first", "./overlays/one")
                    + Flux.stage("asleep", "./asleep", "suspend: \(suspended)")
                    + Flux.stage("after", "./after", "dependsOn: [{ name: asleep }]")
                    + Flux.stage("keeper", "./keeper", prune: false)
            }
            try await scenario.push(
                Samples.app().merging([
                    "clusters/one/cluster.yaml": scenario.cluster("one", "pruneLimit: 10"),
                    "clusters/one/stages.yaml": stages(false),
                    "asleep/a.yaml": Samples.configMap("asleep-a", "round: '1'"),
                    "asleep/b.yaml": Samples.configMap("asleep-b", "round: '1'"),
                    "after/a.yaml": Samples.configMap("after-a", "round: '1'"),
                    "keeper/a.yaml": Samples.configMap("keeper-a", "round: '1'"),
                    "keeper/b.yaml": Samples.configMap("keeper-b", "round: '1'"),
                ]) { $1 }
            )
            try await scenario.sync()

            try scenario.remove("asleep/b.yaml", "keeper/b.yaml")
            try await scenario.push([
                "clusters/one/stages.yaml": stages(true),
                "asleep/a.yaml": Samples.configMap("asleep-a", "round: '2'"),
                "after/a.yaml": Samples.configMap("after-a", "round: '2'"),
            ])
            try await plane.kubectl([
                "patch", "configmap/asleep-a", "--namespace", "app", "--patch", #"{"data":{"round":"by hand"}}"#,
            ])
            let result = try await scenario.sync()
            #expect(!result.errors.contains("asleep"))
            #expect(result.errors.contains("object=ConfigMap/app/keeper-b"))
            #expect(result.errors.contains("prune is false for stage keeper"))
            #expect(try await plane.field(".data.round", of: "configmap/asleep-a") == "by hand")
            #expect(try await plane.field(".data.round", of: "configmap/asleep-b") == "1")
            #expect(try await plane.field(".data.round", of: "configmap/after-a") == "2")
            #expect(try await plane.field(".data.round", of: "configmap/keeper-b") == "1")
            #expect(try await scenario.sync().errors.isEmpty)

            try await scenario.push(["clusters/one/stages.yaml": stages(false)])
            try await scenario.sync()
            #expect(try await plane.field(".data.round", of: "configmap/asleep-a") == "2")
            #expect(try await plane.field(".metadata.name", of: "configmap/asleep-b").isEmpty)
            #expect(try await plane.field(".data.round", of: "configmap/keeper-b") == "1")
        }
    }

    @Test("a wait for what never gets ready ends with its time, and with the daemon")
    func wait() async throws {
        try await Scenario.with { scenario in
            let plane = try scenario.plane
            try await scenario.push(
                Samples.app().merging([
                    "clusters/one/cluster.yaml": scenario.cluster("one", "wait: true", "timeout: 3s")
                ]) { $1 }
            )
            let result = try await scenario.fettle("sync")
            #expect(result.exitCode == 1)
            #expect(result.errors.contains("apps/Deployment/app/web: is not ready after 3.0s"), "\(result.errors)")
            #expect(try await plane.field(".data.greeting", of: "configmap/settings") == "hello")

            try await scenario.push([
                "clusters/one/cluster.yaml": scenario.cluster("one", "wait: true", "timeout: 5m"),
                "base/app/config.yaml": Samples.configMap("settings", "greeting: second"),
            ])
            let daemon = try DaemonProcess(scenario)
            try await daemon.line(with: "applied", "ConfigMap/app/settings", "configured")
            let end = try await daemon.end()
            #expect(end.code == 0)
            #expect(end.took < .seconds(60))
        }
    }

    @Test("a value that the cluster has not yet is waited for, and nothing is written without it")
    func missingValue() async throws {
        try await Scenario.with { scenario in
            let plane = try scenario.plane
            try await plane.kubectl(["create", "namespace", "flux-system"])
            let stage = Flux.stage(
                "apps",
                "./overlays/one",
                "postBuild: { substituteFrom: [{ kind: Secret, name: login }] }",
            )
            try await scenario.push(
                Samples.app().merging([
                    "clusters/one/cluster.yaml": scenario.cluster("one", "interval: 1s"),
                    "clusters/one/stages.yaml": stage,
                    "base/app/config.yaml": Samples.configMap("settings", "greeting: hello ${name}"),
                ]) { $1 }
            )
            let daemon = try DaemonProcess(scenario)
            try await daemon.line(
                with: "clusters/one/stages.yaml",
                "there is no Secret/flux-system/login",
                "or set optional: true",
            )
            #expect(try await plane.versions().isEmpty)
            try await plane.kubectl([
                "create", "secret", "generic", "login", "--namespace", "flux-system", "--from-literal=name=world",
            ])
            try await daemon.line(with: "converged")
            #expect(try await plane.field(".data.greeting", of: "configmap/settings") == "hello world")

            _ = try await daemon.end()
        }
    }
}
