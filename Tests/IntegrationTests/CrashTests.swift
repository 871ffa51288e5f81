import Foundation
import Glibc
import Subprocess
import SystemPackage
import TestSupport
import Testing

@Suite("Killed at any moment, the next run converges")
struct CrashTests {
    @Test("after 50 kills during a sequence of commits the cluster equals the last one, with nothing orphaned")
    func kills() async throws {
        try await Scenario.with { scenario in
            var generator = SystemRandomNumberGenerator()
            try await scenario.push(Samples.app().merging(Chart.files) { $1 })
            var last: Set<String> = []
            var killed = 0
            // As long as a run takes, which depends on the machine: a later kill would hit none.
            var longest = 2500
            for round in 1...50 {
                // Objects come, change and go with every commit, and never more of them than may go at once.
                let names = (0..<6).map { "item-\((round + $0) % 9)" }
                last = Set(names)
                try await scenario.push(Self.commit(round, names, in: scenario), "Round \(round)")
                let process = Process()
                process.executableURL = URL(fileURLWithPath: Scenario.executable.string)
                process.arguments = ["sync"] + scenario.options
                process.environment = ProcessInfo.processInfo.environment.merging(scenario.environment) { $1 }
                process.standardError = FileHandle.nullDevice
                try process.run()
                let end = ContinuousClock.now + .milliseconds(Int.random(in: 1...longest, using: &generator))
                var took = 0
                while process.isRunning, ContinuousClock.now < end {
                    try await Task.sleep(for: .milliseconds(1))
                    took += 1
                }
                kill(process.processIdentifier, SIGKILL)
                while process.isRunning { try await Task.sleep(for: .milliseconds(5)) }
                if process.terminationReason == .uncaughtSignal {
                    killed += 1
                    longest = min(2500, longest + longest / 10 + 1)
                } else {
                    longest = max(20, took)
                }
            }
            #expect(killed >= 25, "too few runs were killed before they ended, so this proves little")
            let result = try await scenario.fettle("sync")
            #expect(result.exitCode == 0, "\(result.errors)")

            let plane = try scenario.plane
            let found = try await plane.kubectl([
                "get", "configmaps", "--namespace", "app", "--selector", "fettle.dev/owner=one", "--output",
                "jsonpath={range .items[*]}{.metadata.name} {.data.round}{\"\\n\"}{end}",
            ])
            let expected = last.union(["settings"]).map { $0 == "settings" ? "settings " : "\($0) 50" }.sorted()
            #expect(found.split(separator: "\n").map(String.init).sorted() == expected)
            #expect(try await plane.field(".data.round", of: "configmap/from-chart") == "50")
            let records = try await plane.kubectl([
                "get", "secrets", "--namespace", "app", "--selector", "owner=helm,status!=superseded", "--output",
                "jsonpath={range .items[*]}{.metadata.labels.name} {.metadata.labels.status}{\"\\n\"}{end}",
            ])
            #expect(records == "shop deployed\n")
            let again = try await scenario.sync()
            #expect(again.errors.isEmpty, "\(again.errors)")
            try await scenario.expectNoFolderLeft()
        }
    }

    private static func commit(_ round: Int, _ names: [String], in scenario: Scenario) throws -> [String: String] {
        try? FileManager.default.removeItem(atPath: scenario.repository.work.appending("overlays/one").string)
        var files = Chart.files
        for name in names {
            files["overlays/one/\(name).yaml"] = Samples.configMap(name, "round: \"\(round)\"")
        }
        files["overlays/one/release.yaml"] = Chart.release(values: "round: \(round)")
        files["overlays/one/kustomization.yaml"] =
            (["resources:", "  - ../../base/app", "  - release.yaml"] + names.sorted().map { "  - \($0).yaml" })
            .joined(separator: "\n") + "\n"
        return files
    }
}

/// A chart in the repository, and a release of it.
enum Chart {
    static let files = [
        "charts/shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
        "charts/shop/values.yaml": "round: 0\n",
        "charts/shop/templates/config.yaml": """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: from-chart
        data:
          round: {{ .Values.round | quote }}
        """,
    ]

    /// The release `shop` in the namespace `app`, with its source.
    static func release(values: String, more: String = "") -> String {
        """
        apiVersion: helm.toolkit.fluxcd.io/v2
        kind: HelmRelease
        metadata:
          name: shop
          namespace: app
        spec:
          interval: 10m
          chart:
            spec:
              chart: charts/shop
              sourceRef: { kind: GitRepository, name: homelab }
          values:
            \(values)
        \(more)
        ---
        apiVersion: source.toolkit.fluxcd.io/v1
        kind: GitRepository
        metadata:
          name: homelab
          namespace: app
          annotations: { fettle.dev/repository: self }
        spec:
          interval: 10m
          url: https://git.invalid/homelab
        """
    }
}

extension Scenario {
    /// Checks that no private folder of a process that is gone is left in memory.
    func expectNoFolderLeft(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        // The janitor needs a moment after a kill.
        try await Task.sleep(for: .seconds(1))
        let names = try FileManager.default.contentsOfDirectory(atPath: "/dev/shm").filter { $0.hasPrefix("fettle-") }
        for name in names {
            let descriptor = open("/dev/shm/\(name)", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            defer { close(descriptor) }
            let isLeft = flock(descriptor, LOCK_EX | LOCK_NB) == 0
            #expect(!isLeft, "/dev/shm/\(name) belongs to nobody", sourceLocation: sourceLocation)
        }
    }
}
