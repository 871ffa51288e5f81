import TestSupport
import Testing

@Suite("A Helm release is what its HelmRelease says")
struct ReleaseTests {
    @Test("an overlay upgrades its own cluster alone, no change runs no helm, and one that leaves is uninstalled")
    func life() async throws {
        try await Scenario.with(clusters: ["one", "two"]) { scenario in
            var scenario = scenario
            let helm = try await HelmLog(for: &scenario)
            let one = try #require(scenario.planes["one"])
            let two = try #require(scenario.planes["two"])
            try await scenario.push(
                Samples.app(for: ["one", "two"]).merging(Flux.plainChart) { $1 }.merging([
                    "base/app/kustomization.yaml":
                        "resources: [namespace.yaml, config.yaml, deployment.yaml, release.yaml, source.yaml]\n",
                    "base/app/release.yaml": Flux.release(
                        "shop",
                        chart: "plain",
                        "values: { size: small, colour: red }",
                    ),
                    "base/app/source.yaml": Flux.repository,
                ]) { $1 }
            )
            try await scenario.sync()
            #expect(try helm.takeCalls() == ["upgrade", "upgrade"])
            for (name, plane) in scenario.planes {
                #expect(try await plane.releases() == [ListedRelease("shop", 1)])
                #expect(try await plane.field(".data.size", of: "configmap/shop") == "small")
                let owner = try await plane.field(
                    ".metadata.labels.fettle\\.dev/owner",
                    of: "secret/sh.helm.release.v1.shop.v1",
                )
                #expect(owner == name)
            }

            let again = try await scenario.sync()
            try await scenario.push(["README.md": "Nothing that a cluster is made of.\n"])
            try await scenario.sync()
            #expect(again.errors.isEmpty)
            #expect(try helm.takeCalls().isEmpty)

            try await scenario.push([
                "overlays/two/kustomization.yaml": Samples.overlay() + "patches: [{ path: shop.yaml }]\n",
                "overlays/two/shop.yaml": """
                apiVersion: helm.toolkit.fluxcd.io/v2
                kind: HelmRelease
                metadata: { name: shop, namespace: app }
                spec: { values: { size: large } }
                """,
            ])
            let upgrade = try await scenario.sync()
            #expect(try helm.takeCalls() == ["upgrade"])
            #expect(!upgrade.errors.contains("cluster=one"))
            #expect(try await one.releases() == [ListedRelease("shop", 1)])
            #expect(try await two.releases().first { $0.status == "deployed" } == ListedRelease("shop", 2))
            #expect(try await two.field(".data.size", of: "configmap/shop") == "large")
            #expect(try await two.field(".data.colour", of: "configmap/shop") == "red")
            #expect(try await one.field(".data.size", of: "configmap/shop") == "small")

            try scenario.remove("overlays/two/shop.yaml", "base/app/release.yaml", "base/app/source.yaml")
            try await scenario.push([
                "base/app/kustomization.yaml": "resources: [namespace.yaml, config.yaml, deployment.yaml]\n",
                "overlays/two/kustomization.yaml": Samples.overlay(),
            ])
            try await scenario.sync()
            #expect(try helm.takeCalls() == ["uninstall", "uninstall"])
            #expect(try await one.releases().isEmpty)
            #expect(try await two.field(".metadata.name", of: "configmap/shop").isEmpty)
            #expect(try await one.field(".data.greeting", of: "configmap/settings") == "hello")
        }
    }

    @Test("values come from the same commit and from a Secret that only the cluster has, and follow both")
    func valuesFrom() async throws {
        try await Scenario.with { scenario in
            let plane = try scenario.plane
            let release = Flux.release(
                "shop",
                chart: "plain",
                "valuesFrom:",
                "  - { kind: ConfigMap, name: sizes }",
                "  - { kind: Secret, name: login, valuesKey: password, targetPath: password }",
                "values: { colour: red }",
            )
            try await scenario.push(
                Samples.app().merging(Flux.plainChart) { $1 }.merging([
                    "overlays/one/kustomization.yaml": Samples.overlay("release.yaml", "source.yaml", "sizes.yaml"),
                    "overlays/one/release.yaml": release,
                    "overlays/one/source.yaml": Flux.repository,
                    "overlays/one/sizes.yaml": Samples.configMap("sizes", "values.yaml: 'size: small'"),
                ]) { $1 }
            )
            let missing = try await scenario.fettle("sync")
            #expect(missing.exitCode == 1)
            #expect(missing.errors.contains("overlays/one/release.yaml"))
            #expect(missing.errors.contains("Secret app/login"), "\(missing.errors)")
            #expect(try await plane.releases().isEmpty)

            try await plane.kubectl([
                "create", "secret", "generic", "login", "--namespace", "app", "--from-literal=password=open-sesame",
            ])
            try await scenario.sync()
            #expect(try await plane.field(".data", of: "configmap/shop").contains(#""size":"small""#))
            #expect(try await plane.field(".data.password", of: "configmap/shop") == "open-sesame")

            try await scenario.push([
                "overlays/one/sizes.yaml": Samples.configMap("sizes", "values.yaml: 'size: large'")
            ])
            try await scenario.sync()
            #expect(try await plane.field(".data.size", of: "configmap/shop") == "large")

            try await plane.kubectl([
                "patch", "secret/login", "--namespace", "app", "--patch",
                #"{"stringData":{"password":"close-sesame"}}"#,
            ])
            let result = try await scenario.sync()
            #expect(try await plane.field(".data.password", of: "configmap/shop") == "close-sesame")
            #expect(!result.errors.contains("sesame"))
        }
    }

