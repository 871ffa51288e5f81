import Helm
import Manifests
import SourceTrees
import SystemPackage
import TestSupport
import Testing
import Tools
import YAML

/// A chart in a repository, rendered by the real helm.
private struct CheckedChart {
    static let files = [
        "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.4.0\n",
        "values.yaml": """
        replicas: 1
        image: {repository: shop/web, tag: "1"}
        persistence: {enabled: false, size: 1Gi, storageClass: ""}
        metrics: {enabled: true, labels: {}}
        hosts: []
        config: ""

        """,
        "templates/_helpers.tpl": #"""
        {{- define "web.labels" -}}
        team: {{ (.Values.global).team | default "none" | quote }}
        {{- end -}}
        """#,
        "templates/deployment.yaml": #"""
        {{- if .Values.oldPort }}{{ fail "oldPort is gone, use service.port" }}{{ end }}
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          labels: {{- include "web.labels" . | nindent 4 }}
          annotations:
            seed: {{ randAlphaNum 12 | quote }}
        spec:
          replicas: {{ .Values.replicas }}
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
                - name: web
                  image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
        """#,
        "templates/config.yaml": #"""
        {{- if .Values.persistence.enabled }}
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: web}
        spec:
          resources: {requests: {storage: {{ .Values.persistence.size }}}}
          {{- with .Values.persistence.storageClass }}
          storageClassName: {{ . }}
          {{- end }}
        {{- end }}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: web
          labels: {{- toYaml .Values.metrics.labels | nindent 4 }}
        data:
          metrics: {{ .Values.metrics.enabled | quote }}
          config: {{ tpl .Values.config . | quote }}
          {{- range .Values.hosts }}
          {{ .name }}: {{ .path | quote }}
          {{- end }}
        """#,
    ]

    static let schema = ##"""
        {"$schema": "http://json-schema.org/draft-07/schema#", "type": "object",
         "properties": {"replicas": {"type": "integer"}, "image": {"type": "object", "additionalProperties": false,
           "properties": {"repository": {"type": "string"}, "tag": {"type": "string"}}}}}
        """##

    let runner = RecordingRunner()
    var files = Self.files
    var data: [String: [String: String]] = [:]
    var repository: [String: String] = [:]
    var origin: DataOrigin = { _, _ in nil }

    func findings(
        _ spec: [String: Value],
        mode: String? = nil,
        depth: ValuesCheck.Depth = .everything,
    ) async throws -> [ValuesFinding] {
        let (data, origin) = (data, origin)
        let git = source(
            "GitRepository",
            "lab",
            ["url": "https://git.example.org/lab", "interval": "1m"],
            annotations: [GitRepository.selfAnnotation: "self"],
        )
        let chart: Value = ["spec": ["chart": "charts/web", "sourceRef": ["kind": "GitRepository", "name": "lab"]]]
        var release = helmRelease(spec.merging(["chart": chart]) { $1 })
        if let mode { release.object["metadata"]?["annotations"] = ["fettle.dev/values-check": .string(mode)] }
        let manifest = release
        var texts = repository
        for (path, text) in files { texts["charts/web/\(path)"] = text }
        let tree = try InMemoryTree(texts)
        let lookup: ValuesLookup = { reference in
            data["\(reference.kind)/\(reference.name)"]?.mapValues { Array($0.utf8) }
        }
        return try await withFolderOfCharts { charts in
            try await withTemporaryDirectory("helm") { folder in
                let planned = try await PlannedRelease.plan(
                    try HelmRelease.read(manifest),
                    sources: ChartSources([git], repository: ThisRepository(url: nil)),
                    charts: ChartResolver(charts, in: tree, lookup: lookup),
                    lookup: lookup,
                    key: [1, 2, 3],
                )
                let check = ValuesCheck(charts: charts, tools: runner, cacheFolder: folder)
                return try await check.findings(of: planned, depth, in: tree, lookup: lookup, dataOrigin: origin)
            }
        }
    }

    func told(_ values: Value) async throws -> [String] {
        try await findings(["values": values]).map(\.problem.message)
    }
}

private func yaml(_ text: String) throws -> Value {
    try #require(try Node.parse(Array(text.utf8), file: "values.yaml").first).value(file: "values.yaml")
}

struct ValuesThatDoNothing {
    @Test func `are told, and those that do something are not`() async throws {
        let told = try await CheckedChart().told([
            "replicas": 3, "image": ["tag": "2"], "nodeSelector": ["disk": "ssd"],
            "metrics": ["enabled": false, "labels": ["team": "shop"]], "hosts": [["name": "a", "path": "/"]],
            "global": ["team": "shop"],
        ])
        #expect(told == ["values key 'nodeSelector.disk' changes nothing in web 1.4.0; remove it"])
    }

    @Test func `are not told when they only wait for a switch`() async throws {
        let told = try await CheckedChart().told([
            "persistence": ["enabled": false, "size": "5Gi", "storageClass": "fast"]
        ])
        #expect(told.isEmpty)
    }

    @Test(arguments: [
        ("replica: 3", "values key 'replica' changes nothing in web 1.4.0; did you mean 'replicas'?"),
        (
            "persistence: {storageClassName: fast}",
            "values key 'persistence.storageClassName' changes nothing in web 1.4.0; did you mean 'persistence.storageClass'?"
        ),
        ("tag: '2'", "values key 'tag' changes nothing in web 1.4.0; did you mean 'image.tag'?"),
        (
            "persistense: {size: 5Gi}",
            "values key 'persistense.size' changes nothing in web 1.4.0; did you mean 'persistence.size'?"
        ),
        (
            "extra: {a: 1, b: {c: 2}}",
            "values key 'extra', with the 2 keys below it, changes nothing in web 1.4.0; remove it"
        ),
        (
            "hosts: [{name: a, path: /, port: 1}]",
            "values key 'hosts[0].port' changes nothing in web 1.4.0; remove it"
        ),
    ])
    func `are told with the key that is meant`(values: String, text: String) async throws {
        #expect(try await CheckedChart().told(try yaml(values)) == [text])
    }

    @Test func `are none where a text that is evaluated reads them`() async throws {
        let told = try await CheckedChart().told([
            "config": "{{ .Values.shop.name }}", "shop": ["name": "x", "port": 1],
        ])
        #expect(told == ["values key 'shop.port' changes nothing in web 1.4.0; remove it"])
    }

    @Test func `of a chart in the chart are told with their whole path`() async throws {
        var chart = CheckedChart()
        chart.files["charts/db/Chart.yaml"] = "apiVersion: v2\nname: db\nversion: 1.0.0\n"
        chart.files["charts/db/values.yaml"] = "size: 1Gi\n"
        chart.files["charts/db/templates/a.yaml"] =
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: db}\ndata: {size: {{ .Values.size | quote }}}\n"
        let told = try await chart.told(["db": ["size": "2Gi", "sizes": "3Gi"]])
        #expect(told == ["values key 'db.sizes' changes nothing in web 1.4.0; did you mean 'db.size'?"])
    }

    @Test func `are no keys that keep a value for others to use`() async throws {
        var chart = CheckedChart()
        let text = "kept: &kept {team: shop}\nshared: &shared\n  storageClass: fast\nmetrics: {labels: *kept}\n"
        chart.data["ConfigMap/own"] = ["values.yaml": text + "persistence:\n  <<: *shared\nidle: &idle 1\n"]
        let findings = try await chart.findings(["valuesFrom": [["kind": "ConfigMap", "name": "own"]]])
        #expect(findings.map(\.path) == [[.field("idle")]])
    }

    @Test func `are looked for by one rendering where all are read, and by none when only suspicions count`()
        async throws
    {
        let chart = CheckedChart()
        #expect(try await chart.findings(["values": ["replicas": 2]]).isEmpty)
        #expect(chart.runner.helmCommands == ["template"])
        chart.runner.forget()
        #expect(try await chart.findings(["values": ["replicas": 2]], depth: .suspicions).isEmpty)
        #expect(chart.runner.helmCommands.isEmpty)
        #expect(try await chart.findings(["values": ["replica": 2]], depth: .suspicions).count == 1)
    }

    @Test func `are not looked for when the release says so`() async throws {
        let chart = CheckedChart()
        #expect(try await chart.findings(["values": ["replica": 3]], mode: "off").isEmpty)
        #expect(chart.runner.helmCommands.isEmpty)
        #expect(try await chart.findings(["values": ["replica": 3]], mode: "error").count == 1)
        let error = await #expect(throws: Problems.self) { try await chart.findings([:], mode: "loud") }
        #expect(
            error?.list.map(\.message) == [
                "annotation fettle.dev/values-check: 'loud' is none of: warn, error, off"
            ],
        )
    }

    @Test func `are none of those that a chart that cannot be read as a template is given`() async throws {
        var chart = CheckedChart()
        chart.files["templates/broken.yaml"] = "{{ if }}"
        let error = await #expect(throws: (any Error).self) { try await chart.findings(["values": ["replicas": 2]]) }
        #expect("\(error.map { "\($0)" } ?? "")".contains("templates/broken.yaml:1"))
    }
}

struct ValuesOfAnotherType {
    @Test(arguments: [
        (
            "metrics: {labels: [a, b]}",
            "values key 'metrics.labels' is a list where web 1.4.0 has an object; make it an object"
        ),
        (
            "persistence: {enabled: 'false'}",
            "values key 'persistence.enabled' is a string where web 1.4.0 has a boolean; write it without quotes"
        ),
    ])
    func `than the chart's are told`(values: String, text: String) async throws {
        let told = try await CheckedChart().told(try yaml(values))
        #expect(told.contains(text), "\(told)")
    }

    @Test func `that come to the same are not told`() async throws {
        let told = try await CheckedChart().told(["replicas": "3", "metrics": ["enabled": "true"]])
        #expect(told.isEmpty)
    }
}

struct ValuesThatAChartRefuses {
    @Test func `are told with its words and the key`() async throws {
        let told = try await CheckedChart().told(["oldPort": 80, "replica": 3])
        #expect(
            told == [
                "values key 'oldPort' is refused by web 1.4.0: oldPort is gone, use service.port; do what the chart says, "
                    + "or remove it",
                "values key 'replica' changes nothing in web 1.4.0; did you mean 'replicas'?",
            ],
        )
    }

    @Test func `by its schema are told with the key, and the others as well`() async throws {
        var chart = CheckedChart()
        chart.files["values.schema.json"] = CheckedChart.schema
        let told = try await chart.told(["replicas": "many", "image": ["tags": "2"], "replica": 3])
        #expect(told.count == 3)
        #expect(told.contains { $0.hasPrefix("values key 'replicas' does not meet the schema of web 1.4.0: ") })
        #expect(
            told.contains(
                "values key 'image.tags' does not meet the schema of web 1.4.0: it knows no such key; did you mean 'image.tag'?"
            ),
        )
        #expect(told.contains("values key 'replica' changes nothing in web 1.4.0; did you mean 'replicas'?"))
    }

    @Test func `without a key to be found are told as a whole`() async throws {
        var chart = CheckedChart()
        chart.files["templates/more.yaml"] = #"{{ fail "no luck" }}"#
        let told = try await chart.told(["replicas": 2])
        #expect(told.count == 1)
        #expect(told.first?.hasPrefix("web 1.4.0 cannot be rendered with these values: ") == true)
        #expect(told.first?.contains("no luck") == true)
    }
}

struct AFindingInValues {
    private static let secret = "canary-4711"

    @Test func `never shows a secret`() async throws {
        var chart = CheckedChart()
        chart.files["values.schema.json"] = CheckedChart.schema
        chart.files["templates/more.yaml"] =
            #"{{ if .Values.password }}{{ fail (printf "password %s is weak" .Values.password) }}{{ end }}"#
        chart.data["Secret/keys"] = [
            "values.yaml": "replicas: \(Self.secret)\npassword: \(Self.secret)\nidle: \(Self.secret)\n"
        ]
        let findings = try await chart.findings(["valuesFrom": [["kind": "Secret", "name": "keys"]]])
        #expect(findings.count == 3)
        #expect(!"\(findings)".contains(Self.secret))
    }

    @Test func `names the line of a ConfigMap's block, of a file, and of what has no lines`() async throws {
        var chart = CheckedChart()
        chart.repository["base/values.yaml"] =
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: block}\ndata:\n  values.yaml: |\n    replicas: 2\n    one: 1\n"
        chart.repository["base/raw.yaml"] = "replicas: 2\n\ntwo: 2\n"
        chart.data = [
            "ConfigMap/block": ["values.yaml": "replicas: 2\none: 1\n"],
            "ConfigMap/file": ["values.yaml": "replicas: 2\n\ntwo: 2\n"],
            "Secret/cluster": ["values.yaml": "three: 3\n"],
        ]
        chart.origin = { object, _ in
            switch object.name {
            case "block": Origin(file: "base/values.yaml", line: 5)
            case "file": Origin(file: "base/raw.yaml")
            default: nil
            }
        }
        let references: [Value] = [
            ["kind": "ConfigMap", "name": "block"], ["kind": "ConfigMap", "name": "file"],
            ["kind": "Secret", "name": "cluster"],
            ["kind": "ConfigMap", "name": "block", "targetPath": "four.five"],
        ]
        let findings = try await chart.findings(["valuesFrom": .array(references)])
        #expect(
            findings.map { "\($0.subject) \($0.path.last.map { "\($0)" } ?? "")" }.sorted() == [
                "Secret apps/cluster, key 'values.yaml', line 1 field(\"three\")",
                "base/raw.yaml:3 field(\"two\")",
                "base/values.yaml:5 field(\"five\")",
                "base/values.yaml:7 field(\"one\")",
            ],
        )
    }
}
