import Foundation
import SourceTrees
import SystemPackage
import TestSupport
import Testing

@testable import Git

struct CommitTreeTests {
    /// Fetches what the fixture holds and gives its tree.
    private func tree(of fixture: Fixture) async throws -> CommitTree {
        let repository = try await fixture.open()
        return try repository.tree(of: try await repository.fetch().revision)
    }

    private func link(_ target: String, at path: String, in fixture: Fixture) throws {
        let place = fixture.git.work.appending(path)
        try FileManager.default.createDirectory(
            atPath: place.removingLastComponent().string,
            withIntermediateDirectories: true,
        )
        try FileManager.default.createSymbolicLink(atPath: place.string, withDestinationPath: target)
    }

    @Test func `says what lies where`() async throws {
        try await Fixture.with { fixture in
            try link("a/b", at: "link", in: fixture)
            try await fixture.git.commit(["a/b": "file", "a/c/d": "deep", "run": "x"])
            let tree = try await tree(of: fixture)
            #expect(try tree.node(at: .root) == .directory)
            #expect(try tree.node(at: TreePath("a")) == .directory)
            #expect(try tree.node(at: TreePath("a/b")) == .file)
            #expect(try tree.node(at: TreePath("link")) == .link(target: "a/b"))
            #expect(try tree.node(at: TreePath("a/b/c")) == nil)
            #expect(try tree.node(at: TreePath("nothing/at/all")) == nil)
            #expect(try tree.names(in: .root) == ["a", "link", "run"])
            #expect(try tree.names(in: TreePath("a")) == ["b", "c"])
            #expect(try tree.contents(of: TreePath("a/c/d")) == Array("deep".utf8))
        }
    }

