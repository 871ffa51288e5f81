import TestSupport
import Testing

@Suite("What a release made is kept as helm recorded it")
struct ReleaseDriftTests {
    private func files(_ scenario: Scenario, _ more: String = "", round: Int = 1) -> [String: String] {
        Samples.app().merging(Chart.files) { $1 }.merging([
            "clusters/one/cluster.yaml": scenario.cluster("one", "interval: 24h"),
            "overlays/one/release.yaml": Chart.release(values: "round: \(round)", more: more),
            "overlays/one/kustomization.yaml": Samples.overlay("release.yaml"),
        ]) { $1 }
    }

    private func edit(_ scenario: Scenario, _ round: String) async throws {
        try await scenario.plane.kubectl([
            "patch", "configmap/from-chart", "--namespace", "app", "--patch", "{\"data\":{\"round\":\"\(round)\"}}",
        ])
    }

    @Test("an edit and a deletion are put back without helm, and helm goes on from there")
    func corrected() async throws {
        try await Scenario.with { scenario in
            try await scenario.push(files(scenario))
            let plane = try scenario.plane
            let daemon = try DaemonProcess(scenario)
            try await daemon.line(with: "converged", "cluster=one")
            try await edit(scenario, "7")
            let line = try await daemon.line(with: "drift", "live=7")
            for part in [
                "object=ConfigMap/app/from-chart", "field=.data.round", "want=1", "by=kubectl-patch",
                "from=overlays/one/release.yaml:1", "action=corrected",
            ] {
                #expect(line.contains(part), "\(part) is not in: \(line)")
            }
            #expect(try await plane.field(".data.round", of: "configmap/from-chart") == "1")
            let step = try await daemon.line(with: "release", "state=drifted", "action=corrected")
            #expect(step.contains("release=app/shop"))
            try await plane.kubectl(["delete", "configmap/from-chart", "--namespace", "app"])
            try await daemon.line(with: "drift", "object=ConfigMap/app/from-chart", "live=absent", "action=corrected")
            #expect(try await plane.field(".data.round", of: "configmap/from-chart") == "1")
            let owner = ".metadata.annotations.meta\\.helm\\.sh/release-name"
            #expect(try await plane.field(owner, of: "configmap/from-chart") == "shop")
            let records = try await plane.kubectl([
                "get", "secrets", "--namespace", "app", "--selector", "owner=helm", "--output", "name",
            ])
            #expect(records.split(separator: "\n").count == 1, "helm made no revision of it")

            try await scenario.push(["overlays/one/release.yaml": Chart.release(values: "round: 2")])
            try await daemon.line(with: "release", "action=upgraded")
            #expect(try await plane.field(".data.round", of: "configmap/from-chart") == "2")
            try await edit(scenario, "9")
            try await daemon.line(with: "drift", "want=2", "live=9", "action=corrected")
            #expect(!daemon.text.contains("error"), "\(daemon.text)")
            #expect(try await daemon.end().code == 0)
            #expect(try await scenario.sync().errors.isEmpty)
        }
    }

    @Test("mode warn tells and leaves, rules leave fields to others, and mode disabled looks at nothing")
    func modes() async throws {
        try await Scenario.with { scenario in
            try await scenario.push(files(scenario, "  driftDetection: { mode: warn }"))
            let plane = try scenario.plane
            let daemon = try DaemonProcess(scenario)
            try await daemon.line(with: "converged", "cluster=one")
            try await edit(scenario, "7")
            try await daemon.line(with: "drift", "live=7", "action=reported")
            #expect(try await plane.field(".data.round", of: "configmap/from-chart") == "7")

            let rule = "  driftDetection: { ignore: [{ paths: [/data/round], target: { kind: ConfigMap } }] }"
            try await scenario.push(files(scenario, rule))
            try await plane.kubectl([
                "label", "configmap/from-chart", "--namespace", "app", "app.kubernetes.io/managed-by-",
            ])
            try await daemon.line(with: "drift", "managed-by", "live=absent", "action=corrected")
            #expect(try await plane.field(".data.round", of: "configmap/from-chart") == "7")

            try await scenario.push(
                files(scenario, "  driftDetection: { mode: disabled }")
                    .merging(["base/app/config.yaml": Samples.configMap("settings", "greeting: again")]) { $1 }
            )
            try await daemon.line(with: "applied", "object=ConfigMap/app/settings", "action=configured")
            try await edit(scenario, "8")
            try await plane.kubectl(["scale", "deployment/web", "--namespace", "app", "--replicas", "5"])
            try await daemon.line(with: "drift", "live=5", "action=corrected")
            #expect(try await plane.field(".data.round", of: "configmap/from-chart") == "8")
            #expect(!daemon.text.contains("live=8"))
            #expect(try await daemon.end().code == 0)
        }
    }

