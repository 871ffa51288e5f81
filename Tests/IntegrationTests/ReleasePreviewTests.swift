import TestSupport
import Testing

@Suite("diff shows what a release would change, object by object, and writes nothing")
struct ReleasePreviewTests {
    @Test("an install, an upgrade with a template less, and nothing where nothing changes", arguments: Engine.allCases)
    func upgrade(engine: Engine) async throws {
        try await Scenario.with(engine: engine) { scenario in
            var scenario = scenario
            let helm = try await HelmLog(for: &scenario)
            let plane = try scenario.plane
            try await scenario.push(Samples.app())
            try await scenario.sync()
            try await scenario.push(Self.files("size: small, replicas: 1", password: "first-sesame"))
            let before = try await plane.versions()

            let install = try await scenario.fettle("diff", "one")
            #expect(install.exitCode == 1, "\(install.errors)")
            #expect(
                install.output.contains(
                    """
                    create Helm release app/shop
                        create ConfigMap/app/shop
                        create ConfigMap/app/shop-extra
                        create apps/Deployment/app/shop
                    """
                ),
                "\(install.output)",
            )
            #expect(!install.output.contains("sesame"))
            #expect(try await plane.releases().isEmpty)
            #expect(try await plane.versions() == before)

            try await scenario.sync()
            _ = try helm.takeCalls()
            let none = try await scenario.fettle("diff", "one")
            #expect(none.exitCode == 0 && none.output.isEmpty, "\(none.output)\(none.errors)")
            #expect(try helm.takeCalls().isEmpty)

            try await plane.kubectl(["scale", "deployment/shop", "--namespace", "app", "--replicas", "4"])
            try await plane.kubectl(["annotate", "configmap/shop", "--namespace", "app", "of=somebody"])
            var files = Self.files("size: large, replicas: 1, colour: red", password: "second-sesame")
            files["charts/shop/templates/extra.yaml"] = ""
            files["charts/shop/templates/more.yaml"] = Self.configMap("more")
            try await scenario.push(files)
            let installed = try await plane.versions()
            let records = try await plane.releases()
            let upgrade = try await scenario.fettle("diff", "one")
            #expect(upgrade.exitCode == 1, "\(upgrade.errors)")
            let lines = upgrade.output.split(separator: "\n").map(String.init)
            let start = try #require(lines.firstIndex(of: "change Helm release app/shop"), "\(upgrade.output)")
            #expect(
                Array(lines[(start + 1)...]).prefix(4) == [
                    "    change ConfigMap/app/shop",
                    #"        .data.colour: absent → "red""#,
                    "        .data.password: «secret» → «secret»",
                    #"        .data.size: "small" → "large""#,
                ],
                "\(upgrade.output)",
            )
            #expect(lines.contains("    create ConfigMap/app/shop-more"), "\(upgrade.output)")
            #expect(lines.contains("    change apps/Deployment/app/shop"), "\(upgrade.output)")
            #expect(lines.contains { $0.hasPrefix("        .spec.replicas: 4 → 1") }, "\(upgrade.output)")
            #expect(lines.contains("    delete ConfigMap/app/shop-extra"), "\(upgrade.output)")
            #expect(!upgrade.output.contains("sesame"), "\(upgrade.output)")
            #expect(!upgrade.output.contains("somebody"), "\(upgrade.output)")
            #expect(try await plane.versions() == installed)
            #expect(try await plane.releases() == records)

