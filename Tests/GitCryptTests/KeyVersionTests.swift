import SourceTrees
import TestSupport
import Testing

@testable import GitCrypt

/// git-crypt 0.7 reads and uses key files with several versions, but has no command that makes a second one: the key
/// files are ours, the encrypted files are its own.
struct KeyVersionTests {
    @Test("finds the version that a file was encrypted with")
    func versions() async throws {
        try await withTemporaryDirectory { scratch in
            let repository = try await GitCryptRepository(below: scratch)
            let versions = (0..<3).map { (UInt32($0), randomBytes(32), randomBytes(64)) }
            var tree = try InMemoryTree([".gitattributes": plainAttributes])
            for count in 1...3 {
                // git-crypt encrypts with the newest version that the file holds.
                let bytes = keyFileBytes(versions: Array(versions.prefix(count)))
                tree.add(
                    try await repository.encrypt(Array("version \(count - 1)".utf8), with: bytes),
                    at: try path("\(count - 1).secret")
                )
            }
            let file = try KeyFile(parsing: keyFileBytes(versions: versions), from: "all.key")
            #expect(file.keys.map(\.version) == [2, 1, 0])
            let decrypted = DecryptedTree(tree, keys: KeyRing([file]))
            for version in 0..<3 {
                #expect(try decrypted.read("\(version).secret") == Array("version \(version)".utf8))
            }

            let oldest = DecryptedTree(
                tree,
                keys: KeyRing([try KeyFile(parsing: keyFileBytes(versions: [versions[0]]), from: "k")])
            )
            #expect(try oldest.read("0.secret") == Array("version 0".utf8))
            #expect(
                message { try oldest.read("2.secret") } == """
                    2.secret: does not decrypt with git-crypt key 'default': the key is not the one it was encrypted with, \
                    or the file is damaged; give the key that git-crypt export-key writes in a clone where the file is readable
                    """,
            )
        }
    }

    @Test("keeps two keys of the same name and version, for files from before and after an exchange")
    func sameVersion() async throws {
        try await withTemporaryDirectory { scratch in
            let repository = try await GitCryptRepository(below: scratch)
            let old = keyFileBytes(versions: [(0, randomBytes(32), randomBytes(64))])
            let new = keyFileBytes(versions: [(0, randomBytes(32), randomBytes(64))])
            var tree = try InMemoryTree([".gitattributes": plainAttributes])
            tree.add(try await repository.encrypt(Array("old".utf8), with: old), at: try path("old.secret"))
            tree.add(try await repository.encrypt(Array("new".utf8), with: new), at: try path("new.secret"))
            let files = [try KeyFile(parsing: old, from: "old.key"), try KeyFile(parsing: new, from: "new.key")]
            let decrypted = DecryptedTree(tree, keys: KeyRing(files + files))
            #expect(try decrypted.read("old.secret") == Array("old".utf8))
            #expect(try decrypted.read("new.secret") == Array("new".utf8))
            #expect(KeyRing(files + files).keys(named: .default).count == 2)
        }
    }
}
