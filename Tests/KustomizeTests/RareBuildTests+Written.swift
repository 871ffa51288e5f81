/// What kustomize makes of an object when it writes it as YAML and reads that again, which it does before it prints, before
/// a JSON patch, and for what a plugin is told.
extension ARareBuild {
    static let written = brackets + blocks + tags + null

    /// A merge into `db`.
    private static func merge(_ fields: String) -> String {
        "patches:\n- patch: |\n    apiVersion: example.com/v1\n    kind: Gadget\n    metadata: {name: db}\n"
            + fields.split(separator: "\n").map { "    \($0)\n" }.joined()
    }

    /// A replacement of a field of `db` by another one.
    private static func replacement(_ source: String, _ target: String, _ options: String = "{}") -> String {
        "replacements:\n- source: {kind: Gadget, fieldPath: \(source)}\n  targets:\n"
            + "  - {select: {kind: Gadget}, fieldPaths: [\(target)], options: \(options)}\n"
    }

    private static let brackets = [
        ARareBuild(
            "null that is written as nothing becomes an empty string where a patch puts it into brackets",
            gadget + "spec: {a: {b: c}}\n",
            merge("spec:\n  a:\n    list:\n    -\n    - x:\n    d: ~\n"),
        ),
        ARareBuild(
            "null that is written as nothing is what the brackets around it make of it, whoever wrote them",
            gadget + "spec:\n  list: [a]\n  other:\n  - b\n",
            merge("spec:\n  list:\n  -\n  other: [{x: }]\n  new: [{x: }, a]\n"),
        ),
        ARareBuild(
            "empty brackets are no brackets once something is put between them",
            gadget + "a: {}\nb: []\nc: {}\n",
            merge("a:\n  x:\n  - y:\nb:\n-\nc: {x: [{z: }]}\n"),
        ),
        ARareBuild(
            "a list that is merged by keys has brackets only where the object has them",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: db}\nspec:\n  containers: [{name: a}]\n",
            "patches:\n- patch: |\n    apiVersion: v1\n    kind: Pod\n    metadata: {name: db}\n    spec:\n"
                + "      containers:\n      - {name: b, command: [{x: }, y]}\n      - name: a\n        args:\n        -\n"
                + "      volumes: [{name: c, x: }]\n",
        ),
        ARareBuild(
            "a JSON patch takes all brackets away, but those with nothing between them",
            gadget + "spec: {a: {b: [c], d: {}}, e: {}}\n",
            jsonPatch("- {op: add, path: /spec/x, value: {y: []}}")
                + merge("spec:\n  a:\n    b:\n    -\n    d:\n      z:\n      -\n  x:\n    y:\n    -\n").dropFirst(9),
        ),
        ARareBuild(
            "what was an item of a list is all brackets",
            "kind: List\nitems:\n- apiVersion: example.com/v1\n  kind: Gadget\n  metadata: {name: db}\n  spec:\n"
                + "    a: [b]\n---\n",
            merge("spec:\n  a:\n  -\n  c:\n  - d:\n"),
        ),
        ARareBuild(
            "a date with a time stays a text between brackets, and becomes a full one elsewhere",
            gadget + "a: 2001-12-14t21:59:43Z\nb: {c: 2001-12-14t21:59:43Z, d: 2001-12-14}\n",
            merge("e: [2001-12-14t21:59:43Z]\n"),
        ),
        ARareBuild("a question mark between brackets needs quotes", gadget + "a: [b?c]\n", ""),
        ARareBuild(
            "a question mark between brackets needs quotes in a kustomization, too",
            gadget,
            "commonAnnotations: {a: b?}\n",
        ),
        ARareBuild(
            "a question mark is a text elsewhere",
            gadget + "a: b?c\nd: [\"e?\", 'f ?']\n",
            "commonAnnotations:\n  a: b?\n",
        ),
        ARareBuild(
            "a copy of brackets is in brackets",
            gadget + "a: {b: [c]}\nd:\n  x: y\n",
            replacement("a", "d") + "transformers:\n- |\n  apiVersion: builtin\n"
                + "  kind: PatchTransformer\n  metadata: {name: x}\n  target: {}\n  patch: |\n    kind: x\n"
                + "    metadata: {name: x}\n    d:\n      b:\n      -\n",
        ),
        ARareBuild(
            "the suffix of a name counts what brackets make of null",
            "",
            "configMapGenerator:\n- {name: x}\npatches:\n- target: {}\n  patch: |\n    kind: x\n    metadata: {name: x}\n"
                + "    data: {a: [{c: }, b]}\n",
        ),
    ]

    private static let blocks = [
        ARareBuild(
            "a text that begins with a tab cannot take the place of a block",
            gadget + "a: |-\n  b\n",
            merge("a: \"\\tb\"\n"),
        ),
        ARareBuild(
            "a text that begins with a tab can take the place of a block between brackets",
            gadget + "a: {b: c}\n",
            merge("a:\n  b: |-\n    x\n  c: |-\n    y\n")
                + merge("a:\n  b: \"\\tb\"\n  c: \"\\tc\"\n").dropFirst(9),
        ),
        ARareBuild(
            "a text that begins with a tab can take the place of a block if it ends in a blank",
            gadget + "a: >-\n  b\n",
            merge("a: \"\\tb \"\n"),
        ),
        ARareBuild(
            "a JSON patch cannot read a text that begins with a tab in the place of a block",
            "kind: x\nmetadata:\n  name: db\n  annotations:\n    a: |\n      b\n",
            "patches:\n- target: {}\n  patch: '{kind: x, metadata: {name: x, annotations: {a: \"\\tb\"}}}'\n"
                + jsonPatch("- {op: add, path: /c, value: 1}").dropFirst(9),
        ),
        ARareBuild(
            "an annotation that begins with a tab can take the place of a block if nothing reads it before the end",
            "kind: x\nmetadata:\n  name: db\n  annotations:\n    a: |\n      b\n",
            "patches:\n- target: {}\n  patch: '{kind: x, metadata: {name: x, annotations: {a: \"\\tb\"}}}'\n",
        ),
        ARareBuild(
            "a text of several lines is a block after a JSON patch",
            gadget + "a: \"b\\nc\"\nd: \"e \\nf\"\n",
            jsonPatch("- {op: add, path: /g, value: \"h\\ni\"}")
                + merge("a: \"\\tb\"\n").dropFirst(9),
        ),
        ARareBuild("a block that begins with a tab cannot be read again", gadget + "a: |2\n  \tb\n", ""),
    ]

    private static let tags = [
        ARareBuild(
            "a value that does not fit the field it is copied to fails where it is printed",
            gadget + "a: x\nb: 1\n",
            replacement("a", "b"),
        ),
        ARareBuild(
            "a value that does not fit the field it is copied to is nothing if the field goes",
            gadget + "a: x\nb: 1\n",
            replacement("a", "b") + "transformers:\n- |\n  apiVersion: builtin\n  kind: PatchTransformer\n"
                + "  metadata: {name: x}\n  target: {}\n  patch: '{kind: x, metadata: {name: x}, b: null}'\n",
        ),
        ARareBuild(
            "a value that does not fit the field it is copied to is nothing if the field is overwritten",
            gadget + "a: x\nb: 1\n",
            replacement("a", "b") + "transformers:\n- |\n  apiVersion: builtin\n  kind: PatchTransformer\n"
                + "  metadata: {name: x}\n  target: {}\n  patch: '{kind: x, metadata: {name: x}, b: 2}'\n",
        ),
        ARareBuild(
            "a value that does not fit fails before a JSON patch",
            gadget + "a: x\nb: 1\n",
            replacement("a", "b") + "transformers:\n- |\n  apiVersion: builtin\n  kind: PatchTransformer\n"
                + "  metadata: {name: x}\n  target: {kind: Gadget}\n  patch: '[{\"op\": \"remove\", \"path\": \"/b\"}]'\n",
        ),
        ARareBuild(
            "a mapping that is copied over a number leaves a number without digits, between brackets, too",
            gadget + "a: {b: c}\nd: {e: 1}\n",
            replacement("a", "d.e"),
        ),
        ARareBuild(
            "a text that is copied over bytes is taken for base64",
            gadget + "a: text\nb: !!binary aGVsbG8=\n",
            replacement("a", "b"),
        ),
        ARareBuild(
            "a text that is copied over bytes must be base64",
            gadget + "a: no\nb: !!binary aGVsbG8=\n",
            replacement("a", "b"),
        ),
        ARareBuild(
            "bytes that are copied are their base64",
            gadget + "a: !!binary aGVsbG8=\nb: text\nc: !!binary aGVsbG8=\n",
            replacement("a", "b"),
        ),
        ARareBuild("bytes that are no text are replaced", gadget + "a: !!binary 4oL/YeKCrPCfmA==\n", ""),
        ARareBuild(
            "bytes in an annotation are their base64",
            "kind: x\nmetadata: {name: x, annotations: {a: !!binary aGVsbG8=}}\n",
            ""
        ),
        ARareBuild(
            "a number takes the quotes of the one that it replaces",
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: db}\nspec: {replicas: \"3\"}\n",
            "replicas: [{name: db, count: 5}]\n",
        ),
        ARareBuild(
            "a number takes the tag of the one that it replaces, and with it no quotes",
            gadget + "a: !!int \"3\"\nb: \"3\"\nc: !custom \"3\"\n",
            merge("a: 4\nb: 4\nc: 4\n"),
        ),
        ARareBuild(
            "a tag that does not fit its text is nothing if the field goes",
            gadget + "a: !!int x\nb: !!binary '*'\n",
            merge("a: 1\nb:\n"),
        ),
        ARareBuild("a tag that does not fit its text fails where it is printed", gadget + "a: !!int x\n", ""),
        ARareBuild(
            "a variable does not go into a list with an element of a tag that YAML does not know",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n  - {name: a, args: [!custom $(A)]}\n",
            "vars:\n- {name: A, objref: {apiVersion: v1, kind: Pod, name: x}}\n",
        ),
        ARareBuild(
            "a variable does not go into a text with a tag that YAML does not know",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n"
                + "  - {name: a, env: [{name: b, value: !custom $(A)}, {name: c, value: $(A)}]}\n",
            "vars:\n- {name: A, objref: {apiVersion: v1, kind: Pod, name: x}}\n",
        ),
        ARareBuild(
            "a variable does not go into a list with an element that looks like a merge key",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n  - {name: a, args: [<<]}\n",
            "vars:\n- {name: A, objref: {apiVersion: v1, kind: Pod, name: x}}\n",
        ),
        ARareBuild(
            "a variable goes into a list with an element that looks like a merge key and has quotes",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  containers:\n  - {name: a, args: ['<<', $(A)]}\n",
            "vars:\n- {name: A, objref: {apiVersion: v1, kind: Pod, name: x}}\n",
        ),
        ARareBuild(
            "a JSON patch takes the quotes from what looks like a merge key",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: db}\nspec:\n  containers:\n  - {name: a, args: ['<<', $(A)]}\n",
            jsonPatch("- {op: add, path: /a, value: '<<'}")
                + "vars:\n- {name: A, objref: {apiVersion: v1, kind: Pod, name: db}}\n",
        ),
        ARareBuild(
            "the zero with a sign is a whole number after a JSON patch, and has none in the suffix of a name",
            "",
            "configMapGenerator:\n- {name: db, literals: [a=b]}\n"
                + jsonPatch("- {op: add, path: /data/c, value: -0.0}"),
        ),
        ARareBuild(
            "an item of a list cannot have a key that is no string, though an object can",
            "kind: FooList\nitems:\n- {kind: x, metadata: {name: x}, 12: a}\n",
            "",
        ),
        ARareBuild(
            "a control character in options for generators is nothing where there are none",
            gadget,
            "generatorOptions: {annotations: {a: \"\\x7f\"}}\nmetadata: {name: \"\\x7f\"}\nconfigMapGenerator: []\n",
        ),
        ARareBuild(
            "a control character in options for generators cannot be where there are some",
            gadget,
            "generatorOptions: {annotations: {a: \"\\x7f\"}}\nconfigMapGenerator: [{name: x}]\n",
        ),
        ARareBuild(
            "the configuration of a plugin cannot hold a control character anywhere",
            gadget,
            "transformers:\n- |\n  apiVersion: builtin\n  kind: PrefixTransformer\n"
                + "  metadata: {name: x, annotations: {a: \"\\x7f\"}}\n  prefix: a-\n",
        ),
    ]

    private static let null = [
        ARareBuild(
            "null that is replaced by a text stays null until it is printed",
            "kind: x\nmetadata: {name: db}\nlabels: ~\n",
            "replacements:\n- source: {kind: x}\n  targets:\n  - {select: {}, fieldPaths: [labels]}\n",
        ),
        ARareBuild(
            "labels that are null and replaced by a text make room for others",
            "kind: x\nmetadata: {name: db, labels: ~}\n",
            "replacements:\n- source: {kind: x}\n  targets:\n  - {select: {}, fieldPaths: [metadata.labels]}\n"
                + "buildMetadata: [managedByLabel]\n",
        ),
        ARareBuild(
            "a field that is made inside of null is there again when null becomes a mapping",
            "kind: x\nmetadata: {name: db, labels: ~}\n",
            "replacements:\n- source: {kind: x}\n  targets:\n  - select: {}\n"
                + "    fieldPaths: [metadata.labels.a, metadata.labels.b]\n    options: {create: true}\n"
                + "buildMetadata: [managedByLabel]\n",
        ),
        ARareBuild(
            "a mapping that was null is its word where it is copied to a text",
            "kind: x\nmetadata: {name: db, labels: ~}\na: text\nspec: Null\n",
            "labels:\n- {pairs: {x: z}, fields: [{path: spec, create: true}]}\ntransformers:\n- |\n  apiVersion: builtin\n"
                + "  kind: ReplacementTransformer\n  metadata: {name: x}\n  replacements:\n"
                + "  - source: {kind: x, fieldPath: metadata.labels}\n"
                + "    targets: [{select: {kind: x}, fieldPaths: [a]}]\n  - source: {kind: x, fieldPath: spec}\n"
                + "    targets: [{select: {kind: x}, fieldPaths: [a], options: {delimiter: \"~\", index: 1}}]\n",
        ),
        ARareBuild(
            "a text in the place of annotations is gone once kustomize remembers something of the object",
            "apiVersion: example.com/v1\nkind: Gadget\nmetadata: {name: db, annotations: {a: b}}\n",
            replacement("metadata.name", "metadata.annotations")
                + "transformers:\n- |\n  apiVersion: builtin\n  kind: PrefixTransformer\n  metadata: {name: x}\n"
                + "  prefix: a-\n  fieldSpecs: [{path: metadata/name}]\n- |\n  apiVersion: builtin\n"
                + "  kind: AnnotationsTransformer\n  metadata: {name: x}\n  annotations: {c: d}\n"
                + "  fieldSpecs: [{path: metadata/annotations, create: true}]\n",
        ),
        ARareBuild(
            "null in the items of a list stays when its kind comes from a merge key",
            "apiVersion: v1\n<<: {kind: List}\nitems:\n- kind: x\n  metadata: {name: db}\n  a:\n  b: ~\n  c: {d: , e: }\n",
            "patches:\n- patch: '{kind: x, metadata: {name: db}, f: 1}'\n",
        ),
        ARareBuild(
            "null in the items of a list stays when they come from a merge key",
            "apiVersion: v1\nkind: List\n<<:\n  items:\n  - kind: x\n    metadata: {name: db}\n    a:\n    b: ~\n",
            "patches:\n- patch: '{kind: x, metadata: {name: db}, f: 1}'\n",
        ),
        ARareBuild(
            "a field that is made inside of null is lost when it stays null",
            "kind: x\nmetadata: {name: db, labels: ~}\n",
            "replacements:\n- source: {kind: x}\n  targets:\n  - select: {}\n"
                + "    fieldPaths: [metadata.labels.a.b]\n    options: {create: true}\n",
        ),
        ARareBuild(
            "a field that is made inside of null is lost in a JSON patch",
            "kind: x\nmetadata: {name: db, labels: ~}\n",
            "replacements:\n- source: {kind: x}\n  targets:\n  - select: {}\n"
                + "    fieldPaths: [metadata.labels.a]\n    options: {create: true}\ntransformers:\n- |\n"
                + "  apiVersion: builtin\n  kind: PatchTransformer\n  metadata: {name: x}\n  target: {kind: x}\n"
                + "  patch: '[{\"op\": \"add\", \"path\": \"/c\", \"value\": 1}]'\nbuildMetadata: [managedByLabel]\n",
        ),
    ]
}
