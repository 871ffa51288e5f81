import TestSupport
import Testing

@Suite("What happens in a cluster is answered when it happens, not at the next interval")
struct WatchTests {
    @Test("a field, a deleted object and a removed label are put back, and what is nobody's business stays")
    func edits() async throws {
        try await Scenario.with { scenario in
            let commit = try await scenario.push(
                Samples.app().merging(["clusters/one/cluster.yaml": scenario.cluster("one", "interval: 24h")]) { $1 }
            )
            let plane = try scenario.plane
            let daemon = try DaemonProcess(scenario)
            try await daemon.line(with: "converged", "cluster=one")

            try await plane.kubectl(["annotate", "configmap/settings", "--namespace", "app", "theirs=1"])
            try await plane.kubectl(["scale", "deployment/web", "--namespace", "app", "--replicas", "7"])
            let line = try await daemon.line(with: "drift", "live=7")
            for part in [
                "object=apps/Deployment/app/web", "field=.spec.replicas", "want=2",
                "from=base/app/deployment.yaml:", "commit=\(commit.prefix(8))", "action=corrected", "took=",
            ] {
                #expect(line.contains(part), "\(part) is not in: \(line)")
            }
            #expect(try await plane.field(".spec.replicas", of: "deployment/web") == "2")

            try await plane.kubectl(["delete", "configmap/settings", "--namespace", "app"])
            try await daemon.line(with: "object=ConfigMap/app/settings", "live=absent", "action=corrected")
            #expect(try await plane.field(".data.greeting", of: "configmap/settings") == "hello")

            try await plane.kubectl(["label", "configmap/settings", "--namespace", "app", "fettle.dev/owner-"])
            try await daemon.line(with: "fettle.dev/owner", "live=absent", "action=corrected")
            #expect(try await plane.field(".metadata.labels", of: "configmap/settings").contains("one"))

            // What came after the annotation was answered, so the annotation would have been.
            #expect(!daemon.text.contains("theirs"))
            #expect(try await daemon.end().code == 0)
        }
    }

    @Test("in report mode each drift is told once and left, and a change in the repository still gets there")
    func reported() async throws {
        try await Scenario.with { scenario in
            let description = scenario.cluster("one", "interval: 24h", "drift: report")
            try await scenario.push(Samples.app().merging(["clusters/one/cluster.yaml": description]) { $1 })
            let plane = try scenario.plane
            let daemon = try DaemonProcess(scenario)
            try await daemon.line(with: "converged", "cluster=one")
            try await plane.kubectl(["scale", "deployment/web", "--namespace", "app", "--replicas", "7"])
            try await daemon.line(with: "drift", "live=7", "action=reported")
            try await plane.kubectl(["annotate", "deployment/web", "--namespace", "app", "theirs=1"])
            try await plane.kubectl(["scale", "deployment/web", "--namespace", "app", "--replicas", "8"])
            try await daemon.line(with: "drift", "live=8", "action=reported")
            #expect(try await plane.field(".spec.replicas", of: "deployment/web") == "8")

            try await scenario.push([
                "base/app/config.yaml": Samples.configMap("settings", "greeting: again")
            ])
            try await daemon.line(with: "applied", "object=ConfigMap/app/settings", "action=configured")
            #expect(try await plane.field(".spec.replicas", of: "deployment/web") == "8")
            #expect(daemon.text.split(separator: "\n").filter { $0.contains("live=7") }.count == 1)
            #expect(try await daemon.end().code == 0)
        }
    }
}
