import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite("One thing that fails does not stop the others")
struct FaultTests {
    @Test("an invalid object is told, and valid ones beside it are applied")
    func invalidObject() async throws {
        try await Scenario.with { scenario in
            try await scenario.push(
                Samples.app().merging([
                    "overlays/one/kustomization.yaml": Samples.overlay("bad.yaml", "good.yaml"),
                    "overlays/one/bad.yaml": Samples.configMap("Not_A_Name", "a: b"),
                    "overlays/one/good.yaml": Samples.configMap("good", "a: b"),
                ]) { $1 }
            )
            let result = try await scenario.fettle("sync")
            #expect(result.exitCode == 1)
            #expect(result.errors.contains("ConfigMap/app/Not_A_Name"))
            #expect(try await scenario.plane.field(".data.a", of: "configmap/good") == "b")
        }
    }

    @Test("a cluster that cannot be reached delays no other")
    func unreachable() async throws {
        try await Scenario.with { scenario in
            let dead = try String(contentsOfFile: scenario.plane.kubeconfig.string, encoding: .utf8)
                .replacing(/https:\/\/127\.0\.0\.1:\d+/, with: "https://127.0.0.1:9")
            let kubeconfig = scenario.folder.appending("dead-kubeconfig")
            try dead.write(toFile: kubeconfig.string, atomically: true, encoding: .utf8)
            try await scenario.push(
                Samples.app(for: ["one", "dead"]).merging([
                    "clusters/dead/cluster.yaml": """
                    apiVersion: fettle.dev/v1alpha1
                    kind: Cluster
                    metadata: { name: dead }
                    spec: { kubeconfig: { path: \(kubeconfig) } }
                    """
                ]) { $1 }
            )
            let result = try await scenario.fettle("sync")
            #expect(result.exitCode == 1)
            #expect(result.errors.contains("cluster=dead"))
            #expect(result.errors.contains("refused"))
            #expect(try await scenario.plane.field(".spec.replicas", of: "deployment/web") == "2")
        }
    }

    @Test("while the remote is away, drift is corrected from what was fetched last")
    func remoteAway() async throws {
        try await Scenario.with { scenario in
            try await scenario.push(
                Samples.app().merging(["clusters/one/cluster.yaml": scenario.cluster("one", "interval: 1s")]) { $1 }
            )
            let daemon = try DaemonProcess(scenario)
            try await daemon.line(with: "converged")
            let away = scenario.folder.appending("away.git").string
            try FileManager.default.moveItem(atPath: scenario.repository.bare.string, toPath: away)
            try await daemon.line(with: "fetch failed")
            try await scenario.plane.kubectl(["scale", "deployment/web", "--namespace", "app", "--replicas", "9"])
            try await daemon.line(with: "drift", "live=9", "action=corrected")
            try FileManager.default.moveItem(atPath: away, toPath: scenario.repository.bare.string)
            try await scenario.push(["base/app/config.yaml": Samples.configMap("settings", "greeting: again")])
            try await daemon.line(with: "applied", "ConfigMap/app/settings", "configured")
            _ = try await daemon.end()
        }
    }
}

extension Scenario {
    /// Makes a git-crypt key for the repository, and lets git-crypt encrypt what `pattern` names.
    ///
    /// - Returns: the exported key file.
    func encrypt(_ pattern: String) async throws -> FilePath {
        let key = folder.appending("git-crypt.key")
        let environment = ["HOME": folder.string]
        for arguments in [["init"], ["export-key", key.string]] {
            let result = try await attempt(["git-crypt"] + arguments, in: repository.work, environment: environment)
            #expect(result.exitCode == 0, "\(result.errors)")
        }
        try write([".gitattributes": "\(pattern) filter=git-crypt diff=git-crypt\n"])
        return key
    }
}
