import Foundation
import SourceTrees
import SystemPackage
import TestSupport
import Testing

@testable import Git

private func overwrite(_ file: FilePath, _ change: (inout Data) -> Void) throws {
    let url = URL(filePath: file.string)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.string)
    var data = try Data(contentsOf: url)
    change(&data)
    try data.write(to: url)
}

struct DamageTests {
    /// Fetches, harms the copy, and expects that a restarted program has it whole again after one fetch.
    private func recovers(after harm: (Fixture) throws -> Void) async throws {
        try await Fixture.with { fixture in
            let id = try await fixture.git.commit(["a/b": "1", "c": "2"])
            try await fixture.open().fetch()
            try harm(fixture)
            let repository = try await fixture.open()
            let revision = try await repository.fetch().revision
            #expect(revision.id == id)
            let tree = try repository.tree(of: revision)
            #expect(try tree.read(TreePath("a/b")) == Array("1".utf8))
            #expect(try tree.read(TreePath("c")) == Array("2".utf8))
            #expect(try await fixture.open().current()?.id == id)
        }
    }

    @Test func `makes a new copy when a pack is gone`() async throws {
        try await recovers { fixture in
            for file in try fixture.files(endingWith: ".pack") {
                try FileManager.default.removeItem(atPath: file.string)
            }
        }
    }

    @Test func `makes a new copy when a pack's index is gone`() async throws {
        try await recovers { fixture in
            for file in try fixture.files(endingWith: ".idx") {
                try FileManager.default.removeItem(atPath: file.string)
            }
        }
    }

    @Test func `makes a new copy when a pack was cut short`() async throws {
        try await recovers { fixture in
            for file in try fixture.files(endingWith: ".pack") { try overwrite(file) { $0 = $0.prefix($0.count / 2) } }
        }
    }

    @Test func `makes a new copy when all objects are gone`() async throws {
        try await recovers { fixture in
            for file in try fixture.files(endingWith: "objects") {
                try FileManager.default.removeItem(atPath: file.string)
            }
        }
    }

    @Test(arguments: ["", "garbage\n", "0000000000000000000000000000000000000001\n"])
    func `makes a new copy when a reference holds something else`(text: String) async throws {
        try await recovers { fixture in
            for file in try fixture.files(endingWith: "heads/main") { try overwrite(file) { $0 = Data(text.utf8) } }
        }
    }

    @Test(arguments: ["HEAD", "config"])
    func `makes a new copy when it cannot be opened`(name: String) async throws {
        try await recovers { fixture in
            for file in try fixture.files(endingWith: name) where !file.string.contains("refs") {
                try overwrite(file) { $0 = Data("\u{0}[[[".utf8) }
            }
        }
    }

    @Test func `makes a new copy after a reader found a flipped bit`() async throws {
        try await Fixture.with { fixture in
            let noise = (0..<2000).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined()
            let id = try await fixture.git.commit(["noise": noise])
            try await fixture.open().fetch()
            for file in try fixture.files(endingWith: ".pack") { try overwrite(file) { $0[$0.count / 2] ^= 1 } }
            let repository = try await fixture.open()
            let revision = try #require(try repository.current())
            let broken = try repository.tree(of: revision)
            let error = #expect(throws: SourceTreeError.self) { try broken.read(TreePath("noise")) }
            #expect(error?.reason == .unreadable)
            #expect(error?.description.hasPrefix("noise: cannot be read: ") == true)
            #expect(error?.description.hasSuffix("; the next fetch makes a new local copy") == true)
            let fetched = try await repository.fetch()
            #expect(fetched.revision.id == id)
            #expect(!fetched.hasMoved)
            #expect(try repository.tree(of: fetched.revision).read(TreePath("noise")) == Array(noise.utf8))
        }
    }

    @Test func `keeps what can be read when the copy is damaged and the remote is away`() async throws {
        try await Fixture.with { fixture in
            let id = try await fixture.git.commit(["a": "1"])
            try await fixture.git.commit(["a": "2"])
            try await fixture.open().fetch()
            for file in try fixture.files(endingWith: "heads/main") { try overwrite(file) { $0 = Data() } }
            try FileManager.default.removeItem(atPath: fixture.git.bare.string)
            let repository = try await fixture.open()
            let error = try #require(try await failure { try repository.current() })
            #expect(error.reason == .damaged)
            #expect(error.description.hasPrefix("\(fixture.copy): the local copy is broken: "))
            #expect(error.description.hasSuffix("; the next fetch makes a new one"))
            #expect(try await failure { try await repository.fetch() }?.reason == .notARepository)
            #expect(try repository.revision(id).id == id)
        }
    }

