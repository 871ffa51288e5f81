import Foundation
import SourceTrees
import SystemPackage
import TestSupport
import Testing

@testable import GitCrypt

struct GPGTests {
    private static let secret = "password: hunter2\n"
    private static let advice =
        "import it, add this daemon's GPG key with git-crypt add-gpg-user, or pass --git-crypt-key"

    /// A repository whose default key is wrapped for `users`, the first of which is the daemon.
    private func withRepository(
        users: Int = 1,
        passphrase: String = "",
        _ body: (GitCryptRepository, _ daemon: GPGHome, _ fingerprints: [String]) async throws -> Void,
    ) async throws {
        try await withTemporaryDirectory { scratch in
            try await GPGHome.with { daemon in
                try await GPGHome.with { author in
                    let repository = try await GitCryptRepository(below: scratch)
                    try await repository.makeKey()
                    var fingerprints = [try await daemon.makeKey("daemon@fettle.invalid", passphrase: passphrase)]
                    try await author.importPublicKey(fingerprints[0], from: daemon)
                    for number in 1..<max(users, 1) {
                        fingerprints.append(try await author.makeKey("user-\(number)@fettle.invalid"))
                    }
                    for fingerprint in fingerprints {
                        try await repository.run(
                            "git-crypt",
                            "add-gpg-user",
                            "--trusted",
                            fingerprint,
                            gpgHome: author.folder,
                        )
                    }
                    try await repository.commit(texts: [
                        ".gitattributes": plainAttributes, "a.secret": Self.secret, "b": "b",
                    ])
                    try await body(repository, daemon, fingerprints)
                }
            }
        }
    }

    private func read(_ tree: any SourceTree, _ ring: KeyRing) throws -> String {
        String(decoding: try DecryptedTree(tree, keys: ring).read("a.secret"), as: UTF8.self)
    }

    @Test("opens the repository's key with this keyring, whoever else it is wrapped for")
    func opens() async throws {
        try await withRepository(users: 3) { repository, daemon, _ in
            let tree = try await repository.tree()
            let gpg = try GPG(home: daemon.folder)
            let ring = try await gpg.keys(in: tree)
            #expect(ring.names == [.default])
            #expect(ring.problem(with: .default) == nil)
            #expect(try read(tree, ring) == Self.secret)
            #expect(try await daemon.hasAgent())
            try await gpg.stopAgent()
            #expect(try await !daemon.hasAgent())
            try await gpg.stopAgent()
        }
    }

