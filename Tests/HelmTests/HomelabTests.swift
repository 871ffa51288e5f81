import Foundation
import Helm
import Manifests
import Testing
import YAML

struct TheHomelabsReleases {
    // Tests/HelmTests/HomelabTests.swift, three steps down from the root.
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private func manifests() throws -> [Manifest] {
        let base = Self.root.appending(path: "base")
        let components = try FileManager.default.contentsOfDirectory(atPath: base.path)
        return try components.flatMap { component in
            let folder = base.appending(path: component)
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            return try names.filter { $0 == "release.yaml" || $0 == "repository.yaml" }.flatMap { name in
                let file = "base/\(component)/\(name)"
                let bytes = [UInt8](try Data(contentsOf: folder.appending(path: name)))
                return try Node.parse(bytes, file: file).map {
                    Manifest(try $0.value(file: file), origin: Origin(file: file))
                }
            }
        }
    }

    @Test func `can all be read, have their sources, and wait for each other in an order`() throws {
        let manifests = try manifests()
        let releases = try manifests.filter { $0.kind.kind == "HelmRelease" }.map { try HelmRelease.read($0) }
        #expect(releases.count >= 9)
        let sources = ChartSources(manifests, repository: ThisRepository(url: nil))
        #expect(sources.problems.isEmpty)
        for release in releases { _ = try sources.request(for: release) }
        let names = try ReleaseOrder.sorted(releases).map(\.reference.name)
        let stack = ["loki", "tempo", "mimir"].map { names.firstIndex(of: $0) ?? -1 }
        #expect(stack == stack.sorted() && !stack.contains(-1))
    }
}