    @Test func `says that its folder cannot be made`() async throws {
        let remote = try Remote("/srv/repo")
        let error = try await failure { try await Repository.open(at: "/dev/null/copy", remote: remote) }
        #expect(error?.reason == .other)
        #expect(
            error?.description
                == "/dev/null/copy: cannot be written: Not a directory; check its permissions and the disk",
        )
    }
}

struct RestartTests {
    @Test func `begins anew when another remote is configured`() async throws {
        try await Fixture.with { one in
            try await Fixture.with { other in
                try await one.git.commit(["a": "1"])
                let id = try await other.git.commit(["a": "2"])
                try await one.open().fetch()
                let repository = try await Repository.open(
                    at: one.copy,
                    remote: try Remote(other.git.bare.string),
                    branch: "main",
                )
                #expect(try repository.current() == nil)
                let fetched = try await repository.fetch()
                #expect(fetched.revision.id == id)
                #expect(fetched.previous == nil)
                #expect(try one.stores == ["2.git"])
            }
        }
    }

    @Test func `knows after a restart what it had before`() async throws {
        try await Fixture.with { fixture in
            let first = try await fixture.git.commit(["a": "1"])
            try await fixture.open().fetch()
            let second = try await fixture.git.commit(["a": "2"])
            let restarted = try await fixture.open()
            #expect(try restarted.current()?.id == first)
            #expect(try restarted.current()?.branch == "main")
            let fetched = try await restarted.fetch()
            #expect(fetched.previous == first)
            #expect(fetched.revision.id == second)
        }
    }

    @Test func `lets two values use one folder at once`() async throws {
        try await Fixture.with { fixture in
            try await fixture.git.commit(["a": "0"])
            let one = try await fixture.open()
            let other = try await fixture.open()
            for number in 1...5 {
                let id = try await fixture.git.commit(["a": "\(number)"])
                async let left = one.fetch()
                async let right = other.fetch()
                let fetched = try await [left, right]
                #expect(fetched.map(\.revision.id) == [id, id])
                #expect(fetched.map(\.hasMoved) == [true, true])
            }
            #expect(try fixture.packCount == 5)
        }
    }

    @Test func `puts the pieces of many fetches together`() async throws {
        try await Fixture.with { fixture in
            let count = Repository.packLimit + 2
            try await fixture.git.addHistory(of: count)
            try await fixture.git.git("branch", "history", "main", in: fixture.git.bare)
            let repository = try await fixture.open(branch: nil)
            var first: CommitTree?
            for back in (0..<count).reversed() {
                try await fixture.git.git("update-ref", "refs/heads/main", "history~\(back)", in: fixture.git.bare)
                let fetched = try await repository.fetch()
                #expect(fetched.hasMoved && !fetched.isForced)
                if first == nil { first = try repository.tree(of: fetched.revision) }
            }
            #expect(try fixture.packCount == count)
            #expect(try await repository.fetch().hasMoved == false)
            #expect(try fixture.stores == ["1.git", "2.git"])
            #expect(try fixture.packCount == 1)
            #expect(try repository.revision("HEAD~\(count - 1)").id == first?.revision.id)
            // The old repository stays as long as somebody reads from it.
            #expect(try first?.read(TreePath("file")) == Array("text 1\n".utf8))
            try await fixture.git.git("pull", "--quiet", "origin", "main")
            try await fixture.git.commit(["a": "1"])
            try await repository.fetch()
            #expect(try fixture.stores == ["1.git", "2.git"])
            first = nil
            try await fixture.git.commit(["a": "2"])
            let revision = try await repository.fetch().revision
            #expect(try fixture.stores == ["2.git"])
            #expect(try repository.tree(of: revision).read(TreePath("a")) == Array("2".utf8))
            #expect(try await fixture.open(branch: nil).current()?.branch == "main")
        }
    }

    @Test func `opens one new folder many times at once`() async throws {
        try await Fixture.with { fixture in
            let id = try await fixture.git.commit(["a": "1"])
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<8 {
                    group.addTask { try await fixture.open().fetch().revision.id }
                }
                for try await fetched in group { #expect(fetched == id) }
            }
            #expect(try fixture.stores == ["1.git"])
        }
    }

