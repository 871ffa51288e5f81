import Foundation
import Kustomize
import Manifests
import SourceTrees
import SystemPackage
import TestSupport
import Testing
import YAML

struct ABuild {
    private let files = [
        "base/kustomization.yaml": """
        resources: [app.yaml, more.json]
        configMapGenerator:
          - name: made
            files: [config.ini, renamed=other.ini]
        secretGenerator:
          - name: hidden
            envs: [hidden.env]
        """,
        "base/app.yaml": configMap("app") + "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: space}\n",
        "base/more.json":
            #"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "more"}, "data": {"n": "1"}}"#,
        "base/config.ini": "[a]\nb=c\n",
        "base/other.ini": "x",
        "base/hidden.env": "key=value\n",
        "overlays/one/kustomization.yml": """
        resources: [../../base, own.yaml]
        components: [../../extra]
        namePrefix: one-
        namespace: space
        patches:
          - path: patch.yaml
        labels:
          - pairs: {team: one}
        """,
        "overlays/one/own.yaml":
            "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: own}}\n",
        "overlays/one/patch.yaml": configMap("app", "c: d"),
        "extra/Kustomization": """
        apiVersion: kustomize.config.k8s.io/v1alpha1
        kind: Component
        resources: [extra.yaml]
        """,
        "extra/extra.yaml": configMap("extra"),
    ]

    @Test(arguments: ["base", "overlays/one", "extra"])
    func `gives the objects that kubectl prints, in its order`(path: String) async throws {
        try await withTemporaryDirectory { folder in
            try write(files, below: folder)
            let expected = try #require(try await oracle(folder.appending(path)))
            try Fixture.with { fixture in
                let manifests = try fixture.render(files, path)
                #expect(manifests.map(\.object) == expected)
            }
        }
    }

    @Test(arguments: ["[managedByLabel]", "[originAnnotations]", "[originAnnotations, transformerAnnotations]"])
    func `keeps what the folder itself asks of kustomize`(metadata: String) async throws {
        var files = files
        files["overlays/one/kustomization.yml"]? += "\nbuildMetadata: \(metadata)\nsortOptions: {order: fifo}\n"
        try await withTemporaryDirectory { folder in
            try write(files, below: folder)
            let expected = try #require(try await oracle(folder.appending("overlays/one")))
            try Fixture.with { fixture in
                let manifests = try fixture.render(files, "overlays/one")
                #expect(manifests.map(\.object) == expected)
            }
        }
    }

    @Test func `keeps annotations that somebody wrote`() async throws {
        try Fixture.with { fixture in
            let noted = configMap("a", more: "  annotations: {note: \"yes\"}\n")
            let files = ["x/kustomization.yaml": "resources: [a.yaml]", "x/a.yaml": noted]
            let manifest = try fixture.render(files, "x")["a"]
            #expect(manifest.object.at("metadata", "annotations") == ["note": "yes"])
        }
    }

    @Test func `may be of the whole repository`() async throws {
        try Fixture.with { fixture in
            let manifests = try fixture.render(
                ["kustomization.yaml": "resources: [a.yaml]", "a.yaml": configMap("a")],
                ".",
            )
            #expect(manifests.map(\.name) == ["a"])
            #expect(manifests.first?.origin == Origin(file: "a.yaml", line: 1))
        }
    }

    @Test func `follows links that stay inside`() async throws {
        var tree = try InMemoryTree([
            "base/app/a.yaml": configMap("a"), "base/app/kustomization.yaml": "resources: [a.yaml]",
        ])
        tree.addLink(to: "../base", at: try TreePath("overlays/shared"))
        tree.addLink(to: "b.yaml", at: try TreePath("overlays/one/linked.yaml"))
        tree.add(Array(configMap("b").utf8), at: try TreePath("overlays/one/b.yaml"))
        let kustomization = "resources: [../shared/app, linked.yaml]"
        tree.add(Array(kustomization.utf8), at: try TreePath("overlays/one/kustomization.yaml"))
        try Fixture.with { [tree] fixture in
            let manifests = try fixture.render(tree, "overlays/one")
            #expect(manifests.map(\.name) == ["a", "b"])
            #expect(manifests.map(\.origin?.file) == ["base/app/a.yaml", "overlays/one/b.yaml"])
        }
    }

    @Test func `may run beside others`() async throws {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<6 {
                group.addTask { try Fixture().render(files, "overlays/one").count }
            }
            for try await count in group { #expect(count == 7) }
        }
    }

    @Test func `reads no more than it needs`() async throws {
        let tree = try InMemoryTree(files.merging(["base/unused.yaml": "a"]) { $1 })
        let build = Build(tree: tree, path: try TreePath("base")) { path in
            #expect(path.description != "base/unused.yaml")
            return false
        }
        #expect(try Kustomizer.manifests(of: build).count == 5)
    }
}

struct AFolderWithoutKustomization {
    @Test func `is rendered with all its manifests, and its subfolders' own kustomizations`() async throws {
        try Fixture.with { fixture in
            let manifests = try fixture.render(
                [
                    "all/a.yaml": configMap("a"),
                    "all/notes.txt": "not read",
                    "all/.hidden.yaml": "not: read",
                    "all/deep/er/b.yml": configMap("b"),
                    "all/own/kustomization.yaml": "namePrefix: own-\nresources: [c.yaml]",
                    "all/own/c.yaml": configMap("c"),
                    "all/own/not-listed.yaml": configMap("d"),
                ],
                "all",
            )
            #expect(manifests.map(\.name) == ["a", "b", "own-c"])
            #expect(manifests.map(\.origin?.file) == ["all/a.yaml", "all/deep/er/b.yml", "all/own/c.yaml"])
        }
    }

    @Test func `and without manifests is refused`() async throws {
        try Fixture.with { fixture in
            let problems = try fixture.problems(["all/notes.txt": "none"], "all")
            #expect(problems == ["all: holds neither a kustomization.yaml nor manifests; add what it is to deploy"])
        }
    }

    @Test func `that is not there is refused`() async throws {
        try Fixture.with { fixture in
            let problems = try fixture.problems(["all/notes.txt": "none"], "none")
            #expect(problems == ["none: no such folder; correct the path, or add it"])
        }
    }
}
