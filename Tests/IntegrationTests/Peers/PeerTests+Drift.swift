import Foundation
import SystemPackage
import TestSupport
import Testing

extension PeerTests {
    @Test(
        "12: an edit, a deletion, an annotation, an applied field and a removed label are each found, told and put right",
        arguments: Engine.allCases,
    )
    func edits(engine: Engine) async throws {
        try await Scenario.with(engine: engine) { scenario in
            let plane = try scenario.plane
            let config = Samples.configMap("settings", "greeting: hello")
                .replacing("name: settings", with: "name: settings\n  annotations: { note: ours }")
            let commit = try await scenario.push(
                Samples.app().merging([
                    "clusters/one/cluster.yaml": scenario.cluster("one", engine.watchful),
                    "base/app/config.yaml": config,
                ]) { $1 }
            )
            let daemon = try DaemonProcess(scenario)
            try await daemon.line(with: "converged", "cluster=one")
            func expectCorrection(of object: String, from file: String, _ words: String...) async throws {
                let all = ["drift", "object=\(object)"] + words
                let line = try await daemon.line(withAll: all)
                let parts = [
                    "cluster=one", "from=base/app/\(file):", "commit=\(commit.prefix(8))", "action=corrected", "took=",
                ]
                for part in parts { #expect(line.contains(part), "\(part) is not in: \(line)") }
            }

            // What the repository says nothing about is nobody's business.
            try await plane.kubectl(["annotate", "configmap/settings", "--namespace", "app", "theirs=1"])
            try await plane.kubectl(["scale", "deployment/web", "--namespace", "app", "--replicas", "7"])
            try await expectCorrection(
                of: "apps/Deployment/app/web",
                from: "deployment.yaml",
                "field=.spec.replicas want=2 live=7"
            )

            try await plane.kubectl(
                ["edit", "configmap/settings", "--namespace", "app"],
                editing: "s/greeting: hello/greeting: edited/",
                in: scenario,
            )
            try await expectCorrection(
                of: "ConfigMap/app/settings",
                from: "config.yaml",
                "field=.data.greeting want=hello live=edited by=kubectl-edit"
            )

            try await plane.kubectl([
                "annotate", "configmap/settings", "--namespace", "app", "--overwrite", "note=theirs",
            ])
            try await expectCorrection(
                of: "ConfigMap/app/settings",
                from: "config.yaml",
                "field=.metadata.annotations.note want=ours live=theirs by=kubectl-annotate"
            )

            try await plane.kubectl(["label", "configmap/settings", "--namespace", "app", "fettle.dev/owner-"])
            try await expectCorrection(
                of: "ConfigMap/app/settings",
                from: "config.yaml",
                "field=.metadata.labels want=",
                "fettle.dev/owner",
                "live=absent"
            )

            try await plane.kubectl(
                ["apply", "--filename", "-"],
                input: Samples.configMap("settings", "greeting: hello", "more: theirs"),
            )
            try await expectCorrection(
                of: "ConfigMap/app/settings",
                from: "config.yaml",
                "field=.data.more want=absent live=theirs by=kubectl-client-side-apply"
            )
            #expect(try await plane.field(".data.more", of: "configmap/settings").isEmpty)

            try await plane.kubectl(["delete", "configmap/settings", "--namespace", "app"])
            try await expectCorrection(of: "ConfigMap/app/settings", from: "config.yaml", "want=present live=absent")
            #expect(try await plane.field(".data.greeting", of: "configmap/settings") == "hello")
            #expect(try await plane.field(".metadata.labels.fettle\\.dev/owner", of: "configmap/settings") == "one")
            #expect(!daemon.text.contains(".annotations.theirs"))
            #expect(try await daemon.end().code == 0)
        }
    }

    @Test(
        "13: replicas that an autoscaler sets are left to it, which is said once, until it goes",
        arguments: Engine.allCases
    )
    func autoscaled(engine: Engine) async throws {
        try await Scenario.with(engine: engine) { scenario in
            try await scenario.push(
                Samples.app().merging(["clusters/one/cluster.yaml": scenario.cluster("one", "interval: 2s")]) { $1 }
            )
            let plane = try scenario.plane
            let daemon = try DaemonProcess(scenario)
            try await daemon.line(with: "converged", "cluster=one")
            try await plane.kubectl([
                "autoscale", "deployment/web", "--namespace", "app", "--min", "4", "--max", "6", "--cpu-percent", "50",
            ])
            try await daemon.line(
                with: "replicas left",
                "object=apps/Deployment/app/web",
                "HorizontalPodAutoscaler/app/web",
            )
            #expect(try await plane.field(".spec.replicas", of: "deployment/web") == "4")
            // A change of the same object leaves them, too.
            let deployment = try #require(Samples.app()["base/app/deployment.yaml"])
            try await scenario.push([
                "base/app/deployment.yaml": deployment.replacing("web:1", with: "web:2")
            ])
            try await daemon.line(with: "applied", "object=apps/Deployment/app/web", "action=configured")
            #expect(try await plane.field(".spec.replicas", of: "deployment/web") == "4")
            #expect(daemon.text.split(separator: "\n").filter { $0.contains("replicas left") }.count == 1)
            #expect(!daemon.text.contains("drift"))

            try await plane.kubectl(["delete", "horizontalpodautoscaler/web", "--namespace", "app"])
            try await daemon.line(with: "drift", "want=2", "live=4", "action=corrected")
            #expect(try await plane.field(".spec.replicas", of: "deployment/web") == "2")
            #expect(try await daemon.end().code == 0)
        }
    }

    @Test(
        "13: who puts a field back each time is named as an error, once, and then left alone",
        arguments: Engine.allCases
    )
    func contested(engine: Engine) async throws {
        try await Scenario.with(engine: engine) { scenario in
            try await scenario.push(
                Samples.app().merging(["clusters/one/cluster.yaml": scenario.cluster("one", "interval: 1s")]) { $1 }
            )
            let plane = try scenario.plane
            let daemon = try DaemonProcess(scenario)
            try await daemon.line(with: "converged", "cluster=one")
            for round in 1...10 {
                try await plane.kubectl([
                    "patch", "configmap/settings", "--namespace", "app", "--field-manager", "rival", "--patch",
                    #"{"data":{"greeting":"rival \#(round)"}}"#,
                ])
                if round > 5 { continue }
                try await daemon.line(with: "drift", "live=\"rival \(round)\"", "action=corrected")
            }
            let line = try await daemon.line(with: "contested")
            for part in ["cluster=one", "object=ConfigMap/app/settings", "by=rival", "from=base/app/config.yaml:"] {
                #expect(line.contains(part), "\(part) is not in: \(line)")
            }
            // Others are looked after meanwhile.
            try await plane.kubectl(["scale", "deployment/web", "--namespace", "app", "--replicas", "7"])
            try await daemon.line(with: "drift", "live=7", "action=corrected")
            #expect(try await plane.field(".data.greeting", of: "configmap/settings") == "rival 10")
            #expect(daemon.text.split(separator: "\n").filter { $0.contains("contested") }.count == 1)
            #expect(daemon.text.split(separator: "\n").filter { $0.contains("live=\"rival ") }.count == 5)
            #expect(try await daemon.end().code == 0)
        }
    }
}

extension ControlPlane {
    /// Runs `kubectl edit` with an editor that runs a command of sed on the file.
    fileprivate func kubectl(_ arguments: [String], editing command: String, in scenario: Scenario) async throws {
        let editor = scenario.folder.appending("editor")
        try write(["editor": "#!/bin/sh\nexec sed --in-place '\(command)' \"$1\"\n"], below: scenario.folder)
        try await run("chmod", "+x", editor.string)
        let flags = [
            "--kubeconfig", kubeconfig.string, "--cache-dir", scenario.folder.appending("kubectl-cache").string,
        ]
        // Without a terminal: for an editor kubectl wants the one that the tests were started from.
        let result = try await attempt(
            ["setsid", "--wait", "kubectl"] + flags + arguments,
            environment: ["KUBE_EDITOR": editor.string],
        )
        #expect(result.exitCode == 0, "\(result.errors)")
    }
}
