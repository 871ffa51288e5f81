import TestSupport
import Testing

@Suite("A Helm release follows a chart that gets another name")
struct ReleaseRenamingTests {
    private static func files(chart: String, _ more: String = "install: { disableWait: true }") -> [String: String] {
        let config =
            "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: {{ .Release.Name }} }\ndata: { of: \(chart) }\n"
        return Samples.app().merging(Flux.chart(chart, ["config.yaml": config])) { $1 }.merging([
            "overlays/one/kustomization.yaml": Samples.overlay("release.yaml", "source.yaml"),
            "overlays/one/release.yaml": Flux.release("shop", chart: chart, more),
            "overlays/one/source.yaml": Flux.repository,
        ]) { $1 }
    }

    @Test("by beginning anew, which diff announces and the log says once, or in place where that is asked for")
    func renamed() async throws {
        try await Scenario.with { scenario in
            var scenario = scenario
            let helm = try await HelmLog(for: &scenario)
            let plane = try scenario.plane
            try await scenario.push(Self.files(chart: "old"))
            try await scenario.sync()
            let before = try await plane.field(".metadata.uid", of: "configmap/shop")
            _ = try helm.takeCalls()

            try await scenario.push(Self.files(chart: "new"))
            let preview = try await scenario.fettle("diff", "one")
            #expect(
                preview.output.contains(
                    """
                    change Helm release app/shop
                        (the chart was old and is new: it is uninstalled, and all of it made anew)
                        change ConfigMap/app/shop
                    """
                ),
                "\(preview.output)\(preview.errors)",
            )
            _ = try helm.takeCalls()
            let result = try await scenario.sync()
            #expect(try helm.takeCalls() == ["uninstall", "upgrade"])
            let lines = result.errors.split(separator: "\n").filter { $0.contains("the chart was old and is new") }
            #expect(lines.count == 1, "\(result.errors)")
            for part in [#"state="out of sync""#, "action=uninstalled"] {
                #expect(lines.first?.contains(part) == true, "\(lines)")
            }
            #expect(try await plane.field(".data.of", of: "configmap/shop") == "new")
            #expect(try await plane.field(".metadata.uid", of: "configmap/shop") != before)
            #expect(try await scenario.sync().errors.isEmpty)
            #expect(try helm.takeCalls().isEmpty)

            let there = try await plane.field(".metadata.uid", of: "configmap/shop")
            try await scenario.push(
                Self.files(chart: "newest", "upgrade: { chartNameChangeStrategy: InPlaceUpdate }")
            )
            try await scenario.sync()
            #expect(try helm.takeCalls() == ["upgrade"])
            #expect(try await plane.field(".data.of", of: "configmap/shop") == "newest")
            #expect(try await plane.field(".metadata.uid", of: "configmap/shop") == there)
        }
    }

    @Test("and preserved values stay through upgrades, as diff shows")
    func preserved() async throws {
        try await Scenario.with { scenario in
            let plane = try scenario.plane
            func release(_ values: String, _ options: String = "preserveValues: true") -> [String: String] {
                ["overlays/one/release.yaml": Flux.release("shop", chart: "plain", values, "upgrade: { \(options) }")]
            }
            try await scenario.push(
                Samples.app().merging(Flux.plainChart) { $1 }.merging([
                    "overlays/one/kustomization.yaml": Samples.overlay("release.yaml", "source.yaml"),
                    "overlays/one/source.yaml": Flux.repository,
                ]) { $1 }.merging(release("values: { size: small, colour: red }")) { $1 }
            )
            try await scenario.sync()
            try await scenario.push(release("values: { size: large }"))
            let preview = try await scenario.fettle("diff", "one")
            #expect(preview.output.contains(#".data.size: "small" → "large""#), "\(preview.output)\(preview.errors)")
            #expect(!preview.output.contains(".data.colour"), "\(preview.output)")
            try await scenario.sync()
            #expect(try await plane.field(".data", of: "configmap/shop") == #"{"colour":"red","size":"large"}"#)
            #expect(try await scenario.sync().errors.isEmpty)
            #expect(try await scenario.fettle("diff", "one").output.isEmpty)
            try await scenario.push(release("values: { size: large }", "preserveValues: false"))
            let strict = try await scenario.fettle("diff", "one")
            #expect(strict.output.contains(#".data.colour: "red" → absent"#), "\(strict.output)")
            try await scenario.sync()
            #expect(try await plane.field(".data", of: "configmap/shop") == #"{"size":"large"}"#)
        }
    }
}
