import Foundation
import Git
import SourceTrees
import SystemPackage
import TestSupport
import Testing

struct FetchTests {
    @Test func `fetches a branch for the first time`() async throws {
        try await Fixture.with { fixture in
            let id = try await fixture.git.commit(
                ["a/b.yaml": "one\n"],
                "Add b\n\nBecause.\n\nFettle-Allow-Prune: perso"
            )
            let repository = try await fixture.open()
            #expect(try repository.current() == nil)
            #expect(try await repository.tip() == id)
            let fetched = try await repository.fetch()
            #expect(fetched.revision.id == id)
            #expect(fetched.revision.short == String(id.prefix(8)))
            #expect(fetched.revision.branch == "main")
            #expect(fetched.revision.author == "Ada Author")
            #expect(fetched.revision.subject == "Add b")
            #expect(fetched.revision.message == "Add b\n\nBecause.\n\nFettle-Allow-Prune: perso\n")
            #expect(abs(fetched.revision.date.timeIntervalSinceNow) < 600)
            #expect(fetched.previous == nil)
            #expect(fetched.hasMoved)
            #expect(!fetched.isForced)
            #expect(try repository.current() == fetched.revision)
            let tree = try repository.tree(of: fetched.revision)
            #expect(try tree.read(TreePath("a/b.yaml")) == Array("one\n".utf8))
        }
    }

    @Test func `fetches nothing when the branch has not moved`() async throws {
        try await Fixture.with { fixture in
            let id = try await fixture.git.commit(["a": "1"])
            let repository = try await fixture.open()
            try await repository.fetch()
            let packs = try fixture.packCount
            let again = try await repository.fetch()
            #expect(again.previous == id)
            #expect(!again.hasMoved)
            #expect(!again.isForced)
            #expect(try fixture.packCount == packs)
        }
    }

    @Test func `fetches what is new when the branch has moved`() async throws {
        try await Fixture.with { fixture in
            let first = try await fixture.git.commit(["a": "1"])
            let repository = try await fixture.open()
            try await repository.fetch()
            let second = try await fixture.git.commit(["a": "2"])
            #expect(try await repository.tip() == second)
            #expect(try repository.current()?.id == first)
            let fetched = try await repository.fetch()
            #expect(fetched.previous == first)
            #expect(fetched.revision.id == second)
            #expect(fetched.hasMoved)
            #expect(!fetched.isForced)
        }
    }

    @Test func `takes a rewritten branch as it is now and says so`() async throws {
        try await Fixture.with { fixture in
            try await fixture.git.commit(["a": "1"])
            let old = try await fixture.git.commit(["a": "2"])
            let repository = try await fixture.open()
            try await repository.fetch()
            try await fixture.git.git("reset", "--quiet", "--hard", "HEAD~1")
            let new = try await fixture.git.commit(["a": "3"])
            let fetched = try await repository.fetch()
            #expect(fetched.revision.id == new)
            #expect(fetched.previous == old)
            #expect(fetched.isForced)
            #expect(try await repository.fetch().isForced == false)
        }
    }

    @Test func `keeps the last good commit when the branch is gone`() async throws {
        try await Fixture.with { fixture in
            let id = try await fixture.git.commit(["a": "1"])
            try await fixture.git.git("push", "--quiet", "origin", "HEAD:other", "HEAD:another")
            let repository = try await fixture.open()
            try await repository.fetch()
            try await fixture.git.git("update-ref", "-d", "refs/heads/main", in: fixture.git.bare)
            let error = try await failure { try await repository.fetch() }
            #expect(error?.reason == .branchNotFound)
            #expect(
                error?.description == "\(fixture.git.bare): has no branch main; push it, or name one of: another, other"
            )
            #expect(try repository.current()?.id == id)
        }
    }

    @Test func `finds a branch that appears later`() async throws {
        try await Fixture.with { fixture in
            try await fixture.git.commit(["a": "1"])
            let repository = try await fixture.open(branch: "team/later")
            #expect(try await failure { try await repository.tip() }?.reason == .branchNotFound)
            try await fixture.git.git("push", "--quiet", "origin", "HEAD:refs/heads/team/later")
            #expect(try await repository.fetch().revision.branch == "team/later")
        }
    }

    @Test func `says that a repository is empty`() async throws {
        try await Fixture.with { fixture in
            let repository = try await fixture.open()
            let error = try await failure { try await repository.fetch() }
            #expect(error?.reason == .branchNotFound)
            #expect(error?.description == "\(fixture.git.bare): has no branch yet; push a first commit")
        }
    }

    @Test func `follows the remote's default branch when none is named`() async throws {
        try await Fixture.with { fixture in
            let id = try await fixture.git.commit(["a": "1"])
            try await fixture.git.git("push", "--quiet", "origin", "HEAD:trunk")
            let repository = try await fixture.open(branch: nil)
            #expect(try await repository.fetch().revision.branch == "main")
            try await fixture.git.git("symbolic-ref", "HEAD", "refs/heads/trunk", in: fixture.git.bare)
            let fetched = try await repository.fetch()
            #expect(fetched.revision.branch == "trunk")
            #expect(!fetched.hasMoved)
            #expect(try await fixture.open(branch: nil).current()?.branch == "trunk")
            #expect(try repository.current()?.id == id)
        }
    }

    @Test func `follows a commit that is checked out without a branch`() async throws {
        try await Fixture.with { fixture in
            let first = try await fixture.git.commit(["a": "1"])
            try await fixture.git.commit(["a": "2"])
            try await fixture.git.git("checkout", "--quiet", "--detach", first)
            let remote = try Remote(fixture.git.work.string)
            let repository = try await Repository.open(at: fixture.copy, remote: remote)
            let revision = try await repository.fetch().revision
            #expect(revision.id == first)
            #expect(revision.branch == nil)
        }
    }

    @Test func `refuses a branch name that git would refuse`() async throws {
        try await Fixture.with { fixture in
            for name in ["a..b", "", "a b", "-", "a:b"] where name != "-" {
                let error = try await failure { try await fixture.open(branch: name) }
                #expect(error?.reason == .invalid)
                #expect(error?.description == "\(name): is not the name of a branch; check --branch")
            }
        }
    }

    @Test func `gives up when its time is over or its task is cancelled before it begins`() async throws {
        try await Fixture.with { fixture in
            try await fixture.git.commit(["a": "1"])
            let repository = try await fixture.open()
            let late = try await failure { try await repository.fetch(within: .zero) }
            #expect(late?.reason == .timedOut)
            let task = Task {
                try await Task.sleep(for: .seconds(60))
            }
            task.cancel()
            let cancelled = try await Task {
                _ = try? await task.value
                withUnsafeCurrentTask { $0?.cancel() }
                return try await failure { try await repository.fetch() }
            }.value
            #expect(cancelled?.reason == .cancelled)
            #expect(cancelled?.description == "\(fixture.git.bare): was cancelled")
        }
    }
}