    @Test("one that fails holds back what depends on it, and nothing else")
    func failures() async throws {
        try await Scenario.with { scenario in
            let plane = try scenario.plane
            func files(lostChart: String, _ broken: String) -> [String: String] {
                [
                    "overlays/one/kustomization.yaml": Samples.overlay(
                        "alpha.yaml",
                        "zeta.yaml",
                        "lost.yaml",
                        "after-lost.yaml",
                        "broken.yaml",
                        "source.yaml",
                    ),
                    "overlays/one/source.yaml": Flux.repository,
                    "overlays/one/alpha.yaml": Flux.release("alpha", chart: "plain", "dependsOn: [{ name: zeta }]"),
                    "overlays/one/zeta.yaml": Flux.release("zeta", chart: "plain", "values: { a: b }"),
                    "overlays/one/lost.yaml": Flux.release("lost", chart: lostChart),
                    "overlays/one/after-lost.yaml": Flux.release(
                        "after-lost",
                        chart: "plain",
                        "dependsOn: [{ name: lost }]",
                    ),
                    "overlays/one/broken.yaml": Flux.release("broken", chart: "broken"),
                    "charts/broken/Chart.yaml": "apiVersion: v2\nname: broken\nversion: 1.0.0\n",
                    "charts/broken/templates/config.yaml": broken,
                ]
            }
            try await scenario.push(
                Samples.app().merging(Flux.plainChart) { $1 }
                    .merging(files(lostChart: "nowhere", "{{ fail \"give a size\" }}")) { $1 }
            )
            let result = try await scenario.fettle("sync")
            #expect(result.exitCode == 1)
            for part in [
                "overlays/one/lost.yaml:1: HelmRelease/app/lost: ",
                "there is no chart in this repository at charts/nowhere",
                "overlays/one/after-lost.yaml:1: HelmRelease/app/after-lost: is not applied, since it depends on",
                "overlays/one/broken.yaml:1: HelmRelease/app/broken: ", "give a size",
            ] {
                #expect(result.errors.contains(part), "'\(part)' is not in:\n\(result.errors)")
            }
            #expect(!result.errors.contains("/dev/shm"), "\(result.errors)")
            #expect(try await plane.releases() == [ListedRelease("alpha", 1), ListedRelease("zeta", 1)])
            #expect(try await plane.field(".data.greeting", of: "configmap/settings") == "hello")
            let order = result.errors.split(separator: "\n").filter { $0.contains("action=installed") }
            #expect(order.count == 2 && order[0].contains("app/zeta") && order[1].contains("app/alpha"), "\(order)")

            try await scenario.push(files(lostChart: "plain", ""))
            try await scenario.sync()
            #expect(try await plane.releases().map(\.name) == ["after-lost", "alpha", "broken", "lost", "zeta"])
        }
    }

    @Test("an object whose kind comes with a chart is applied in the same run, and leaves with it and its namespace")
    func definitions() async throws {
        try await Scenario.with { scenario in
            let plane = try scenario.plane
            var files = Flux.plainChart
            files["charts/plain/crds/widgets.yaml"] = Samples.definition("Widget", ["size"])
            files["overlays/one/kustomization.yaml"] = Samples.overlay("release.yaml", "source.yaml", "widget.yaml")
            files["overlays/one/release.yaml"] = Flux.release("widgets", chart: "plain", "values: { a: b }")
            files["overlays/one/source.yaml"] = Flux.repository
            files["overlays/one/widget.yaml"] = """
                apiVersion: example.invalid/v1
                kind: Widget
                metadata: { name: first, namespace: app }
                spec: { size: 3 }
                """
            try await scenario.push(Samples.app().merging(files) { $1 })
            try await scenario.sync()
            #expect(try await plane.field(".spec.size", of: "widgets.example.invalid/first") == "3")
            #expect(try await scenario.sync().errors.isEmpty)

            try await scenario.push(
                ["overlays/one/kustomization.yaml": "resources: []\n"],
                "Take everything away\n\nFettle-Allow-Prune: one",
            )
            try await scenario.sync()
            #expect(try await plane.kubectl(["get", "namespace", "app", "--ignore-not-found"]).isEmpty)
        }
    }

    @Test("a values file that lies beside its chart is part of it")
    func valuesFiles() async throws {
        try await Scenario.with { scenario in
            let release = Flux.release("shop", chart: "plain").replacing(
                "chart: charts/plain\n",
                with: "chart: charts/plain\n      valuesFiles: [charts/sizes.yaml]\n",
            )
            try await scenario.push(
                Samples.app().merging(Flux.plainChart) { $1 }.merging([
                    "overlays/one/kustomization.yaml": Samples.overlay("release.yaml", "source.yaml"),
                    "overlays/one/release.yaml": release,
                    "overlays/one/source.yaml": Flux.repository,
                    "charts/sizes.yaml": "size: small\n",
                ]) { $1 }
            )
            let daemon = try DaemonProcess(scenario)
            try await daemon.line(with: "converged", "installed=1")
            #expect(try await scenario.plane.field(".data.size", of: "configmap/shop") == "small")
            try await scenario.push(["charts/sizes.yaml": "size: large\n"])
            try await daemon.line(with: "converged", "upgraded=1")
            #expect(try await scenario.plane.field(".data.size", of: "configmap/shop") == "large")
            _ = try await daemon.end()
        }
    }
}
