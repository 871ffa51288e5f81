import Foundation
import Git
import HTTP
import SourceTrees
import SystemPackage
import TestSupport
import Testing

private let login = (user: "ada", password: "canary-token")

/// A repository behind an https server.
private struct Served: Sendable {
    let fixture: Fixture
    let server: GitServer
    let certificate: TestCertificate

    static func with<Result>(
        login: (user: String, password: String)? = nil,
        _ body: (Served) async throws -> Result,
    ) async throws -> Result {
        try await Fixture.with { fixture in
            let folder = fixture.copy.removingLastComponent().appending("tls")
            try FileManager.default.createDirectory(atPath: folder.string, withIntermediateDirectories: false)
            let certificate = try await TestCertificate(in: folder)
            return try await GitServer.withHTTP(root: fixture.git.root, certificate: certificate, login: login) {
                server in
                try await body(Served(fixture: fixture, server: server, certificate: certificate))
            }
        }
    }

    func url(_ path: String = "repo.git") -> String {
        "https://127.0.0.1:\(server.port)/\(path)"
    }

    func open(
        _ path: String = "repo.git",
        user: String? = nil,
        token: Credentials.Token? = nil,
        patience: Patience = Patience(),
        trusts: Bool = true,
    ) async throws -> Repository {
        try await Repository.open(
            at: fixture.copy,
            remote: try Remote(url(path)),
            branch: "main",
            credentials: Credentials(username: user, token: token, caFile: trusts ? certificate.authority : nil),
            patience: patience,
        )
    }
}

struct HTTPRemoteTests {
    @Test func `fetches over https, and asks only for the list when nothing moved`() async throws {
        try await Served.with { served in
            let listing = "GET /repo.git/info/refs?service=git-upload-pack"
            let first = try await served.fixture.git.commit(["a": "1"])
            let repository = try await served.open()
            #expect(try await repository.tip() == first)
            #expect(served.server.requests == [listing])
            #expect(try await repository.fetch().revision.id == first)
            #expect(served.server.requests == [listing, listing, "POST /repo.git/git-upload-pack"])
            #expect(try await repository.fetch().hasMoved == false)
            #expect(served.server.requests.suffix(2) == ["POST /repo.git/git-upload-pack", listing])
            let second = try await served.fixture.git.commit(["a": "2"])
            try await served.fixture.git.git("tag", "--annotate", "-m", "Two", "v2")
            try await served.fixture.git.git("push", "--quiet", "--tags", "origin")
            let fetched = try await repository.fetch()
            #expect(try repository.revision("v2").id == second)
            #expect(fetched.revision.id == second)
            #expect(fetched.previous == first)
            #expect(try repository.tree(of: fetched.revision).read(TreePath("a")) == Array("2".utf8))
        }
    }

    @Test func `fetches a long history in several rounds`() async throws {
        try await Served.with { served in
            let git = served.fixture.git
            try await git.commit(["a": "0"])
            let repository = try await served.open()
            try await repository.fetch()
            // A history of our own that the server does not know, so that it answers the first rounds with nothing.
            for number in 1...70 { try await git.git("commit", "--quiet", "--allow-empty", "-m", "\(number)") }
            let local = try await git.commit(["a": "1"])
            try await repository.fetch()
            try await git.git("reset", "--quiet", "--hard", "HEAD~71")
            try await git.commit(["a": "2"])
            try await git.git("reflog", "expire", "--expire=now", "--all", in: git.bare)
            try await git.git("gc", "--quiet", "--prune=now", in: git.bare)
            let fetched = try await repository.fetch()
            #expect(fetched.previous == local)
            #expect(fetched.isForced)
        }
    }

    @Test(arguments: [nil, "ada"] as [String?])
    func `logs in with a user and a token`(user: String?) async throws {
        let login = (user: user ?? "git", password: login.password)
        try await Served.with(login: login) { served in
            let id = try await served.fixture.git.commit(["a": "1"])
            let repository = try await served.open(user: user, token: .value(Secret(login.password)))
            #expect(try await repository.fetch().revision.id == id)
        }
    }

