import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite("A command says what it found, and its exit code says it again")
struct CommandTests {
    @Test("diff shows what a commit would change, drift what others changed, and both write nothing")
    func diffAndDrift() async throws {
        try await Scenario.with { scenario in
            let plane = try scenario.plane
            let first = try await scenario.push(Samples.app())
            let early = try await scenario.fettle("drift", "one")
            #expect(early.exitCode == 2)
            #expect(early.errors.contains("one: nothing was applied to this cluster yet; run fettle sync one"))

            let all = try await scenario.fettle("diff", "one")
            #expect(all.exitCode == 1)
            #expect(all.output.contains("create ConfigMap/app/settings (base/app/config.yaml"), "\(all.output)")
            #expect(try await plane.kubectl(["get", "namespace", "app", "--ignore-not-found"]).isEmpty)
            try await scenario.sync()
            let none = try await scenario.fettle("diff", "one")
            #expect(none.exitCode == 0 && none.output.isEmpty, "\(none.output)")

            try await scenario.push(["base/app/config.yaml": Samples.configMap("settings", "greeting: again")])
            let versions = try await plane.versions()
            let some = try await scenario.fettle("diff", "one")
            #expect(some.exitCode == 1)
            #expect(
                some.output.hasPrefix(
                    """
                    change ConfigMap/app/settings (base/app/config.yaml:1)
                        .data.greeting: "hello" → "again"
                    """
                ),
                "\(some.output)",
            )
            #expect(try await scenario.fettle("diff", "one", "--rev", first).exitCode == 0)
            #expect(try await scenario.fettle("drift", "one").exitCode == 0)

            try await plane.kubectl([
                "patch", "deployment/web", "--namespace", "app", "--patch", #"{"spec":{"replicas":5}}"#,
            ])
            let drift = try await scenario.fettle("drift", "one")
            #expect(drift.exitCode == 1)
            #expect(
                drift.output.hasPrefix(
                    """
                    change apps/Deployment/app/web (base/app/deployment.yaml:1)
                        .spec.replicas: 5 → 2 (by kubectl
                    """
                ),
                "\(drift.output)",
            )
            #expect(!drift.output.contains("greeting"))
            #expect(try await plane.versions() == versions)

