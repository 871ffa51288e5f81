import SourceTrees
import TestSupport
import Testing

@testable import GitCrypt

struct DecryptionTests {
    private static let sizes = [0, 1, 15, 16, 17, 4096, 1 << 20 + 3]

    @Test("decrypts what git-crypt encrypted, in every size and with both kinds of key")
    func sizes() async throws {
        try await withTemporaryDirectory { scratch in
            let repository = try await GitCryptRepository(below: scratch)
            try await repository.makeKey()
            try await repository.makeKey("perso")
            var files = [".gitattributes": Array(plainAttributes.utf8), "plain.yaml": Array("a: 1\n".utf8)]
            for size in Self.sizes {
                files["folder/\(size).secret"] = randomBytes(size)
                files["\(size).perso"] = randomBytes(size)
            }
            try await repository.commit(files)
            let keys = KeyRing([
                try KeyFile(parsing: try await repository.exportKey(), from: "default.key"),
                try KeyFile(parsing: try await repository.exportKey("perso"), from: "perso.key"),
            ])
            let committed = try await repository.tree()
            let tree = DecryptedTree(committed, keys: keys)

            for (name, plaintext) in files {
                let place = try path(name)
                let isSecret = name.hasSuffix(".secret") || name.hasSuffix(".perso")
                #expect(try tree.read(place) == plaintext, "\(name)")
                #expect(try tree.isEncrypted(place) == isSecret, "\(name)")
                #expect(try EncryptedBlob.beginsWithHeader(committed.read(place)) == isSecret, "\(name)")
            }
            #expect(try tree.list(.root) == committed.list(.root))
            #expect(try tree.plaintextViolations().isEmpty)
        }
    }

    @Test("decrypts many files at once")
    func parallel() async throws {
        try await withTemporaryDirectory { scratch in
            let repository = try await GitCryptRepository(below: scratch)
            try await repository.makeKey()
            var files = [".gitattributes": Array(plainAttributes.utf8)]
            for number in 0..<40 { files["\(number % 7)/\(number).secret"] = randomBytes(1000 * number) }
            try await repository.commit(files)
            let keys = KeyRing([try KeyFile(parsing: try await repository.exportKey(), from: "default.key")])
            let tree = DecryptedTree(try await repository.tree(), keys: keys)

            let expected = files.filter { $0.key.hasSuffix(".secret") }
            try await withThrowingTaskGroup { group in
                for _ in 0..<10 {
                    for (name, plaintext) in expected {
                        group.addTask {
                            let bytes = try tree.read(name)
                            #expect(bytes == plaintext)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test("leaves an empty file as it is, as an old git stored it")
    func empty() throws {
        let tree = DecryptedTree(
            try InMemoryTree([".gitattributes": plainAttributes, "a.secret": ""]),
            keys: KeyRing()
        )
        #expect(try tree.read("a.secret").isEmpty)
        #expect(try tree.plaintextViolations().isEmpty)
    }

    @Test("follows a link to an encrypted file, and knows that its values are secret")
    func link() async throws {
        try await withTemporaryDirectory { scratch in
            let repository = try await GitCryptRepository(below: scratch)
            try await repository.makeKey()
            try await repository.commit(texts: [".gitattributes": plainAttributes, "real/a.secret": "a: 1\n"])
            var committed = try copy(try await repository.tree())
            committed.addLink(to: "real/a.secret", at: try path("link.yaml"))
            let keys = KeyRing([try KeyFile(parsing: try await repository.exportKey(), from: "default.key")])
            let tree = DecryptedTree(committed, keys: keys)
            #expect(try tree.read("link.yaml") == Array("a: 1\n".utf8))
            #expect(try tree.isEncrypted("link.yaml"))
        }
    }

    @Test("needs no key for files that are not encrypted")
    func withoutKey() async throws {
        try await withTemporaryDirectory { scratch in
            let repository = try await GitCryptRepository(below: scratch)
            try await repository.makeKey()
            try await repository.commit(texts: [".gitattributes": plainAttributes, "a.secret": "a", "b.yaml": "b: 1\n"])
            let tree = DecryptedTree(try await repository.tree(), keys: KeyRing())
            #expect(try tree.read("b.yaml") == Array("b: 1\n".utf8))
            #expect(try tree.plaintextViolations().isEmpty)
            let error = message { try tree.read("a.secret") }
            #expect(
                error == """
                    a.secret: is encrypted with git-crypt key 'default' and no key was given; \
                    pass --git-crypt-key or add this daemon's GPG key with git-crypt add-gpg-user
                    """,
            )
        }
    }

    @Test("gives the repository's own key files and its attribute files as they are")
    func exempt() throws {
        let header = String(decoding: EncryptedBlob.header, as: UTF8.self)
        let files = [
            ".gitattributes": "* filter=git-crypt\n", ".git-crypt/keys/default/0/A.gpg": header + "x",
            "a/.gitattributes": "",
        ]
        let tree = DecryptedTree(try InMemoryTree(files), keys: KeyRing())
        for (name, text) in files {
            #expect(try tree.read(name) == Array(text.utf8))
            #expect(try !tree.isEncrypted(name))
        }
        #expect(try tree.plaintextViolations().isEmpty)
    }
}
