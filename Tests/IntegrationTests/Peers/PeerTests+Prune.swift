import TestSupport
import Testing

extension PeerTests {
    @Test(
        "1: a commit that empties an overlay is refused, nothing is deleted, the log says why, and its trailer allows it once",
        arguments: Engine.allCases,
    )
    func emptied(engine: Engine) async throws {
        try await Scenario.with(engine: engine) { scenario in
            try await scenario.push(Samples.app())
            try await scenario.sync()
            let versions = try await scenario.plane.versions()

            let emptied = ["overlays/one/kustomization.yaml": "resources: []\n"]
            try await scenario.push(emptied)
            let refused = try await scenario.fettle("sync")
            #expect(refused.exitCode == 1)
            #expect(refused.errors.contains("nothing is left to deploy, and all 3 of 3 objects"), "\(refused.errors)")
            #expect(refused.errors.contains("Fettle-Allow-Prune: one"))
            #expect(try await scenario.plane.versions() == versions)

            try await scenario.push([:], "Take everything away\n\nFettle-Allow-Prune: one")
            try await scenario.sync()
            let left = try await scenario.plane.kubectl(["get", "namespace", "app", "--ignore-not-found"])
            #expect(left.isEmpty)

            try await scenario.push(Samples.app())
            try await scenario.sync()
            try await scenario.push(emptied)
            #expect(try await scenario.fettle("sync").exitCode == 1)
            #expect(try await scenario.plane.field(".data.greeting", of: "configmap/settings") == "hello")
        }
    }

    @Test("2: a removed file's object is deleted, and that one only", arguments: Engine.allCases)
    func removed(engine: Engine) async throws {
        try await Scenario.with(engine: engine) { scenario in
            try await scenario.push(Self.extra)
            try await scenario.sync()
            let versions = try await scenario.plane.versions()
            try scenario.remove("overlays/one/extra.yaml")
            try await scenario.push(["overlays/one/kustomization.yaml": Samples.overlay()])
            let result = try await scenario.sync()
            let pruned = result.errors.split(separator: "\n").filter { $0.contains("pruned") }
            #expect(pruned.count == 1 && pruned[0].contains("object=ConfigMap/app/extra"), "\(result.errors)")
            func others(_ versions: String) -> [Substring] {
                versions.split(separator: "\n").filter { !$0.contains("/extra ") && !$0.contains("/fettle-inventory ") }
            }
            #expect(others(try await scenario.plane.versions()) == others(versions))
            #expect(try await scenario.plane.field(".metadata.name", of: "configmap/extra").isEmpty)
        }
    }

    @Test(
        "7: a deletion that fails or waits for a finalizer stays queued, and holds up no other",
        arguments: Engine.allCases
    )
    func queuedDeletion(engine: Engine) async throws {
        try await Scenario.with(clusters: ["one", "two"], engine: engine) { scenario in
            let plane = try #require(scenario.planes["one"])
            var files = Samples.app(for: ["one", "two"])
            for name in ["one", "two"] {
                let lines = ["interval: 2s", "timeout: 2s", "pruneLimit: 100%"]
                files["clusters/\(name)/cluster.yaml"] = scenario.cluster(name, lines[0], lines[1], lines[2])
            }
            files["overlays/one/kustomization.yaml"] = Samples.overlay("going.yaml")
            files["overlays/one/going.yaml"] = """
                apiVersion: v1
                kind: ConfigMap
                metadata: { name: held, namespace: app, finalizers: [example.org/hold] }
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: { name: guarded, namespace: app, labels: { guarded: "yes" } }
                """
            try await scenario.push(files)
            let daemon = try DaemonProcess(scenario)
            try await daemon.line(with: "converged", "cluster=one")
            try await daemon.line(with: "converged", "cluster=two")
            try await plane.kubectl(["apply", "--filename", "-"], input: Self.guardWebhook)

            try scenario.remove("overlays/one/going.yaml")
            try await scenario.push(["overlays/one/kustomization.yaml": Samples.overlay()])
            try await daemon.line(with: "failed", "cluster=one", "ConfigMap/app/guarded")
            try await daemon.line(with: "being deleted", "cluster=one", "ConfigMap/app/held")
            let commit = try await scenario.push([
                "base/app/config.yaml": Samples.configMap("settings", "greeting: again")
            ])
            for name in ["one", "two"] {
                try await daemon.line(
                    with: "applied",
                    "ConfigMap/app/settings",
                    "cluster=\(name)",
                    String(commit.prefix(8))
                )
            }
            #expect(try await plane.field(".metadata.name", of: "configmap/guarded") == "guarded")

            try await plane.kubectl(["delete", "validatingwebhookconfiguration", "guard"])
            try await plane.kubectl([
                "patch", "configmap/held", "--namespace", "app", "--type", "json", "--patch",
                #"[{"op":"remove","path":"/metadata/finalizers"}]"#,
            ])
            try await daemon.line(with: "pruned", "object=ConfigMap/app/guarded")
            #expect(try await plane.field(".metadata.name", of: "configmap/held").isEmpty)
            #expect(try await daemon.end().code == 0)
        }
    }

    /// Has every deletion of what is labelled `guarded` fail.
    private static let guardWebhook = """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingWebhookConfiguration
        metadata: { name: guard }
        webhooks:
          - name: guard.example.org
            clientConfig: { url: "https://127.0.0.1:1/" }
            objectSelector: { matchLabels: { guarded: "yes" } }
            rules:
              - { apiGroups: [""], apiVersions: [v1], resources: [configmaps], operations: [DELETE] }
            failurePolicy: Fail
            sideEffects: None
            admissionReviewVersions: [v1]
            timeoutSeconds: 1
        """

    @Test("8: a failed apply holds back every deletion of that run", arguments: Engine.allCases)
    func failedApply(engine: Engine) async throws {
        try await Scenario.with(engine: engine) { scenario in
            try await scenario.push(Self.extra)
            try await scenario.sync()
            try await scenario.push(["overlays/one/extra.yaml": Samples.configMap("Not_A_Name", "a: b")])
            let result = try await scenario.fettle("sync")
            #expect(result.exitCode == 1)
            #expect(try await scenario.plane.field(".data.a", of: "configmap/extra") == "b")
        }
    }

    /// The usual objects, and one more.
    private static var extra: [String: String] {
        Samples.app().merging([
            "overlays/one/kustomization.yaml": Samples.overlay("extra.yaml"),
            "overlays/one/extra.yaml": Samples.configMap("extra", "a: b"),
        ]) { $1 }
    }
}
