import Kustomize
import SourceTrees
import SystemPackage
import TestSupport
import Testing

/// Builds of rare kinds, which random builds brought up, compared with kubectl itself.
struct ARareBuild: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The kustomization that is built lies in `top`.
    let files: [String: String]

    init(_ description: String, _ files: [String: String]) {
        testDescription = description
        self.files = files
    }

    /// One that has a single object besides its kustomization.
    init(_ description: String, _ object: String, _ kustomization: String, _ more: [String: String] = [:]) {
        var files = ["kustomization.yaml": "resources: [object.yaml]\n" + kustomization, "object.yaml": object]
        files.merge(more) { $1 }
        self.init(description, Dictionary(uniqueKeysWithValues: files.map { ("top/\($0)", $1) }))
    }

    static let gadget = "apiVersion: example.com/v1\nkind: Gadget\nmetadata: {name: db}\n"

    static func jsonPatch(_ operations: String) -> String {
        "patches:\n- target: {name: db}\n  patch: |\n    \(operations)\n"
    }
}

struct ARareBuildIsDoneAsKubectlDoesIt {
    @Test(arguments: ARareBuild.patched + ARareBuild.written + ARareBuild.others)
    func `to the byte, or fails as there`(build: ARareBuild) async throws {
        try await withTemporaryDirectory { folder in
            try write(build.files, below: folder)
            let kubectl = try await attempt(["kubectl", "kustomize", folder.appending("top").string])
            let tree = try InMemoryTree(build.files)
            let output = try? Kustomizer.output(of: FolderBuild(tree: tree, path: try TreePath("top")))
            let expected = kubectl.exitCode == 0 ? kubectl.output : nil
            #expect(output.map { String(decoding: $0.yaml, as: UTF8.self) } == expected)
        }
    }
}