struct FolderTests {
    @Test func `fetches from a work tree, uncommitted changes left out`() async throws {
        try await Fixture.with { fixture in
            let id = try await fixture.git.commit(["a": "committed"])
            try write(["a": "changed", "b": "new"], below: fixture.git.work)
            let repository = try await Repository.open(at: fixture.copy, remote: try Remote(fixture.git.work.string))
            let revision = try await repository.fetch().revision
            #expect(revision.id == id)
            let tree = try repository.tree(of: revision)
            #expect(try tree.read(TreePath("a")) == Array("committed".utf8))
            #expect(try tree.kind(at: TreePath("b")) == nil)
        }
    }

    @Test func `copies the wanted branch only`() async throws {
        try await Fixture.with { fixture in
            try await fixture.git.commit(["a": "1"])
            try await fixture.git.git("checkout", "--quiet", "-b", "other")
            let other = try await fixture.git.commit(["big": "2"])
            let repository = try await fixture.open()
            try await repository.fetch()
            #expect(try await failure { try repository.revision(other) }?.reason == .objectNotFound)
        }
    }

    @Test func `does not mind a reference of the folder that leads nowhere`() async throws {
        try await Fixture.with { fixture in
            let id = try await fixture.git.commit(["a": "1"])
            try await fixture.git.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/gone")
            let repository = try await Repository.open(at: fixture.copy, remote: try Remote(fixture.git.work.string))
            #expect(try await repository.fetch().revision.id == id)
        }
    }

    @Test func `keeps the last good commit when the folder is gone`() async throws {
        try await Fixture.with { fixture in
            let id = try await fixture.git.commit(["a": "1"])
            try await fixture.open().fetch()
            try FileManager.default.removeItem(atPath: fixture.git.bare.string)
            let restarted = try await fixture.open()
            let error = try await failure { try await restarted.fetch() }
            #expect(error?.reason == .notARepository)
            #expect(error?.description == "\(fixture.git.bare): no such folder; check the path")
            let revision = try #require(try restarted.current())
            #expect(revision.id == id)
            #expect(try restarted.tree(of: revision).read(TreePath("a")) == Array("1".utf8))
        }
    }

    @Test func `says that a folder is no repository`() async throws {
        try await Fixture.with { fixture in
            let remote = try Remote(fixture.git.root.string)
            let repository = try await Repository.open(at: fixture.copy, remote: remote)
            let error = try await failure { try await repository.tip() }
            #expect(error?.reason == .notARepository)
            #expect(error?.description == "\(fixture.git.root): is not a git repository; check the path")
        }
    }

    @Test func `says that a shallow clone is not enough`() async throws {
        try await Fixture.with { fixture in
            try await fixture.git.commit(["a": "1"])
            try await fixture.git.commit(["a": "2"])
            let shallow = fixture.git.root.appending("shallow")
            try await fixture.git.git("clone", "--quiet", "--depth=1", "file://\(fixture.git.bare)", shallow.string)
            let repository = try await Repository.open(at: fixture.copy, remote: try Remote(shallow.string))
            let error = try await failure { try await repository.fetch() }
            #expect(error?.reason == .notARepository)
            #expect(error?.description == "\(shallow): is a shallow clone; complete it with git fetch --unshallow")
        }
    }

    @Test(.enabled(if: getuid() == 0, "needs root to give files away"))
    func `reads a repository that belongs to another user`() async throws {
        try await Fixture.with { fixture in
            let first = try await fixture.git.commit(["a": "1"])
            try await fixture.open().fetch()
            try await run("chown", "-R", "12345:12345", fixture.git.bare.string, fixture.copy.string)
            let repository = try await fixture.open()
            #expect(try repository.current()?.id == first)
            #expect(try await repository.fetch().revision.id == first)
        }
    }
}
