import Foundation
import TestSupport
import Testing

@Suite("A Helm release gets out of trouble by itself")
struct ReleaseTransitionTests {
    private static let templates = [
        // Its name stays when the release's changes.
        "config.yaml": """
        apiVersion: v1
        kind: ConfigMap
        metadata: { name: shared }
        data: { text: "{{ .Values.text }}" }
        """,
        "broken.yaml": """
        {{- if .Values.broken }}
        apiVersion: v1
        kind: Service
        metadata: { name: broken }
        spec: { type: Nonsense, ports: [{ port: 80 }] }
        {{- end }}
        """,
        "pods.yaml": """
        {{- if .Values.replicas }}
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: pods }
        spec:
          replicas: {{ .Values.replicas }}
          selector: { matchLabels: { app: pods } }
          template:
            metadata: { labels: { app: pods } }
            spec: { containers: [{ name: main, image: "registry.invalid/main:1" }] }
        {{- end }}
        """,
    ]

    /// A repository in which the cluster has one release of that chart.
    private func files(_ scenario: Scenario, _ more: String...) -> [String: String] {
        Samples.app().merging(Flux.chart("shop", Self.templates)) { $1 }.merging([
            "clusters/one/cluster.yaml": scenario.cluster("one", "interval: 24h"),
            "overlays/one/kustomization.yaml": Samples.overlay("release.yaml", "source.yaml"),
            "overlays/one/source.yaml": Flux.repository,
            "overlays/one/release.yaml": Flux.release("shop", chart: "shop", more.joined(separator: "\n  ")),
        ]) { $1 }
    }

