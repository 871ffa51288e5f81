import Charts
import Manifests
import SourceTrees
import TestSupport
import Testing
import YAML

/// One template, and which of some keys it may read.
struct ReadCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    var template: String
    var helpers = ""
    var values = ""
    var ownValues = ""
    let read: [String]
    var unread: [String] = []

    init(
        _ name: String,
        _ template: String,
        helpers: String = "",
        values: String = "",
        ownValues: String = "",
        read: [String],
        unread: [String] = [],
    ) {
        testDescription = name
        self.template = template
        self.helpers = helpers
        self.values = values
        self.ownValues = ownValues
        self.read = read
        self.unread = unread
    }

    func reads() throws -> ValueReads {
        let tree = try InMemoryTree([
            "Chart.yaml": "name: web\nversion: 1.0.0\nappVersion: v7\n",
            "values.yaml": ownValues,
            "templates/_helpers.tpl": helpers,
            "templates/a.yaml": template,
        ])
        return try Chart.read(in: tree).reads(of: try value(values))
    }
}

func value(_ yaml: String) throws -> Value {
    try Node.parse(Array(yaml.utf8), file: "values.yaml").first?.value(file: "values.yaml") ?? [:]
}

/// A path without points in its keys.
func path(_ text: String) -> ValuePath {
    text.split(separator: ".").flatMap { part -> ValuePath in
        let pieces = part.split(separator: "[")
        return [.field(String(pieces[0]))] + pieces.dropFirst().compactMap { Int($0.dropLast()) }.map { .index($0) }
    }
}

