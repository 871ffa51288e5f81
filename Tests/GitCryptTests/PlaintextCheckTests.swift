import SourceTrees
import TestSupport
import Testing

@testable import GitCrypt

struct PlaintextCheckTests {
    @Test("finds every file in plaintext that git-crypt status warns of, all at once and without a key")
    func violations() async throws {
        try await withTemporaryDirectory { scratch in
            let repository = try await GitCryptRepository(below: scratch)
            try await repository.commit(texts: [
                "a.secret": "a", "x/b.secret": "b", "x/y/c.perso": "c", "d.yaml": "d: 1\n",
            ])
            try await repository.makeKey()
            try await repository.makeKey("perso")
            try await repository.commit(texts: [".gitattributes": plainAttributes, "e.secret": "e"])
            let tree = DecryptedTree(try await repository.tree(), keys: KeyRing())

            let status = try await attempt(["git-crypt", "status", "-e"], in: repository.folder).output
            let warned = status.split(separator: "\n").filter { $0.contains("NOT ENCRYPTED") }
                .compactMap { $0.split(separator: " ").dropFirst().first }
            let found = try tree.plaintextViolations()
            #expect(found.map(\.subject) == ["a.secret", "x/b.secret", "x/y/c.perso"])
            #expect(warned.map(String.init).sorted() == found.map(\.subject))
            #expect(found.allSatisfy { $0.reason == .plaintext && !$0.isTransient })
        }
    }

    @Test("does not look into git's own folder")
    func gitFolder() throws {
        let files = [".gitattributes": "* filter=git-crypt\n", ".git/config": "a", "sub/.git/config": "b"]
        #expect(try DecryptedTree(try InMemoryTree(files), keys: KeyRing()).plaintextViolations().isEmpty)
    }

    @Test("tells lines that are meant to encrypt and do nothing")
    func ineffective() throws {
        let long = String(repeating: "x", count: 2040)
        let tree = DecryptedTree(
            try InMemoryTree([
                ".gitattributes": """
                # filter=git-crypt
                secrets/ filter=git-crypt diff=git-crypt
                !public filter=git-crypt
                a fil$ter filter=git-crypt
                other/ text
                !other text
                \(long) filter=git-crypt
                """,
                "sub/.gitattributes": "[attr]secret filter=git-crypt\n",
                "secrets/a": "a",
            ]),
            keys: KeyRing(),
        )
        #expect(
            try tree.plaintextViolations().map(\.description) == [
                ".gitattributes:2: the pattern 'secrets/' matches no file, so nothing is encrypted; write 'secrets/**'",
                """
                .gitattributes:3: git ignores this line: a pattern cannot be negated; take files out with a later \
                line that ends in '!filter !diff'
                """,
                ".gitattributes:4: git ignores this line: 'fil$ter' is not the name of an attribute; correct it",
                ".gitattributes:7: git ignores this line: it is longer than 2047 bytes; split it",
                """
                sub/.gitattributes:1: git ignores this line: a macro is known only when it stands in the root's \
                .gitattributes; move it there
                """,
            ],
        )
    }
}
