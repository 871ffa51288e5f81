import Foundation
import Kustomize
import Manifests
import SourceTrees
import SystemPackage
import TestSupport
import Testing
import YAML

/// Renders what a test writes down.
struct Fixture {
    static func with<Result>(_ body: (Fixture) throws -> Result) rethrows -> Result {
        try body(Fixture())
    }

    func render(
        _ files: [String: String],
        _ path: String,
        encrypted: Set<String> = [],
        _ adjust: (inout Adjustments) -> Void = { _ in },
    ) throws -> [Manifest] {
        try render(try InMemoryTree(files), path, encrypted: encrypted, adjust)
    }

    func render(
        _ tree: any SourceTree,
        _ path: String,
        encrypted: Set<String> = [],
        _ adjust: (inout Adjustments) -> Void = { _ in },
    ) throws -> [Manifest] {
        var adjustments = Adjustments()
        adjust(&adjustments)
        return try Kustomizer.manifests(
            of: Build(
                tree: tree,
                path: try TreePath(path),
                adjustments: adjustments,
                isEncrypted: { encrypted.contains($0.description) },
            )
        )
    }

    /// The problems of a build that must fail.
    func problems(
        _ tree: any SourceTree,
        _ path: String,
        encrypted: Set<String> = [],
        _ adjust: (inout Adjustments) -> Void = { _ in },
    ) throws -> [String] {
        do {
            let manifests = try render(tree, path, encrypted: encrypted, adjust)
            Issue.record("rendered \(manifests.count) objects")
            return []
        } catch let problems as Problems {
            return problems.list.map(\.description)
        }
    }

    func problems(_ files: [String: String], _ path: String, encrypted: Set<String> = []) throws -> [String] {
        try problems(try InMemoryTree(files), path, encrypted: encrypted)
    }
}

/// What `kubectl kustomize` prints for a folder on disk; nil when it fails.
func oracle(_ folder: FilePath) async throws -> [Value]? {
    let result = try await attempt(["kubectl", "kustomize", folder.string])
    guard result.exitCode == 0 else { return nil }
    return try Node.parse(Array(result.output.utf8), file: "oracle").map { try $0.value(file: "oracle") }
        .filter { $0 != .null }
}

func configMap(_ name: String, _ data: String = "a: b", more: String = "") -> String {
    "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: \(name)\n\(more)data:\n  \(data)\n"
}

extension [Manifest] {
    subscript(name: String) -> Manifest {
        get throws { try #require(first { $0.name == name || $0.name.hasPrefix("\(name)-") }) }
    }
}