    @Test func `reads a token file anew for every call`() async throws {
        try await Served.with(login: login) { served in
            let id = try await served.fixture.git.commit(["a": "1"])
            let file = served.fixture.git.root.appending("token")
            let repository = try await served.open(user: login.user, token: .file(file))
            let missing = try await failure { try await repository.tip() }
            #expect(missing?.reason == .unauthorized)
            #expect(missing?.description == "\(file): the token file cannot be read; check FETTLE_GIT_TOKEN_FILE")
            try write(["token": "\n"], below: served.fixture.git.root)
            #expect(
                try await failure { try await repository.tip() }?.description
                    == "\(file): the token file is empty; check FETTLE_GIT_TOKEN_FILE",
            )
            try write(["token": "old"], below: served.fixture.git.root)
            #expect(try await failure { try await repository.tip() }?.reason == .unauthorized)
            try write(["token": "  \(login.password)\n"], below: served.fixture.git.root)
            #expect(try await repository.tip() == id)
        }
    }

    @Test func `says that credentials are missing`() async throws {
        try await Served.with(login: login) { served in
            try await served.fixture.git.commit(["a": "1"])
            let repository = try await served.open()
            let error = try await failure { try await repository.tip() }
            #expect(error?.reason == .unauthorized)
            #expect(error?.isTransient == false)
            #expect(
                error?.description == """
                    \(served.url()): asks for a user and a token (HTTP 401); \
                    set FETTLE_GIT_USERNAME and FETTLE_GIT_TOKEN
                    """,
            )
        }
    }

    @Test func `says that credentials are wrong, without showing them`() async throws {
        try await Served.with(login: login) { served in
            try await served.fixture.git.commit(["a": "1"])
            let repository = try await served.open(user: "canary-user", token: .value(Secret("canary-wrong")))
            let error = try #require(try await failure { try await repository.fetch() })
            #expect(error.reason == .unauthorized)
            #expect(
                error.description == """
                    \(served.url()): refuses the user or the token (HTTP 401); \
                    check FETTLE_GIT_USERNAME and FETTLE_GIT_TOKEN
                    """,
            )
            var dumped = ""
            dump(error, to: &dumped)
            dump(repository.remote, to: &dumped)
            #expect(!dumped.contains("canary"))
        }
    }

    @Test(arguments: [
        (
            "status/403/repo.git", GitError.Reason.unauthorized,
            "forbids access (HTTP 403); check what the token may read"
        ),
        (
            "status/404/repo.git", .notARepository,
            "has no such repository (HTTP 404); check the address, and for a private one the token"
        ),
        ("status/503/repo.git", .unreachable, "the server failed (HTTP 503); try again later"),
        ("page/repo.git", .notARepository, "does not speak git's smart protocol; check the address"),
        ("circle/repo.git", .invalid, "redirects too often; give the repository's real address"),
    ])
    func `says what a server answers instead`(path: String, reason: GitError.Reason, message: String) async throws {
        try await Served.with { served in
            let repository = try await served.open(path)
            let error = try await failure { try await repository.tip() }
            #expect(error?.reason == reason)
            #expect(error?.description == "\(served.url(path)): \(message)")
        }
    }

    @Test func `follows a redirect on the same host, and asks for objects where it led`() async throws {
        try await Served.with { served in
            let id = try await served.fixture.git.commit(["a": "1"])
            let repository = try await served.open("moved/repo.git")
            #expect(try await repository.fetch().revision.id == id)
            #expect(served.server.requests.last == "POST /repo.git/git-upload-pack")
        }
    }

    @Test func `does not follow a redirect to another host`() async throws {
        try await Served.with(login: login) { served in
            let repository = try await served.open("away/repo.git", token: .value(Secret(login.password)))
            let error = try await failure { try await repository.tip() }
            #expect(error?.reason == .invalid)
            #expect(
                error?.description == """
                    \(served.url("away/repo.git")): redirects to another host: \
                    https://elsewhere.invalid:\(served.server.port)/repo.git/info/refs; \
                    give the repository's real address
                    """,
            )
        }
    }

    @Test func `refuses a certificate of an unknown authority`() async throws {
        try await Served.with(login: login) { served in
            let repository = try await served.open(token: .value(Secret(login.password)), trusts: false)
            let error = try await failure { try await repository.tip() }
            #expect(error?.reason == .untrusted)
            #expect(
                error?.description == """
                    \(served.url()): SSL certificate problem: unable to get local issuer certificate; \
                    name the authority's certificate in FETTLE_GIT_CA_FILE
                    """,
            )
            #expect(served.server.requests.isEmpty)
        }
    }

    @Test func `says that the authority's certificate cannot be read`() async throws {
        try await Served.with { served in
            let repository = try await Repository.open(
                at: served.fixture.copy,
                remote: try Remote(served.url()),
                credentials: Credentials(caFile: "/nowhere/ca.pem"),
            )
            let error = try await failure { try await repository.tip() }
            #expect(error?.reason == .invalid)
            #expect(
                error?.description == """
                    \(served.url()): error setting certificate file: /nowhere/ca.pem; \
                    check the address and FETTLE_GIT_CA_FILE
                    """,
            )
        }
    }

    @Test func `keeps the last good commit when the server is away`() async throws {
        try await Fixture.with { fixture in
            let id = try await fixture.git.commit(["a": "1"])
            let remote = try await GitServer.withHTTP(root: fixture.git.root) { server in
                let remote = try Remote("http://127.0.0.1:\(server.port)/repo.git")
                try await Repository.open(at: fixture.copy, remote: remote, branch: "main").fetch()
                return remote
            }
            let restarted = try await Repository.open(at: fixture.copy, remote: remote, branch: "main")
            let error = try #require(try await failure { try await restarted.fetch() })
            #expect(error.reason == .unreachable)
            #expect(error.isTransient)
            let message = error.description
            #expect(message.hasPrefix("\(remote): cannot be reached: Failed to connect to 127.0.0.1 port "))
            #expect(message.hasSuffix("; check the address and the network"))
            let revision = try #require(try restarted.current())
            #expect(revision.id == id)
            #expect(try restarted.tree(of: revision).read(TreePath("a")) == Array("1".utf8))
        }
    }
}

