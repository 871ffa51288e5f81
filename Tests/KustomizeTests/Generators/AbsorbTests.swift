import Testing

@testable import Kustomize

struct AbsorbTests {
    private static let file = """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: x
          labels: {a: old, b: old}
          annotations: {n: 1}
          finalizers: [z]
        immutable: true
        data: {a: old, b: 07, c: {x: y}, d: null, e: 1.50}
        binaryData: {f: YQ==}
        """

    @Test func `a merge keeps data, labels and annotations of what is there, as texts, and nothing else`() throws {
        let build = try GeneratorBuild([
            "kustomization.yaml": """
            resources: [r.yaml]
            configMapGenerator:
            - name: x
              behavior: merge
              literals: [a=new, g=new]
              options: {labels: {a: new, c: new}}
            """,
            "r.yaml": Self.file,
        ])
        #expect(
            build.text == """
                apiVersion: v1
                binaryData:
                  f: YQ==
                data:
                  a: new
                  b: "07"
                  c: ""
                  d: ""
                  e: "1.50"
                  g: new
                kind: ConfigMap
                metadata:
                  annotations:
                    "n": "1"
                  labels:
                    a: new
                    b: old
                    c: new
                  name: x

                """
        )
    }

    @Test func `a replacement keeps labels and annotations only, and the place in the order`() throws {
        let build = try GeneratorBuild([
            "kustomization.yaml": """
            resources: [r.yaml, s.yaml]
            configMapGenerator:
            - name: x
              behavior: replace
              literals: [g=new]
              options: {annotations: {n: own}}
            """,
            "r.yaml": Self.file,
            "s.yaml": "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: y\n",
        ])
        #expect(
            build.text == """
                apiVersion: v1
                data:
                  g: new
                kind: ConfigMap
                metadata:
                  annotations:
                    "n": own
                  labels:
                    a: old
                    b: old
                  name: x
                ---
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: "y"

                """
        )
    }

    @Test func `an object is found by what it was called, and keeps what it is called`() throws {
        let build = try GeneratorBuild([
            "kustomization.yaml": """
            resources: [base]
            namespace: foo
            configMapGenerator:
            - name: x
              behavior: merge
              literals: [z=1]
            """,
            "base/kustomization.yaml": """
            namePrefix: a-
            namespace: q
            configMapGenerator:
            - name: x
              literals: [y=1]
            """,
        ])
        #expect(
            build.text == """
                apiVersion: v1
                data:
                  "y": "1"
                  z: "1"
                kind: ConfigMap
                metadata:
                  name: a-x-7cfcd2662m
                  namespace: foo

                """
        )
    }

    @Test func `a name gets its suffix only when both sides want one`() throws {
        let build = try GeneratorBuild([
            "kustomization.yaml": """
            configMapGenerator:
            - name: x
              literals: [a=1]
            - name: x
              behavior: merge
              literals: [b=2, a=3]
            - name: x
              behavior: merge
              options: {disableNameSuffixHash: true}
              literals: [c=2]
            """
        ])
        #expect(
            build.text
                == "apiVersion: v1\ndata:\n  a: \"3\"\n  b: \"2\"\n  c: \"2\"\nkind: ConfigMap\nmetadata:\n  name: x\n"
        )
    }

    @Test func `merging nothing into a secret without data leaves none`() throws {
        let build = try GeneratorBuild([
            "kustomization.yaml": "resources: [r.yaml]\nsecretGenerator:\n- name: x\n  behavior: merge\n",
            "r.yaml": "apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\ntype: foo\nstringData: {a: b}\n",
        ])
        #expect(build.text == "apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\ntype: Opaque\n")
    }

    @Test func `a merge leaves the annotation of the origin as it is, a replacement does not`() throws {
        func origin(_ behavior: String) throws -> String? {
            let build = try GeneratorBuild([
                "kustomization.yaml": """
                resources: [r.yaml]
                configMapGenerator:
                - name: x
                  behavior: \(behavior)
                  options: {annotations: {config.kubernetes.io/origin: generator}}
                """,
                "r.yaml": """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: x
                  annotations: {config.kubernetes.io/origin: file}
                """,
            ])
            return build.resources.resources.first?.annotation("config.kubernetes.io/origin")
        }
        #expect(try origin("merge") == "file")
        #expect(try origin("replace") == "generator")
    }

    @Test func `several objects that were called so are an error`() throws {
        let object = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n"
        let message = try GeneratorBuild.failure([
            "kustomization.yaml": "resources: [a, b]\nconfigMapGenerator:\n- name: x\n  behavior: merge\n",
            "a/kustomization.yaml": "namePrefix: a-\nresources: [r.yaml]\n",
            "b/kustomization.yaml": "namePrefix: b-\nresources: [r.yaml]\n",
            "a/r.yaml": object,
            "b/r.yaml": object,
        ])
        #expect(
            message == "kustomization.yaml:3: found multiple objects that could accept merge of v1/ConfigMap/x:"
                + " v1/ConfigMap/a-x (a/r.yaml:1), v1/ConfigMap/b-x (b/r.yaml:1); name one of them as it is called now"
        )
    }

    @Test func `a key that was quoted in a file cannot be written after a merge when it needs its quotes`() throws {
        let files = [
            "x/kustomization.yaml": "resources: [r.yaml]\nconfigMapGenerator:\n- name: x\n  behavior: merge\n",
            "x/r.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  '12': b\n",
        ]
        let problems = try Fixture.with { try $0.problems(files, "x") }
        #expect(
            problems == [
                "x/r.yaml:6: v1/ConfigMap/x: unsupported type: key '12' is no string; quote it, or give it another name"
            ]
        )
    }
}
