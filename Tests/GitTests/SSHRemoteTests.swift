import Foundation
import Git
import SourceTrees
import SystemPackage
import TestSupport
import Testing

/// A repository behind a real sshd.
private struct Served: Sendable {
    let fixture: Fixture
    let ssh: GitSSHServer

    static func with<Result>(_ body: (Served) async throws -> Result) async throws -> Result {
        try await Fixture.with { fixture in
            try await GitSSHServer.with { try await body(Served(fixture: fixture, ssh: $0)) }
        }
    }

    /// As it stands in messages.
    func address(_ path: String? = nil) -> String {
        "ssh://127.0.0.1:\(ssh.server.port)\(path ?? fixture.git.bare.string)"
    }

    func open(
        _ path: String? = nil,
        key: FilePath? = nil,
        knownHosts: FilePath?,
        patience: Patience = Patience(),
    ) async throws -> Repository {
        let path = path ?? fixture.git.bare.string
        return try await Repository.open(
            at: fixture.copy,
            remote: try Remote("ssh://\(ssh.user)@127.0.0.1:\(ssh.server.port)\(path)"),
            branch: "main",
            credentials: Credentials(sshKey: key ?? ssh.key, knownHosts: knownHosts),
            patience: patience,
        )
    }
}

struct SSHRemoteTests {
    @Test(arguments: [false, true])
    func `fetches from a known host`(isHashed: Bool) async throws {
        try await Served.with { served in
            let first = try await served.fixture.git.commit(["a": "1"])
            let repository = try await served.open(knownHosts: try await served.ssh.knownHosts(isHashed: isHashed))
            #expect(try await repository.tip() == first)
            #expect(try await repository.fetch().revision.id == first)
            #expect(try await repository.fetch().hasMoved == false)
            #expect(try served.fixture.packCount == 1)
            let second = try await served.fixture.git.commit(["a": "2"])
            let fetched = try await repository.fetch()
            #expect(fetched.revision.id == second)
            #expect(fetched.previous == first)
            #expect(try repository.tree(of: fetched.revision).read(TreePath("a")) == Array("2".utf8))
        }
    }

    @Test func `fetches a repository whose name has quotes, spaces and letters beyond ASCII`() async throws {
        try await Served.with { served in
            let id = try await served.fixture.git.commit(["a": "1"])
            let odd = served.fixture.git.root.appending("it's a \"répo\" $HOME.git")
            try FileManager.default.moveItem(atPath: served.fixture.git.bare.string, toPath: odd.string)
            let repository = try await served.open(odd.string, knownHosts: try await served.ssh.knownHosts())
            #expect(try await repository.tip() == id)
        }
    }

    @Test func `fetches megabytes`() async throws {
        try await Served.with { served in
            let noise = (0..<200_000).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined()
            try await served.fixture.git.commit(["noise": noise])
            let repository = try await served.open(knownHosts: try await served.ssh.knownHosts())
            let revision = try await repository.fetch().revision
            #expect(try repository.tree(of: revision).read(TreePath("noise")) == Array(noise.utf8))
        }
    }