    @Test("opens named keys and every version, and uses what can be opened when another cannot")
    func names() async throws {
        try await withRepository { repository, daemon, fingerprints in
            // git-crypt wraps the newest version that its own copy of the key holds.
            let second =
                try await repository.exportKey() + field(1, bigEndian(1))
                + field(3, randomBytes(32)) + field(5, randomBytes(64)) + bigEndian(0)
            let internalKey = URL(filePath: repository.folder.appending(".git/git-crypt/keys/default").string)
            try Data(second).write(to: internalKey)
            try await repository.run("git-crypt", "add-gpg-user", "--trusted", fingerprints[0], gpgHome: daemon.folder)
            try await repository.makeKey("perso")
            try await repository.run(
                "git-crypt",
                "add-gpg-user",
                "-k",
                "perso",
                "--trusted",
                fingerprints[0],
                gpgHome: daemon.folder,
            )
            var tree = try copy(try await repository.tree())
            tree.add(Array("no message".utf8), at: try path(".git-crypt/keys/broken/0/\(fingerprints[0]).gpg"))
            tree.add(Array("ignored".utf8), at: try path(".git-crypt/keys/not a name/0/A.gpg"))
            tree.add(Array("ignored".utf8), at: try path(".git-crypt/keys/default/latest/A.gpg"))

            let ring = try await GPG(home: daemon.folder).keys(in: tree)
            #expect(ring.names == [.default, .named("perso")])
            #expect(ring.keys(named: .default).map(\.version) == [1, 0])
            #expect(ring.problem(with: .default) == nil)
            #expect(try read(tree, ring) == Self.secret)
            #expect(
                ring.problem(with: .named("broken"))?.description == """
                    .git-crypt/keys/broken/0/\(fingerprints[0]).gpg: gpg cannot decrypt it: it is damaged, \
                    or no OpenPGP message; make it again with git-crypt add-gpg-user
                    """,
            )
        }
    }

    @Test("says whose secret key is missing, and only where the key is needed")
    func noSecretKey() async throws {
        try await withRepository(users: 2) { repository, _, fingerprints in
            try await GPGHome.with { stranger in
                _ = try await stranger.makeKey("stranger@fettle.invalid")
                let tree = try await repository.tree()
                let ring = try await GPG(home: stranger.folder).keys(in: tree)
                #expect(ring.isEmpty)
                let decrypted = DecryptedTree(tree, keys: ring)
                #expect(try decrypted.read("b") == Array("b".utf8))
                let recipients = fingerprints.sorted().joined(separator: " or ")
                #expect(
                    message { try read(tree, ring) } == """
                        a.secret: is encrypted with git-crypt key 'default', which cannot be opened: .git-crypt/keys/default/0: \
                        no secret key for \(recipients) is in the GPG keyring; \(Self.advice)
                        """,
                )
                #expect(ring.problem(with: .default)?.reason == .noSecretKey)
                #expect(ring.problem(with: .default)?.isTransient == true)
            }
        }
    }

    @Test("opens the key once it is there, and does not ask gpg again while the wrapped keys stay the same")
    func remembers() async throws {
        try await withRepository { repository, daemon, _ in
            let tree = try await repository.tree()
            try await GPGHome.with { later in
                let gpg = try GPG(home: later.folder)
                #expect(try await gpg.keys(in: tree).isEmpty)
                let file = later.folder.appending("secret")
                try await daemon.gpg("--output", file.string, "--export-secret-keys")
                try await later.gpg("--import", file.string)
                #expect(try read(tree, try await gpg.keys(in: tree)) == Self.secret)
                try await later.stopAgent()
                #expect(try read(tree, try await gpg.keys(in: tree)) == Self.secret)
                #expect(try await !later.hasAgent())
            }
        }
    }

    @Test("says that a passphrase is needed, and never asks for it")
    func passphrase() async throws {
        try await withRepository(passphrase: "a passphrase") { repository, daemon, fingerprints in
            try await daemon.stopAgent()
            let tree = try await repository.tree()
            let ring = try await GPG(home: daemon.folder).keys(in: tree)
            #expect(
                message { try read(tree, ring) } == """
                    a.secret: is encrypted with git-crypt key 'default', which cannot be opened: \
                    .git-crypt/keys/default/0/\(fingerprints[0]).gpg: its secret key is protected by a passphrase, and nobody is \
                    there to type it; give this daemon a GPG key without one, or pass --git-crypt-key
                    """,
            )
        }
    }

    @Test("says that gpg cannot be run")
    func gpgMissing() async throws {
        try await withRepository { repository, daemon, fingerprints in
            let tree = try await repository.tree()
            let ring = try await GPG(home: daemon.folder, program: "/nonexistent/gpg").keys(in: tree)
            #expect(
                message { try read(tree, ring) } == """
                    a.secret: is encrypted with git-crypt key 'default', which cannot be opened: \
                    .git-crypt/keys/default/0/\(fingerprints[0]).gpg: GnuPG 2 cannot be run; install it, or pass --git-crypt-key
                    """,
            )
        }
    }

    @Test("refuses a wrapped key that was cut off or changed")
    func damaged() async throws {
        try await withRepository { repository, daemon, fingerprints in
            let tree = try copy(try await repository.tree())
            let place = try path(".git-crypt/keys/default/0/\(fingerprints[0]).gpg")
            let bytes = try tree.contents(of: place)
            var changed = bytes
            changed[bytes.count - 30] ^= 1
            for damaged in [[], Array(bytes.prefix(10)), Array(bytes.prefix(bytes.count - 20)), changed] {
                var tree = tree
                tree.add(damaged, at: place)
                let ring = try await GPG(home: daemon.folder).keys(in: tree)
                #expect(ring.isEmpty)
                #expect(
                    ring.problem(with: .default)?.description == """
                        \(place): gpg cannot decrypt it: it is damaged, or no OpenPGP message; \
                        make it again with git-crypt add-gpg-user
                        """,
                )
            }
        }
    }

    @Test("refuses a wrapped key that lies in the place of another, or is no key")
    func misplaced() async throws {
        try await withRepository { repository, daemon, fingerprints in
            var tree = try copy(try await repository.tree())
            let bytes = try tree.contents(of: try path(".git-crypt/keys/default/0/\(fingerprints[0]).gpg"))
            tree.add(bytes, at: try path(".git-crypt/keys/perso/3/\(fingerprints[0]).gpg"))
            let note = daemon.folder.appending("note")
            try await run(
                "gpg",
                "--homedir",
                daemon.folder.string,
                "--batch",
                "--trust-model",
                "always",
                "--output",
                note.string,
                "--recipient",
                fingerprints[0],
                "--encrypt",
                input: "CANARY",
            )
            tree.add(
                [UInt8](try Data(contentsOf: URL(filePath: note.string))),
                at: try path(".git-crypt/keys/note/0/A.gpg")
            )
            let ring = try await GPG(home: daemon.folder).keys(in: tree)
            #expect(ring.names == [.default])
            #expect(
                ring.problem(with: .named("perso"))?.description == """
                    .git-crypt/keys/perso/3/\(fingerprints[0]).gpg: holds key 'default' in version 0, which does not fit its \
                    path; make it again with git-crypt add-gpg-user
                    """,
            )
            #expect(
                ring.problem(with: .named("note"))?.description == """
                    .git-crypt/keys/note/0/A.gpg: is not a git-crypt key file; give the file that git-crypt export-key wrote
                    """,
            )
        }
    }

    @Test("gives no keys and runs nothing for a repository that wraps none")
    func noKeys() async throws {
        let gpg = try GPG(program: "/nonexistent/gpg")
        let ring = try await gpg.keys(in: try InMemoryTree(["a": "a", ".git-crypt/README": ""]))
        #expect(ring.isEmpty)
        try await gpg.stopAgent()
    }

    @Test("works in many tasks at once")
    func parallel() async throws {
        try await withRepository { repository, daemon, _ in
            let tree = try await repository.tree()
            try await withThrowingTaskGroup { group in
                for _ in 0..<8 {
                    group.addTask {
                        let ring = try await GPG(home: daemon.folder).keys(in: tree)
                        #expect(ring.names == [.default])
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
