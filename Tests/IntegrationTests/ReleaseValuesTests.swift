import TestSupport
import Testing

@Suite("Values of a release that do nothing")
struct ReleaseValuesTests {
    private static let told =
        "overlays/one/shop.yaml:7: values key 'sizes' changes nothing in sized 1.0.0; did you mean 'size'?"

    /// A release in the base whose values an overlay patches.
    private static func files(_ values: String, annotations: String = "{}") -> [String: String] {
        let template =
            "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: {{ .Release.Name }} }\ndata: { size: {{ .Values.size }} }\n"
        let release = Flux.release("shop", chart: "sized", "values: { size: small }")
            .replacing("  name: shop\n", with: "  name: shop\n  annotations: \(annotations)\n")
        var files = Samples.app().merging(Flux.chart("sized", ["config.yaml": template])) { $1 }
        files["charts/sized/values.yaml"] = "size: small\n"
        files["base/app/release.yaml"] = release
        files["base/app/source.yaml"] = Flux.repository
        files["base/app/kustomization.yaml", default: ""] += "\n  - release.yaml\n  - source.yaml\n"
        files["overlays/one/kustomization.yaml"] = Samples.overlay() + "patches:\n  - path: shop.yaml\n"
        files["overlays/one/shop.yaml"] = """
            apiVersion: helm.toolkit.fluxcd.io/v2
            kind: HelmRelease
            metadata: { name: shop, namespace: app }
            spec:
              values:
                size: large
            \(values)
            """
        return files
    }

    @Test("are told with the line of the overlay by check, by diff and by the upgrade, and not again")
    func told() async throws {
        try await Scenario.with { scenario in
            var scenario = scenario
            let helm = try await HelmLog(for: &scenario)
            let plane = try scenario.plane
            try await scenario.push(Self.files("    sizes: huge\n"))
            let check = try await scenario.fettle("check")
            #expect(check.exitCode == 0)
            #expect(check.output == "ok\n")
            #expect(check.errors.contains("warning: \(Self.told)\n"), "\(check.errors)")

            let preview = try await scenario.fettle("diff", "one")
            #expect(preview.errors.contains("warning: \(Self.told)\n"), "\(preview.errors)")

            let install = try await scenario.sync()
            let lines = install.errors.split(separator: "\n").filter { $0.contains(Self.told) }
            #expect(lines.count == 1, "\(install.errors)")
            for part in ["values", "cluster=one", "release=app/shop", "reason="] {
                #expect(lines.first?.contains(part) == true, "\(lines)")
            }
            #expect(try await plane.field(".data.size", of: "configmap/shop") == "large")
            _ = try helm.takeCalls()
            #expect(try await scenario.sync().errors.isEmpty)
            #expect(try helm.takeCalls().isEmpty)

            try await scenario.push(Self.files(""))
            let repaired = try await scenario.sync()
            #expect(!repaired.errors.contains("values key"), "\(repaired.errors)")
            #expect(try helm.takeCalls() == ["upgrade"], "nothing looked wrong, so nothing was rendered besides")
        }
    }

    @Test("keep a release as it is where its annotation says so, until they are repaired")
    func heldBack() async throws {
        try await Scenario.with { scenario in
            let plane = try scenario.plane
            let strict = "{ fettle.dev/values-check: error }"
            try await scenario.push(Self.files("", annotations: strict))
            try await scenario.sync()
            try await scenario.push(Self.files("    sizes: huge\n", annotations: strict))
            let check = try await scenario.fettle("check")
            #expect(check.exitCode == 1)
            #expect(check.errors.contains("error: \(Self.told)\n"), "\(check.errors)")
            let preview = try await scenario.fettle("diff", "one")
            #expect(preview.output.contains("is held back by the annotation fettle.dev/values-check: error"))

            let held = try await scenario.fettle("sync", "one")
            #expect(held.exitCode == 1)
            #expect(held.errors.contains(Self.told), "\(held.errors)")
            #expect(try await plane.releases() == [ListedRelease("shop", 1)])

            try await scenario.push(Self.files("", annotations: strict))
            #expect(try await scenario.sync().exitCode == 0)
        }
    }

    @Test("of a chart that cannot be had are not checked, which check says")
    func unchecked() async throws {
        try await Scenario.with { scenario in
            var files = Self.files("")
            files["base/app/source.yaml"] = """
                apiVersion: source.toolkit.fluxcd.io/v1
                kind: HelmRepository
                metadata: { name: homelab, namespace: app }
                spec: { interval: 10m, url: "http://127.0.0.1:9/charts" }
                """
            files["base/app/release.yaml"] = files["base/app/release.yaml"]?
                .replacing("kind: GitRepository", with: "kind: HelmRepository")
                .replacing("chart: charts/sized", with: "chart: sized\n      version: 1.0.0")
            try await scenario.push(files)
            let check = try await scenario.fettle("check")
            #expect(check.exitCode == 0, "\(check.errors)")
            #expect(check.errors.contains("warning: base/app/release.yaml"), "\(check.errors)")
            #expect(check.errors.contains("values are not checked: "), "\(check.errors)")
        }
    }
}
