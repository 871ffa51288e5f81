import Foundation
import Kustomize
import Manifests
import SourceTrees
import SystemPackage
import TestSupport
import Testing
import YAML

/// The repository's own overlays, as kubectl renders them.
struct TheHomelab {
    private static let top = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()

    /// The repository without its encrypted files, which need no key here: only that they are objects counts.
    private static func copy(to folder: FilePath) async throws {
        for name in ["base", "overlays"] { try await run("cp", "-r", top.appending(name).string, folder.string) }
        let secrets = FileManager.default.enumerator(atPath: folder.string)?.compactMap { $0 as? String } ?? []
        for path in secrets where path.contains("/secrets/") && path.hasSuffix(".yaml") {
            let name = FilePath(path).lastComponent?.stem ?? "secret"
            let text = "apiVersion: v1\nkind: Secret\nmetadata: {name: \(name)}\nstringData: {a: b}\n"
            try write([path: text], below: folder)
        }
    }

    @Test(arguments: ["foundation", "cryptellation", "perso"])
    func `is rendered as kubectl does`(overlay: String) async throws {
        try await withTemporaryDirectory { folder in
            try await Self.copy(to: folder)
            let expected = try #require(try await oracle(folder.appending("overlays").appending(overlay)))
            try Fixture.with { fixture in
                let manifests = try fixture.render(DirectoryTree(root: folder), "overlays/\(overlay)")
                #expect(manifests.count == expected.count)
                for (manifest, object) in zip(manifests, expected) { #expect(manifest.object == object) }
                #expect(manifests.allSatisfy { $0.origin?.line != nil })
            }
        }
    }
}