struct AKeyOfValues {
    @Test(arguments: [
        ReadCase("that is written", "a: {{ .Values.web.port }}", read: ["web.port", "web"], unread: ["web.host"]),
        ReadCase(
            "that a condition looks at, and what is behind it",
            "{{- if .Values.on }}a: {{ .Values.then }}{{ else if .Values.other }}{{ .Values.second }}{{ else }}{{ .Values.last }}{{ end }}",
            read: ["on", "then", "other", "second", "last"],
            unread: ["off"],
        ),
        ReadCase(
            "below the dot of with",
            "{{ with .Values.web }}a: {{ .port }}{{ $.Values.host }}{{ else with .Values.db }}{{ .name }}{{ end }}",
            read: ["web.port", "host", "db.name"],
            unread: ["web.host", "port", "db.port"],
        ),
        ReadCase(
            "in each element of a range",
            "{{ range .Values.list }}a: {{ .name }}{{ end }}{{ range $key, $entry := .Values.map }}{{ $key }}: {{ $entry.size }}{{ end }}",
            read: ["list[0].name", "map.any.size"],
            unread: ["list[0].size", "map.any.name"],
        ),
        ReadCase("written out as a whole", "{{ toYaml .Values.labels | nindent 2 }}", read: ["labels.any.depth"]),
        ReadCase(
            "in a map that is written with pipes and parentheses",
            "a: {{ (.Values.web | default dict).port | default (.Values.port) | quote }}",
            read: ["web.port", "port"],
            unread: ["web.name"],
        ),
        ReadCase(
            "of which index names the way",
            #"{{ index .Values "web" "a.b" }}{{ index .Values.list 0 }}{{ (index .Values.more 1).name }}"#,
            read: ["web", "list[0]", "more[1].name"],
            unread: ["web.other", "more[1].size"],
        ),
        ReadCase(
            "which another value names",
            "{{ index .Values.images .Values.which }}",
            read: ["which", "images.any", "images.other.name"],
            unread: ["image"],
        ),
        ReadCase(
            "of which get, dig, pluck and hasKey name the way",
            #"{{ get .Values.a "b" }}{{ dig "d" "e" "none" .Values.c }}{{ pluck "g" .Values.f | first }}{{ if hasKey .Values.h "i" }}x{{ end }}"#,
            read: ["a.b", "c.d.e", "f.g", "h.i"],
            unread: ["a.c", "c.d.f", "f.h", "h.j"],
        ),
        ReadCase(
            "that a named template reads from a part of them",
            #"{{ include "port" .Values.web }}{{ template "host" . }}"#,
            helpers: #"{{ define "port" }}{{ .port }}{{ end }}{{ define "host" }}{{ .Values.host }}{{ end }}"#,
            read: ["web.port", "host"],
            unread: ["web.host", "port"],
        ),
        ReadCase(
            "that a named template reads from a map that was made for it",
            #"{{ include "t" (dict "root" $ "part" .Values.part "name" "fixed") }}"#,
            helpers:
                #"{{ define "t" }}{{ .part.size }}{{ .root.Values.host }}{{ (index .root.Values .name).x }}{{ end }}"#,
            read: ["part.size", "host", "fixed.x"],
            unread: ["part.name", "fixed.y"],
        ),
        ReadCase(
            "of which a template makes the name",
            #"{{ range $role := list "read" "write" }}{{ (index $.Values (printf "%s-pool" $role)).replicas }}{{ end }}"#,
            read: ["read-pool.replicas", "write-pool.replicas"],
            unread: ["read-pool.size", "backend-pool.replicas"],
        ),
        ReadCase(
            "that comes back from YAML",
            #"{{ $all := include "all" . | fromYaml }}{{ $all.port }}"#,
            helpers: #"{{ define "all" }}{{ toYaml .Values.web }}{{ end }}"#,
            read: ["web.port"],
            unread: ["web.host"],
        ),
        ReadCase(
            "that is merged into another map",
            "{{ $all := merge (dict) .Values.own .Values.common }}{{ $all.port }}{{ toYaml (mergeOverwrite (deepCopy .Values.x) .Values.y) }}",
            read: ["own.port", "common.port", "x.any", "y.any"],
            unread: ["own.host", "common.host"],
        ),
        ReadCase(
            "that was set in the values",
            #"{{ $_ := set .Values "web" .Values.service }}{{ .Values.web.port }}"#,
            read: ["service.port", "web.port"],
            unread: ["service.host"],
        ),
        ReadCase(
            "that stays in a variable",
            "{{ $v := .Values.a }}{{ if .Values.on }}{{ $v = .Values.b }}{{ end }}{{ $v.name }}",
            read: ["a.name", "b.name", "on"],
            unread: ["a.size", "b.size"],
        ),
        ReadCase(
            "in a text that is evaluated as a template",
            "{{ tpl .Values.config . }}{{ tpl (toYaml .Values.extra) $ }}",
            values: "config: 'x: {{ .Values.inner.port }}'\nextra:\n  - name: '{{ .Values.name }}'\n",
            read: ["config", "inner.port", "extra[0].name", "name"],
            unread: ["inner.host", "other"],
        ),
        ReadCase(
            "in a text of the chart's own values that is evaluated",
            "{{ tpl .Values.config . }}",
            ownValues: "config: '{{ .Values.inner.port }}'\n",
            read: ["inner.port"],
            unread: ["inner.host"],
        ),
        ReadCase(
            "that fails on purpose",
            #"{{ if .Values.old }}{{ fail "gone" }}{{ end }}{{ required "needed" .Values.must }}"#,
            read: ["old", "must"],
            unread: ["new"],
        ),
        ReadCase(
            "whose number of elements counts",
            "{{ len .Values.list }}{{ keys .Values.map | sortAlpha | join \",\" }}",
            read: ["list[0]", "map.any"],
            unread: ["other"],
        ),
        ReadCase(
            "in maps that are merged into each other and set in themselves",
            #"{{ $a := dict "x" .Values.a }}{{ $b := merge (dict) $a .Values.b }}{{ $_ := merge $a $b }}{{ $_ := set $a "self" $a }}{{ $_ := merge .Values.c .Values.c $a }}{{ if $b }}{{ end }}{{ keys $b }}{{ $b.x }}{{ $b.self.x }}{{ .Values.c.d }}{{ tpl (toYaml $a) $ }}"#,
            read: ["a", "b.x", "c.d"],
            unread: ["d"],
        ),
        ReadCase("that all of the values show", "{{ toYaml .Values | sha256sum }}", read: ["any.key"]),
        ReadCase(
            "behind comments, quotes and marks",
            "{{- /* .Values.comment */ -}}{{ `{{ .Values.raw }}` }}{{ \"}}\" }}{{- .Values.real -}}",
            read: ["real"],
            unread: ["comment", "raw"],
        ),
        ReadCase(
            "that only a template that nobody calls reads",
            "a: b",
            helpers: #"{{ define "unused" }}{{ .Values.idle }}{{ end }}"#,
            read: [],
            unread: ["idle"],
        ),
        ReadCase(
            "of a template that calls itself",
            #"{{ include "walk" .Values.tree }}"#,
            helpers: #"{{ define "walk" }}{{ .name }}{{ range .children }}{{ include "walk" . }}{{ end }}{{ end }}"#,
            read: ["tree.name", "tree.children[0].name", "tree.children[0].children[1].name"],
        ),
    ])
    func `counts as read`(_ example: ReadCase) throws {
        let reads = try example.reads()
        for key in example.read { #expect(reads.mayRead(path(key)), "\(key) is read") }
        for key in example.unread { #expect(!reads.mayRead(path(key)), "\(key) is not read") }
    }

    @Test func `may be one whose name holds a point`() throws {
        let example = ReadCase("", #"{{ index .Values "grafana.ini" "server" }}"#, read: [])
        let reads = try example.reads()
        #expect(reads.mayRead([.field("grafana.ini"), .field("server")]))
        #expect(!reads.mayRead([.field("grafana.ini"), .field("paths")]))
    }

    @Test func `that decides a failure is known by the line of the failure`() throws {
        let example = ReadCase(
            "",
            "a: b\n{{ if .Values.old.key }}\n{{ fail \"gone\" }}\n{{ end }}\n",
            read: []
        )
        let reads = try example.reads()
        let place = ValueReads.TemplatePlace(file: "web/templates/a.yaml", line: 3)
        #expect(reads.failures[place] == [["old", "key"]])
    }

    @Test(arguments: [
        "{{ if .Values.a }}x", "{{ .Values.a", "{{ end }}", "{{ range }}{{ end }}", "{{ \"a }}", "a: {{ ) }}",
        "{{ define \"a\" }}", "{{ (.Values.a }}", "x\n{{ /* open",
    ])
    func `is not looked for in what is no template`(text: String) throws {
        let error = #expect(throws: ChartError.self) { try ReadCase("", text, read: []).reads() }
        #expect(error?.reason == .contents)
        #expect(error?.subject.hasPrefix("web/templates/a.yaml:") == true)
    }
}

struct ChartsInCharts {
    private static let inner = [
        "charts/db/Chart.yaml": "name: db\nversion: 2.0.0\n",
        "charts/db/values.yaml": "size: 1\nname: inner\n",
        "charts/db/templates/a.yaml": "{{ .Values.size }}{{ .Values.global.domain }}{{ .Values.name }}",
    ]

    private func chart(_ metadata: String, _ more: [String: String] = [:]) throws -> Chart {
        let own = ["Chart.yaml": "name: web\nversion: 1.0.0\n\(metadata)", "values.yaml": "db:\n  name: outer\n"]
        return try Chart.read(in: try InMemoryTree(own.merging(Self.inner) { $1 }.merging(more) { $1 }))
    }

    @Test func `read the values below their name, and what all charts share`() throws {
        let reads = try chart("").reads(of: [:])
        for key in ["db.size", "db.global.domain", "global.domain"] { #expect(reads.mayRead(path(key)), "\(key)") }
        for key in ["size", "db.other", "global.other"] { #expect(!reads.mayRead(path(key)), "\(key)") }
    }

    @Test func `read the values below their alias, and what switches them on`() throws {
        let reads = try chart(
            """
            dependencies:
              - name: db
                alias: store
                version: 2.0.0
                condition: store.enabled, global.store
                tags: [backend]

            """
        ).reads(of: [:])
        for key in ["store.size", "store.enabled", "global.store", "tags.backend"] {
            #expect(reads.mayRead(path(key)), "\(key)")
        }
        for key in ["db.size", "tags.frontend"] { #expect(!reads.mayRead(path(key)), "\(key)") }
    }

    @Test func `give the chart around them what it imports`() throws {
        let reads = try chart(
            """
            dependencies:
              - name: db
                version: 2.0.0
                import-values: [data, {child: defaults.web, parent: own}]

            """
        ).reads(of: [:])
        for key in ["db.exports.data.x", "db.defaults.web.y"] { #expect(reads.mayRead(path(key)), "\(key)") }
        #expect(!reads.mayRead(path("db.exports.other")))
    }

    @Test func `have defaults over which those of the chart around them win`() throws {
        #expect(try chart("").defaults == ["db": ["size": 1, "name": "outer"]])
    }

    @Test func `may be packed`() async throws {
        let packed = try await packedChart([
            "Chart.yaml": "name: cache\nversion: 3.0.0\n", "templates/a.yaml": "{{ .Values.memory }}",
        ])
        var tree = try InMemoryTree(["Chart.yaml": "name: web\nversion: 1.0.0\n"])
        tree.add(packed, at: try TreePath("charts/cache-3.0.0.tgz"))
        let reads = try Chart.read(in: tree).reads(of: [:])
        #expect(reads.mayRead(path("cache.memory")))
        #expect(!reads.mayRead(path("cache.size")))
    }

    @Test func `that are named and not there may read anything`() throws {
        let tree = try InMemoryTree([
            "Chart.yaml": "name: web\nversion: 1.0.0\ndependencies: [{name: gone, version: 1.0.0}]\n"
        ])
        let reads = try Chart.read(in: tree).reads(of: [:])
        #expect(reads.mayRead(path("gone.any")))
        #expect(!reads.mayRead(path("other")))
    }

    @Test func `of a library only lend their templates`() throws {
        let tree = try InMemoryTree([
            "Chart.yaml": "name: web\nversion: 1.0.0\n",
            "templates/a.yaml": #"{{ include "lib.port" . }}"#,
            "charts/lib/Chart.yaml": "name: lib\nversion: 1.0.0\ntype: library\n",
            "charts/lib/templates/_a.tpl": #"{{ define "lib.port" }}{{ .Values.port }}{{ end }}"#,
            "charts/lib/templates/b.yaml": "{{ .Values.idle }}",
        ])
        let reads = try Chart.read(in: tree).reads(of: [:])
        #expect(reads.mayRead(path("port")))
        #expect(!reads.mayRead(path("lib.idle")))
    }

    @Test(arguments: [
        ["values.yaml": "a: 1\n"], ["Chart.yaml": "- a\n"], ["Chart.yaml": "name: web\n", "values.yaml": "a: [\n"],
        ["Chart.yaml": "name: web\n", "values.yaml": "text\n"],
    ])
    func `are told what keeps them from being read`(files: [String: String]) throws {
        let error = #expect(throws: ChartError.self) { try Chart.read(in: try InMemoryTree(files)) }
        #expect(error?.reason == .contents)
    }
}
