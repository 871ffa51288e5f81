import Kubernetes
import Manifests
import SourceTrees
import Testing
import YAML

@testable import Reconciliation

@Suite("What a cluster's folder says")
struct ConfigurationTests {
    private func tree(_ files: [String: String]) throws -> InMemoryTree {
        try InMemoryTree(files)
    }

    private func cluster(_ spec: String) -> String {
        "apiVersion: fettle.dev/v1alpha1\nkind: Cluster\nmetadata: { name: perso }\nspec:\n\(spec)"
    }

    @Test("what is left out has its default")
    func defaults() throws {
        let tree = try tree(["clusters/perso/cluster.yaml": cluster("  drift: report\n")])
        let configuration = try ClusterDefinition.read("perso", in: tree).configuration
        #expect("\(configuration.path)" == "overlays/perso")
        #expect(configuration.interval == .seconds(600))
        #expect(configuration.drift == .report)
        #expect(configuration.prune)
        #expect(configuration.access == .inCluster)
        #expect(configuration.timeout == .seconds(300))
    }

    @Test("every problem is told at once, with the file")
    func problems() throws {
        let tree = try tree([
            "clusters/perso/cluster.yaml": cluster(
                "  path: ../..\n  interval: 5\n  pruneLimit: lots\n  kubeconfig: { file: a, path: /b }\n  wat: 1\n"
            )
        ])
        let problems = try #require(throws: Problems.self) { try ClusterDefinition.read("perso", in: tree) }
        let text = "\(problems)"
        for part in ["spec.path:", "spec.interval:", "spec.pruneLimit:", "spec.kubeconfig.path:", "spec.wat:"] {
            #expect(text.contains("clusters/perso/cluster.yaml:1: \(part)"), "\(part) in \(text)")
        }
    }

    @Test("rules leave fields to others, the cluster's in every stage; what is wrong in one is told with its place")
    func ignoreRules() throws {
        let rule = "  ignore:\n    - paths: [/spec/replicas]\n      target: { kind: Deployment, namespace: a.* }\n"
        let stages = try ClusterDefinition.read("perso", in: try tree(["clusters/perso/cluster.yaml": cluster(rule)]))
            .stages
        func manifest(_ kind: String, _ namespace: String) -> Manifest {
            Manifest([
                "apiVersion": "apps/v1", "kind": .string(kind),
                "metadata": ["name": "x", "namespace": .string(namespace)],
            ])
        }
        let rules = try #require(stages.first).ignore
        #expect(rules.pointers(for: manifest("Deployment", "app")).map(\.description) == ["/spec/replicas"])
        #expect(rules.pointers(for: manifest("Deployment", "web")).isEmpty)
        #expect(rules.pointers(for: manifest("StatefulSet", "app")).isEmpty)

        let wrong =
            "  ignore:\n    - paths: [spec.replicas]\n      target: { name: '(', labelSelector: '=' }\n    - target: {}\n"
        let tree = try tree(["clusters/perso/cluster.yaml": cluster(wrong)])
        let text = "\(try #require(throws: Problems.self) { try ClusterDefinition.read("perso", in: tree) })"
        for part in [
            "spec.ignore[0].paths: 'spec.replicas'", "spec.ignore[0].target.name: '('",
            "spec.ignore[1].paths: is missing",
        ] {
            #expect(text.contains(part), "\(part) in \(text)")
        }
    }

    @Test("a kubeconfig of the host is one file or a list, each by its absolute path")
    func kubeconfigPath() throws {
        func read(_ path: String) throws -> ClusterConfiguration {
            let text = cluster("  kubeconfig: { path: '\(path)' }\n")
            return try ClusterDefinition.read("perso", in: tree(["clusters/perso/cluster.yaml": text])).configuration
        }
        #expect(try read("/etc/a").access == .path("/etc/a"))
        #expect(try read("/etc/a:/etc/b").access == .path("/etc/a:/etc/b"))
        for path in ["a", "/etc/a:b", ":"] {
            let problems = try #require(throws: Problems.self) { try read(path) }
            #expect("\(problems)".contains("spec.kubeconfig.path: '\(path)' is no absolute path on the daemon's host"))
        }
    }

    @Test("without stages the cluster's own path is the one stage")
    func oneStage() throws {
        let tree = try tree(["clusters/perso/cluster.yaml": cluster("  path: apps\n  wait: true\n")])
        let stages = try ClusterDefinition.read("perso", in: tree).stages
        #expect(stages.map(\.name) == ["perso"])
        #expect(stages.map { "\($0.path)" } == ["apps"])
        #expect(stages.map(\.wait) == [true])
    }

    private func stage(_ name: String, after: [String] = []) -> String {
        """
        ---
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: { name: \(name), namespace: flux-system }
        spec:
          interval: 10m
          path: ./overlays/\(name)
          prune: true
          sourceRef: { kind: GitRepository, name: flux-system }
          dependsOn: [\(after.map { "{ name: \($0) }" }.joined(separator: ", "))]

        """
    }

    @Test("stages stand behind what they depend on")
    func order() throws {
        let tree = try tree([
            "clusters/perso/cluster.yaml": cluster("  prune: true\n"),
            "clusters/perso/stages.yaml": stage("c", after: ["b"]) + stage("b", after: ["a"]) + stage("a"),
        ])
        #expect(try ClusterDefinition.read("perso", in: tree).stages.map(\.name) == ["a", "b", "c"])
    }

    @Test("a circle of stages is refused by its names")
    func circle() throws {
        let tree = try tree([
            "clusters/perso/cluster.yaml": cluster("  prune: true\n"),
            "clusters/perso/stages.yaml": stage("b", after: ["a"]) + stage("a", after: ["b"]) + stage("c"),
        ])
        let problems = try #require(throws: Problems.self) { try ClusterDefinition.read("perso", in: tree) }
        #expect("\(problems)".contains("these stages wait for each other: a, b; break the circle"))
    }

    @Test("variables of an encrypted cluster.yaml are secret in every stage")
    func sensitive() throws {
        let tree = try tree([
            "clusters/perso/cluster.yaml": cluster("  substitute: { password: secret }\n"),
            "clusters/perso/stages.yaml": stage("a"),
        ])
        let secret = try ClusterDefinition.read("perso", in: tree) { $0.name == "cluster.yaml" }
        #expect(secret.stages.map(\.isSensitive) == [true])
        #expect(try ClusterDefinition.read("perso", in: tree).stages.map(\.isSensitive) == [false])
    }
}