    @Test("an object that asks for it in its chart is only told of, or not even that")
    func annotated() async throws {
        func template(_ name: String, drift: String) -> String {
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: \(name)
              annotations: { fettle.dev/drift: \(drift) }
            data:
              round: "1"
            """
        }
        try await Scenario.with { scenario in
            let templates = ["told", "ignored"].map { name in
                ("charts/shop/templates/\(name).yaml", template(name, drift: name == "told" ? "report" : "ignore"))
            }
            try await scenario.push(files(scenario).merging(templates) { $1 })
            let plane = try scenario.plane
            let daemon = try DaemonProcess(scenario)
            try await daemon.line(with: "converged", "cluster=one")
            for name in ["ignored", "told", "from-chart"] {
                try await plane.kubectl([
                    "patch", "configmap/\(name)", "--namespace", "app", "--patch", "{\"data\":{\"round\":\"7\"}}",
                ])
            }
            try await daemon.line(with: "drift", "object=ConfigMap/app/told", "live=7", "action=reported")
            try await daemon.line(with: "drift", "object=ConfigMap/app/from-chart", "live=7", "action=corrected")
            try await plane.kubectl(["delete", "configmap/told", "configmap/ignored", "--namespace", "app"])
            try await daemon.line(with: "drift", "object=ConfigMap/app/told", "live=absent", "action=reported")
            try await edit(scenario, "8")
            try await daemon.line(with: "drift", "object=ConfigMap/app/from-chart", "live=8", "action=corrected")
            #expect(try await plane.field(".data.round", of: "configmap/told") == "")
            #expect(try await plane.field(".data.round", of: "configmap/ignored") == "")
            #expect(!daemon.text.contains("ConfigMap/app/ignored"), "\(daemon.text)")
            #expect(try await daemon.end().code == 0)
        }
    }

    @Test("while a stage is waited for, what its releases made is put back as well")
    func correctedDuringWait() async throws {
        try await Scenario.with { scenario in
            let description = scenario.cluster("one", "interval: 24h", "wait: true", "timeout: 10m")
            try await scenario.push(files(scenario).merging(["clusters/one/cluster.yaml": description]) { $1 })
            let daemon = try DaemonProcess(scenario)
            // No pod ever runs here, so the wait lasts as long as it may.
            try await daemon.line(with: "release", "action=installed")
            // An edit before the objects were looked at is found then.
            try await edit(scenario, "7")
            try await daemon.line(with: "drift", "live=7", "object=ConfigMap/app/from-chart", "action=corrected")
            try await edit(scenario, "8")
            try await daemon.line(with: "drift", "live=8", "object=ConfigMap/app/from-chart", "action=corrected")
            #expect(try await scenario.plane.field(".data.round", of: "configmap/from-chart") == "1")
            #expect(!daemon.text.contains("converged"), "\(daemon.text)")
            #expect(try await daemon.end().code == 0)
        }
    }

    @Test("what somebody changes while helm is at work, and right after it, is put back")
    func changedMeanwhile() async throws {
        try await Scenario.with { scenario in
            try await scenario.push(files(scenario))
            let daemon = try DaemonProcess(scenario)
            try await daemon.line(with: "converged", "installed=1")
            let commit = try await scenario.push(["overlays/one/release.yaml": Chart.release(values: "round: 2")])
            try await daemon.line(with: "new commit", String(commit.prefix(7)))
            var end = ContinuousClock.now + .seconds(60)
            while !daemon.text.contains("upgraded=1"), ContinuousClock.now < end { try await edit(scenario, "7") }
            try await edit(scenario, "7")
            try await daemon.line(with: "drift", "want=2", "live=7", "action=corrected")
            let plane = try scenario.plane
            end = ContinuousClock.now + .seconds(20)
            while try await plane.field(".data.round", of: "configmap/from-chart") != "2", ContinuousClock.now < end {
                try await Task.sleep(for: .milliseconds(100))
            }
            #expect(try await plane.field(".data.round", of: "configmap/from-chart") == "2")
            #expect(!daemon.text.contains("error"), "\(daemon.text)")
            #expect(try await daemon.end().code == 0)
        }
    }

    @Test("in a cluster whose drift is only reported nothing of a release is written, either")
    func reported() async throws {
        try await Scenario.with { scenario in
            let cluster = ["clusters/one/cluster.yaml": scenario.cluster("one", "interval: 24h", "drift: report")]
            try await scenario.push(files(scenario).merging(cluster) { $1 })
            let daemon = try DaemonProcess(scenario)
            try await daemon.line(with: "converged", "cluster=one")
            try await edit(scenario, "7")
            try await daemon.line(with: "drift", "live=7", "action=reported")
            #expect(try await scenario.plane.field(".data.round", of: "configmap/from-chart") == "7")
            _ = try await daemon.end()
        }
    }
}
