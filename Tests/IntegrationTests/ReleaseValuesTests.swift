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

    @Test("are told with their lines in a block, in a generator's file and in a Secret, whose values stay hidden")
    func references() async throws {
        try await Scenario.with { scenario in
            var files = Self.files("")
            files["base/app/release.yaml"] = Flux.release(
                "shop",
                chart: "sized",
                "valuesFrom:",
                "  - { kind: ConfigMap, name: block }",
                "  - { kind: ConfigMap, name: generated }",
                "  - { kind: Secret, name: hidden }",
                "values: { size: small }",
            )
            files["base/app/block.yaml"] = """
                apiVersion: v1
                kind: ConfigMap
                metadata: { name: block, namespace: app }
                data:
                  values.yaml: |
                    size: tiny
                    sizea: 1
                """
            files["base/app/hidden.yaml"] = """
                apiVersion: v1
                kind: Secret
                metadata: { name: hidden, namespace: app }
                stringData:
                  values.yaml: |
                    sizec: sesame-street
                """
            files["base/app/generated.yaml"] = "# values\nsize: tiny\nsizeb: 2\n"
            files["base/app/kustomization.yaml", default: ""] += """
                  - block.yaml
                  - hidden.yaml
                configMapGenerator:
                  - { name: generated, namespace: app, files: [values.yaml=generated.yaml], options: { disableNameSuffixHash: true } }

                """
            try await scenario.push(files)
            let check = try await scenario.fettle("check")
            let told = check.errors.split(separator: "\n").map { $0.prefix { $0 != ";" } }
            #expect(
                told == [
                    "warning: base/app/block.yaml:7: values key 'sizea' changes nothing in sized 1.0.0",
                    "warning: base/app/generated.yaml:3: values key 'sizeb' changes nothing in sized 1.0.0",
                    "warning: base/app/hidden.yaml:6: values key 'sizec' changes nothing in sized 1.0.0",
                ],
                "\(check.errors)",
            )
            let install = try await scenario.sync()
            #expect(install.errors.contains("base/app/hidden.yaml:6: values key 'sizec'"), "\(install.errors)")
            #expect(!"\(check)\(install)".contains("sesame"))
        }
    }

    @Test("that make an upgrade fail are told with their line, beside helm's words")
    func refused() async throws {
        try await Scenario.with { scenario in
            let guarded = "{{ if .Values.old }}{{ fail \"old is gone, use size\" }}{{ end }}\n"
            var files = Self.files("")
            files["charts/sized/templates/guard.yaml"] = guarded
            try await scenario.push(files)
            try await scenario.sync()
            files = Self.files("    old: 1\n")
            files["charts/sized/templates/guard.yaml"] = guarded
            try await scenario.push(files)
            let failed = try await scenario.fettle("sync", "one")
            #expect(failed.exitCode == 1)
            let words = "overlays/one/shop.yaml:7: values key 'old' is refused by sized 1.0.0: old is gone, use size"
            #expect(failed.errors.contains(words), "\(failed.errors)")
            #expect(failed.errors.contains("UPGRADE FAILED"), "\(failed.errors)")
            #expect(try await scenario.plane.field(".data.size", of: "configmap/shop") == "large")
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
