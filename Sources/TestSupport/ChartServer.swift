internal import Foundation
package import SystemPackage

/// A web server with the charts of a folder, and a registry with those in its folder `registry`.
package struct ChartServer: Sendable {
    private let server: GitServer
    private let scheme: String

    package var url: String { "\(scheme)://127.0.0.1:\(server.port)" }
    /// The same server under another name, which makes it another host.
    package var otherURL: String { "\(scheme)://localhost:\(server.port)" }
    package var host: String { "127.0.0.1:\(server.port)" }
    /// What was asked so far: method, host, path, status and who asked.
    package var requests: [String] { server.requests }

    /// Waits until `condition` holds for what was asked so far.
    package func wait(until condition: ([String]) -> Bool) async throws { try await server.wait(until: condition) }

    /// Runs the server.
    ///
    /// - Parameters:
    ///   - folder: what is served.
    ///   - settings: see the script.
    ///   - certificate: for TLS.
    ///   - body: the test.
    /// - Returns: what `body` gives.
    /// - Throws: what `body` throws, or why the server cannot run.
    package static func with<Result>(
        _ folder: FilePath,
        _ settings: [String: String] = [:],
        certificate: TestCertificate? = nil,
        _ body: (ChartServer) async throws -> Result,
    ) async throws -> Result {
        var settings = settings
        settings["root"] = folder.string
        settings["certificate"] = certificate?.certificate.string
        settings["key"] = certificate?.key.string
        return try await GitServer.with(script: chartServerScript, settings) { server in
            try await body(ChartServer(server: server, scheme: certificate == nil ? "http" : "https"))
        }
    }
}

/// A chart as an archive of the real tar: a folder `name` with `files`.
package func packedChart(_ files: [String: String], name: String = "web") async throws -> [UInt8] {
    try await withTemporaryDirectory("chart") { folder in
        try write(files, below: folder.appending(name))
        let archive = folder.appending("chart.tgz")
        try await run("tar", "-C", folder.string, "-czf", archive.string, name)
        return Array(try Data(contentsOf: URL(filePath: archive.string)))
    }
}

/// Puts charts into the folder of a server's registry, each under its tag.
///
/// - Parameters:
///   - folder: what the server serves.
///   - repository: the path behind the registry's host.
///   - charts: the files of each chart, by tag.
/// - Throws: when a file cannot be written.
package func push(to folder: FilePath, _ repository: String, _ charts: [String: [String: String]]) async throws {
    let place = folder.appending("registry").appending(repository)
    try FileManager.default.createDirectory(atPath: place.string, withIntermediateDirectories: true)
    for (tag, files) in charts {
        try Data(try await packedChart(files)).write(to: URL(filePath: place.appending(tag).string))
    }
}
