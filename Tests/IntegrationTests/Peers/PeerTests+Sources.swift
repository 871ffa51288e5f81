import Foundation
import SystemPackage
import TestSupport
import Testing

extension PeerTests {
    @Test(
        "3: a commit that does not render, is locked or lacks its folder writes nothing, and drift goes on being corrected",
        arguments: Engine.allCases,
    )
    func unreadable(engine: Engine) async throws {
        try await Scenario.with(engine: engine) { scenario in
            let plane = try scenario.plane
            try await scenario.push(
                Samples.app().merging(["clusters/one/cluster.yaml": scenario.cluster("one", engine.watchful)]) { $1 }
            )
            let daemon = try DaemonProcess(scenario)
            try await daemon.line(with: "converged")
            // Part of each bad commit is a change that would do.
            let change = ["base/app/config.yaml": Samples.configMap("settings", "greeting: again")]
            func expectRefusal(_ commit: String, telling part: String, driftTo replicas: Int) async throws {
                try await daemon.line(with: "failed", "commit=\(commit.prefix(8))", part)
                try await daemon.line(with: "commit refused; nothing of it was applied", "commit=\(commit.prefix(8))")
                try await plane.kubectl(["scale", "deployment/web", "--namespace", "app", "--replicas", "\(replicas)"])
                try await daemon.line(with: "drift", "live=\(replicas)", "action=corrected")
                #expect(try await plane.field(".spec.replicas", of: "deployment/web") == "2")
                #expect(try await plane.field(".data.greeting", of: "configmap/settings") == "hello")
            }

            var bad = change
            bad["overlays/one/kustomization.yaml"] = Samples.overlay("nothing.yaml")
            try await expectRefusal(try await scenario.push(bad), telling: "nothing.yaml", driftTo: 7)

            _ = try await scenario.encrypt("overlays/one/secret.yaml")
            bad["overlays/one/kustomization.yaml"] = Samples.overlay("secret.yaml")
            bad["overlays/one/secret.yaml"] = """
                apiVersion: v1
                kind: Secret
                metadata: { name: login, namespace: app }
                stringData: { password: open-sesame }
                """
            try await expectRefusal(try await scenario.push(bad), telling: "overlays/one/secret.yaml", driftTo: 8)

            try scenario.remove("overlays/one")
            try await expectRefusal(try await scenario.push(), telling: "overlays/one", driftTo: 9)

            try await scenario.push(Samples.app().merging(change) { $1 })
            try await daemon.line(with: "applied", "ConfigMap/app/settings", "configured")
            #expect(try await daemon.end().code == 0)
        }
    }

    @Test("3: without its key an encrypted file leads to no write, and the error names it", arguments: Engine.allCases)
    func missingKey(engine: Engine) async throws {
        try await Scenario.with(engine: engine) { scenario in
            let key = try await scenario.encrypt("overlays/one/secret.yaml")
            try await scenario.push(
                Samples.app().merging([
                    "overlays/one/kustomization.yaml": Samples.overlay("secret.yaml"),
                    "overlays/one/secret.yaml": """
                    apiVersion: v1
                    kind: Secret
                    metadata: { name: login, namespace: app }
                    stringData: { password: open-sesame }
                    """,
                ]) { $1 }
            )
            let locked = try await scenario.fettle("sync")
            #expect(locked.exitCode == 1)
            #expect(locked.errors.contains("overlays/one/secret.yaml"))
            #expect(try await scenario.plane.versions().isEmpty)

            let result = try await scenario.fettle("sync", "--git-crypt-key", key.string)
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(!result.errors.contains("open-sesame"))
            #expect(try await scenario.plane.field(".data.password", of: "secret/login") == "b3Blbi1zZXNhbWU=")
        }
    }

