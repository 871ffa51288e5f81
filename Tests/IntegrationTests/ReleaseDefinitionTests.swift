import TestSupport
import Testing

@Suite("The definitions of a chart are made and replaced as its HelmRelease says")
struct ReleaseDefinitionTests {
    private static func object(_ kind: String, _ name: String, _ field: String) -> String {
        "apiVersion: example.invalid/v1\nkind: \(kind)\nmetadata: { name: \(name) }\nspec: { \(field): 3 }\n"
    }

    /// A repository with one release of a chart with two subcharts, of which one is enabled.
    private static func files(
        _ options: String,
        widget: [String],
        gadget: [String]? = nil,
        templates: [String: String] = [:],
    ) -> [String: String] {
        var files = Samples.app()
        files["overlays/one/kustomization.yaml"] = Samples.overlay("release.yaml", "source.yaml")
        files["overlays/one/source.yaml"] = Flux.repository
        files["overlays/one/release.yaml"] = Flux.release("shop", chart: "shop", options)
        files["charts/shop/Chart.yaml"] = """
            apiVersion: v2
            name: shop
            version: 1.0.0
            dependencies:
              - { name: lit, version: 1.0.0, condition: lit.enabled }
              - { name: dark, version: 1.0.0, condition: dark.enabled }
            """
        files["charts/shop/values.yaml"] = "dark: { enabled: false }\n"
        files["charts/shop/templates/config.yaml"] =
            "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: shop }\ndata: { widget: \(widget.joined(separator: "-")) }\n"
        files["charts/shop/crds/widget.yaml"] = Samples.definition("Widget", widget)
        for name in ["lit", "dark"] {
            files["charts/shop/charts/\(name)/Chart.yaml"] = "apiVersion: v2\nname: \(name)\nversion: 1.0.0\n"
        }
        files["charts/shop/charts/dark/crds/dark.yaml"] = Samples.definition("Dark", ["size"])
        if let gadget { files["charts/shop/charts/lit/crds/gadget.yaml"] = Samples.definition("Gadget", gadget) }
        for (name, text) in templates { files["charts/shop/templates/\(name)"] = text }
        return files
    }

    private static let replaces = "upgrade: { crds: CreateReplace }"
    private static let manyFields = (0..<4000).map { "field\($0)" }

    /// The fields that the cluster's definition of a kind has.
    private static func fields(of plural: String, _ plane: ControlPlane) async throws -> String {
        try await plane.field(
            ".spec.versions[0].schema.openAPIV3Schema.properties.spec.properties",
            of: "crd/\(plural).example.invalid",
        )
    }