    @Test func `refuses a host that is not known`() async throws {
        try await Served.with { served in
            try await served.fixture.git.commit(["a": "1"])
            let file = served.fixture.git.root.appending("known")
            try write(["known": ""], below: served.fixture.git.root)
            let repository = try await served.open(knownHosts: file)
            let error = try await failure { try await repository.tip() }
            #expect(error?.reason == .hostKeyUnknown)
            #expect(
                error?.description == """
                    \(served.address()): the server's host key is not in \(file); \
                    check what ssh-keyscan prints, then add its line
                    """,
            )
            // Never trusted on first use.
            #expect(try String(contentsOfFile: file.string, encoding: .utf8).isEmpty)
        }
    }

    @Test(arguments: [false, true])
    func `refuses a host whose key is another one`(isHashed: Bool) async throws {
        try await Served.with { served in
            try await served.fixture.git.commit(["a": "1"])
            let other = served.fixture.git.root.appending("other")
            try await GitSSHServer.makeKey(other)
            let key = try String(contentsOfFile: "\(other).pub", encoding: .utf8)
            let file = try await served.ssh.knownHosts(
                key: key.split(separator: " ").prefix(2).joined(separator: " "),
                isHashed: isHashed,
            )
            let repository = try await served.open(knownHosts: file)
            let error = try await failure { try await repository.fetch() }
            #expect(error?.reason == .hostKeyMismatch)
            #expect(
                error?.description == """
                    \(served.address()): the server's host key is not the one in \(file); \
                    somebody may be in between: check it, then replace the line
                    """,
            )
        }
    }

    @Test func `says that a key is refused`() async throws {
        try await Served.with { served in
            let other = served.fixture.git.root.appending("other")
            try await GitSSHServer.makeKey(other)
            let repository = try await served.open(key: other, knownHosts: try await served.ssh.knownHosts())
            let error = try await failure { try await repository.tip() }
            #expect(error?.reason == .unauthorized)
            #expect(
                error?.description == "\(served.address()): refuses the user or the ssh key; check FETTLE_GIT_SSH_KEY",
            )
        }
    }

    @Test func `says that a key has a passphrase`() async throws {
        try await Served.with { served in
            let locked = served.fixture.git.root.appending("locked")
            try await GitSSHServer.makeKey(locked, passphrase: "canary")
            let repository = try await served.open(key: locked, knownHosts: try await served.ssh.knownHosts())
            let error = try #require(try await failure { try await repository.tip() })
            #expect(error.reason == .unauthorized)
            #expect(error.description.hasSuffix("; check FETTLE_GIT_SSH_KEY"))
        }
    }

    @Test func `says that there is no repository`() async throws {
        try await Served.with { served in
            let repository = try await served.open("/nowhere.git", knownHosts: try await served.ssh.knownHosts())
            let error = try await failure { try await repository.tip() }
            #expect(error?.reason == .notARepository)
            #expect(
                error?.description == """
                    \(served.address("/nowhere.git")): has no such repository; \
                    check the address and what the key may read
                    """,
            )
        }
    }

    @Test func `keeps the last good commit when the server is away`() async throws {
        try await Fixture.with { fixture in
            let id = try await fixture.git.commit(["a": "1"])
            let (remote, knownHosts, key) = try await GitSSHServer.with { ssh in
                let remote = try Remote("ssh://\(ssh.user)@127.0.0.1:\(ssh.server.port)\(fixture.git.bare)")
                let credentials = Credentials(sshKey: ssh.key, knownHosts: try await ssh.knownHosts())
                try await Repository.open(at: fixture.copy, remote: remote, branch: "main", credentials: credentials)
                    .fetch()
                return (remote, fixture.git.root.appending("known"), fixture.git.root.appending("key"))
            }
            try await GitSSHServer.makeKey(key)
            try write(["known": ""], below: fixture.git.root)
            let credentials = Credentials(sshKey: key, knownHosts: knownHosts)
            let restarted = try await Repository.open(
                at: fixture.copy,
                remote: remote,
                branch: "main",
                credentials: credentials,
            )
            let error = try #require(try await failure { try await restarted.fetch() })
            #expect(error.reason == .unreachable)
            #expect(error.description.hasPrefix("\(remote): cannot be reached: connect to host 127.0.0.1 port "))
            #expect(error.description.hasSuffix(": Connection refused; check the address and the network"))
            #expect(try restarted.current()?.id == id)
        }
    }
}

struct SSHSettingsTests {
    private func message(_ credentials: Credentials) async throws -> GitError? {
        try await Fixture.with { fixture in
            let remote = try Remote("git@127.0.0.1:repo.git")
            let repository = try await Repository.open(at: fixture.copy, remote: remote, credentials: credentials)
            return try await failure { try await repository.tip() }
        }
    }