struct HTTPStallTests {
    private static let patience = Patience(connecting: .milliseconds(500), stalling: .milliseconds(500))

    @Test func `gives up a server that accepts and never answers`() async throws {
        try await Served.with { served in
            let repository = try await served.open("stall/repo.git", patience: Self.patience)
            let error = try await failure { try await repository.tip() }
            #expect(error?.reason == .timedOut)
            #expect(
                error?.description
                    == "\(served.url("stall/repo.git")): no data for 0.5 seconds; check the network and the server",
            )
        }
    }

    @Test func `gives up a server that accepts and says nothing at all`() async throws {
        try await Fixture.with { fixture in
            try await GitServer.withSilence { server in
                let remote = try Remote("https://127.0.0.1:\(server.port)/repo.git")
                let repository = try await Repository.open(at: fixture.copy, remote: remote, patience: Self.patience)
                let error = try await failure { try await repository.fetch() }
                #expect(error?.reason == .timedOut)
                #expect(
                    error?.description
                        == "\(remote): no connection within 0.5 seconds; check the network and the server"
                )
            }
        }
    }

    @Test func `gives up a server that stops in the middle of a pack`() async throws {
        try await Served.with { served in
            let id = try await served.fixture.git.commit(["a": "1"])
            let stalling = try await served.open("stall-pack/repo.git", patience: Self.patience)
            let error = try await failure { try await stalling.fetch() }
            #expect(error?.reason == .timedOut)
            #expect(try stalling.current() == nil)
            #expect(try await served.open().fetch().revision.id == id)
        }
    }

    @Test func `says that a server hung up in the middle of a pack`() async throws {
        try await Served.with { served in
            try await served.fixture.git.commit(["a": "1"])
            let repository = try await served.open("drop-pack/repo.git")
            let error = try #require(try await failure { try await repository.fetch() })
            #expect(error.reason == .unreachable)
            #expect(error.description.hasPrefix("\(served.url("drop-pack/repo.git")): the transfer broke off: "))
            #expect(error.description.hasSuffix("; check the server and try again"))
            #expect(try repository.current() == nil)
        }
    }

    @Test(arguments: ["stall", "stall-pack"])
    func `ends when the whole call takes too long`(fault: String) async throws {
        try await Served.with { served in
            try await served.fixture.git.commit(["a": "1"])
            let repository = try await served.open("\(fault)/repo.git")
            let error = try await failure { try await repository.fetch(within: .milliseconds(1500)) }
            #expect(error?.reason == .timedOut)
            #expect(
                error?.description
                    == "\(served.url("\(fault)/repo.git")): is not done in time; check the network, or allow more time",
            )
        }
    }

    @Test(arguments: [("stall", 1), ("stall-pack", 3)])
    func `ends soon when its task is cancelled`(fault: String, requests: Int) async throws {
        try await Served.with { served in
            try await served.fixture.git.commit(["a": "1"])
            let repository = try await served.open("\(fault)/repo.git")
            let task = Task { try await failure { try await repository.fetch() } }
            try await served.server.wait { $0.count >= requests }
            let start = ContinuousClock.now
            task.cancel()
            #expect(try await task.value?.reason == .cancelled)
            // Long before its patience does; a busy machine takes its time to notice.
            #expect(.now - start < .seconds(20))
        }
    }
}
