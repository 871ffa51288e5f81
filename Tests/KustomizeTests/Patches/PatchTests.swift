@testable import Kustomize
import Manifests
import Testing
import YAML

/// What `patches` and `patchesStrategicMerge` do that are objects.
struct PatchTests {
    private static let objects = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: a, labels: {app: web}, annotations: {note: x}}
        data: {k: v}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: b, namespace: shop}
        data: {k: v}
        """

    private static let rest = """
        ---
        apiVersion: v1
        data:
          k: v
        kind: ConfigMap
        metadata:
          name: b
          namespace: shop

        """

    @Test("a patch without target changes the object that is called as it is")
    func ownName() throws {
        let kustomization = """
            patches:
            - patch: |-
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: a, labels: {app: null}}
                data: {k: w}
            """
        #expect(
            try PatchedBuild.output(Self.objects, kustomization) == """
                apiVersion: v1
                data:
                  k: w
                kind: ConfigMap
                metadata:
                  annotations:
                    note: x
                  labels: {}
                  name: a

                """ + Self.rest
        )
    }

    @Test("a target keeps names, kind and version, and makes texts of labels and annotations")
    func target() throws {
        let kustomization = """
            patches:
            - path: p.yaml
              target: {labelSelector: app}
            """
        let patch = """
            apiVersion: v9
            kind: Other
            metadata: {name: z, namespace: z, labels: {app: null}, annotations: {note: 5}}
            data: {k: w}
            """
        #expect(
            try PatchedBuild.output(Self.objects, kustomization, files: ["p.yaml": patch]) == """
                apiVersion: v1
                data:
                  k: w
                kind: ConfigMap
                metadata:
                  annotations:
                    note: "5"
                  labels:
                    app: "null"
                  name: a

                """ + Self.rest
        )
    }

    @Test("options let a patch rename, and the former name is remembered")
    func options() throws {
        var build = try PatchedBuild(Self.objects)
        try build.apply(
            """
            patches:
            - target: {name: a}
              options: {allowNameChange: true, allowKindChange: true}
              patch: "{apiVersion: v1, kind: Secret, metadata: {name: c}}"
            """
        )
        let renamed = try #require(build.resources.resources.first)
        #expect(renamed.currentID.description == "v1/Secret/c")
        #expect(renamed.formerIDs.map(\.description) == ["v1/ConfigMap/default/a"])
    }

    @Test("a name that is a number stays the text it was")
    func numericName() throws {
        let object = "apiVersion: v1\nkind: Foo\nmetadata: {name: \"123\"}\n"
        let patch = "patches:\n- target: {kind: Foo}\n  patch: '{apiVersion: v1, kind: Foo, metadata: {name: 5}, x: y}'"
        #expect(
            try PatchedBuild.output(object, patch)
                == "apiVersion: v1\nkind: Foo\nmetadata:\n  name: \"123\"\nx: \"y\"\n"
        )
    }

    @Test("objects can be deleted, several in one patch")
    func deletion() throws {
        let patch = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: a}
            $patch: delete
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: b, namespace: shop}
            $patch: delete
            """
        #expect(
            try PatchedBuild.output(Self.objects, "patchesStrategicMerge: [p.yaml]", files: ["p.yaml": patch]) == ""
        )
        #expect(try PatchedBuild.output(Self.objects, "patches: [{path: p.yaml}]", files: ["p.yaml": patch]) == "")
    }

    @Test("a deleted object is no target for what follows")
    func afterDeletion() throws {
        let kustomization = """
            patches:
            - target: {name: a}
              patch: "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, $patch: delete}"
            - target: {name: a}
              patch: "[{\\"op\\": \\"remove\\", \\"path\\": \\"/data\\"}]"
            - patch: "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}"
            """
        #expect(
            try PatchedBuild.failure(Self.objects, kustomization)
                == "app/kustomization.yaml:6: no resource matches strategic merge patch v1/ConfigMap/a: no matches for Id"
                + " v1/ConfigMap/a; failed to find unique target for patch; correct its apiVersion, kind, name or"
                + " namespace"
        )
    }

    @Test("patchesStrategicMerge holds paths and patches")
    func oldField() throws {
        let kustomization = """
            patchesStrategicMerge:
            - p.yaml
            - |-
              apiVersion: v1
              kind: ConfigMap
              metadata: {name: b, namespace: shop}
              data: {l: w}
            """
        let file = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {l: w}\n"
        let output = try PatchedBuild.output(Self.objects, kustomization, files: ["p.yaml": file])
        #expect(output.split(separator: "\n").filter { $0 == "  l: w" }.count == 2)
    }

    @Test(
        "what is no patch says why",
        arguments: [
            ("{}", "3: must specify one of patch and path; add the one or the other"),
            ("{path: p.yaml, patch: x}", "3: patch and path can't be set at the same time; keep one"),
            ("{path: none.yaml}", "3: 'none.yaml': no such file or directory; correct the path, or add it"),
            ("{path: empty.yaml}", "3: must specify a target for JSON patch path 'empty.yaml'; add 'target'"),
            (
                "{path: comment.yaml}",
                "3: illegally qualifies as both an SM and JSON patch: path 'comment.yaml' begins with an empty document;"
                    + " remove it"
            ),
            ("{path: list.yaml}", "3: must specify a target for JSON patch path 'list.yaml'; add 'target'"),
            (
                "{path: two.yaml, target: {name: a}}",
                "3: Multiple Strategic-Merge Patches in one `patches` entry is not allowed to set `patches.target` field:"
                    + " path 'two.yaml'; make an entry of each"
            ),
            ("{path: two.yaml, other: 1}", "3: unknown field \"other\"; remove it or correct its name"),
            (
                "{path: two.yaml, target: {nam: a}}",
                "3: unknown field \"nam\"; remove it or correct its name"
            ),
            (
                "{patch: '{op: add}', target: {name: a}}",
                """
                3: unable to parse SM or JSON patch from the inline patch; correct it so that it is objects or a list of\
                 operations
                app/kustomization.yaml:3: missing Resource metadata: an object has no kind; add 'kind'
                app/kustomization.yaml:3: a JSON patch is a mapping, not a list of operations
                """
            ),
        ]
    )
    func failures(entry: String, message: String) throws {
        let files = [
            "empty.yaml": "", "comment.yaml": "# nothing\n", "list.yaml": "- {op: remove, path: /x}\n",
            "two.yaml":
                "apiVersion: v1\nkind: A\nmetadata: {name: a}\n---\napiVersion: v1\nkind: A\nmetadata: {name: b}\n",
        ]
        #expect(
            try PatchedBuild.failure(Self.objects, "patches:\n#\n- \(entry)", files: files)
                == "app/kustomization.yaml:\(message)"
        )
    }

    @Test("two objects must not get the same name")
    func collision() throws {
        let kustomization = """
            patches:
            - target: {kind: ConfigMap}
              options: {allowNameChange: true}
              patch: "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}"
            """
        let objects = Self.objects.replacing(", namespace: shop", with: "")
        #expect(
            try PatchedBuild.failure(objects, kustomization)
                == "app/kustomization.yaml:4: may not add v1/ConfigMap/c, which is already registered by"
                + " app/objects.yaml:1; a patch must not give two objects the same name"
        )
    }

    @Test("plugins take the same patches")
    func plugins() throws {
        var build = try PatchedBuild(Self.objects)
        try build.applyPlugin(
            "kind: PatchTransformer\ntarget: {name: a}\npatch: '{apiVersion: v1, kind: x, metadata: {name: y}, data: {p: q}}'"
        ) { try PatchTransformer(config: $0, loader: $1) }
        try build.applyPlugin("paths: ['{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {k: null}}']") {
            try StrategicMergePatchTransformer(config: $0, loader: $1)
        }
        try build.applyPlugin("target: {name: b}\njsonOp: '[{\"op\": \"remove\", \"path\": \"/data/k\"}]'") {
            try JSONPatchTransformer(config: $0, loader: $1)
        }
        #expect(build.resources.resources.map { $0.node["data"]?.fields.map(\.name) } == [["p"], []])
    }

    @Test("what a patch wrote says where, and where it was before; names stay what they were")
    func traces() throws {
        var build = try PatchedBuild(
            Self.objects,
            files: ["p.yaml": "- op: replace\n  path: /data/k\n  value: w\n- {op: add, path: /data/l, value: {m: n}}\n"],
        )
        try build.apply(
            """
            patches:
            - target: {name: a}
              path: p.yaml
            - target: {name: a}
              patch: "{apiVersion: v1, kind: ConfigMap, metadata: {name: z}}"
            """
        )
        let object = try #require(build.resources.resources.first?.node)
        let files = build.context.files
        func places(_ value: TracedValue?) -> [String] {
            (value?.trace.places ?? []).map { "\(files.description(of: $0)) \($0.writer)" }
        }
        #expect(
            places(object.at("data", "k")) == [
                "app/objects.yaml:4 source", "app/p.yaml:3 source", "app/kustomization.yaml:3 patch",
            ]
        )
        #expect(places(object.at("data", "l")) == ["app/p.yaml:4 source", "app/kustomization.yaml:3 patch"])
        #expect(places(object.at("data", "l", "m")) == ["app/p.yaml:4 source"])
        #expect(places(object.at("metadata", "name")) == ["app/objects.yaml:3 source"])
    }

    @Test("a thousand patches find their objects among thousands")
    func many() throws {
        let objects = (0..<3000).map { "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c\($0)}\n" }
        let patches = (0..<1000).map { number in
            "- patch: '{apiVersion: v1, kind: ConfigMap, metadata: {name: c\(number)}, data: {n: x}}'\n"
                + "- target: {name: c\(number)}\n  patch: '[{\"op\": \"remove\", \"path\": \"/data/n\"}]'\n"
        }
        let output = try PatchedBuild.output(objects.joined(separator: "---\n"), "patches:\n" + patches.joined())
        #expect(output.split(separator: "\n").filter { $0 == "data: {}" }.count == 1000)
    }
}
