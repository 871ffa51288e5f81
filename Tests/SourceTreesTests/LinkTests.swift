import Foundation
import SourceTrees
import SystemPackage
import TestSupport
import Testing

struct LinkTests {
    private func tree() throws -> InMemoryTree {
        var tree = try InMemoryTree(["base/app.yaml": "app", "overlays/perso/own.yaml": "own"])
        tree.addLink(to: "../../base", at: try TreePath("overlays/perso/shared"))
        tree.addLink(to: "shared/app.yaml", at: try TreePath("overlays/perso/direct.yaml"))
        tree.addLink(to: "../../../etc/passwd", at: try TreePath("overlays/perso/climbing.yaml"))
        tree.addLink(to: "/etc/passwd", at: try TreePath("overlays/perso/absolute.yaml"))
        tree.addLink(to: "loop-b", at: try TreePath("loop-a"))
        tree.addLink(to: "loop-a", at: try TreePath("loop-b"))
        return tree
    }

    @Test("a link inside the root is followed, also through other links")
    func follows() throws {
        let tree = try tree()
        #expect(try tree.read(try TreePath("overlays/perso/direct.yaml")) == Array("app".utf8))
        #expect(try tree.list(try TreePath("overlays/perso/shared")) == ["app.yaml"])
        #expect(try tree.resolve(try TreePath("overlays/perso/shared/app.yaml")).description == "base/app.yaml")
    }

    @Test("a link out of the root is refused", arguments: ["climbing.yaml", "absolute.yaml"])
    func refuses(name: String) throws {
        let tree = try tree()
        let error = #expect(throws: SourceTreeError.self) { try tree.read(try TreePath("overlays/perso/\(name)")) }
        #expect(error?.reason == .leavesRoot)
    }

    @Test("links that lead in a circle are refused")
    func circle() throws {
        let tree = try tree()
        let error = #expect(throws: SourceTreeError.self) { try tree.read(try TreePath("loop-a")) }
        #expect(error?.reason == .linkLoop)
    }

    @Test("what is missing or of another kind says so")
    func missing() throws {
        let tree = try tree()
        #expect(throws: SourceTreeError.self) { try tree.read(try TreePath("base/none.yaml")) }
        #expect(throws: SourceTreeError.self) { try tree.read(try TreePath("base")) }
        #expect(throws: SourceTreeError.self) { try tree.list(try TreePath("base/app.yaml")) }
        #expect(try tree.kind(at: try TreePath("base/none.yaml")) == nil)
    }

    @Test("a folder on disk is read like any tree, and its links stay inside")
    func onDisk() async throws {
        try await withTemporaryDirectory { root in
            try write(["sub/file": "text"], below: root)
            for (name, target) in [("good", "sub/file"), ("bad", "../../etc/passwd")] {
                let link = root.appending(name).string
                try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
            }
            let tree = DirectoryTree(root: root)
            #expect(try tree.list(.root) == ["bad", "good", "sub"])
            #expect(try tree.read(try TreePath("good")) == Array("text".utf8))
            #expect(throws: SourceTreeError.self) { try tree.read(try TreePath("bad")) }
        }
    }
}