    @Test func `lists names in the order of their bytes`() async throws {
        try await Fixture.with { fixture in
            // git itself puts the folder `a` behind `a.b`, as if it were called `a/`.
            try await fixture.git.commit(["a/x": "", "a.b": "", "a0": "", "B": "", "ä": ""])
            let tree = try await tree(of: fixture)
            #expect(try tree.names(in: .root) == ["B", "a", "a.b", "a0", "ä"])
            for name in ["B", "a", "a.b", "a0", "ä"] { #expect(try tree.node(at: .root.child(name)) != nil) }
        }
    }

    @Test func `reads names with spaces, quotes and letters beyond ASCII`() async throws {
        try await Fixture.with { fixture in
            let names = ["a b", "ünï/cödé 🚀.yaml", "it's", "tab\tname", "new\nline", #"back\slash"#]
            try await fixture.git.commit(Dictionary(uniqueKeysWithValues: names.map { ($0, $0) }))
            let tree = try await tree(of: fixture)
            for name in names { #expect(try tree.read(TreePath(name)) == Array(name.utf8)) }
        }
    }

    @Test func `tells names apart that differ in their bytes only`() async throws {
        try await Fixture.with { fixture in
            let composed = "caf\u{e9}"
            try await fixture.git.commit([composed: "one"])
            let tree = try await tree(of: fixture)
            #expect(try tree.node(at: .root.child(composed)) == .file)
            #expect(try tree.node(at: .root.child("cafe\u{301}")) == nil)
        }
    }

    @Test func `refuses to list a name that is not UTF-8`() async throws {
        try await Fixture.with { fixture in
            try await fixture.git.commit(["a": "1"])
            let blob = try await fixture.git.id(of: "HEAD:a")
            // mktree reads C-quoted names.
            let tree = try await fixture.git.git("mktree", input: "100644 blob \(blob)\t\"bad\\377name\"\n")
            let commit = try await fixture.git.git("commit-tree", "-m", "x", String(tree.prefix(40)))
            try await fixture.git.git("push", "--quiet", "--force", "origin", "\(commit.prefix(40)):refs/heads/main")
            let read = try await self.tree(of: fixture)
            let error = #expect(throws: SourceTreeError.self) { try read.list(.root) }
            #expect(error?.reason == .invalidPath)
            #expect(error?.description == ".: holds a name that is not UTF-8, bad\u{fffd}name; rename it")
        }
    }

    @Test func `follows links inside the root only`() async throws {
        try await Fixture.with { fixture in
            try link("../base/app.yaml", at: "overlays/app.yaml", in: fixture)
            try link("base", at: "folder", in: fixture)
            try link("../../etc/passwd", at: "overlays/out", in: fixture)
            try link("/etc/passwd", at: "absolute", in: fixture)
            try link("circle-b", at: "circle-a", in: fixture)
            try link("circle-a", at: "circle-b", in: fixture)
            try link("nowhere", at: "dangling", in: fixture)
            try await fixture.git.commit(["base/app.yaml": "app"])
            let tree = try await tree(of: fixture)
            #expect(try tree.read(TreePath("overlays/app.yaml")) == Array("app".utf8))
            #expect(try tree.list(TreePath("folder")) == ["app.yaml"])
            #expect(try tree.kind(at: TreePath("dangling")) == nil)
            let cases: [(String, SourceTreeError.Reason, String)] = [
                (
                    "overlays/out", .leavesRoot,
                    "overlays/out: follows a symbolic link out of the repository; keep it inside"
                ),
                (
                    "absolute", .leavesRoot,
                    "absolute: is a symbolic link out of the repository, to /etc/passwd; keep it inside"
                ),
            ]
            for (path, reason, message) in cases {
                let error = #expect(throws: SourceTreeError.self) { try tree.read(TreePath(path)) }
                #expect(error?.reason == reason)
                #expect(error?.description == message)
            }
            let circle = #expect(throws: SourceTreeError.self) { try tree.read(TreePath("circle-a")) }
            #expect(circle?.reason == .linkLoop)
        }
    }

    @Test func `says that a submodule is not part of the repository`() async throws {
        try await Fixture.with { fixture in
            let id = try await fixture.git.commit(["a": "1"])
            try await fixture.git.git("update-index", "--add", "--cacheinfo", "160000,\(id),vendor/lib")
            try await fixture.git.git("commit", "--quiet", "--message", "Add a submodule")
            try await fixture.git.git("push", "--quiet", "origin", "HEAD")
            let tree = try await tree(of: fixture)
            #expect(try tree.node(at: TreePath("vendor/lib")) == .submodule)
            let error = #expect(throws: SourceTreeError.self) { try tree.read(TreePath("vendor/lib/x.yaml")) }
            #expect(error?.reason == .submodule)
            #expect(
                error?.description
                    == "vendor/lib: is a git submodule, and fettle reads one repository; copy its files in",
            )
        }
    }

    @Test func `does not read a file larger than the limit`() async throws {
        try await Fixture.with { fixture in
            let huge = fixture.git.work.appending("huge")
            try await run("truncate", "--size", "\(CommitTree.fileSizeLimit + 1)", huge.string)
            try await run(
                "truncate",
                "--size",
                "\(CommitTree.fileSizeLimit)",
                fixture.git.work.appending("large").string
            )
            try await fixture.git.commit(["a": "1"])
            let tree = try await tree(of: fixture)
            let error = #expect(throws: SourceTreeError.self) { try tree.read(TreePath("huge")) }
            #expect(error?.reason == .tooLarge)
            #expect(error?.description == "huge: is larger than 50 MiB")
            #expect(try tree.read(TreePath("large")).count == CommitTree.fileSizeLimit)
            #expect(try tree.read(TreePath("a")) == Array("1".utf8))
        }
    }

    @Test func `gives the ids that git gives`() async throws {
        try await Fixture.with { fixture in
            try await fixture.git.commit(["a/b": "1", "c": "1"])
            let tree = try await tree(of: fixture)
            #expect(try await tree.objectID(at: .root) == fixture.git.id(of: "HEAD^{tree}"))
            #expect(try await tree.objectID(at: TreePath("a")) == fixture.git.id(of: "HEAD:a"))
            #expect(try tree.objectID(at: TreePath("a/b")) == tree.objectID(at: TreePath("c")))
            #expect(try tree.objectID(at: TreePath("d")) == nil)
        }
    }

    @Test func `reads every folder of a large tree once`() async throws {
        try await Fixture.with { fixture in
            var files: [String: String] = [:]
            for number in 0..<10_000 { files["folder-\(number / 100)/file-\(number % 100)"] = "\(number)" }
            try await fixture.git.addTree(files)
            let tree = try await tree(of: fixture)
            var seen: [String: String] = [:]
            for folder in try tree.list(.root) {
                for name in try tree.list(TreePath(folder)) {
                    let path = try TreePath(folder).child(name)
                    seen["\(path)"] = String(decoding: try tree.read(path), as: UTF8.self)
                }
            }
            #expect(seen == files)
            // 10,000 files, 100 folders and the root.
            #expect(tree.readCount == 10_101)
        }
    }

    @Test func `may be read by many tasks while the repository is fetched`() async throws {
        try await Fixture.with { fixture in
            var files: [String: String] = [:]
            for number in 0..<300 { files["f\(number % 10)/\(number)"] = "old \(number)" }
            try await fixture.git.commit(files)
            let repository = try await fixture.open()
            let tree = try repository.tree(of: try await repository.fetch().revision)
            try await withThrowingTaskGroup { group in
                for part in 0..<4 {
                    group.addTask {
                        for number in stride(from: part, to: 300, by: 4) {
                            let bytes = try tree.read(TreePath("f\(number % 10)/\(number)"))
                            #expect(bytes == Array("old \(number)".utf8))
                        }
                    }
                }
                for number in 0..<3 {
                    try await fixture.git.commit(["f0/0": "new \(number)"])
                    try await repository.fetch()
                }
                try await group.waitForAll()
            }
            #expect(try tree.read(TreePath("f0/0")) == Array("old 0".utf8))
        }
    }
}