            try await scenario.sync()
            #expect(try await plane.field(".data.size", of: "configmap/shop") == "large")
            #expect(try await plane.field(".metadata.name", of: "configmap/shop-extra").isEmpty)
            #expect(try await scenario.fettle("diff", "one").exitCode == 0)
        }
    }

    @Test("fields that leave a release written by helm itself are shown, as are those that post-renderers change")
    func clientSide() async throws {
        try await Scenario.with { scenario in
            let options = "install: { serverSideApply: false, disableWait: true }"
            let upgrade = "upgrade: { serverSideApply: disabled, disableWait: true }"
            func release(_ values: String, _ more: String...) -> String {
                Flux.release(
                    "shop",
                    chart: "plain",
                    "values: { \(values) }",
                    options,
                    upgrade,
                    more.joined(separator: "\n  ")
                )
            }
            try await scenario.push(
                Samples.app().merging(Flux.plainChart) { $1 }.merging([
                    "overlays/one/kustomization.yaml": Samples.overlay("release.yaml", "source.yaml"),
                    "overlays/one/release.yaml": release("size: small, colour: red"),
                    "overlays/one/source.yaml": Flux.repository,
                ]) { $1 }
            )
            try await scenario.sync()
            try await scenario.push([
                "overlays/one/release.yaml": release(
                    "size: small",
                    "commonMetadata: { labels: { team: front } }",
                    "postRenderers: [{ kustomize: { patches: [{ target: { kind: ConfigMap },"
                        + " patch: \"- {op: add, path: /data/added, value: yes please}\" }] } }]",
                )
            ])
            let result = try await scenario.fettle("diff", "one")
            #expect(result.exitCode == 1, "\(result.errors)")
            #expect(
                result.output == """
                    change Helm release app/shop
                        change ConfigMap/app/shop
                            .data.added: absent → "yes please"
                            .data.colour: "red" → absent
                            .metadata.labels.team: absent → "front"

                    """,
                "\(result.output)",
            )
            try await scenario.sync()
            #expect(
                try await scenario.plane.field(".data", of: "configmap/shop")
                    == #"{"added":"yes please","size":"small"}"#
            )
            #expect(try await scenario.fettle("drift", "one").exitCode == 0)

            try await scenario.push([
                "overlays/one/release.yaml": release(
                    "size: small",
                    "postRenderers: [{ kustomize: { patches: [{ target: { kind: ConfigMap },"
                        + " patch: \"- {op: remove, path: /data/none}\" }] } }]",
                )
            ])
            for (command, code) in [("diff", Int32(2)), ("sync", 1)] {
                let failed = try await scenario.fettle(command, "one")
                #expect(failed.exitCode == code)
                #expect(failed.errors.contains("overlays/one/release.yaml:1: HelmRelease/app/shop"), "\(failed.errors)")
                #expect(failed.errors.contains("spec.postRenderers[0].kustomize.patches[0]"), "\(failed.errors)")
            }
        }
    }

    @Test("a release that brings the kinds of its own objects is announced without them")
    func definitions() async throws {
        try await Scenario.with { scenario in
            var files = Flux.chart(
                "widgets",
                ["first.yaml": "apiVersion: example.invalid/v1\nkind: Widget\nmetadata: { name: first }\n"],
            )
            files["charts/widgets/crds/widgets.yaml"] = """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: { name: widgets.example.invalid }
                spec:
                  group: example.invalid
                  scope: Namespaced
                  names: { kind: Widget, plural: widgets, singular: widget, listKind: WidgetList }
                  versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object } } }]
                """
            files["overlays/one/kustomization.yaml"] = Samples.overlay("release.yaml", "source.yaml")
            files["overlays/one/release.yaml"] = Flux.release("widgets", chart: "widgets")
            files["overlays/one/source.yaml"] = Flux.repository
            try await scenario.push(Samples.app().merging(files) { $1 })
            let early = try await scenario.fettle("diff", "one")
            #expect(early.exitCode == 1, "\(early.errors)")
            #expect(
                early.output.contains(
                    "create Helm release app/widgets\n    (its objects are not known before their kinds are in the cluster: "
                ),
                "\(early.output)",
            )
            try await scenario.sync()
            #expect(try await scenario.fettle("diff", "one").output.isEmpty)
        }
    }

    private static func files(_ values: String, password: String) -> [String: String] {
        var files = Flux.chart(
            "shop",
            [
                "config.yaml": """
                apiVersion: v1
                kind: ConfigMap
                metadata: { name: {{ .Release.Name }} }
                data:
                  size: {{ .Values.size }}
                  password: {{ .Values.password }}
                  {{- with .Values.colour }}
                  colour: {{ . }}
                  {{- end }}
                """,
                "extra.yaml": configMap("extra"),
                "deployment.yaml": Flux.patientChart["charts/patient/templates/deployment.yaml"] ?? "",
            ],
        )
        files["overlays/one/kustomization.yaml"] = Samples.overlay("release.yaml", "source.yaml", "login.yaml")
        files["overlays/one/release.yaml"] = Flux.release(
            "shop",
            chart: "shop",
            "install: { disableWait: true }",
            "upgrade: { disableWait: true }",
            "values: { \(values) }",
            "valuesFrom: [{ kind: Secret, name: login, valuesKey: password, targetPath: password }]",
        )
        files["overlays/one/source.yaml"] = Flux.repository
        files["overlays/one/login.yaml"] = """
            apiVersion: v1
            kind: Secret
            metadata: { name: login, namespace: app }
            stringData: { password: \(password) }
            """
        return files
    }

    private static func configMap(_ name: String) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: {{ .Release.Name }}-\(name) }\n"
    }
}
