import SourceTrees
import Testing

struct TreePathTests {
    @Test(
        "a path is normalised",
        arguments: [
            ("a/b", "a/b"), ("./a//b/", "a/b"), ("a/../b", "b"), ("", "."), (".", "."), ("a/..", "."),
        ]
    )
    func normalises(text: String, expected: String) throws {
        #expect(try TreePath(text).description == expected)
    }

    @Test("a path that leaves the root is refused", arguments: ["..", "a/../..", "/etc/passwd", "../a"])
    func refusesLeaving(text: String) {
        #expect(throws: SourceTreeError.self) { try TreePath(text) }
    }

    @Test("the error of a climbing path names where it was seen from")
    func climbingError() throws {
        let folder = try TreePath("overlays/perso")
        let error = #expect(throws: SourceTreeError.self) { try folder.appending("../../../base") }
        #expect(error?.reason == .leavesRoot)
        #expect(
            error?.description
                == "../../../base: leaves the repository (seen from overlays/perso); keep it inside",
        )
    }

    @Test("a folder contains itself and what lies below, not its neighbours")
    func containment() throws {
        let folder = try TreePath("overlays/perso")
        #expect(folder.contains(folder))
        #expect(folder.contains(try TreePath("overlays/perso/a/b")))
        #expect(!folder.contains(try TreePath("overlays/perso2")))
        #expect(TreePath.root.contains(folder))
    }

    @Test("names that look alike but differ in their bytes are two paths")
    func bytes() throws {
        let composed = try TreePath("caf\u{E9}")
        let decomposed = try TreePath("cafe\u{301}")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(decomposed < composed)
        #expect(!composed.contains(decomposed))
    }
}
