@testable import Kustomize
import Manifests
import Testing
import YAML

struct ReplacementTests {
    private static let objects = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: source}
        data: {host: db.example.com:5432, number: 8080, text: "8080", list: [a, b]}
        ---
        apiVersion: x.io/v1
        kind: Target
        metadata: {name: t, labels: {app: web}}
        spec:
          host: localhost
          number: 1
          truth: true
          map: {}
          none: null
          list:
          - name: first
            value: x
          - name: second
            value: x
          words: [a, b]
        """

    private static func kustomization(_ source: String, _ path: String, _ more: String = "") -> String {
        """
        replacements:
        - source: {kind: ConfigMap, name: source, fieldPath: \(source)}
          targets:
          - select: {kind: Target}
            fieldPaths: ['\(path)']
            \(more)
        """
    }

    /// The `spec` of the target as one line of JSON.
    private static func spec(_ source: String, _ path: String, _ more: String = "") throws -> String? {
        var build = try PatchedBuild(objects)
        try build.apply(kustomization(source, path, more))
        return try build.resources.resources.last?.node["spec"]?.value().jsonText
    }

    private static let before = """
        {"host":"localhost","list":[{"name":"first","value":"x"},{"name":"second","value":"x"}],"map":{},"none":null,\
        "number":1,"truth":true,"words":["a","b"]}
        """

    @Test(
        "a value is copied to the fields that a path names",
        arguments: [
            ("metadata.name", "spec.host", "", #""host":"localhost""#, #""host":"source""#),
            ("data.text", "spec.number", "", #""number":1"#, #""number":8080"#),
            ("data.number", "spec.host", "", #""host":"localhost""#, #""host":"8080""#),
            ("data.list", "spec.map", "", #""map":{}"#, #""map":["a","b"]"#),
            ("data.list", "spec.host", "", #""host":"localhost""#, #""host":"""#),
            ("data.list.-", "spec.words.0", "", #"["a","b"]"#, #"["b","b"]"#),
            ("data.list.1", "spec.words.[=a]", "", #"["a","b"]"#, #"["b","b"]"#),
            (
                "metadata.name", "spec.list.[name=first].value", "", #"{"name":"first","value":"x"}"#,
                #"{"name":"first","value":"source"}"#
            ),
            (
                "metadata.name", "spec.list.[name=s].value", "", #"rst","value":"x"},{"name":"second","value":"x"}"#,
                #"rst","value":"source"},{"name":"second","value":"source"}"#
            ),
            (
                "metadata.name", "spec.list.[name=^s].value", "", #"{"name":"second","value":"x"}"#,
                #"{"name":"second","value":"source"}"#
            ),
            ("metadata.name", "spec.list.*.value", "", #""value":"x""#, #""value":"source""#),
            ("data.host", "spec.host", "options: {delimiter: l, index: 1}", "localhost", "ldb.example.com:5432lhost"),
            ("metadata.name", "spec.host", "options: {delimiter: l, index: -1}", "localhost", "sourcellocalhost"),
            ("metadata.name", "spec.host", "options: {delimiter: l, index: 9}", "localhost", "localhostlsource"),
            ("data.text", "spec.map.x.y", "options: {create: true}", #""map":{}"#, #""map":{"x":{"y":8080}}"#),
            ("data.number", "spec.map.x.0.y", "options: {create: true}", #""map":{}"#, #""map":{"x":[{"y":8080}]}"#),
            (
                "metadata.name", "spec.map.l.[name=n].v", "options: {create: true}", #""map":{}"#,
                #""map":{"l":[{"name":"n","v":"source"}]}"#
            ),
            ("metadata.name", "spec.words.2", "options: {create: true}", #"["a","b"]"#, #"["a","b","source"]"#),
            ("metadata.name", "spec.words.[=z]", "options: {create: true}", #"["a","b"]"#, #"["a","b","source"]"#),
            ("metadata.name", "spec.none.x", "options: {create: true}", "", ""),
        ]
    )
    func copies(source: String, path: String, more: String, old: String, new: String) throws {
        let expected = old.isEmpty ? Self.before : Self.before.replacing(old, with: new)
        #expect(try Self.spec(source, path, more) == expected)
    }

    @Test("a part of the source is taken with delimiter and index")
    func partOfSource() throws {
        let kustomization = """
            replacements:
            - source: {kind: ConfigMap, fieldPath: data.host, options: {delimiter: ':', index: 1}}
              targets:
              - select: {name: t}
                fieldPaths: [spec.number]
            - source: {name: source, fieldPath: data.host, options: {delimiter: '.'}}
              targets:
              - select: {namespace: default, labelSelector: app=web}
            """
        var build = try PatchedBuild(Self.objects)
        try build.apply(kustomization)
        let target = try #require(build.resources.resources.last)
        #expect(target.name == "db")
        #expect(try target.node.at("spec", "number")?.value() == 5432)
    }

    @Test(
        "a path that leads nowhere says why",
        arguments: [
            (
                "spec.new", #"unable to find field "spec.new""#,
                "there is none; correct the path, or set 'create' to true"
            ),
            (
                "spec.words.5", #"unable to find field "spec.words.5""#, "index 5 specified but only 2 elements found"
            ),
            (
                "spec.words.-", #"unable to find field "spec.words.-""#,
                "wrong node kind: expected MappingNode but got SequenceNode"
            ),
            (
                "spec.*", #"unable to find field "spec.*""#,
                "wrong node kind: expected SequenceNode but got MappingNode"
            ),
            (
                "spec.host.x", #"unable to find field "spec.host.x""#,
                "wrong node kind: expected MappingNode but got ScalarNode"
            ),
            (
                "spec.list.[name].value", #"unable to find field "spec.list.[name].value""#,
                "list path element must contain fieldName=fieldValue for element to match"
            ),
            (
                "spec.list.[name=(].value", #"unable to find field "spec.list.[name=(].value""#,
                "error parsing regexp: missing closing ): `(`"
            ),
        ]
    )
    func missingTargets(path: String, subject: String, message: String) throws {
        #expect(
            try PatchedBuild.failure(Self.objects, Self.kustomization("metadata.name", path))
                == "app/kustomization.yaml:5: \(subject) in replacement target x.io/v1/Target/t: \(message)"
        )
    }

    @Test(
        "a field keeps its type, so the value must fit",
        arguments: [
            ("metadata.name", "spec.number", "!!str as a !!int"), ("data.number", "spec.truth", "!!int as a !!bool"),
            ("metadata.name", "spec.none", "!!str as a !!null"), ("data.list", "spec.number", "!!null as a !!int"),
        ]
    )
    func types(source: String, path: String, reason: String) throws {
        #expect(
            try PatchedBuild.failure(Self.objects, Self.kustomization(source, path))
                == "app/kustomization.yaml:5: x.io/v1/Target/t: cannot decode \(reason); the field has another type than"
                + " the value, so quote what stands there now"
        )
    }

    @Test(
        "a source that is not there, or not alone, says why",
        arguments: [
            (
                "{kind: None, name: x}",
                "nothing selected by source None/x:metadata.name; correct it so that one object has this kind and name"
            ),
            (
                "{name: s.*}",
                "nothing selected by source s.*:metadata.name; correct it so that one object has this kind and name"
            ),
            (
                "{namespace: default}",
                "multiple matches for selector of source default:metadata.name, v1/ConfigMap/source and x.io/v1/Target/t;"
                    + " name more of the object"
            ),
            (
                "{name: source, fieldPath: data.none}",
                "fieldPath `data.none` is missing for replacement source v1/ConfigMap/source; correct the path, or give"
                    + " the object the field"
            ),
            (
                "{name: source, fieldPath: data.*}",
                "error looking up replacement source 'data.*' of v1/ConfigMap/source: wildcard is not supported in"
                    + " PathGetter, which reads the source"
            ),
            (
                "{name: source, fieldPath: data.list.-1}",
                "error looking up replacement source 'data.list.-1' of v1/ConfigMap/source: array index -1 cannot be"
                    + " negative"
            ),
            (
                "{name: source, fieldPath: data.host, options: {delimiter: ':', index: 2}}",
                "options.index 2 is out of bounds for the value of 'data.host', which has 2 parts"
            ),
            (
                "{name: source, fieldPath: data.list, options: {delimiter: ':'}}",
                "delimiter option can only be used with scalar nodes; 'data.list' is none"
            ),
        ]
    )
    func sources(source: String, message: String) throws {
        let kustomization = "replacements:\n- source: \(source)\n  targets: [{select: {kind: Target}}]"
        #expect(try PatchedBuild.failure(Self.objects, kustomization) == "app/kustomization.yaml:2: \(message)")
    }

    @Test("what is rejected by any of its names, or by labels, is not changed")
    func rejections() throws {
        let objects = """
            apiVersion: v1
            kind: A
            metadata: {name: a, labels: {v: old}}
            ---
            apiVersion: v1
            kind: A
            metadata: {name: b, labels: {v: old}}
            ---
            apiVersion: v1
            kind: A
            metadata: {name: c, labels: {v: old, keep: me}}
            ---
            apiVersion: v1
            kind: B
            metadata: {name: d}
            """
        var build = try PatchedBuild(objects)
        let renamed = build.resources.resources[0]
        renamed.rememberID()
        renamed.name = "new"
        try build.apply(
            """
            replacements:
            - source: {kind: B}
              targets:
              - select: {kind: A}
                reject: [{name: a}, {kind: Other, labelSelector: keep}]
                fieldPaths: [metadata.labels.v]
            """
        )
        #expect(build.resources.resources.map { $0.labels["v"] } == ["old", "d", "old", nil])
    }

    @Test("a source that is changed itself gives what it is then")
    func changedSource() throws {
        let objects =
            "apiVersion: v1\nkind: A\nmetadata: {name: a}\n---\napiVersion: v1\nkind: A\nmetadata: {name: b}\n"
        var build = try PatchedBuild(objects)
        try build.apply(
            """
            replacements:
            - source: {name: a}
              targets:
              - select: {kind: A}
                options: {delimiter: '-', index: 1}
            """
        )
        #expect(build.resources.resources.map(\.name) == ["a-a", "b-a-a"])
    }

    @Test("files hold a replacement or a list of them")
    func files() throws {
        let one =
            "source: {name: source}\ntargets:\n- select: {kind: Target}\n  fieldPaths: [spec.host]\n  more: ignored\n"
        let list = "- source: {name: source}\n  targets:\n  - select: {kind: Target}\n    fieldPaths: [spec.words.0]\n"
        var build = try PatchedBuild(Self.objects, files: ["one.yaml": one, "list.yaml": list])
        try build.apply("replacements: [{path: one.yaml}, {path: list.yaml}]")
        let spec = try #require(build.resources.resources.last?.node["spec"])
        #expect(spec["host"]?.text == "source")
        #expect(spec["words"]?.elements.map(\.text) == ["source", "b"])
    }

    @Test(
        "what is no replacement says why",
        arguments: [
            ("{}", "replacements must specify a source and at least one target; add 'source' and 'targets'"),
            (
                "{source: {name: source}, targets: []}",
                "replacements must specify a source and at least one target; add 'source' and 'targets'"
            ),
            (
                "{source: {name: source}, targets: [{fieldPaths: [a]}]}",
                "target must specify resources to select; add 'select'"
            ),
            ("{path: text.yaml, source: {name: a}}", "cannot specify both path and inline replacement; keep one"),
            (
                "{path: text.yaml}",
                "unsupported replacement type encountered within replacement path 'text.yaml': it holds a string, not a"
                    + " replacement or a list of them"
            ),
            ("{source: {nam: source}, targets: [{}]}", "unknown field \"nam\"; remove it or correct its name"),
            ("{sourceValue: x}", "unknown field \"sourceValue\"; remove it or correct its name"),
        ]
    )
    func failures(entry: String, message: String) throws {
        #expect(
            try PatchedBuild.failure(Self.objects, "replacements:\n- \(entry)", files: ["text.yaml": "text"])
                == "app/kustomization.yaml:2: \(message)"
        )
    }

    @Test("a copied value says where it was written and what copied it")
    func traces() throws {
        var build = try PatchedBuild(Self.objects)
        try build.apply(Self.kustomization("data.host", "spec.host"))
        let value = try #require(build.resources.resources.last?.node.at("spec", "host"))
        let places = value.trace.places.map { "\(build.context.files.description(of: $0)) \($0.writer)" }
        #expect(
            places == [
                "app/objects.yaml:10 source", "app/objects.yaml:4 source", "app/kustomization.yaml:5 replacement",
            ]
        )
    }
}
