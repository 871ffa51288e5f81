import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import GitCrypt

struct KeyFileTests {
    private static let encryption = [UInt8](repeating: 0xA1, count: 32)
    private static let authentication = [UInt8](repeating: 0xB2, count: 64)
    private static let valid = keyFileBytes(
        name: "perso",
        versions: [(0, encryption, authentication), (7, encryption, authentication)]
    )
    private static let start: [UInt8] = [0] + "GITCRYPTKEY".utf8

    @Test("reads what git-crypt exports, named and not")
    func exported() async throws {
        try await withTemporaryDirectory { scratch in
            let repository = try await GitCryptRepository(below: scratch)
            try await repository.makeKey()
            try await repository.makeKey("A-z_9")
            let plain = try KeyFile(parsing: try await repository.exportKey(), from: "k")
            #expect(plain.name == .default)
            #expect(plain.keys.map(\.version) == [0])
            _ = try await repository.exportKey("A-z_9")
            let named = try KeyFile(contentsOf: scratch.appending("exported-A-z_9"))
            #expect(named.name == .named("A-z_9"))
            #expect(named.keys.map(\.version) == [0])
        }
    }

    @Test("reads a key file from before git-crypt 0.4 as the key that git-crypt migrates it to")
    func legacy() async throws {
        try await withTemporaryDirectory { scratch in
            let repository = try await GitCryptRepository(below: scratch)
            let old = randomBytes(96)
            let files = (old: scratch.appending("old"), new: scratch.appending("new"))
            try Data(old).write(to: URL(filePath: files.old.string))
            try await repository.run("git-crypt", "migrate-key", files.old.string, files.new.string)
            let migrated = try KeyFile(contentsOf: files.new)
            let legacy = try KeyFile(contentsOf: files.old)
            #expect(legacy.name == migrated.name)
            #expect(legacy.keys == migrated.keys)
        }
    }

    @Test("passes over fields that need not be understood")
    func unknownFields() throws {
        var bytes = Self.start + bigEndian(2) + field(2, [1, 2, 3]) + field(1, Array("perso".utf8)) + bigEndian(0)
        bytes +=
            field(4, []) + field(1, bigEndian(9)) + field(3, Self.encryption) + field(5, Self.authentication)
            + bigEndian(0)
        let file = try KeyFile(parsing: bytes, from: "k")
        #expect(file.name == .named("perso"))
        #expect(file.keys.map(\.version) == [9])
    }

    private static let none = "is not a git-crypt key file; give the file that git-crypt export-key wrote"
    private static let again = "export the key again with git-crypt export-key"
    private static let older = "export the key with git-crypt 0.7"

    /// What follows the preamble and the format's number, and what is said about it.
    private static let damages: [(rest: [UInt8], text: String)] = {
        var damages: [(rest: [UInt8], text: String)] = []
        func add(_ rest: [UInt8], _ text: String) { damages.append((rest, text)) }
        let header = bigEndian(0)
        add(header, "is damaged at byte 20: it holds no key; \(again)")
        add(bigEndian(7), "is damaged at byte 20: it ends in the middle of an entry; \(again)")
        add(
            field(7, []),
            "comes from a newer git-crypt: it has a field number 7 that must be understood; \(older)",
        )
        add(
            field(1, Array("default".utf8)),
            "is damaged at byte 24: it has a name that no git-crypt key can have; \(again)",
        )
        add(
            bigEndian(1) + bigEndian(.max),
            "is damaged at byte 24: a key name of 4294967295 bytes is too long; \(again)",
        )
        add(
            bigEndian(2) + bigEndian(.max),
            "is damaged at byte 24: a field of 4294967295 bytes is too long; \(again)",
        )
        add(
            header + field(3, [1]),
            "is damaged at byte 28: an encryption key has 1 bytes instead of 32; \(again)",
        )
        add(
            header + field(1, bigEndian(0)) + bigEndian(0),
            "is damaged at byte 20: the entry there lacks its version or one of its keys; \(again)",
        )
        return damages
    }()

    @Test("says where a key file is damaged", arguments: damages.indices)
    func damaged(index: Int) {
        let damage = Self.damages[index]
        let bytes = Self.start + bigEndian(2) + damage.rest
        #expect(message { try KeyFile(parsing: bytes, from: "perso.key") } == "perso.key: \(damage.text)")
    }

    @Test("says that bytes are no key file, or one of another format")
    func otherFormats() {
        #expect(message { try KeyFile(parsing: [], from: "k") } == "k: \(Self.none)")
        #expect(message { try KeyFile(parsing: Array("hello".utf8), from: "k") } == "k: \(Self.none)")
        #expect(
            message { try KeyFile(parsing: Self.start, from: "k") }
                == "k: is damaged at byte 12: it ends in the middle of an entry; \(Self.again)",
        )
        #expect(
            message { try KeyFile(parsing: Self.start + bigEndian(3), from: "k") }
                == "k: comes from a newer git-crypt: it has format 3, and only format 2 is known; \(Self.older)",
        )
    }

    @Test("gives a value or an error for every beginning of a key file, and never traps")
    func prefixes() {
        // A file that ends behind its first entry is whole.
        let whole = [33 + 128, 33 + 2 * 128]
        #expect(Self.valid.count == whole[1])
        for count in 0...Self.valid.count {
            let text = message { try KeyFile(parsing: Array(Self.valid.prefix(count)), from: "k") }
            #expect((text == nil) == whole.contains(count), "\(count)")
        }
    }

    @Test("gives a value or an error for every changed byte of a key file, and never traps")
    func changes() {
        for index in Self.valid.indices {
            for value: UInt8 in [0, 1, 0x7F, 0xFF] {
                var bytes = Self.valid
                bytes[index] = value
                _ = message { try KeyFile(parsing: bytes, from: "k") }
            }
        }
    }

    @Test("says why a key file cannot be read")
    func unreadable() async throws {
        #expect(
            message { try KeyFile(contentsOf: "/nonexistent/perso.key") } == """
                /nonexistent/perso.key: cannot be read: No such file or directory; \
                give the path of a file that git-crypt export-key wrote
                """,
        )
        try await withTemporaryDirectory { scratch in
            let file = scratch.appending("big")
            try Data(count: 2 << 20).write(to: URL(filePath: file.string))
            #expect(
                message { try KeyFile(contentsOf: file) }
                    == "\(file): is larger than a git-crypt key file can be; give the file that git-crypt export-key wrote",
            )
        }
    }

    @Test("merges several key files by name")
    func merging() throws {
        let first = keyFileBytes(versions: [(0, Self.encryption, Self.authentication)])
        let second = keyFileBytes(versions: [
            (1, randomBytes(32), randomBytes(64)), (0, Self.encryption, Self.authentication),
        ])
        var ring = KeyRing([try KeyFile(parsing: first, from: "a"), try KeyFile(parsing: Self.valid, from: "b")])
        ring.merge(KeyRing([try KeyFile(parsing: second, from: "c")]))
        #expect(ring.names == [.default, .named("perso")])
        #expect(ring.keys(named: .default).map(\.version) == [1, 0])
        #expect(ring.keys(named: .named("perso")).map(\.version) == [7, 0])
        #expect(ring.keys(named: .named("other")).isEmpty)
    }
}