            for command in ["diff", "drift"] {
                let unknown = try await scenario.fettle(command, "nobody")
                #expect(unknown.exitCode == 2)
                #expect(unknown.errors == "error: nobody: there is no such cluster; the commit has: one\n")
            }
        }
    }

    @Test("with --log-format json each line of the log is an object with the keys of the text")
    func json() async throws {
        try await Scenario.with { scenario in
            try await scenario.push(Samples.app())
            try await scenario.sync()
            try await scenario.plane.kubectl(["scale", "deployment/web", "--namespace", "app", "--replicas", "5"])
            try await scenario.push([
                "overlays/one/kustomization.yaml": Samples.overlay("bad.yaml"),
                "overlays/one/bad.yaml": Samples.configMap("Not_A_Name", "a: b"),
            ])
            let result = try await scenario.fettle("sync", "--log-format", "json")
            #expect(result.exitCode == 1)
            let lines = result.errors.split(separator: "\n")
            let objects = lines.compactMap { line in
                (try? JSONSerialization.jsonObject(with: Data(line.utf8))) as? [String: Any]
            }
            #expect(objects.count == lines.count, "\(result.errors)")
            let drift = try #require(objects.first { $0["field"] as? String == ".spec.replicas" }, "\(result.errors)")
            #expect(drift["cluster"] as? String == "one")
            #expect(drift["object"] as? String == "apps/Deployment/app/web")
            #expect(drift["action"] as? String == "corrected")
            #expect(objects.contains { ($0["error"] as? String)?.contains("Not_A_Name") == true })
        }
    }

    @Test("render prints what a cluster gets at any commit, and no secret unless it is asked to")
    func render() async throws {
        try await Scenario.with(clusters: []) { scenario in
            let key = try await scenario.encrypt("overlays/one/secret.yaml")
            let first = try await scenario.push(Self.described("one"))
            try await scenario.repository.git("tag", "v1")
            try await scenario.repository.git("push", "--quiet", "origin", "v1")
            try await scenario.push([
                "base/app/config.yaml": Samples.configMap("settings", "greeting: again"),
                "overlays/one/kustomization.yaml": Samples.overlay("secret.yaml"),
                "overlays/one/secret.yaml": """
                apiVersion: v1
                kind: ConfigMap
                metadata: { name: hidden, namespace: app }
                data: { word: open-sesame }
                ---
                apiVersion: v1
                kind: Secret
                metadata: { name: login, namespace: app }
                stringData: { password: open-sesame }
                """,
            ])
            let masked = try await scenario.fettle("render", "one", "--git-crypt-key", key.string)
            #expect(masked.exitCode == 0, "\(masked.errors)")
            #expect(!masked.output.contains("sesame"))
            #expect(masked.output.contains("word: «secret»") && masked.output.contains("password: «secret»"))
            #expect(masked.output.contains("greeting: again"))
            let shown = try await scenario.fettle("render", "one", "--show-secrets", "--git-crypt-key", key.string)
            #expect(shown.output.contains("word: open-sesame") && shown.output.contains("password: open-sesame"))

            for name in [first, String(first.prefix(10)), "v1"] {
                let old = try await scenario.fettle("render", "one", "--rev", name)
                #expect(old.output.contains("greeting: hello"), "\(name): \(old.errors)")
                #expect(!old.output.contains("login"))
            }
            let wrong = try await scenario.fettle("render", "one", "--rev", "nothing")
            #expect(wrong.exitCode == 1)
            #expect(wrong.errors.contains("nothing"))
            for command in ["render", "sync"] {
                let unknown = try await scenario.fettle(command, "nobody")
                #expect(unknown.exitCode == 1)
                #expect(unknown.errors.contains("nobody: there is no such cluster; the commit has: one"))
            }
        }
    }

    @Test("check finds nothing in a good repository, and everything at once in all clusters of a bad one")
    func check() async throws {
        try await Scenario.with(clusters: []) { scenario in
            try await scenario.push(Self.described("one", "two"))
            let good = try await scenario.fettle("check")
            #expect(good.exitCode == 0)
            #expect(good.output == "ok\n" && good.errors.isEmpty)

            try await scenario.push([
                "overlays/one/kustomization.yaml": Samples.overlay("nothing.yaml"),
                "overlays/two/kustomization.yaml": Samples.overlay("release.yaml", "source.yaml"),
                "overlays/two/release.yaml": Flux.release("shop", chart: "nowhere"),
                "overlays/two/source.yaml": Flux.repository,
                ".gitattributes": "base/app/config.yaml filter=git-crypt diff=git-crypt\n",
            ])
            let bad = try await scenario.fettle("check")
            #expect(bad.exitCode == 1)
            #expect(bad.output.isEmpty)
            for part in ["base/app/config.yaml", "overlays/one/kustomization.yaml", "nothing.yaml"] {
                #expect(bad.errors.contains(part), "'\(part)' is not in:\n\(bad.errors)")
            }
            try await scenario.push([".gitattributes": ""])
            let charts = try await scenario.fettle("check")
            for part in [
                "overlays/one/kustomization.yaml", "nothing.yaml", "overlays/two/release.yaml",
                "there is no chart in this repository at charts/nowhere",
            ] {
                #expect(charts.errors.contains(part), "'\(part)' is not in:\n\(charts.errors)")
            }
        }
    }

    @Test("a command line that is wrong ends with 64 and says how it goes")
    func usage() async throws {
        try await Scenario.with(clusters: []) { scenario in
            for arguments in [
                ["render"], ["sink"], ["sync", "--nothing"], ["diff", "one", "two"], ["sync", "--log-format", "xml"],
                ["sync", "--log-level", "loud"],
            ] {
                let result = try await attempt(
                    [Scenario.executable.string] + arguments,
                    environment: scenario.environment,
                )
                #expect(result.exitCode == 64, "\(arguments): \(result.errors)")
                #expect(result.errors.contains("Usage: fettle"), "\(arguments): \(result.errors)")
            }
        }
    }

    @Test("the repository's own keys are opened with GPG, and with another key nothing is written")
    func keys() async throws {
        try await GPGHome.with { home in
            let person = try await home.makeKey("operator@fettle.invalid")
            try await Scenario.with { scenario in
                _ = try await scenario.encrypt("overlays/one/secret.yaml")
                try await run(
                    "git-crypt",
                    "add-gpg-user",
                    "--trusted",
                    "--no-commit",
                    person,
                    in: scenario.repository.work,
                    environment: ["HOME": scenario.folder.string, "GNUPGHOME": home.folder.string],
                )
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
                let other = scenario.folder.appending("other.key").string
                let elsewhere = scenario.folder.appending("elsewhere").string
                try await run("git", "init", "--quiet", elsewhere)
                for arguments in [["init"], ["export-key", other]] {
                    let result = try await attempt(["git-crypt"] + arguments, in: .init(elsewhere))
                    #expect(result.exitCode == 0, "\(result.errors)")
                }
                try write(["no.key": "not a key"], below: scenario.folder)
                for (file, part) in [
                    (other, "overlays/one/secret.yaml"), (scenario.folder.appending("no.key").string, "no.key"),
                    ("/nowhere/a.key", "/nowhere/a.key"),
                ] {
                    let result = try await scenario.fettle("sync", "--git-crypt-key", file)
                    #expect(result.exitCode == 1)
                    #expect(result.errors.contains(part), "\(result.errors)")
                    #expect(try await scenario.plane.versions().isEmpty)
                }
                let result = try await scenario.fettle("sync", "--gpg-home", home.folder.string)
                #expect(result.exitCode == 0, "\(result.errors)")
                #expect(try await scenario.plane.field(".data.password", of: "secret/login") == "b3Blbi1zZXNhbWU=")
            }
        }
    }

    /// A repository whose clusters nobody has to reach.
    private static func described(_ clusters: String...) -> [String: String] {
        var files = Samples.app(for: clusters)
        for name in clusters {
            files["clusters/\(name)/cluster.yaml"] = """
                apiVersion: fettle.dev/v1alpha1
                kind: Cluster
                metadata: { name: \(name) }
                spec: { kubeconfig: { path: /nowhere/kubeconfig } }
                """
        }
        return files
    }

    @Test("a program that logs in is run only where the option allows it", arguments: Engine.allCases)
    func kubeconfigExec(engine: Engine) async throws {
        try await Scenario.with(engine: engine) { scenario in
            // Two files, the second of which has the program print the administrator's token.
            let text = try String(contentsOfFile: scenario.plane.kubeconfig.string, encoding: .utf8)
            var config = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
            let users = try #require(config["users"] as? [[String: Any]])
            let user = try #require(users.first?["name"] as? String)
            let token = try #require((users.first?["user"] as? [String: Any])?["token"] as? String)
            config["users"] = nil
            let clusters = String(decoding: try JSONSerialization.data(withJSONObject: config), as: UTF8.self)
            try TestSupport.write(
                [
                    "way/clusters": clusters,
                    "way/users": """
                    users:
                    - name: \(user)
                      user:
                        exec:
                          apiVersion: client.authentication.k8s.io/v1
                          command: cat
                          args: [\(scenario.folder)/way/credential]
                          interactiveMode: Never
                    """,
                    "way/credential": """
                    {"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {"token": "\(token)"}}
                    """,
                ],
                below: scenario.folder,
            )
            let list = "\(scenario.folder)/way/clusters:\(scenario.folder)/way/users"
            let definition = scenario.cluster("one")
                .replacing(try scenario.plane.kubeconfig.string, with: list)
            try await scenario.push(Samples.app().merging(["clusters/one/cluster.yaml": definition]) { $1 })

            let refused = try await scenario.fettle("sync")
            #expect(refused.exitCode == 1)
            #expect(refused.errors.contains("has a program log in (exec), which fettle does not run; use a token"))
            #expect(refused.errors.contains("--allow-kubeconfig-exec (FETTLE_ALLOW_KUBECONFIG_EXEC=true)"))
            let allowed = try await scenario.fettle("sync", "--allow-kubeconfig-exec")
            #expect(allowed.exitCode == 0, "\(allowed.errors)")
            #expect(!(allowed.errors + allowed.output).contains(token))

            var other = scenario
            other.variables["FETTLE_ALLOW_KUBECONFIG_EXEC"] = "true"
            #expect(try await other.fettle("diff", "one").exitCode == 0)
            other.variables["FETTLE_ALLOW_KUBECONFIG_EXEC"] = "false"
            #expect(try await other.fettle("diff", "one").exitCode == 2)
            other.variables["FETTLE_ALLOW_KUBECONFIG_EXEC"] = "yes"
            let unclear = try await other.fettle("diff", "one")
            #expect(
                unclear.errors.contains(
                    "FETTLE_ALLOW_KUBECONFIG_EXEC: 'yes' is neither true nor false; write one of them"
                )
            )
        }
    }
}