extension ARareBuild {
    fileprivate static let patched = [
        ARareBuild(
            "a merge quotes what a plugin has put in without quotes",
            [
                "base/kustomization.yaml": "resources: [object.yaml]\ntransformers: [plugin.yaml]\n",
                "base/object.yaml": gadget + "old: 7\nlist: [1]\nflag: {on: x}\n",
                "base/plugin.yaml": """
                apiVersion: builtin
                kind: ValueAddTransformer
                metadata: {name: x}
                targets: [{fieldPath: new}, {fieldPath: old}, {fieldPath: list/0}, {fieldPath: flag/on}]
                value: 0x10
                """,
                "top/kustomization.yaml": "resources: [../base]\npatches:\n- patch: '{apiVersion: example.com/v1,"
                    + " kind: Gadget, metadata: {name: db}}'\n",
            ],
        ),
        ARareBuild(
            "a key without characters cannot be merged",
            gadget + "spec: {'': a}\n",
            "patches:\n- target: {}\n  patch: '{kind: x, metadata: {name: x}}'\n",
        ),
        ARareBuild(
            "a patch gives a list of objects an empty name and version",
            "kind: FooList\nspec: 1\n",
            "patches:\n- target: {}\n  patch: '{kind: FooList, a: 1}'\n",
        ),
        ARareBuild(
            "a patch by name gives a list of objects an empty name",
            "kind: FooList\nspec: 1\n",
            "patches:\n- patch: '{kind: FooList, a: 1}'\n",
        ),
        ARareBuild(
            "a JSON patch copies what kustomize remembers of an object",
            "kind: x\nmetadata: {name: db}\n",
            "namespace: x\nnamePrefix: a-\npatchesJson6902:\n- target: {name: db}\n  patch: '[{\"op\": \"copy\","
                + " \"from\": \"/metadata/annotations\", \"path\": \"/copied\"}]'\n",
        ),
        ARareBuild(
            "a zero keeps its sign in an annotation",
            "kind: x\nmetadata: {name: db, annotations: {a: -0.0}}\n",
            jsonPatch("[{op: add, path: /metadata/annotations/b, value: -0.0}, {op: add, path: /c, value: -0.0}]"),
        ),
        ARareBuild(
            "a zero keeps its sign in an annotation that comes from YAML",
            "kind: x\nmetadata: {name: db}\n",
            jsonPatch("- {op: add, path: /metadata/annotations, value: {a: -0.0, b: -0, c: -.0e5}}"),
        ),
        ARareBuild(
            "a list in the place of annotations is taken for names and values",
            "kind: x\nmetadata: {name: db}\n",
            jsonPatch("- {op: add, path: /metadata/annotations, value: [a, 1, b, {c: d}]}"),
        ),
        ARareBuild(
            "names that are no strings cannot be annotations",
            "kind: x\nmetadata: {name: db}\n",
            jsonPatch("- {op: add, path: /metadata/annotations, value: [null, null]}"),
        ),
        ARareBuild(
            "a JSON patch in YAML may have a key twice",
            "kind: x\nmetadata: {name: db}\n",
            jsonPatch("- {op: add, path: /a, value: 1, value: 2}"),
        ),
        ARareBuild(
            "a JSON patch tests numbers by their texts",
            gadget + "spec: 1\n",
            jsonPatch(#"[{"op": "test", "path": "/spec", "value": 1.0}]"#),
        ),
        ARareBuild(
            "a JSON patch tests strings by their texts",
            gadget + "spec: [{a: x, b: c&d}]\n",
            jsonPatch(#"[{"op": "test", "path": "/spec", "value": [{"b": "c&d", "a": "x"}]}]"#),
        ),
        ARareBuild(
            "a JSON patch tests strings that are escaped as Go does it",
            gadget + "spec: [{a: x, b: 'c&d,{'}]\n",
            jsonPatch(#"[{"op": "test", "path": "/spec", "value": [ {"b" : "c\u0026d,{", "a": "x"} ] }]"#),
        ),
        ARareBuild(
            "a JSON patch tests what YAML means",
            gadget + "spec: [1, c&d]\n",
            jsonPatch("- {op: test, path: /spec, value: [1.0, 'c&d']}"),
        ),
        ARareBuild(
            "a field without value in an item of a list stays when the object is merged",
            "kind: List\nitems:\n- {kind: x, metadata: {name: db, labels: }, a: 1e3, b: '1'}\n---\n",
            "patches:\n- patch: '{kind: x, metadata: {name: db}, b: 2}'\n",
        ),
    ]

    fileprivate static let others = [
        ARareBuild(
            "a key of the object itself is a text, whatever it looks like",
            gadget + "12: a\ntrue:\n1.5: b\n",
            ""
        ),
        ARareBuild("a key that is no text further down fails", gadget + "spec: {12: a}\n", ""),
        ARareBuild(
            "a mapping that is copied into itself holds the empty field that was made for it",
            gadget + "data: {k: x}\n",
            """
            replacements:
            - source: {kind: Gadget, fieldPath: data}
              targets:
              - select: {kind: Gadget}
                fieldPaths: ["data.[a.b]"]
                options: {create: true}
            """,
        ),
        ARareBuild("a byte order mark is passed over", "\u{FEFF}" + gadget, "namePrefix: a-\n"),
        ARareBuild(
            "text behind the end of a document is never read",
            gadget + "...\n: [ more\n---\nkind: x\nmetadata: {name: x}\n",
            "namespace: x\n",
        ),
        ARareBuild(
            "text behind the end of a document is never read, whatever it is",
            gadget + "... \nmore\n%x\n---\nkind: x\nmetadata: {name: x}\n",
            "namespace: x\n",
        ),
        ARareBuild("an end without a document means nothing", "# one\n...\n" + gadget, "namespace: x\n"),
        ARareBuild(
            "a literal with a line break of YAML is hashed as it is printed",
            gadget,
            "configMapGenerator:\n- {name: x, literals: [\"odd=a\\x85b\"]}\n",
        ),
        ARareBuild(
            "a key that is no string only counts where it is written",
            gadget,
            "configMapGenerator:\n- {name: x, literals: [1=a, true=b, '<<=c']}\npatches:\n- patch: '{apiVersion: v1,"
                + " kind: ConfigMap, metadata: {name: x}, $patch: delete}'\n",
        ),
        ARareBuild(
            "entries without value do nothing",
            gadget,
            "images: [null, {name: a, newTag: b}]\nimageTags: [null]\nlabels: [null]\nbuildMetadata: [null]\n"
                + "sortOptions: {order: legacy, legacySortOptions: {orderFirst: [null], orderLast: [null]}}\n",
        ),
        ARareBuild(
            "a replacement of its own source counts for what follows",
            "kind: x\nmetadata: {name: x}\nspec: {args: [x, x, x, {a: x}]}\n",
            "replacements:\n- source: {fieldPath: spec.args.1}\n  targets:\n  - select: {}\n"
                + "    options: {delimiter: x}\n    fieldPaths: [spec.args.0, 'spec.args.[=x]', spec.args.2]\n",
        ),
        ARareBuild(
            "a label that looks like a number stays a string when it gets a prefix",
            "kind: Deployment\nmetadata:\n  name: x\n",
            "labels:\n- {pairs: {app: '2'}, includeTemplates: true}\ntransformers:\n- |\n  apiVersion: builtin\n"
                + "  kind: PrefixTransformer\n  metadata: {name: x}\n  prefix: '1'\n"
                + "  fieldSpecs: [{path: metadata/labels/app}]\n",
        ),
        ARareBuild(
            "what follows the first document of a kustomization is never read",
            ["top/kustomization.yaml": "{\"resources\": [\"a.yaml\"]}\n{}\n: [\n", "top/a.yaml": gadget],
        ),
        ARareBuild(
            "a text of several lines cannot begin with a tab where it is written as a block",
            gadget,
            "configMapGenerator:\n- {name: x, literals: [\"a=\\tb\\nc\"]}\n",
        ),
        ARareBuild(
            "a text of several lines can begin with a tab where it has quotes",
            gadget + "a: \"\\tb\\nc\"\n",
            "configMapGenerator:\n- {name: x, literals: [\"a=\\tb\"]}\n",
        ),
        ARareBuild(
            "an object whose annotations were replaced is no longer known by its former name",
            gadget,
            "namePrefix: x\nreplacements:\n- source: {}\n  targets:\n"
                + "  - {select: {}, fieldPaths: [metadata.annotations]}\n  - {select: {name: db}, fieldPaths: [x]}\n",
        ),
        ARareBuild(
            "null that is written as nothing between brackets becomes an empty string",
            "kind: x\nmetadata: {name: db, labels: {a: , b: ~}, annotations: {c: }}\nspec: [{a: , b: null}, {c}]\n",
            "patches:\n- target: {}\n  patch: '{kind: x, metadata: {name: x}, more: {a: , b: {c: }}}'\n",
        ),
        ARareBuild(
            "a folded block is written anew, but not in annotations",
            "kind: x\nmetadata:\n  name: db\n  annotations:\n    a: >+\n      two\n\nb: >+\n  two\n\n",
            "namePrefix: x-\n",
        ),
        ARareBuild(
            "a folded block is written anew before a JSON patch",
            "kind: x\nmetadata:\n  name: db\n  annotations:\n    a: >+\n      two\n\nb: >+\n  two\n\n",
            jsonPatch("- {op: add, path: /c, value: 1}"),
        ),
        ARareBuild(
            "a replaced text keeps its quotes",
            "kind: x\nmetadata: {name: db}\nspec: {number: 1, image: 'a:b'}\n",
            "images: [{name: a}]\nconfigurations: [images.yaml]\nreplacements:\n- source: {fieldPath: spec.number}\n"
                + "  targets:\n  - {select: {}, fieldPaths: [spec.image]}\n",
            ["images.yaml": "images: [{path: spec/image}]\n"],
        ),
        ARareBuild(
            "an object whose annotations were replaced comes from the replacement",
            gadget,
            "buildMetadata: [originAnnotations]\nreplacements:\n- source: {}\n  targets:\n"
                + "  - {select: {}, fieldPaths: [metadata.annotations]}\n",
        ),
        ARareBuild(
            "an annotation is no longer one value in several places once its origin was noted",
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: x\nspec: {template: {}}\n",
            "commonAnnotations: {a: b}\nbuildMetadata: [originAnnotations]\ntransformers:\n- |\n  apiVersion: builtin\n"
                + "  kind: AnnotationsTransformer\n  metadata: {name: x}\n  annotations: {a: c}\n"
                + "  fieldSpecs: [{path: metadata/annotations}]\n",
        ),
        ARareBuild(
            "an annotation is one value in several places",
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: x\nspec: {template: {}}\n",
            "commonAnnotations: {a: b}\ntransformers:\n- |\n  apiVersion: builtin\n"
                + "  kind: AnnotationsTransformer\n  metadata: {name: x}\n  annotations: {a: c}\n"
                + "  fieldSpecs: [{path: metadata/annotations}]\n",
        ),
        ARareBuild(
            "a transformation is noted in annotations that are null",
            "kind: x\nmetadata:\n  name: db\n  annotations:\n",
            "buildMetadata: [transformerAnnotations]\ncommonAnnotations: {a: b}\n",
        ),
        ARareBuild(
            "a control character in a kustomization cannot be, even if nothing gets it",
            "",
            "commonAnnotations: {a: \"\\x7f\"}\n",
        ),
        ARareBuild(
            "a version in quotes becomes an empty string where the object has none",
            "kind: x\nmetadata: {name: db}\n",
            "patches:\n- target: {}\n  patch: '{apiVersion: \"v1\", kind: x, metadata: {name: x}}'\n",
        ),
        ARareBuild(
            "an object cannot be called null",
            gadget,
            "patches:\n- target: {}\n  patch: '{kind: x, metadata: {name: null}}'\n",
        ),
        ARareBuild(
            "a JSON patch leaves quotes only where a string needs them",
            "kind: x\nmetadata: {name: db}\na: 'x'\nb: '1'\nc: \"yes\"\n",
            jsonPatch("- {op: add, path: /d, value: '2'}")
                + "- target: {}\n  patch: '{kind: x, metadata: {name: x}, a: 1, b: 1, c: 1, d: 1}'\n",
        ),
        ARareBuild(
            "a label without text that becomes null does so everywhere",
            "kind: Deployment\nmetadata:\n  name: x\n",
            "labels:\n- {pairs: {app: }, includeTemplates: true}\ntransformers:\n- |\n  apiVersion: builtin\n"
                + "  kind: PrefixSuffixTransformer\n  metadata: {name: x}\n"
                + "  fieldSpecs: [{path: metadata/labels/app}]\n",
        ),
    ]
}
