import Foundation
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// A git remote, the clusters that it describes, and the `fettle` that was built with the tests.
struct Scenario: Sendable {
    let repository: GitFixture
    /// The control planes by the names of their clusters.
    let planes: [String: ControlPlane]
    /// Holds everything, and what fettle keeps on disk.
    let folder: FilePath
    /// What carries the requests to every cluster.
    let engine: Engine
    /// Variables that a test sets besides.
    var variables: [String: String] = [:]
    /// What every command gets for `--repo` and `--branch`.
    var remote: String
    var branch = "main"

    /// Gives `body` a remote with a `cluster.yaml` for each of `clusters`, and a control plane of its own for each.
    static func with(
        clusters: [String] = ["one"],
        engine: Engine = .api,
        _ body: (Scenario) async throws -> Void,
    ) async throws {
        try await LoadLimit.controlPlanes.with(clusters.count) {
            try await start(clusters[...], [:], engine, body)
        }
    }

    private static func start(
        _ clusters: ArraySlice<String>,
        _ planes: [String: ControlPlane],
        _ engine: Engine,
        _ body: (Scenario) async throws -> Void,
    ) async throws {
        guard let name = clusters.first else {
            return try await withTemporaryDirectory { folder in
                let repository = try await GitFixture(below: folder)
                let scenario = Scenario(
                    repository: repository,
                    planes: planes,
                    folder: folder,
                    engine: engine,
                    remote: repository.bare.string,
                )
                for name in planes.keys {
                    try scenario.write(["clusters/\(name)/cluster.yaml": scenario.cluster(name)])
                }
                try await body(scenario)
            }
        }
        try await withControlPlane(name: name) { plane in
            var planes = planes
            planes[name] = plane
            try await start(clusters.dropFirst(), planes, engine, body)
        }
    }

    /// The control plane of the only cluster.
    var plane: ControlPlane {
        get throws { try #require(planes.values.first) }
    }

    /// A `cluster.yaml`, with lines of `spec` besides its kubeconfig and engine.
    func cluster(_ name: String, _ lines: String...) -> String {
        let kubeconfig = planes[name]?.kubeconfig.string ?? "/nowhere/kubeconfig"
        return """
            apiVersion: fettle.dev/v1alpha1
            kind: Cluster
            metadata:
              name: \(name)
            spec:
              kubeconfig:
                path: \(kubeconfig)
            \(([engine.line] + lines).map { "  \($0)\n" }.joined())
            """
    }

    /// Writes files into the work tree.
    func write(_ files: [String: String]) throws {
        try TestSupport.write(files, below: repository.work)
    }

    /// Removes files and folders from the work tree.
    func remove(_ paths: String...) throws {
        for path in paths {
            try FileManager.default.removeItem(atPath: repository.work.appending(path).string)
        }
    }

    /// Writes `files`, commits and pushes.
    @discardableResult
    func push(_ files: [String: String] = [:], _ message: String = "Change") async throws -> String {
        try await repository.commit(files, message)
    }

    /// The arguments that every command gets.
    var options: [String] {
        ["--repo", remote, "--branch", branch, "--state-dir", folder.appending("state").string]
    }

    /// Runs one command of fettle to its end.
    @discardableResult
    func fettle(_ command: String, _ arguments: String...) async throws -> CommandResult {
        try await attempt([Self.executable.string, command] + options + arguments, environment: environment)
    }

    /// One pass that must converge.
    @discardableResult
    func sync() async throws -> CommandResult {
        let result = try await fettle("sync")
        #expect(result.exitCode == 0, "\(result.errors)")
        return result
    }

    /// The environment of every command: no keyring of the machine's user.
    var environment: [String: String] {
        ["HOME": folder.string, "XDG_STATE_HOME": ""].merging(variables) { $1 }
    }

    /// The executable beside the test bundle.
    static let executable: FilePath = {
        let runner = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return FilePath(runner).removingLastComponent().appending("fettle")
    }()
}
