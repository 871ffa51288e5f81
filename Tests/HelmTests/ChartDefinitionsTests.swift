import Helm
import Manifests
import SourceTrees
import SystemPackage
import TestSupport
import Testing
import YAML

/// What a chart and its subcharts have in their folders `crds`.
struct TheDefinitionsOfAChart {
    private static func definition(_ name: String, comment: String = "") -> String {
        "\(comment)apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: \(name)}\n"
    }

    /// Subcharts that conditions, tags and nothing at all turn on and off, one of them in another one.
    private static let files = [
        "charts/web/Chart.yaml": """
        apiVersion: v2
        name: web
        version: 1.2.3
        kubeVersion: "<1.2.0"
        dependencies:
          - {name: lit, version: 1.0.0, condition: lit.enabled}
          - {name: dark, version: 1.0.0, condition: dark.enabled}
          - {name: tagged, version: 1.0.0, tags: [optional]}
          - {name: lit, version: 1.0.0, alias: second, condition: second.enabled}
        """,
        "charts/web/values.yaml": "lit: {enabled: true}\ndark: {enabled: false}\ntags: {optional: false}\n",
        "charts/web/templates/fails.yaml": "{{ fail \"nobody renders this\" }}",
        "charts/web/values.schema.json": "{\"required\": [\"nothing\"]}",
        "charts/web/crds/own.yaml":
            definition("a.own") + "---\n# Between two.\n---\n" + definition("b.own", comment: "# The second.\n"),
        "charts/web/crds/deep/own.json":
            #"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "stray"}}"#,
        "charts/web/crds/README.md": "No definition.",
        "charts/web/charts/lit/Chart.yaml": "apiVersion: v2\nname: lit\nversion: 1.0.0\n",
        "charts/web/charts/lit/crds/lit.yml": definition("c.lit"),
        "charts/web/charts/lit/charts/free/Chart.yaml": "apiVersion: v2\nname: free\nversion: 1.0.0\n",
        "charts/web/charts/lit/charts/free/crds/free.yaml": definition("d.free"),
        "charts/web/charts/dark/Chart.yaml": "apiVersion: v2\nname: dark\nversion: 1.0.0\n",
        "charts/web/charts/dark/crds/dark.yaml": definition("e.dark"),
        "charts/web/charts/tagged/Chart.yaml": "apiVersion: v2\nname: tagged\nversion: 1.0.0\n",
        "charts/web/charts/tagged/crds/tagged.yaml": definition("f.tagged"),
    ]

    private static let replacing: [String: Value] = [
        "upgrade": ["crds": "CreateReplace", "disableWait": true], "install": ["disableWait": true],
    ]

    private func names(
        _ place: Workplace,
        _ values: Value,
        _ spec: [String: Value] = replacing,
        over recorded: RecordedRelease? = nil,
    ) async throws -> [String] {
        let planned = try await place.plan(values, spec, repository: try Workplace.repository(Self.files))
        let found = try await place.client.definitions(of: planned, isInstall: false, over: recorded) { _ in nil }
        #expect(found.others.map(\.name) == ["stray"])
        return found.unique(last: true).map(\.name).sorted()
    }

    @Test func `are those of the subcharts that the values enable, and no template is rendered for them`() async throws
    {
        try await Workplace.with { place in
            let usual = try await names(place, [:])
            #expect(usual == ["a.own", "b.own", "c.lit", "d.free"])
            #expect(try await names(place, ["lit": ["enabled": false]]) == ["a.own", "b.own", "c.lit", "d.free"])
            let neither: Value = ["lit": ["enabled": false], "second": ["enabled": false]]
            #expect(try await names(place, neither) == ["a.own", "b.own"])
            let others: Value = ["dark": ["enabled": true], "tags": ["optional": true]]
            #expect(try await names(place, others) == ["a.own", "b.own", "c.lit", "d.free", "e.dark", "f.tagged"])
            #expect(place.runner.helmCommands == Array(repeating: "template", count: 4))
        }
    }

