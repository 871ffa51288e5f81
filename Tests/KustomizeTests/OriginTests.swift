import Kustomize
import Manifests
import SourceTrees
import Testing
import YAML

struct TheOriginOfAnObject {
    private let files = [
        "base/kustomization.yaml": """
        resources: [both.yaml]
        configMapGenerator:
          - name: made
            files: [config.ini]
        """,
        "base/both.yaml": configMap("first") + "---\n" + configMap("second"),
        "base/config.ini": "a",
        "x/kustomization.yaml": """
        resources: [../base]
        namePrefix: x-
        patches:
          - path: patch.yaml
          - patch: '[{"op": "add", "path": "/data/z", "value": "z"}]'
            target: {kind: ConfigMap, name: sec.*}
        """,
        "x/patch.yaml": "\n" + configMap("first", "c: d"),
    ]

    @Test func `is the file and line that it was written in`() async throws {
        try Fixture.with { fixture in
            let manifests = try fixture.render(files, "x")
            #expect(try manifests["x-first"].origin == Origin(file: "base/both.yaml", line: 1))
            #expect(try manifests["x-second"].origin == Origin(file: "base/both.yaml", line: 8))
            #expect(try manifests["x-made"].origin == Origin(file: "base/kustomization.yaml", line: 3))
        }
    }

    @Test func `comes with the files that changed it`() async throws {
        try Fixture.with { fixture in
            let manifests = try fixture.render(files, "x")
            let prefix = Origin(file: "x/kustomization.yaml", line: 2)
            let patch = Origin(file: "x/patch.yaml", line: 7)
            #expect(try Set(manifests["x-first"].touchedBy) == [patch, prefix])
            #expect(
                try Set(manifests["x-second"].touchedBy) == [Origin(file: "x/kustomization.yaml", line: 5), prefix]
            )
            #expect(
                try Set(manifests["x-made"].touchedBy).isSuperset(of: [
                    Origin(file: "base/config.ini", line: 1), prefix,
                ])
            )
        }
    }
}

struct AnObjectThatMayHoldSecrets {
    private func secret(_ name: String) -> String {
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: \(name)\nstringData:\n  a: b\n"
    }

    @Test func `is one from an encrypted file, and no other`() async throws {
        try Fixture.with { fixture in
            let manifests = try fixture.render(
                [
                    "x/kustomization.yaml": "resources: [a.yaml, b.yaml]",
                    "x/a.yaml": configMap("a"), "x/b.yaml": configMap("b"),
                ],
                "x",
                encrypted: ["x/a.yaml"],
            )
            #expect(try manifests["a"].isSensitive)
            #expect(try manifests["a"].origin?.isEncrypted == true)
            #expect(try !manifests["b"].isSensitive)
        }
    }

    @Test func `is one that an encrypted patch or generator file is for`() async throws {
        try Fixture.with { fixture in
            let manifests = try fixture.render(
                [
                    "base/kustomization.yaml": """
                    resources: [a.yaml, b.yaml, c.yaml]
                    configMapGenerator:
                      - {name: made, files: [made.ini]}
                      - {name: open, literals: [a=b]}
                    """,
                    "base/a.yaml": configMap("a-one"), "base/b.yaml": configMap("b-one"),
                    "base/c.yaml": configMap("c-one"), "base/made.ini": "x",
                    "x/kustomization.yaml": """
                    resources: [../base]
                    namePrefix: p-
                    patches:
                      - path: patch.yaml
                      - path: json.yaml
                        target: {name: ^b-.*$}
                    configMapGenerator:
                      - {name: open, behavior: merge, files: [more.ini]}
                    """,
                    "x/patch.yaml": configMap("a-one", "c: d"),
                    "x/json.yaml": "- {op: add, path: /data/x, value: y}",
                    "x/more.ini": "x",
                ],
                "x",
                encrypted: ["x/patch.yaml", "x/json.yaml", "base/made.ini", "x/more.ini"],
            )
            #expect(manifests.filter(\.isSensitive).map { $0.name.prefix(3) } == ["p-a", "p-b", "p-m", "p-o"])
            #expect(manifests.count == 5)
        }
    }

    @Test func `is one that a replacement copies a secret to, also by way of another`() async throws {
        try Fixture.with { fixture in
            let manifests = try fixture.render(
                [
                    "x/kustomization.yaml": """
                    resources: [s.yaml, a.yaml, b.yaml, c.yaml, d.yaml]
                    replacements:
                      - path: replacement.yaml
                      - source: {kind: ConfigMap, name: a, fieldPath: data.a}
                        targets: [{select: {kind: ConfigMap, name: b}, fieldPaths: [data.a]}]
                      - source: {kind: Secret, name: s}
                        targets: [{select: {kind: ConfigMap, name: d}, fieldPaths: [data.a]}]
                    """,
                    "x/replacement.yaml": """
                    source: {kind: Secret, name: s, fieldPath: stringData.a}
                    targets: [{select: {kind: ConfigMap, name: a}, fieldPaths: [data.a]}]
                    """,
                    "x/s.yaml": secret("s"), "x/a.yaml": configMap("a"), "x/b.yaml": configMap("b"),
                    "x/c.yaml": configMap("c"), "x/d.yaml": configMap("d"),
                ],
                "x",
            )
            #expect(manifests.filter(\.isSensitive).map(\.name) == ["a", "b", "s"])
        }
    }

    @Test func `is one whose annotations a patch tore away, and whose file was encrypted`() async throws {
        try Fixture.with { fixture in
            let manifests = try fixture.render(
                [
                    "x/kustomization.yaml": """
                    resources: [a.yaml, b.yaml]
                    patches:
                      - patch: '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "annotations": null}}'
                      - patch: '[{"op": "remove", "path": "/metadata/annotations"}]'
                        target: {name: b}
                    """,
                    "x/a.yaml": configMap("a"), "x/b.yaml": configMap("b"),
                ],
                "x",
                encrypted: ["x/a.yaml", "x/b.yaml"],
            )
            #expect(manifests.filter(\.isSensitive).map(\.name) == ["a", "b"])
            #expect(manifests.map(\.origin?.file) == ["x/a.yaml", "x/b.yaml"])
        }
    }

    @Test func `is one that an encrypted patch changed, whatever it is called now, or an encrypted transformer`() throws
    {
        try Fixture.with { fixture in
            var files = [
                "x/kustomization.yaml": """
                resources: [a.yaml, b.yaml]
                patches:
                  - path: first.yaml
                  - patch: '[{"op": "replace", "path": "/metadata/name", "value": "other"}]'
                    target: {name: a}
                    options: {allowNameChange: true}
                """,
                "x/first.yaml": configMap("a", "a: c"), "x/a.yaml": configMap("a"), "x/b.yaml": configMap("b"),
            ]
            let renamed = try fixture.render(files, "x", encrypted: ["x/first.yaml"])
            #expect(renamed.filter(\.isSensitive).map(\.name) == ["other"])
            files["x/kustomization.yaml"] = "resources: [a.yaml, b.yaml]\ntransformers: [t.yaml]\n"
            files["x/t.yaml"] = """
                apiVersion: builtin
                kind: AnnotationsTransformer
                metadata: {name: t}
                annotations: {secret: value}
                fieldSpecs: [{path: metadata/annotations, create: true}]
                """
            let annotated = try fixture.render(files, "x", encrypted: ["x/t.yaml"])
            #expect(annotated.filter(\.isSensitive).map(\.name) == ["a", "b"])
        }
    }
}
