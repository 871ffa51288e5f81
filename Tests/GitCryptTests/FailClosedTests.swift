import SourceTrees
import TestSupport
import Testing

@testable import GitCrypt

struct FailClosedTests {
    private static let wrong = """
        does not decrypt with git-crypt key 'default': the key is not the one it was encrypted with, or the file is \
        damaged; give the key that git-crypt export-key writes in a clone where the file is readable
        """

    /// A repository with two keys, and each key's file.
    private func withRepository(
        _ body: (InMemoryTree, _ key: KeyFile, _ perso: KeyFile) async throws -> Void,
    ) async throws {
        try await withTemporaryDirectory { scratch in
            let repository = try await GitCryptRepository(below: scratch)
            try await repository.makeKey()
            try await repository.makeKey("perso")
            try await repository.commit(texts: [
                ".gitattributes": plainAttributes, "overlays/perso/a.secret": "password: hunter2\n",
                "b.perso": "b: 2\n",
            ])
            try await body(
                try copy(try await repository.tree()),
                try KeyFile(parsing: try await repository.exportKey(), from: "default.key"),
                try KeyFile(parsing: try await repository.exportKey("perso"), from: "perso.key"),
            )
        }
    }

    @Test("refuses a key that is another repository's")
    func wrongKey() async throws {
        try await withRepository { tree, _, _ in
            let other = keyFileBytes(versions: [(0, randomBytes(32), randomBytes(64))])
            let decrypted = DecryptedTree(tree, keys: KeyRing([try KeyFile(parsing: other, from: "other.key")]))
            let secret = try path("overlays/perso/a.secret")
            #expect(message { try decrypted.read(secret) } == "overlays/perso/a.secret: \(Self.wrong)")
        }
    }

    @Test("names the key that is missing and the ones that were given")
    func missingKey() async throws {
        try await withRepository { tree, key, perso in
            let decrypted = DecryptedTree(tree, keys: KeyRing([key]))
            #expect(
                message { try decrypted.read("b.perso") } == """
                    b.perso: is encrypted with git-crypt key 'perso' and only key 'default' was given; \
                    pass --git-crypt-key or add this daemon's GPG key with git-crypt add-gpg-user
                    """,
            )
            let both = DecryptedTree(tree, keys: KeyRing([perso, key]))
            let bytes = try both.read("b.perso")
            #expect(bytes == Array("b: 2\n".utf8))
        }
    }

    @Test("says when another key fits than the one that .gitattributes names")
    func mismatch() async throws {
        try await withRepository { tree, key, perso in
            var tree = tree
            tree.add(Array("# moved\n*.perso filter=git-crypt\n".utf8), at: try path(".gitattributes"))
            let decrypted = DecryptedTree(tree, keys: KeyRing([key, perso]))
            #expect(
                message { try decrypted.read("b.perso") } == """
                    b.perso: is encrypted with git-crypt key 'perso', and .gitattributes:2 names key 'default'; \
                    correct the line, or encrypt the file again with git add --renormalize
                    """,
            )
        }
    }

    @Test("refuses an encrypted file in which any byte was changed")
    func flipped() async throws {
        try await withRepository { tree, key, _ in
            let secret = try path("overlays/perso/a.secret")
            let bytes = try tree.contents(of: secret)
            for index in bytes.indices {
                var changed = bytes
                changed[index] ^= 0x10
                var tree = tree
                tree.add(changed, at: secret)
                let decrypted = DecryptedTree(tree, keys: KeyRing([key]))
                let expected =
                    index >= EncryptedBlob.header.count
                    ? Self.wrong
                    : """
                    is plaintext in the commit, and .gitattributes:1 asks for git-crypt; encrypt it with git-crypt status -f, \
                    commit, and change the secrets in it: the history keeps them
                    """
                #expect(
                    message { try decrypted.read(secret) } == "overlays/perso/a.secret: \(expected)",
                    "byte \(index)"
                )
            }
        }
    }

    @Test("refuses every beginning of an encrypted file but the empty one")
    func truncated() async throws {
        try await withRepository { tree, key, _ in
            let secret = try path("overlays/perso/a.secret")
            let bytes = try tree.contents(of: secret)
            for count in 1..<bytes.count {
                var tree = tree
                tree.add(Array(bytes.prefix(count)), at: secret)
                let decrypted = DecryptedTree(tree, keys: KeyRing([key]))
                let expected =
                    count < 22
                    ? "is encrypted with git-crypt and cut off after \(count) bytes; commit the whole file again"
                    : Self.wrong
                #expect(message { try decrypted.read(secret) } == "overlays/perso/a.secret: \(expected)")
            }
        }
    }

    @Test("refuses plaintext where .gitattributes asks for encryption")
    func plaintext() throws {
        let files = [
            "overlays/.gitattributes": "\nsecret.yaml filter=git-crypt-perso\n",
            "overlays/perso/secret.yaml": "a: hunter2\n",
        ]
        let tree = DecryptedTree(try InMemoryTree(files), keys: KeyRing())
        #expect(
            message { try tree.read("overlays/perso/secret.yaml") } == """
                overlays/perso/secret.yaml: is plaintext in the commit, and overlays/.gitattributes:2 asks for git-crypt; \
                encrypt it with git-crypt status -f, commit, and change the secrets in it: the history keeps them
                """,
        )
    }

    @Test("refuses an encrypted file that no line of .gitattributes names, as a checkout would hold it encrypted")
    func unexpected() async throws {
        try await withRepository { tree, key, _ in
            var tree = tree
            tree.add(try tree.contents(of: try path("b.perso")), at: try path("c/b.yaml"))
            let decrypted = DecryptedTree(tree, keys: KeyRing([key]))
            #expect(
                message { try decrypted.read("c/b.yaml") } == """
                    c/b.yaml: is encrypted with git-crypt, and no .gitattributes line says with which key; \
                    add 'b.yaml filter=git-crypt diff=git-crypt' to c/.gitattributes
                    """,
            )
        }
    }

    @Test("refuses everything in a folder whose .gitattributes is encrypted")
    func encryptedAttributes() async throws {
        try await withTemporaryDirectory { scratch in
            let repository = try await GitCryptRepository(below: scratch)
            try await repository.makeKey()
            try await repository.commit(texts: [".gitattributes": "* filter=git-crypt diff=git-crypt\n", "a": "a"])
            let keys = KeyRing([try KeyFile(parsing: try await repository.exportKey(), from: "default.key")])
            let tree = DecryptedTree(try await repository.tree(), keys: keys)
            let expected = """
                .gitattributes: is itself encrypted with git-crypt, so nothing says which files must be; \
                add the line '.gitattributes !filter !diff' to it and commit it again
                """
            #expect(message { try tree.read("a") } == expected)
            #expect(try tree.plaintextViolations().map(\.description) == [expected])
        }
    }
}