    /// Waits until there is such an object.
    private func waitFor(_ object: String, on plane: ControlPlane) async throws {
        for _ in 0..<600 {
            if try await !plane.field(".metadata.name", of: object).isEmpty { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        Issue.record("there is no \(object)")
    }

    @Test(
        "an upgrade that fails is rolled back, the log says which commit runs and which failed, and a fix counts at once"
    )
    func rolledBack() async throws {
        try await Scenario.with { scenario in
            let plane = try scenario.plane
            let undo = "upgrade: { remediation: { retries: 0, remediateLastFailure: true } }"
            let good = try await scenario.push(files(scenario, "values: { text: good }", undo))
            let daemon = try DaemonProcess(scenario)
            let first = try await daemon.line(with: "release", "action=installed")
            #expect(first.contains("state=absent"))
            let bad = try await scenario.push(files(scenario, "values: { text: bad, broken: true }", undo))
            try await daemon.line(with: "release", "state=failed", "action=\"rolled back to 1\"")
            let line = try await daemon.line(with: "failed", "HelmRelease/app/shop")
            #expect(line.contains("commit=\(bad.prefix(7))"), "\(line)")
            #expect(line.contains("Nonsense"), "\(line)")
            #expect(line.contains("revision 3 runs, from commit \(good.prefix(7))"), "\(line)")
            #expect(line.contains("nothing more is tried"), "\(line)")
            #expect(try await plane.field(".data.text", of: "configmap/shared") == "good")
            try await scenario.push(files(scenario, "values: { text: fixed }", undo))
            try await daemon.line(with: "release", "action=upgraded")
            try await daemon.line(with: "converged", "upgraded=1")
            #expect(try await plane.field(".data.text", of: "configmap/shared") == "fixed")
            _ = try await daemon.end()
        }
    }

    @Test("a failure is tried again until it succeeds, also after a restart")
    func triedAgain() async throws {
        try await Scenario.with { scenario in
            let plane = try scenario.plane
            // The chart wants a port that somebody else has.
            let port = """
                apiVersion: v1
                kind: Service
                metadata: { name: port }
                spec: { type: NodePort, ports: [{ port: 80, nodePort: 31333 }] }
                """
            var files = files(scenario, "values: { text: good }")
            files["charts/shop/templates/port.yaml"] = port
            try await scenario.push(files)
            try await plane.kubectl(["create", "namespace", "app"])
            try await plane.kubectl(
                ["apply", "-f", "-", "--namespace", "app"],
                input: port.replacingOccurrences(of: "name: port", with: "name: blocker")
            )
            let daemon = try DaemonProcess(scenario)
            let line = try await daemon.line(with: "failed", "31333")
            #expect(line.contains("HelmRelease/app/shop"))
            try await daemon.kill()
            let next = try DaemonProcess(scenario)
            try await plane.kubectl(["delete", "service", "blocker", "--namespace", "app"])
            try await next.line(with: "release", "state=failed", "action=upgraded", "\"install failed")
            try await next.line(with: "converged")
            #expect(try await plane.releases().last?.status == "deployed")
            _ = try await next.end()
            #expect(try await scenario.sync().errors.isEmpty)
        }
    }

    @Test("while one waits for its next try nothing is written, no helm runs, and it is told once")
    func waiting() async throws {
        try await Scenario.with { scenario in
            var scenario = scenario
            let helm = try await HelmLog(for: &scenario)
            let plane = try scenario.plane
            let strategy = "install: { strategy: { name: RetryOnFailure, retryInterval: 1h } }"
            var files = files(scenario, "values: { text: one, broken: true }", strategy)
            files["clusters/one/cluster.yaml"] = scenario.cluster("one", "interval: 1s")
            // Another one, in sync, whose digest must stay in the inventory as well.
            files["overlays/one/other.yaml"] = Flux.release("other", chart: "plain", "values: { a: b }")
            files["overlays/one/kustomization.yaml"] = Samples.overlay("release.yaml", "source.yaml", "other.yaml")
            try await scenario.push(files.merging(Flux.plainChart) { $1 })
            let daemon = try DaemonProcess(scenario, ["--poll-interval", "200ms", "--log-level", "debug"])
            try await daemon.line(with: "error", "not converged")
            func version() async throws -> String {
                try await plane.field(
                    ".metadata.resourceVersion",
                    of: "configmap/fettle-inventory",
                    in: "fettle-system"
                )
            }
            // The pass after the failure still finds what that has written.
            try await daemon.line(with: "debug", "not converged")
            let (before, passes) = (try await version(), daemon.text.components(separatedBy: "not converged").count)
            _ = try helm.takeCalls()
            for _ in 0..<600 where daemon.text.components(separatedBy: "not converged").count < passes + 3 {
                try await Task.sleep(for: .milliseconds(100))
            }
            #expect(daemon.text.components(separatedBy: "not converged").count >= passes + 3)
            #expect(try await version() == before)
            #expect(try helm.takeCalls() == [])
            let told = daemon.text.split(separator: "\n").filter { $0.contains(" error ") && $0.contains("app/shop") }
            #expect(told.count == 1, "\(told)")
            _ = try await daemon.end()
        }
    }

    @Test("one that gets another name is removed first, and what both have stays the new one's")
    func renamed() async throws {
        try await Scenario.with { scenario in
            let plane = try scenario.plane
            try await scenario.push(files(scenario, "values: { text: one }"))
            try await scenario.sync()
            try await scenario.push(files(scenario, "releaseName: store", "values: { text: two }"))
            let result = try await scenario.sync()
            #expect(try await plane.releases() == [ListedRelease("store", 1)])
            #expect(try await plane.field(".data.text", of: "configmap/shared") == "two")
            let lines = result.errors.split(separator: "\n").filter {
                $0.contains(" release ") || $0.contains("release=")
            }
            #expect(lines.first?.contains("action=uninstalled") == true, "\(result.errors)")
            #expect(try await scenario.sync().errors.isEmpty)
        }
    }

    @Test("one that gets another name waits as long as the old one cannot be removed, and nothing is lost")
    func renamedWhileHeld() async throws {
        try await Scenario.with { scenario in
            let plane = try scenario.plane
            var held = files(scenario, "values: { text: one }")
            // Nobody runs its pod, so the uninstall fails.
            held["charts/shop/templates/hook.yaml"] = """
                apiVersion: batch/v1
                kind: Job
                metadata: { name: last-words, annotations: { helm.sh/hook: pre-delete } }
                spec: { template: { spec: { restartPolicy: Never, containers: [{ name: c, image: none }] } } }
                """
            try await scenario.push(held)
            try await scenario.sync()
            try await scenario.push(
                files(scenario, "releaseName: store", "values: { text: two }", "uninstall: { timeout: 2s }")
            )
            let result = try await scenario.fettle("sync")
            #expect(result.exitCode == 1)
            #expect(try await !plane.releases().map(\.name).contains("store"), "\(result.errors)")
            #expect(try await plane.field(".data.text", of: "configmap/shared") == "one")
            try await scenario.push(
                files(scenario, "releaseName: store", "values: { text: two }", "uninstall: { disableHooks: true }")
            )
            try await scenario.sync()
            #expect(try await plane.releases() == [ListedRelease("store", 1)])
            #expect(try await plane.field(".data.text", of: "configmap/shared") == "two")
        }
    }

    @Test("a new commit ends the wait for pods that never come up")
    func superseded() async throws {
        try await Scenario.with { scenario in
            let plane = try scenario.plane
            try await scenario.push(files(scenario, "timeout: 10m", "values: { text: one, replicas: 1 }"))
            let daemon = try DaemonProcess(scenario)
            // Written before helm begins to wait.
            try await waitFor("deployment/pods", on: plane)
            try await scenario.push(files(scenario, "timeout: 10m", "values: { text: two }"))
            try await daemon.line(with: "superseded", "app/shop")
            try await daemon.line(with: "converged")
            #expect(try await plane.field(".data.text", of: "configmap/shared") == "two")
            #expect(try await plane.field(".metadata.name", of: "deployment/pods").isEmpty)
            _ = try await daemon.end()
        }
    }

    @Test("releases that do not depend on each other go side by side")
    func sideBySide() async throws {
        try await Scenario.with { scenario in
            let names = ["a", "b", "c", "d"]
            var files = Samples.app().merging(Flux.patientChart) { $1 }
            files["clusters/one/cluster.yaml"] = scenario.cluster("one", "interval: 24h")
            files["overlays/one/source.yaml"] = Flux.repository
            for name in names {
                files["overlays/one/\(name).yaml"] = Flux.release(
                    name,
                    chart: "patient",
                    "timeout: 10m",
                    "values: { replicas: 1 }",
                )
            }
            files["overlays/one/kustomization.yaml"] =
                "resources: [../../base/app, source.yaml, \(names.map { "\($0).yaml" }.joined(separator: ", "))]\n"
            try await scenario.push(files)
            let daemon = try DaemonProcess(scenario)
            // None of them ever ends its wait, so all four are there only if they go at the same time.
            for name in names { try await waitFor("deployment/\(name)", on: scenario.plane) }
            _ = try await daemon.end()
        }
    }

    @Test("after 30 kills inside installs and upgrades the release is in sync, with no record left half done")
    func kills() async throws {
        try await Scenario.with { scenario in
            var generator = SystemRandomNumberGenerator()
            let plane = try scenario.plane
            var inside = 0
            for round in 1...30 {
                var files = files(scenario, "values: { text: \"\(round)\" }")
                // Enough objects for helm to be at it for a while.
                files["charts/shop/templates/many.yaml"] = """
                    {{- range until 60 }}
                    ---
                    apiVersion: v1
                    kind: ConfigMap
                    metadata: { name: "many-{{ . }}" }
                    data: { text: "{{ $.Values.text }}" }
                    {{- end }}
                    """
                try await scenario.push(files, "Round \(round)")
                let daemon = try DaemonProcess(scenario)
                // From when helm is at it: its record is there.
                let revision = "status in (pending-install,pending-upgrade)"
                for _ in 0..<100 {
                    let records = try await plane.kubectl([
                        "get", "secrets", "--namespace", "app", "--selector", "owner=helm,\(revision)", "--output",
                        "name",
                    ])
                    if !records.isEmpty {
                        inside += 1
                        break
                    }
                    if daemon.text.contains("converged") { break }
                }
                try await Task.sleep(for: .milliseconds(Int.random(in: 0...200, using: &generator)))
                try await daemon.kill()
                // Every tenth time the next commit finds a release that was put right before.
                if round % 10 == 0 { try await scenario.sync() }
            }
            #expect(inside >= 5, "too few kills met helm at its work, so this proves little")
            try await scenario.sync()
            #expect(try await plane.field(".data.text", of: "configmap/shared") == "30")
            let open = try await plane.kubectl([
                "get", "secrets", "--namespace", "app", "--selector", "owner=helm,status!=superseded", "--output",
                "jsonpath={range .items[*]}{.metadata.labels.status}{\"\\n\"}{end}",
            ])
            #expect(open == "deployed\n")
            #expect(try await scenario.sync().errors.isEmpty)
        }
    }
}
