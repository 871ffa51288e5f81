import Foundation
import SystemPackage
import TestSupport
import Testing

/// The folder with the homelab's charts, each unpacked under its name; they are too much for the repository.
private let chartsFolder = ProcessInfo.processInfo.environment["FETTLE_CHARTS"].map { FilePath($0) }

@Suite("The homelab's values, with the real charts", .enabled(if: chartsFolder != nil))
struct HomelabValuesTests {
    private static let sources = ["lgtm", "longhorn", "metallb", "metrics-server", "traefik"]

    @Test("all do something, in every cluster")
    func check() async throws {
        try await Homelab.with { homelab in
            let charts = homelab.scenario.folder.appending("charts")
            try FileManager.default.createDirectory(atPath: charts.string, withIntermediateDirectories: true)
            for chart in try FileManager.default.contentsOfDirectory(atPath: try #require(chartsFolder).string) {
                let folder = try #require(chartsFolder).appending(chart)
                let metadata = try String(contentsOfFile: folder.appending("Chart.yaml").string, encoding: .utf8)
                let version = metadata.split(separator: "\n").first { $0.hasPrefix("version:") }?
                    .dropFirst("version:".count).trimmingCharacters(in: .whitespaces.union(["\"", "v"]))
                let archive = charts.appending("\(chart)-\(try #require(version)).tgz")
                let options = ["--hard-dereference", "--dereference", "-czf", archive.string, chart]
                let packed = try await attempt(["tar", "-C", folder.removingLastComponent().string] + options)
                try #require(packed.exitCode == 0, "\(packed.errors)")
            }
            try await ChartServer.with(charts) { server in
                try await run("helm", "repo", "index", charts.string, "--url", server.url)
                var files: [String: String] = [:]
                for source in Self.sources {
                    let path = "base/\(source)/repository.yaml"
                    let text = try String(
                        contentsOfFile: homelab.scenario.repository.work.appending(path).string,
                        encoding: .utf8,
                    )
                    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
                    files[path] = lines.map { $0.hasPrefix("  url: ") ? "  url: \(server.url)" : String($0) }
                        .joined(separator: "\n")
                }
                try await homelab.scenario.push(files)
                let result = try await homelab.fettle(["check"])
                #expect(result.errors.isEmpty, "\(result.errors)")
                #expect(result.output == "ok\n")
            }
        }
    }
}
