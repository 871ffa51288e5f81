import Foundation
import SourceTrees
import SystemPackage
import TestSupport
import Testing

struct ACopyOnDisk {
    private func withPlace(_ body: (FilePath) throws -> Void) async throws {
        try await withTemporaryDirectory { try body($0.appending("copy")) }
    }

    private func mode(of path: FilePath) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path.string)[.posixPermissions] as? Int
    }

    @Test func `holds the subtree with real files that only this user reads`() async throws {
        var tree = try InMemoryTree(["charts/app/Chart.yaml": "name: app", "charts/app/templates/a.yaml": "a", "b": ""])
        tree.addLink(to: "../../b", at: try TreePath("charts/app/linked"))
        tree.addLink(to: "templates", at: try TreePath("charts/app/also"))
        try await withPlace { place in
            try tree.copy(TreePath("charts/app"), to: place)
            let copied = DirectoryTree(root: place)
            #expect(try copied.list(.root) == ["Chart.yaml", "also", "linked", "templates"])
            #expect(try copied.node(at: TreePath("linked")) == .file)
            #expect(try copied.node(at: TreePath("also")) == .directory)
            #expect(try copied.read(TreePath("also/a.yaml")) == Array("a".utf8))
            #expect(try mode(of: place) == 0o700)
            #expect(try mode(of: place.appending("templates")) == 0o700)
            #expect(try mode(of: place.appending("Chart.yaml")) == 0o600)
        }
    }

    @Test func `may be one file`() async throws {
        try await withPlace { place in
            try InMemoryTree(["a/b": "text"]).copy(TreePath("a/b"), to: place)
            #expect(FileManager.default.contents(atPath: place.string) == Data("text".utf8))
        }
    }

    @Test(arguments: [
        ("../../etc/passwd", SourceTreeError.Reason.leavesRoot), ("/etc/passwd", .leavesRoot), (".", .linkLoop),
    ])
    func `is refused for a link out of the root or in a circle`(
        target: String,
        reason: SourceTreeError.Reason,
    ) async throws {
        var tree = try InMemoryTree(["chart/a": "a"])
        tree.addLink(to: target, at: try TreePath("chart/b"))
        try await withPlace { place in
            let error = #expect(throws: SourceTreeError.self) { try tree.copy(TreePath("chart"), to: place) }
            #expect(error?.reason == reason)
        }
    }

    @Test func `is refused when links multiply beyond measure`() async throws {
        var tree = try InMemoryTree(["l0/file": "x"])
        for level in 1...9 {
            for copy in 0..<8 { tree.addLink(to: "../l\(level - 1)", at: try TreePath("l\(level)/\(copy)")) }
        }
        try await withPlace { place in
            let error = #expect(throws: SourceTreeError.self) {
                try tree.copy(TreePath("l6"), to: place, limit: 100)
            }
            #expect(error?.reason == .tooLarge)
        }
    }

    @Test func `of nothing says so`() async throws {
        try await withPlace { place in
            let tree = InMemoryTree()
            let error = #expect(throws: SourceTreeError.self) { try tree.copy(TreePath("none"), to: place) }
            #expect(error?.description == "none: no such file or directory")
        }
    }
}
