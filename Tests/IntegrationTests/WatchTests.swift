import Foundation
import TestSupport
import Testing

@Suite("What happens in a cluster is answered when it happens, not at the next interval")
struct WatchTests {
    @Test("a server that was away is watched again, and a commit of meanwhile gets there")
    func restarted() async throws {
        try await Scenario.with { scenario in
            try await scenario.push(
                Samples.app().merging(["clusters/one/cluster.yaml": scenario.cluster("one", "interval: 24h")]) { $1 }
            )
            let plane = try scenario.plane
            let daemon = try DaemonProcess(scenario)
            try await daemon.line(with: "converged", "cluster=one")
            try await plane.restart {
                let commit = try await scenario.push([
                    "base/app/config.yaml": Samples.configMap("settings", "greeting: again")
                ])
                try await daemon.line(with: "failed", "commit=\(commit.prefix(8))")
            }
            try await daemon.line(with: "applied", "object=ConfigMap/app/settings", "action=configured")
            try await plane.kubectl(["scale", "deployment/web", "--namespace", "app", "--replicas", "7"])
            try await daemon.line(with: "drift", "live=7", "action=corrected")
            #expect(!daemon.text.contains("not watched"))
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

    @Test("what rules leave to others is neither corrected nor changed, and comes back when the rule goes")
    func ignored() async throws {
        try await Scenario.with { scenario in
            func cluster(_ lines: String...) -> [String: String] {
                ["clusters/one/cluster.yaml": scenario.cluster("one", "interval: 24h", lines.joined(separator: "\n  "))]
            }
            let rule = ["ignore:", "  - paths: [/data/theirs]", "    target: { kind: ConfigMap, name: set.* }"]
            let config = Samples.configMap("settings", "greeting: hello", "theirs: first")
            try await scenario.push(
                Samples.app().merging(cluster(rule[0], rule[1], rule[2])) { $1 }
                    .merging(["base/app/config.yaml": config]) { $1 }
            )
            let plane = try scenario.plane
            func data() async throws -> String {
                let path = "{.data.greeting} {.data.theirs}"
                return try await plane.kubectl([
                    "get", "configmap/settings", "--namespace", "app", "--output", "jsonpath=\(path)",
                ])
            }
            let daemon = try DaemonProcess(scenario)
            try await daemon.line(with: "converged", "cluster=one")
            #expect(try await data() == "hello first")
            try await plane.kubectl([
                "patch", "configmap/settings", "--namespace", "app", "--patch", "{\"data\":{\"theirs\":\"second\"}}",
            ])
            try await scenario.push([
                "base/app/config.yaml": Samples.configMap("settings", "greeting: again", "theirs: third")
            ])
            try await daemon.line(with: "applied", "object=ConfigMap/app/settings", "action=configured")
            #expect(try await data() == "again second")
            try await plane.kubectl([
                "patch", "configmap/settings", "--namespace", "app", "--patch", "{\"data\":{\"greeting\":\"edited\"}}",
            ])
            try await daemon.line(with: "drift", "live=edited", "action=corrected")
            #expect(try await data() == "again second")
            #expect(!daemon.text.contains("live=second"))

            try await scenario.push(cluster())
            try await daemon.line(with: "drift", "want=third", "live=second", "action=corrected")
            #expect(try await data() == "again third")
            #expect(try await daemon.end().code == 0)
        }
    }

    @Test("while it waits for a stage to get ready, drift is corrected, and it is told which container holds it up")
    func driftDuringWait() async throws {
        try await Scenario.with { scenario in
            let description = scenario.cluster("one", "interval: 24h", "wait: true", "timeout: 30s")
            try await scenario.push(Samples.app().merging(["clusters/one/cluster.yaml": description]) { $1 })
            let plane = try scenario.plane
            let daemon = try DaemonProcess(scenario)
            // No pod ever runs here, so the wait lasts as long as it may.
            try await daemon.line(with: "applied", "object=apps/Deployment/app/web")
            let kubectl = ["--namespace", "app"]
            try await plane.kubectl(["delete", "configmap/settings"] + kubectl)
            try await daemon.line(with: "object=ConfigMap/app/settings", "live=absent", "action=corrected")
            #expect(!daemon.text.contains("not converged"))

            // What a kubelet would say of an image that it cannot get.
            var pods = ""
            for _ in 0..<300 where pods.isEmpty {
                pods = try await plane.kubectl(["get", "pods", "--output", "name"] + kubectl)
                try await Task.sleep(for: .milliseconds(100))
            }
            let pod = try #require(pods.split(separator: "\n").first?.split(separator: "/").last)
            let path = "/api/v1/namespaces/app/pods/\(pod)"
            let text = try await plane.kubectl(["get", "--raw", path])
            let status = """
                "status":{"phase":"Pending","containerStatuses":[{"name":"web","image":"","imageID":"","ready":false,\
                "restartCount":0,"state":{"waiting":{"reason":"ImagePullBackOff","message":"no such image"}}}]}}
                """
            let range = try #require(text.range(of: "\"status\":", options: .backwards))
            try await plane.kubectl(
                ["replace", "--raw", "\(path)/status", "--filename", "-"],
                input: text[..<range.lowerBound] + status,
            )
            // The first wait may have ended before.
            try await daemon.line(
                with: "error",
                "apps/Deployment/app/web: is not ready after 30.0s",
                "pod \(pod): container web: ImagePullBackOff: no such image",
                within: .seconds(120),
            )
            _ = try await daemon.end()
        }
    }
}
