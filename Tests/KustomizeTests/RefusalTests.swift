import Kustomize
import Manifests
import SourceTrees
import Testing

struct WhatABuildMayNotRead {
    @Test(arguments: [
        "https://example.com/a.yaml", "http://example.com//base?ref=v1", "github.com/example/base",
        "git@github.com:example/base", "ssh://git@example.com/base", "git::https://example.com/base", "gh:example/base",
        "file:///srv/base.git", "GitHub.com/example/base?ref=main",
    ])
    func `is a remote place, under any spelling`(remote: String) async throws {
        try Fixture.with { fixture in
            let files = ["x/kustomization.yaml": "namePrefix: a-\nresources:\n  - \(remote)\n"]
            let problems = try fixture.problems(files, "x")
            #expect(
                problems == [
                    "x/kustomization.yaml:3: resources: \(remote): is a remote place, and fettle renders this repository "
                        + "only; copy its files in"
                ]
            )
        }
    }

    @Test func `is a remote place in a field that kustomize reads although it is spelt otherwise`() async throws {
        try Fixture.with { fixture in
            let files = [
                "x/kustomization.yaml": """
                Resources: [https://example.com/a.yaml]
                Components: [https://example.com/b]
                """
            ]
            let problems = try fixture.problems(files, "x")
            #expect(problems.count == 2)
        }
    }

    @Test func `is anything outside of the repository`() async throws {
        var tree = try InMemoryTree([
            "x/kustomization.yaml": """
            resources:
              - /etc/passwd
              - ../../outside
              - leaving.yaml
              - round.yaml
            patches:
              - path: ../patch.yaml
            """,
            "patch.yaml": configMap("a"),
        ])
        tree.addLink(to: "../../etc/passwd", at: try TreePath("x/leaving.yaml"))
        tree.addLink(to: "round.yaml", at: try TreePath("x/round.yaml"))
        try Fixture.with { [tree] fixture in
            let problems = try fixture.problems(tree, "x")
            #expect(
                problems == [
                    "x/kustomization.yaml:2: '/etc/passwd': is an absolute path; write it relative to the file that "
                        + "names it",
                    "x/kustomization.yaml:3: '../../outside': leaves the repository (seen from x); keep it inside",
                    "x/kustomization.yaml:4: 'leaving.yaml': x/leaving.yaml: follows a symbolic link out of the "
                        + "repository; keep it inside",
                    "x/kustomization.yaml:5: 'round.yaml': x/round.yaml: symbolic links lead in a circle; break it at x/round.yaml",
                    "x/kustomization.yaml:7: file '../patch.yaml' is not in or below 'x'; a kustomization reads files of "
                        + "its own folder only",
                ]
            )
        }
    }

    @Test func `is what is not there, wherever it is named`() async throws {
        try Fixture.with { fixture in
            let problems = try fixture.problems(
                [
                    "x/kustomization.yaml": """
                    resources: [none.yaml]
                    components: [../none]
                    patches: [{path: p.yaml}]
                    patchesStrategicMerge: [q.yaml]
                    patchesJson6902: [{path: r.yaml, target: {kind: A, name: b}}]
                    configMapGenerator: [{name: a, files: [k=s.ini], envs: [t.env]}]
                    secretGenerator: [{name: a, env: u.env}]
                    replacements: [{path: v.yaml}]
                    transformers: [w.yaml]
                    openapi: {path: x.json}
                    crds: [y.yaml]
                    configurations: [z.yaml]
                    """
                ],
                "x",
            )
            let names = [
                "none.yaml", "../none", "p.yaml", "q.yaml", "r.yaml", "s.ini", "t.env", "u.env", "v.yaml", "w.yaml",
                "x.json", "y.yaml", "z.yaml",
            ]
            for name in names {
                #expect(
                    problems.contains {
                        $0.hasSuffix("'\(name)': no such file or directory; correct the path, or add it")
                    }
                )
            }
            #expect(problems.count == names.count)
            #expect(
                problems.contains(
                    "x/kustomization.yaml:6: 's.ini': no such file or directory; correct the path, or add it"
                )
            )
        }
    }

    @Test(arguments: [
        (
            "helmCharts: [{name: loki}]",
            "x/kustomization.yaml:1: helmCharts: charts are not rendered by kustomize here; write a HelmRelease"
        ),
        (
            "transformers: [function.yaml]",
            "x/function.yaml:1: Container c: is a function that runs a program; fettle runs none, remove it"
        ),
        (
            "transformers: ['{apiVersion: example.com/v1, kind: Magic, metadata: {name: m}}']",
            "x/kustomization.yaml:1: Magic m: external plugins disabled; unable to load external plugin 'Magic': it runs a "
                + "program, and fettle runs none; remove it"
        ),
        (
            "generators: [../plugins]",
            "plugins/chart.yaml:1: HelmChartInflationGenerator h: charts are not rendered by kustomize here; write a "
                + "HelmRelease"
        ),
    ])
    func `is a chart, and a plugin that runs a program`(field: String, message: String) throws {
        let problems = try Fixture().problems(
            [
                "x/kustomization.yaml": field + "\n",
                "x/function.yaml": """
                apiVersion: example.com/v1
                kind: Container
                metadata:
                  name: c
                  annotations:
                    config.kubernetes.io/function: "container: {image: example}"
                """,
                "plugins/kustomization.yaml": "resources: [chart.yaml]",
                "plugins/chart.yaml":
                    "apiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata: {name: h}\n",
            ],
            "x",
        )
        #expect(problems == [message])
    }

    @Test func `is a circle of folders, one without kustomization, and one with two`() async throws {
        try Fixture.with { fixture in
            let problems = try fixture.problems(
                [
                    "a/kustomization.yaml": "resources: [../b, ../c, ../d]",
                    "b/kustomization.yaml": "resources: [../a]",
                    "c/plain.yaml": configMap("c"),
                    "d/kustomization.yaml": "", "d/Kustomization": "",
                ],
                "a",
            )
            #expect(
                problems == [
                    "b/kustomization.yaml:1: cycle detected: '../a' leads back to 'a', which holds 'a'; a base must not "
                        + "ask for what asks for it",
                    "a/kustomization.yaml:1: unable to find one of 'kustomization.yaml', 'kustomization.yml' or "
                        + "'Kustomization' in directory 'c'; add one",
                    "a/kustomization.yaml:1: Found multiple kustomization files under 'd': kustomization.yaml, "
                        + "Kustomization; keep one",
                ]
            )
        }
    }
}