    @Test func `follow preserved values as helm merges them`() async throws {
        try await Workplace.with { place in
            let preserving: [String: Value] = ["upgrade": ["crds": "CreateReplace", "preserveValues": true]]
            let before = RecordedRelease(
                values: ["dark": ["enabled": true]],
                chartName: "web",
                chartValues: ["lit": ["enabled": false], "second": ["enabled": false], "tags": ["optional": true]],
            )
            let kept = try await names(place, [:], preserving, over: before)
            #expect(kept == ["a.own", "b.own", "e.dark", "f.tagged"])
            let more: Value = ["lit": ["enabled": true], "dark": ["enabled": false]]
            #expect(
                try await names(place, more, preserving, over: before) == [
                    "a.own", "b.own", "c.lit", "d.free", "f.tagged",
                ]
            )
        }
    }

    @Test func `are read from packed charts as well`() async throws {
        try await withTemporaryDirectory { folder in
            // A chart in a repository with an index, with a packed subchart.
            var files: [String: String] = [:]
            for (path, text) in Self.files { files[path.replacingPrefix("charts/web/", with: "web/")] = text }
            try write(files, below: folder)
            let charts = folder.appending("web/charts").string
            try await run("tar", "-czf", "\(charts)/lit-1.0.0.tgz", "-C", charts, "lit")
            try await run("rm", "-r", "\(charts)/lit")
            let served = folder.appending("served")
            try write(["index.yaml": Self.index], below: served)
            try await run("tar", "-czf", served.appending("web-1.2.3.tgz").string, "-C", folder.string, "web")
            try await serving(served) { url in
                try await Workplace.with { place in
                    let source = object(
                        "source.toolkit.fluxcd.io/v1",
                        "HelmRepository",
                        "charts",
                        place.namespace,
                        ["url": .string(url), "interval": "1m"],
                    )
                    let chart: Value = [
                        "spec": [
                            "chart": "web", "version": "1.2.3",
                            "sourceRef": ["kind": "HelmRepository", "name": "charts"],
                        ]
                    ]
                    let spec = Self.replacing.merging(["chart": chart]) { $1 }
                    let planned = try await place.plan([:], spec, sources: [source])
                    let found = try await place.client.definitions(of: planned, isInstall: false, over: nil) { _ in nil
                    }
                    #expect(found.unique(last: true).map(\.name).sorted() == ["a.own", "b.own", "c.lit", "d.free"])
                }
            }
        }
    }

    @Test func `cost no helm where the chart has none, or the release skips them`() async throws {
        try await Workplace.with { place in
            let none = try await place.plan([:], Self.replacing)
            #expect(try await place.client.definitions(of: none, isInstall: false, over: nil) { _ in nil }.isEmpty)
            let files = try Workplace.repository(["charts/web/crds/own.yaml": Self.definition("a.own")])
            let skipping = try await place.plan([:], repository: files)
            #expect(try await place.client.definitions(of: skipping, isInstall: false, over: nil) { _ in nil }.isEmpty)
            #expect(place.runner.helmCommands == [])
        }
    }

    @Test(
        arguments: [
            ("Skip", "Skip", 0, [false]), ("Create", "Create", 1, [false]),
            ("CreateReplace", "CreateReplace", 2, [true]),
        ]
    )
    func `are made by helm itself, by fettle, or not at all`(
        install: String,
        upgrade: String,
        calls: Int,
        replaces: [Bool],
    ) async throws {
        try await Workplace.with { place in
            // Of another API group, as the control plane is shared.
            let group = "\(place.namespace).example.invalid"
            let definition = """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: things.\(group)}
                spec:
                  group: \(group)
                  scope: Namespaced
                  names: {kind: Thing, plural: things}
                  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
                """
            let files = try Workplace.repository(["charts/web/crds/things.yaml": definition])
            let spec: [String: Value] = [
                "install": ["disableWait": true, "crds": .string(install)],
                "upgrade": ["disableWait": true, "crds": .string(upgrade)],
            ]
            try await place.converge(try await place.plan(["text": "one"], spec, repository: files))
            let there = try await place.plane.kubectl(["get", "crd", "things.\(group)", "--ignore-not-found"])
            // What the test's own `define` does not make can only be helm's.
            #expect(there.isEmpty == (install != "Create"))
            try await place.plane.kubectl(["delete", "crd", "things.\(group)", "--ignore-not-found"])
            try await place.converge(try await place.plan(["text": "two"], spec, repository: files))
            #expect(place.definitions.calls.map(\.replaces) == Array(repeating: replaces[0], count: calls))
            #expect(place.definitions.calls.allSatisfy { $0.names == ["things.\(group)"] })
            #expect(place.runner.helmCommands.count { $0 == "template" } == calls)
        }
    }

    @Test func `that cannot be made fail the release before helm runs`() async throws {
        try await Workplace.with { place in
            let files = try Workplace.repository(["charts/web/crds/own.yaml": Self.definition("a.own")])
            let spec: [String: Value] = ["install": ["crds": "CreateReplace", "disableWait": true]]
            let planned = try await place.plan([:], spec, repository: files)
            let outcome = try await place.client.converge(
                planned,
                records: [],
                attempt: nil,
                ReleaseContext(
                    records: place.records,
                    lookup: { _ in nil },
                    commit: "0000000",
                    newCommit: { await never() },
                    recorded: { _ in nil },
                    define: { _, _ in throw HelmError(.rejected, subject: "web", "a.own: no", isTransient: false) },
                    now: { Workplace.now() },
                ),
            )
            #expect(outcome.steps == [.install])
            #expect(outcome.error?.message.contains("a.own: no") == true)
            #expect(outcome.attempt?.failures == 1)
            #expect(place.runner.helmCommands == ["template"])
            #expect(try await place.records.list(namespace: place.namespace, name: nil) == [])
        }
    }

    private static let index = """
        apiVersion: v1
        entries:
          web:
            - {apiVersion: v2, name: web, version: 1.2.3, urls: [web-1.2.3.tgz]}
        """
}

extension String {
    fileprivate func replacingPrefix(_ prefix: String, with other: String) -> String {
        hasPrefix(prefix) ? other + dropFirst(prefix.count) : self
    }
}