    @Test(
        "3: with another host key or a branch that is not there nothing is written, and drift is corrected from the copy",
        arguments: Engine.allCases,
    )
    func wrongRemote(engine: Engine) async throws {
        try await GitSSHServer.with { server in
            try await Scenario.with(engine: engine) { scenario in
                var scenario = scenario
                let plane = try scenario.plane
                scenario.remote = "ssh://\(server.user)@127.0.0.1:\(server.server.port)\(scenario.repository.bare)"
                scenario.variables["FETTLE_GIT_SSH_KEY"] = server.key.string
                scenario.variables["FETTLE_GIT_KNOWN_HOSTS"] = try await server.knownHosts().string
                try await scenario.push(
                    Samples.app().merging(["clusters/one/cluster.yaml": scenario.cluster("one", engine.watchful)]) {
                        $1
                    }
                )
                try await scenario.sync()
                try await scenario.push(["base/app/config.yaml": Samples.configMap("settings", "greeting: again")])

                let other = scenario.folder.appending("other")
                try await GitSSHServer.makeKey(other)
                let key = try String(contentsOfFile: other.string + ".pub", encoding: .utf8)
                    .split(separator: " ").prefix(2).joined(separator: " ")
                scenario.variables["FETTLE_GIT_KNOWN_HOSTS"] = try await server.knownHosts(key: key).string
                try await plane.kubectl(["scale", "deployment/web", "--namespace", "app", "--replicas", "7"])
                let daemon = try DaemonProcess(scenario)
                try await daemon.line(with: "fetch failed", "host key")
                try await daemon.line(with: "drift", "live=7", "action=corrected")
                #expect(try await daemon.end().code == 0)

                let versions = try await plane.versions()
                for branch in ["main", "nothing"] {
                    if branch == "nothing" {
                        scenario.variables["FETTLE_GIT_KNOWN_HOSTS"] = try await server.knownHosts().string
                        scenario.branch = branch
                    }
                    let result = try await scenario.fettle("sync")
                    #expect(result.exitCode == 1)
                    #expect(result.errors.contains(branch == "main" ? "host key" : "nothing"), "\(result.errors)")
                }
                #expect(try await plane.versions() == versions)
                #expect(try await plane.field(".data.greeting", of: "configmap/settings") == "hello")
            }
        }
    }

    @Test(
        "4: a rewritten history counts and is a warning, a moved tag is nothing, and a deleted branch leaves the last commit",
        arguments: Engine.allCases,
    )
    func references(engine: Engine) async throws {
        try await Scenario.with(engine: engine) { scenario in
            let (plane, repository) = (try scenario.plane, scenario.repository)
            let first = try await scenario.push(
                Samples.app().merging(["clusters/one/cluster.yaml": scenario.cluster("one", engine.watchful)]) { $1 }
            )
            let daemon = try DaemonProcess(scenario)
            try await daemon.line(with: "converged")
            try await scenario.push(["base/app/config.yaml": Samples.configMap("settings", "greeting: again")])
            try await daemon.line(with: "converged", "configured=1")
            let before = daemon.text

            for commit in ["HEAD", first] {
                try await repository.git("tag", "--force", "v1", commit)
                try await repository.git("push", "--quiet", "--force", "origin", "v1")
            }
            try await repository.git("reset", "--quiet", "--hard", first)
            try await scenario.push(["base/app/config.yaml": Samples.configMap("settings", "greeting: rewritten")])
            let line = try await daemon.line(with: "history was rewritten; the new tip counts")
            #expect(line.lowercased().contains("warning"))
            #expect(daemon.text.dropFirst(before.count).hasPrefix(line), "\(daemon.text)")
            try await daemon.line(with: "info ", "converged", "commit=\(try await repository.head().prefix(8))")
            #expect(try await plane.field(".data.greeting", of: "configmap/settings") == "rewritten")

            try await repository.git("push", "--quiet", "origin", "HEAD:refs/heads/other")
            try await repository.git("update-ref", "-d", "refs/heads/main", in: repository.bare)
            try await daemon.line(with: "fetch failed", "main")
            try await plane.kubectl(["scale", "deployment/web", "--namespace", "app", "--replicas", "7"])
            try await daemon.line(with: "drift", "live=7", "action=corrected")
            let last = try await scenario.push(["base/app/config.yaml": Samples.configMap("settings", "greeting: last")]
            )
            try await daemon.line(with: "applied", "ConfigMap/app/settings", "commit=\(last.prefix(8))")
            #expect(try await daemon.end().code == 0)
        }
    }
}
