import Charts
import Foundation
import SystemPackage
import TestSupport

/// Makes a repository with a chart `web` in several versions, and serves it.
func withCharts(_ versions: [String], _ body: (FilePath, String) async throws -> Void) async throws {
    try await withTemporaryDirectory("charts") { folder in
        for version in versions {
            let archive = try await packedChart(["Chart.yaml": "apiVersion: v2\nname: web\nversion: \(version)\n"])
            try Data(archive).write(to: URL(filePath: folder.appending("web-\(version).tgz").string))
        }
        try await ChartServer.with(folder) { server in
            try await TestSupport.run("helm", "repo", "index", folder.string, "--url", server.url)
            try await body(folder, server.url)
        }
    }
}

extension ChartIndex {
    /// Reads an index that is in memory.
    init(of chart: String, bytes: [UInt8], file: String = "index.yaml") throws {
        var rest = bytes[...]
        try self.init(of: chart, file: file) { buffer in
            let count = min(buffer.count, rest.count)
            buffer.copyBytes(from: rest.prefix(count))
            rest = rest.dropFirst(count)
            return count
        }
    }
}