    @Test("CreateReplace on an upgrade brings the kinds of the chart's own new objects", arguments: Engine.allCases)
    func upgrade(engine: Engine) async throws {
        try await Scenario.with(engine: engine) { scenario in
            var scenario = scenario
            let helm = try await HelmLog(for: &scenario)
            let plane = try scenario.plane
            // helm itself makes what is missing on an install.
            try await scenario.push(Self.files(Self.replaces, widget: ["size", "gone"]))
            try await scenario.sync()
            #expect(try helm.takeCalls() == ["upgrade"])
            #expect(try await Self.fields(of: "widgets", plane).contains("gone"))
            #expect(try await plane.field(".metadata.name", of: "crd/darks.example.invalid").isEmpty)

            let big = Self.files(
                Self.replaces,
                widget: ["size", "colour"],
                gadget: Self.manyFields,
                templates: [
                    "widget.yaml": Self.object("Widget", "first", "colour"),
                    "gadget.yaml": Self.object("Gadget", "second", "field3999"),
                ],
            )
            #expect((big["charts/shop/charts/lit/crds/gadget.yaml"]?.utf8.count ?? 0) > 262_144)
            try await scenario.push(big)
            let early = try await scenario.fettle("diff", "one")
            #expect(early.exitCode == 1, "\(early.errors)")
            let name = "apiextensions.k8s.io/CustomResourceDefinition"
            #expect(early.output.contains("    create \(name)/gadgets.example.invalid\n"), "\(early.output)")
            #expect(early.output.contains("    change \(name)/widgets.example.invalid\n"), "\(early.output)")
            #expect(early.output.contains("properties.gone: "), "\(early.output)")
            #expect(try await plane.field(".metadata.name", of: "crd/gadgets.example.invalid").isEmpty)
            _ = try helm.takeCalls()

            let result = try await scenario.sync()
            let calls = try helm.takeCalls()
            // The server may tell the new schema to helm a moment later than it goes by it.
            #expect(calls.first == "template" && Set(calls.dropFirst()) == ["upgrade"], "\(calls)")
            for (object, action) in [("gadgets", "created"), ("widgets", "configured")] {
                let lines = result.errors.split(separator: "\n").filter {
                    $0.contains("object=\(name)/\(object).example.invalid") && $0.contains("action=\(action)")
                }
                #expect(lines.count == 1, "\(result.errors)")
            }
            #expect(try await plane.field(".spec.colour", of: "widgets.example.invalid/first") == "3")
            #expect(try await plane.field(".spec.field3999", of: "gadgets.example.invalid/second") == "3")
            let fields = try await Self.fields(of: "widgets", plane)
            #expect(fields.contains("colour") && !fields.contains("gone"))
            #expect(try await plane.field(".metadata.name", of: "crd/darks.example.invalid").isEmpty)
            #expect(try await plane.field(".metadata.labels", of: "crd/gadgets.example.invalid").isEmpty)
            let record = try await plane.kubectl(["get", "configmaps", "-n", "fettle-system", "-o", "yaml"])
            #expect(!record.contains("gadgets"))
            #expect(try await scenario.sync().errors.isEmpty)
            #expect(try helm.takeCalls().isEmpty)

            // A definition outlives its release, as helm has it.
            try await scenario.push(["overlays/one/kustomization.yaml": Samples.overlay("source.yaml")])
            try await scenario.sync()
            #expect(try await plane.releases().isEmpty)
            #expect(
                try await plane.field(".metadata.name", of: "crd/gadgets.example.invalid") == "gadgets.example.invalid"
            )
            #expect(
                try await plane.field(".metadata.name", of: "crd/widgets.example.invalid") == "widgets.example.invalid"
            )
        }
    }

    @Test("Create on an upgrade makes what is missing, and leaves what somebody has made")
    func create() async throws {
        try await Scenario.with { scenario in
            let plane = try scenario.plane
            let policy = "upgrade: { crds: Create }"
            try await scenario.push(Self.files("install: { crds: Skip }\n  \(policy)", widget: ["size"]))
            try await scenario.sync()
            #expect(try await plane.field(".metadata.name", of: "crd/widgets.example.invalid").isEmpty)

            try await plane.kubectl(["create", "-f", "-"], input: Samples.definition("Widget", ["theirs"]))
            try await scenario.push(Self.files(policy, widget: ["size", "colour"], gadget: ["size"]))
            try await scenario.sync()
            let fields = try await Self.fields(of: "widgets", plane)
            #expect(fields.contains("theirs") && !fields.contains("colour"))
            #expect(try await Self.fields(of: "gadgets", plane).contains("size"))

            // What Create made, CreateReplace replaces.
            try await scenario.push(Self.files(Self.replaces, widget: ["colour"], gadget: ["weight"]))
            try await scenario.sync()
            let gadget = try await Self.fields(of: "gadgets", plane)
            #expect(gadget.contains("weight") && !gadget.contains("size"))
            #expect(try await Self.fields(of: "widgets", plane).contains("colour"))
        }
    }

    @Test("Create on an install leaves what somebody has made, however helm writes", arguments: [true, false])
    func createOnInstall(serverSide: Bool) async throws {
        try await Scenario.with { scenario in
            let plane = try scenario.plane
            try await plane.kubectl(["create", "-f", "-"], input: Samples.definition("Widget", ["theirs"]))
            let options = "install: { serverSideApply: \(serverSide) }"
            try await scenario.push(Self.files(options, widget: ["size", "colour"], gadget: ["size"]))
            try await scenario.sync()
            let fields = try await Self.fields(of: "widgets", plane)
            #expect(fields.contains("theirs") && !fields.contains("colour"), "\(fields)")
            #expect(try await Self.fields(of: "gadgets", plane).contains("size"))
        }
    }

    @Test(
        "CreateReplace on an install replaces what others made, field by field",
        arguments: [
            ["create"], ["apply"], ["apply", "--server-side"], ["apply", "--server-side", "--field-manager", "helm"],
            ["create", "--field-manager", "helm"], ["create", "--field-manager", "helm-controller"],
        ]
    )
    func install(command: [String]) async throws {
        try await Scenario.with { scenario in
            let plane = try scenario.plane
            let theirs = Samples.definition("Widget", ["theirs", "size"], ", labels: { from: somebody }")
            try await plane.kubectl(command + ["-f", "-"], input: theirs)
            // What another one injects stays.
            try await plane.kubectl([
                "annotate", "crd/widgets.example.invalid", "injected=yes", "--field-manager", "injector",
            ])
            let first = Self.files(
                "install: { crds: CreateReplace }",
                widget: ["size", "colour"],
                templates: ["widget.yaml": Self.object("Widget", "first", "colour")],
            )
            try await scenario.push(first)
            try await scenario.sync()
            let fields = try await Self.fields(of: "widgets", plane)
            #expect(fields.contains("colour") && !fields.contains("theirs"), "\(fields)")
            #expect(try await plane.field(".metadata.labels.from", of: "crd/widgets.example.invalid").isEmpty)
            #expect(try await plane.field(".metadata.annotations.injected", of: "crd/widgets.example.invalid") == "yes")
            #expect(try await plane.field(".spec.colour", of: "widgets.example.invalid/first") == "3")
        }
    }

    @Test("a definition that the server refuses fails the release by name, and a corrected one counts")
    func refused() async throws {
        try await Scenario.with { scenario in
            let plane = try scenario.plane
            try await scenario.push(Self.files(Self.replaces, widget: ["size"]))
            try await scenario.sync()
            var bad = Self.files(Self.replaces, widget: ["size", "colour"], gadget: ["size"])
            bad["charts/shop/charts/lit/crds/gadget.yaml"]?.replace("scope: Namespaced", with: "scope: Everywhere")
            try await scenario.push(bad)
            let result = try await scenario.fettle("sync")
            #expect(result.exitCode == 1)
            for part in [
                "overlays/one/release.yaml:1: HelmRelease/app/shop: ",
                "apiextensions.k8s.io/CustomResourceDefinition/gadgets.example.invalid: ", "Everywhere",
            ] {
                #expect(result.errors.contains(part), "'\(part)' is not in:\n\(result.errors)")
            }
            #expect(try await plane.releases() == [ListedRelease("shop", 1)])
            try await scenario.push(Self.files(Self.replaces, widget: ["size", "colour"], gadget: ["size"]))
            try await scenario.sync()
            #expect(try await plane.releases() == [ListedRelease("shop", 2)])
        }
    }

    @Test("a definition that is an object of the repository is not replaced by a chart's")
    func ownObject() async throws {
        try await Scenario.with { scenario in
            let plane = try scenario.plane
            var files = Self.files("install: { crds: CreateReplace }", widget: ["size"])
            files["overlays/one/kustomization.yaml"] = Samples.overlay("release.yaml", "source.yaml", "widget.yaml")
            files["overlays/one/widget.yaml"] = Samples.definition("Widget", ["ours"])
            try await scenario.push(files)
            let result = try await scenario.fettle("sync")
            #expect(result.exitCode == 1)
            #expect(result.errors.contains("widgets.example.invalid: is an object of the repository itself"))
            #expect(try await Self.fields(of: "widgets", plane).contains("ours"))
            #expect(try await plane.releases().isEmpty)
            try await scenario.push(["overlays/one/release.yaml": Flux.release("shop", chart: "shop")])
            try await scenario.sync()
            #expect(try await Self.fields(of: "widgets", plane).contains("ours"))
        }
    }

    @Test("what else lies beside definitions is passed over and told")
    func others() async throws {
        try await Scenario.with { scenario in
            var files = Self.files("install: { crds: CreateReplace }", widget: ["size"])
            files["charts/shop/crds/stray.yaml"] = Samples.configMap("stray", "a: b")
            try await scenario.push(files)
            let result = try await scenario.sync()
            #expect(result.errors.contains("passed over"), "\(result.errors)")
            #expect(result.errors.contains("object=ConfigMap/app/stray"), "\(result.errors)")
            #expect(try await scenario.plane.field(".metadata.name", of: "configmap/stray").isEmpty)
        }
    }
}
