import TestSupport
import Testing

extension PeerTests {
    @Test("19: a new commit ends a wait for what never gets ready, and is applied", arguments: Engine.allCases)
    func newCommitWhileWaiting(engine: Engine) async throws {
        try await Scenario.with(engine: engine) { scenario in
            let plane = try scenario.plane
            // No pod ever runs here, so the wait lasts as long as it may.
            try await scenario.push(
                Samples.app().merging([
                    "clusters/one/cluster.yaml": scenario.cluster("one", "wait: true", "timeout: 5m")
                ]) { $1 }
            )
            let daemon = try DaemonProcess(scenario)
            try await daemon.line(with: "applied", "apps/Deployment/app/web", "created")
            try await scenario.push(["base/app/config.yaml": Samples.configMap("settings", "greeting: again")])
            try await daemon.line(with: "not waited for to the end, since there is a new commit", within: .seconds(20))
            try await daemon.line(with: "applied", "ConfigMap/app/settings", "configured", within: .seconds(20))
            #expect(try await plane.field(".data.greeting", of: "configmap/settings") == "again")
            let end = try await daemon.end()
            #expect(end.code == 0)
            #expect(end.took < .seconds(60))
        }
    }

    @Test(
        "20: variables have values or defaults or stop the run; escaped ones and objects that say so stay as they are",
        arguments: Engine.allCases,
    )
    func substitution(engine: Engine) async throws {
        try await Scenario.with(engine: engine) { scenario in
            let plane = try scenario.plane
            let shell = #"for f in *; do [ -n "${f%.txt}" ] && echo "$f ${undefined}"; done"#
            let script = Samples.configMap("script", "run: '\(shell)'").replacing(
                "name: script",
                with: "name: script\n  annotations: { kustomize.toolkit.fluxcd.io/substitute: disabled }",
            )
            try await scenario.push(
                Samples.app().merging([
                    "clusters/one/cluster.yaml": scenario.cluster("one", "substitute: { who: world }"),
                    "overlays/one/kustomization.yaml": Samples.overlay("script.yaml"),
                    "overlays/one/script.yaml": script,
                    "base/app/config.yaml": Samples.configMap(
                        "settings",
                        "greeting: hello ${who}",
                        "default: ${nobody:=somebody}",
                        "escaped: $${who}",
                        "plain: costs $5, $HOME and $(who)",
                    ),
                ]) { $1 }
            )
            try await scenario.sync()
            for (key, value) in [
                ("greeting", "hello world"), ("default", "somebody"), ("escaped", "${who}"),
                ("plain", "costs $5, $HOME and $(who)"),
            ] {
                #expect(try await plane.field(".data.\(key)", of: "configmap/settings") == value)
            }
            #expect(try await plane.field(".data.run", of: "configmap/script") == shell)

            let versions = try await plane.versions()
            for (text, told) in [
                ("hello ${nobody}", "nobody"), ("${f%.txt} ${undefined}", "undefined"), ("broken ${who", "config.yaml"),
            ] {
                try await scenario.push(["base/app/config.yaml": Samples.configMap("settings", "greeting: '\(text)'")])
                let result = try await scenario.fettle("sync")
                #expect(result.exitCode == 1, "\(text)")
                #expect(result.errors.contains(told), "\(text): \(result.errors)")
            }
            #expect(try await plane.versions() == versions)
        }
    }
}
