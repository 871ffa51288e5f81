import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite("The daemon follows the repository")
struct DaemonTests {
    @Test("it ends at once while helm waits for a release, and the next run gets past that")
    func endsInsideHelm() async throws {
        try await Scenario.with { scenario in
            func release(_ replicas: Int) -> [String: String] {
                let values = "values: { replicas: \(replicas) }"
                return ["overlays/one/release.yaml": Flux.release("slow", chart: "patient", values)]
            }
            try await scenario.push(
                Samples.app().merging(Flux.patientChart) { $1 }.merging(release(1)) { $1 }.merging([
                    "overlays/one/kustomization.yaml": Samples.overlay("release.yaml", "source.yaml"),
                    "overlays/one/source.yaml": Flux.repository,
                ]) { $1 }
            )
            let plane = try scenario.plane
            let daemon = try DaemonProcess(scenario)
            while try await plane.field(".metadata.name", of: "deployment/slow").isEmpty {
                try await Task.sleep(for: .milliseconds(200))
            }
            let end = try await daemon.end()
            #expect(end.code == 0, "\(daemon.text)")
            #expect(end.took < .seconds(60))
            #expect(try await plane.releases().map(\.status) != ["deployed"])

            try await scenario.push(release(0))
            try await scenario.sync()
            #expect(try await plane.releases().last?.status == "deployed")
            #expect(try await plane.field(".spec.replicas", of: "deployment/slow") == "0")
            #expect(try await scenario.sync().errors.isEmpty)
            try await scenario.expectNoFolderLeft()
        }
    }

    @Test("clusters come and go with their folders, and a suspended one is left alone")
    func clusters() async throws {
        try await Scenario.with(clusters: ["one", "two"]) { scenario in
            let one = try #require(scenario.planes["one"])
            let two = try #require(scenario.planes["two"])
            let description = scenario.cluster("two", "interval: 1s")
            try scenario.remove("clusters/two")
            try await scenario.push(
                Samples.app(for: ["one", "two"])
                    .merging(["clusters/one/cluster.yaml": scenario.cluster("one", "interval: 1s")]) { $1 }
            )
            let daemon = try DaemonProcess(scenario)
            try await daemon.line(with: "converged", "cluster=one")
            #expect(!daemon.text.contains("cluster=two"))

            try await scenario.push([
                "clusters/two/cluster.yaml": description,
                "clusters/one/cluster.yaml": scenario.cluster("one", "interval: 1s", "suspend: true"),
                "base/app/config.yaml": Samples.configMap("settings", "greeting: again"),
            ])
            try await daemon.line(with: "converged", "cluster=two")
            try await daemon.line(with: "suspended", "cluster=one")
            try await one.kubectl(["scale", "deployment/web", "--namespace", "app", "--replicas", "5"])

            try scenario.remove("clusters/two")
            let last = try await scenario.push()
            try await daemon.line(with: "cluster left the repository; what is in it stays", String(last.prefix(8)))
            try await two.kubectl(["scale", "deployment/web", "--namespace", "app", "--replicas", "7"])
            try await Task.sleep(for: .seconds(4))
            #expect(try await one.field(".data.greeting", of: "configmap/settings") == "hello")
            #expect(try await one.field(".spec.replicas", of: "deployment/web") == "5")
            #expect(try await two.field(".spec.replicas", of: "deployment/web") == "7")

            try await scenario.push([
                "clusters/two/cluster.yaml": description,
                "clusters/one/cluster.yaml": scenario.cluster("one", "interval: 1s"),
            ])
            try await daemon.line(with: "cluster=two", "live=7", "action=corrected")
            try await daemon.line(with: "cluster=one", "live=5", "action=corrected")
            _ = try await daemon.end()
        }
    }

    @Test("a commit that changes nothing is one line")
    func commits() async throws {
        try await Scenario.with { scenario in
            try await scenario.push(Samples.app())
            let daemon = try DaemonProcess(scenario)
            try await daemon.line(with: "converged")
            let plane = try scenario.plane
            let versions = try await plane.versions()
            let before = daemon.text
            let idle = try await scenario.push(["README.md": "Nothing that a cluster is made of.\n"], "Say nothing")
            try await daemon.line(with: "new commit", String(idle.prefix(8)), "Say nothing")
            try await Task.sleep(for: .seconds(2))
            #expect(daemon.text.dropFirst(before.count).split(separator: "\n").count == 1, "\(daemon.text)")
            #expect(try await plane.versions() == versions)
            _ = try await daemon.end()
        }
    }

    @Test("a kubeconfig in the repository is read as git-crypt decrypts it")
    func kubeconfig() async throws {
        try await Scenario.with { scenario in
            let key = try await scenario.encrypt("clusters/*/kubeconfig.yaml")
            let text = try String(contentsOfFile: scenario.plane.kubeconfig.string, encoding: .utf8)
            try await scenario.push(
                Samples.app().merging([
                    "clusters/one/kubeconfig.yaml": text,
                    "clusters/one/cluster.yaml": """
                    apiVersion: fettle.dev/v1alpha1
                    kind: Cluster
                    metadata: { name: one }
                    spec: { kubeconfig: { file: kubeconfig.yaml } }
                    """,
                ]) { $1 }
            )
            let locked = try await scenario.fettle("sync")
            #expect(locked.exitCode == 1)
            #expect(locked.errors.contains("clusters/one/kubeconfig.yaml"), "\(locked.errors)")
            let result = try await scenario.fettle("sync", "--git-crypt-key", key.string)
            #expect(result.exitCode == 0, "\(result.errors)")
            #expect(try await scenario.plane.field(".data.greeting", of: "configmap/settings") == "hello")
        }
    }
}