    @Test func `asks for a key and for known hosts`() async throws {
        let none = try await message(Credentials())
        #expect(none?.reason == .unauthorized)
        #expect(none?.description == "127.0.0.1:repo.git: asks for an ssh key; name its file in FETTLE_GIT_SSH_KEY")
        let key = try await message(Credentials(sshKey: "/dev/null"))
        #expect(key?.reason == .hostKeyUnknown)
        #expect(
            key?.description == """
                127.0.0.1:repo.git: the server's host key must be known; \
                name a known_hosts file in FETTLE_GIT_KNOWN_HOSTS
                """,
        )
    }

    @Test func `says which file cannot be read`() async throws {
        let key = try await message(Credentials(sshKey: "/nowhere/key", knownHosts: "/dev/null"))
        #expect(
            key?.description
                == "/nowhere/key: the ssh key cannot be read: No such file or directory; check FETTLE_GIT_SSH_KEY",
        )
        let hosts = try await message(Credentials(sshKey: "/dev/null", knownHosts: "/nowhere/hosts"))
        #expect(
            hosts?.description == """
                /nowhere/hosts: the known hosts cannot be read: No such file or directory; check FETTLE_GIT_KNOWN_HOSTS
                """,
        )
    }

    @Test func `refuses a key that others can read`() async throws {
        try await withTemporaryDirectory("key") { folder in
            try write(["key": ""], below: folder)
            try await run("chmod", "640", folder.appending("key").string)
            let error = try await message(Credentials(sshKey: folder.appending("key"), knownHosts: "/dev/null"))
            #expect(
                error?.description
                    == "\(folder.appending("key")): the ssh key can be read by others; run chmod 600 on it",
            )
        }
    }
}

struct SSHStallTests {
    private func withSilentServer(
        _ patience: Patience,
        _ body: (Repository, Remote, GitServer) async throws -> Void,
    ) async throws {
        try await Fixture.with { fixture in
            try await GitServer.withSilence { server in
                let key = fixture.git.root.appending("key")
                try await GitSSHServer.makeKey(key)
                let remote = try Remote("ssh://git@127.0.0.1:\(server.port)/repo.git")
                let repository = try await Repository.open(
                    at: fixture.copy,
                    remote: remote,
                    credentials: Credentials(sshKey: key, knownHosts: "/dev/null"),
                    patience: patience,
                )
                try await body(repository, remote, server)
            }
        }
    }

    @Test func `gives up a server that accepts and says nothing`() async throws {
        try await withSilentServer(Patience(connecting: .seconds(1))) { repository, remote, _ in
            let error = try await failure { try await repository.fetch() }
            #expect(error?.reason == .timedOut)
            #expect(error?.description == "\(remote): no connection within 1 second; check the network and the server")
        }
    }

    @Test func `gives up when no data comes`() async throws {
        let patience = Patience(connecting: .seconds(30), stalling: .milliseconds(300))
        try await withSilentServer(patience) { repository, remote, _ in
            let error = try await failure { try await repository.tip() }
            #expect(error?.reason == .timedOut)
            #expect(error?.description == "\(remote): no data for 0.3 seconds; check the network and the server")
        }
    }

    @Test func `ends when the whole call takes too long`() async throws {
        try await withSilentServer(Patience()) { repository, remote, _ in
            let error = try await failure { try await repository.tip(within: .milliseconds(500)) }
            #expect(error?.reason == .timedOut)
            #expect(error?.description == "\(remote): is not done in time; check the network, or allow more time")
        }
    }

    @Test func `ends soon when its task is cancelled`() async throws {
        try await withSilentServer(Patience()) { repository, _, server in
            let task = Task { try await failure { try await repository.fetch() } }
            try await server.wait { !$0.isEmpty }
            let start = ContinuousClock.now
            task.cancel()
            #expect(try await task.value?.reason == .cancelled)
            // Long before its patience does; a busy machine takes its time to notice.
            #expect(.now - start < .seconds(20))
        }
    }
}