struct BadYAML {
    private static let bomb =
        "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        + (1...7).map { level in
            "a\(level): &a\(level) [\([String](repeating: "*a\(level - 1)", count: 10).joined(separator: ", "))]\n"
        }.joined()

    @Test(arguments: [
        (Array(bomb.utf8), "x/bad.yaml:6:"),
        (Array("a: 1\nb: 2\na: 3\n".utf8), "x/bad.yaml:3: malformed YAML: key 'a' stands twice"),
        (Array("a:\n\tb: 1\n".utf8), "x/bad.yaml:2: malformed YAML: "),
        (Array("a: b\nc: ".utf8) + [0xff, 0xfe], "x/bad.yaml:2:"),
    ])
    func `is named with its place, and every file of it`(bytes: [UInt8], expected: String) async throws {
        var tree = try InMemoryTree([
            "x/kustomization.yaml": "resources: [bad.yaml, other.yaml]", "x/other.yaml": "a: [",
        ])
        tree.add(bytes, at: try TreePath("x/bad.yaml"))
        try Fixture.with { [tree] fixture in
            let problems = try fixture.problems(tree, "x")
            #expect(problems.first?.hasPrefix(expected) == true, "\(problems)")
            #expect(problems.last?.hasPrefix("x/other.yaml:") == true)
            #expect(problems.count == 2)
        }
    }

    @Test func `in a kustomization file is named with its place`() async throws {
        try Fixture.with { fixture in
            let files = ["x/kustomization.yaml": "resources: [../y]", "y/kustomization.yaml": "resources:\n- a\n- [\n"]
            let problems = try fixture.problems(files, "x")
            #expect(problems.count == 1)
            #expect(problems.first?.hasPrefix("y/kustomization.yaml:4:") == true, "\(problems)")
        }
    }
}

struct WhatIsSaidOnFailure {
    @Test func `names the file and line`() async throws {
        try Fixture.with { fixture in
            let files = [
                "base/kustomization.yaml": "resources: [a.yaml]", "base/a.yaml": "a: b\n",
                "x/kustomization.yaml": "resources: [../base]",
            ]
            let problems = try fixture.problems(files, "x")
            #expect(problems.count == 1)
            let text = try #require(problems.first)
            #expect(text == "base/a.yaml:1: missing Resource metadata: an object has no kind; add 'kind'")
        }
    }

    @Test(arguments: [
        "x/patch.yaml", "x/json.yaml", "x/kustomization.yaml", "x/secret.yaml", "x/broken.env",
    ])
    func `quotes nothing that is encrypted`(broken: String) async throws {
        let canary = "canaryvalue0123456789"
        var files = [
            "x/kustomization.yaml": """
            resources: [secret.yaml]
            patches:
              - path: patch.yaml
              - path: json.yaml
                target: {kind: Secret}
            secretGenerator:
              - {name: env, envs: [broken.env]}
            """,
            "x/secret.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: \(canary)}\n",
            "x/patch.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {b: \(canary)}\n",
            "x/json.yaml": "- {op: add, path: /stringData/c, value: \(canary)}\n",
            "x/broken.env": "a=\(canary)\n",
        ]
        switch broken {
        case "x/patch.yaml": files[broken] = "apiVersion: v1\nkind: Secret\n\(canary): {name: s}\nb: [\(canary)]\n"
        case "x/json.yaml": files[broken] = "- {op: \(canary), path: /stringData/c, value: \(canary)}\n"
        case "x/kustomization.yaml":
            files[broken]? += "images: [{name: a, newTag: [\(canary)]}]\nnameSuffix: [\(canary)]\n"
        case "x/secret.yaml": files[broken] = "apiVersion: v1\nkind: Secret\nmetadata: \(canary)\n"
        default: files[broken] = "\(canary) \(canary)\nkey with blanks=\(canary)\n"
        }
        try Fixture.with { [files] fixture in
            let problems = try fixture.problems(files, "x", encrypted: Set(files.keys))
            #expect(!problems.isEmpty)
            #expect(!problems.joined().contains("canary"), "\(problems)")
            #expect(!problems.joined().contains("Y2FuYXJ5"), "\(problems)")
        }
    }
}

struct WhatAPatchMayNotTakeAway {
    @Test(arguments: [
        ("/metadata/name", "missing metadata.name in object of kind ConfigMap; give it a name"),
        ("/kind", "missing Resource metadata: an object has no kind; add 'kind'"),
    ])
    func `is what every object needs`(path: String, message: String) async throws {
        try Fixture.with { fixture in
            let files = [
                "x/kustomization.yaml": """
                resources: [a.yaml]
                patches:
                - target: {kind: ConfigMap}
                  patch: |-
                    - {op: remove, path: \(path)}
                """,
                "x/a.yaml": configMap("a"),
            ]
            let problems = try fixture.problems(files, "x")
            #expect(problems == ["x/a.yaml:1: \(message)"])
        }
    }
}
