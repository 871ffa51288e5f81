import Testing

/// What `patches` do that are lists of operations.
struct JSONPatchTests {
    private static let object = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: a}
        data: {k: v}
        list: [1, 2]
        nothing: null
        """

    private static func kustomization(_ operations: String) -> String {
        "patches:\n- target: {name: a}\n  patch: |\n"
            + operations.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)\n" }.joined()
    }

    /// The lines of the object after the operations that are none of its own.
    private static func lines(_ operations: String) throws -> [String] {
        let output = try PatchedBuild.output(object, kustomization(operations))
        let known: Set = ["apiVersion: v1", "kind: ConfigMap", "metadata:", "  name: a", "nothing: null"]
        return output.split(separator: "\n").map(String.init).filter { !known.contains($0) }
    }

    @Test(
        "operations change the object as kustomize's library does it",
        arguments: [
            ("- {op: add, path: /data/new, value: x}", ["data:", "  k: v", "  new: x", "list:", "- 1", "- 2"]),
            ("- {op: replace, path: /data/new, value: x}", ["data:", "  k: v", "  new: x", "list:", "- 1", "- 2"]),
            ("- {op: add, path: /data/new}", ["data:", "  k: v", "  new: null", "list:", "- 1", "- 2"]),
            ("- {op: remove, path: /data}", ["list:", "- 1", "- 2"]),
            ("- {op: add, path: /list/-, value: 3}", ["data:", "  k: v", "list:", "- 1", "- 2", "- 3"]),
            ("- {op: add, path: /list/-1, value: 3}", ["data:", "  k: v", "list:", "- 1", "- 2", "- 3"]),
            ("- {op: add, path: /list/0, value: 3}", ["data:", "  k: v", "list:", "- 3", "- 1", "- 2"]),
            ("- {op: replace, path: /list/-1, value: 3}", ["data:", "  k: v", "list:", "- 1", "- 3"]),
            ("- {op: remove, path: /list/-2}", ["data:", "  k: v", "list:", "- 2"]),
            ("- {op: move, from: /data/k, path: /list/1}", ["data: {}", "list:", "- 1", "- v", "- 2"]),
            (
                "- {op: copy, from: /list/0, path: /data/a~1b~0c}",
                ["data:", "  a/b~c: 1", "  k: v", "list:", "- 1", "- 2"]
            ),
            ("- {op: copy, from: /missing, path: /data/x}", ["data:", "  k: v", "  x: null", "list:", "- 1", "- 2"]),
            ("- {op: add, path: data/x, value: 1}", ["data:", "  k: v", "list:", "- 1", "- 2", "x: 1"]),
            ("- {op: test, path: /list, value: [1, 2]}", ["data:", "  k: v", "list:", "- 1", "- 2"]),
            ("- {op: test, path: /nothing, value: null}", ["data:", "  k: v", "list:", "- 1", "- 2"]),
            ("- {op: test, path: /missing, value: null}", ["data:", "  k: v", "list:", "- 1", "- 2"]),
            ("- {op: replace, path: '', value: 5}", ["data:", "  k: v", "list:", "- 1", "- 2"]),
            (
                #"[{"op": "add", "path": "/data/x", "value": "\u0041\/"}]"#,
                ["data:", "  k: v", "  x: A/", "list:", "- 1", "- 2"]
            ),
        ]
    )
    func operations(patch: String, lines: [String]) throws {
        #expect(try Self.lines(patch) == lines)
    }

    @Test(
        "an operation that cannot be done says why",
        arguments: [
            (
                "{op: add, path: /x/y, value: 1}",
                #"add operation does not apply: doc is missing path: "/x/y": missing value; correct the path, or add"#
                    + " what is above it first"
            ),
            (
                "{op: replace, path: /list/5, value: 1}",
                "replace operation does not apply: doc is missing key: /list/5: missing value; correct the index"
            ),
            (
                "{op: remove, path: /data/x}",
                "error in remove for path: '/data/x': Unable to remove nonexistent key: x: missing value"
            ),
            (
                "{op: add, path: /list/4, value: 1}",
                "error in add for path: '/list/4': Unable to access invalid index: 4: invalid index referenced; the list"
                    + " is shorter"
            ),
            (
                "{op: add, path: /list/x, value: 1}",
                "error in add for path: '/list/x': value was not a proper array index: 'x'"
            ),
            ("{op: remove, path: /list/-}", "error in remove for path: '/list/-': '-' is no index of a list"),
            (
                "{op: test, path: /data/k, value: w}",
                "testing value /data/k failed: test failed; the object holds something else there"
            ),
            ("{op: test, path: /data/k}", "test operation without value; add 'value'"),
            (
                "{op: move, from: /x, path: /data/x}",
                "error in move for path: '/x': Unable to remove nonexistent key: x: missing value"
            ),
            (
                "{op: put, path: /x}",
                "Unexpected kind of operation; 'op' is one of add, remove, replace, move, copy and test"
            ),
            (
                "{op: add, value: 1}",
                "add operation failed to decode path: missing value; write 'path' as a string"
            ),
        ]
    )
    func failures(operation: String, message: String) throws {
        let patch = "- op: test\n  path: /data/k\n  value: v\n- \(operation)"
        #expect(
            try PatchedBuild.failure(Self.object, Self.kustomization(patch))
                == "app/kustomization.yaml:7: JSON patch of v1/ConfigMap/default/a: \(message)"
        )
    }

    @Test("an object is what JSON makes of it afterwards, and values are read by YAML 1.1")
    func throughJSON() throws {
        let object = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: a, annotations: {count: 1000000, none: null}}
            data: {big: 9007199254740993, octal: 0755, date: 2001-01-01, float: 5.0, text: "5"}
            """
        let patch = "- {op: add, path: /data/yes, value: yes}\n- {op: add, path: /data/day, value: 2001-01-01}"
        #expect(
            try PatchedBuild.output(object, Self.kustomization(patch)) == """
                apiVersion: v1
                data:
                  big: 9007199254740992
                  date: "2001-01-01T00:00:00Z"
                  day: "2001-01-01"
                  float: 5
                  octal: 493
                  text: "5"
                  "yes": true
                kind: ConfigMap
                metadata:
                  annotations:
                    count: "1e+06"
                    none: "null"
                  name: a

                """
        )
    }

    @Test("only the first document of a patch counts")
    func documents() throws {
        let patch = "---\n- {op: add, path: /data/x, value: 1}\n---\n- {op: add, path: /data/y, value: 1}"
        #expect(try Self.lines(patch) == ["data:", "  k: v", "  x: 1", "list:", "- 1", "- 2"])
    }

    @Test("annotations may be added to, since the build keeps some of its own")
    func annotations() throws {
        let patch = "- {op: add, path: /metadata/annotations/x, value: z}"
        #expect(try PatchedBuild.output(Self.object, Self.kustomization(patch)).contains("  annotations:\n    x: z\n"))
        let old = "patchesJson6902:\n- target: {name: a}\n  patch: '\(patch)'"
        #expect(
            try PatchedBuild.failure(Self.object, old).hasSuffix(
                #"doc is missing path: "/metadata/annotations/x": missing value; correct the path, or add what is above"#
                    + " it first"
            )
        )
    }

    @Test("patchesJson6902 takes a file or a text, and needs the target's name")
    func oldField() throws {
        let file = #"[{"op": "add", "path": "/data/x", "value": "y"}]"#
        let kustomization = "patchesJson6902:\n- path: p.json\n  target: {version: v1, kind: ConfigMap, name: a}"
        #expect(
            try PatchedBuild.output(Self.object, kustomization, files: ["p.json": file]).contains(
                "data:\n  k: v\n  x: \"y\"\n"
            )
        )
        #expect(
            try PatchedBuild.failure(Self.object, "patchesJson6902:\n- path: p.json\n  target: {kind: ConfigMap}")
                == "app/kustomization.yaml:3: must specify the target name; add 'target' with 'name'"
        )
        #expect(
            try PatchedBuild.failure(Self.object, "patchesJson6902:\n- target: {name: a}\n  patch: '[]'")
                == "app/kustomization.yaml:3: patch appears to be empty: the inline patch; remove it, or add operations"
        )
    }
}
