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