    @Test func `waits no longer than it may for another process that fetches`() async throws {
        try await Fixture.with { fixture in
            try await fixture.git.commit(["a": "1"])
            let repository = try await fixture.open()
            let lock = fixture.copy.appending("lock")
            try await withThrowingTaskGroup { group in
                group.addTask {
                    _ = try await attempt(["flock", lock.string, "sh", "-c", "touch \(lock).held; sleep 60"])
                }
                while !FileManager.default.fileExists(atPath: "\(lock).held") {
                    try await Task.sleep(for: .milliseconds(5))
                }
                let error = try await failure { try await repository.fetch(within: .milliseconds(200)) }
                #expect(error?.reason == .timedOut)
                #expect(error?.description == "\(lock): another process is fetching; try again later")
                group.cancelAll()
            }
        }
    }
}

/// Not a test of its own: the program that the tests below start and kill is this one again, told to run this suite.
struct ProgramToKill {
    /// The folder of the copy, a space, and the remote.
    static let variable = "FETTLE_TEST_PROGRAM_TO_KILL"

    @Test(.enabled(if: ProcessInfo.processInfo.environment[variable] != nil, "only runs to be killed"))
    func `fetches until it is killed`() async throws {
        let text = try #require(ProcessInfo.processInfo.environment[Self.variable])
        let parts = text.split(separator: " ").map(String.init)
        let repository = try await Repository.open(at: FilePath(parts[0]), remote: try Remote(parts[1]), branch: "main")
        while true { try await repository.fetch() }
    }
}

/// The moments at which a program that fetches is killed.
struct KilledFetchTests {
    private func killFetch(of url: String, into copy: FilePath, at moment: () async throws -> Void) async throws {
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        try await kill(
            FilePath(program),
            ["--testing-library", "swift-testing", "--filter", "ProgramToKill"],
            environment: [ProgramToKill.variable: "\(copy) \(url)"],
            at: moment,
        )
    }

    @Test func `is whole again after being killed in the middle of a pack`() async throws {
        try await Fixture.with { fixture in
            try await GitServer.withHTTP(root: fixture.git.root) { server in
                let first = try await fixture.git.commit(["a": String(repeating: "x\n", count: 10_000), "b": "1"])
                let base = "http://127.0.0.1:\(server.port)"
                try await killFetch(of: "\(base)/stall-pack/repo.git", into: fixture.copy) {
                    try await server.wait { $0.contains("half") }
                    // A moment for the half to arrive and be written.
                    try await Task.sleep(for: .milliseconds(200))
                }
                #expect(server.requests.contains("half"))
                let stalling = try await Repository.open(
                    at: fixture.copy,
                    remote: try Remote("\(base)/stall-pack/repo.git"),
                    branch: "main",
                )
                #expect(try stalling.current() == nil)
                let repository = try await Repository.open(
                    at: fixture.copy,
                    remote: try Remote("\(base)/repo.git"),
                    branch: "main",
                )
                #expect(try await repository.fetch().revision.id == first)
                #expect(try fixture.files(endingWith: ".lock").isEmpty)
            }
        }
    }

    @Test func `is whole again after being killed at any moment`() async throws {
        try await Fixture.with { fixture in
            var id = try await fixture.git.commit(["a": "0"])
            for number in 1...8 {
                try await killFetch(of: fixture.git.bare.string, into: fixture.copy) {
                    while try !FileManager.default.fileExists(atPath: fixture.copy.string)
                        || fixture.stores.isEmpty
                    {
                        try await Task.sleep(for: .milliseconds(5))
                    }
                    id = try await fixture.git.commit(["a": "\(number)"])
                    try await Task.sleep(for: .milliseconds(Int.random(in: 0...40)))
                }
                let repository = try await fixture.open()
                let revision = try await repository.fetch().revision
                #expect(revision.id == id)
                #expect(try repository.tree(of: revision).read(TreePath("a")) == Array("\(number)".utf8))
            }
        }
    }

    @Test func `removes what a killed fetch left behind`() async throws {
        try await Fixture.with { fixture in
            let id = try await fixture.git.commit(["a": "1"])
            try await fixture.open().fetch()
            let store = fixture.copy.appending("1.git")
            let left = [
                "1.git/refs/fettle/heads/main.lock", "1.git/HEAD.lock", "1.git/objects/pack/pack_git2_abc",
                "2.git.new/HEAD",
            ]
            try write(Dictionary(uniqueKeysWithValues: left.map { ($0, "") }), below: fixture.copy)
            let second = try await fixture.git.commit(["a": "2"])
            #expect(try await fixture.open().fetch().previous == id)
            #expect(try await fixture.open().current()?.id == second)
            for name in left { #expect(!FileManager.default.fileExists(atPath: fixture.copy.appending(name).string)) }
            #expect(FileManager.default.fileExists(atPath: store.string))
        }
    }
}
