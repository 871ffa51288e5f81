internal import Crypto

extension KeyFile {
    /// Sizes and numbers of the format, from git-crypt's `key.hpp`.
    private enum Format {
        static let preamble: [UInt8] = [0] + "GITCRYPTKEY".utf8
        static let version: UInt32 = 2
        static let encryptionKeyLength = 32
        static let authenticationKeyLength = 64
        static let unknownFieldLimit: UInt32 = 1 << 20
        static let end: UInt32 = 0
        static let nameField: UInt32 = 1
        static let versionField: UInt32 = 1
        static let encryptionField: UInt32 = 3
        static let authenticationField: UInt32 = 5
    }

    /// Reads the bytes of a key file where they lie, so that no copy of a key is left behind.
    init(parsing bytes: UnsafeRawBufferPointer, from source: String) throws(GitCryptError) {
        var reader = Reader(bytes: bytes, source: source)
        guard bytes.starts(with: Format.preamble) else {
            self = try Self.legacy(&reader)
            return
        }
        _ = try reader.take(Format.preamble.count)
        let format = try reader.number()
        guard format == Format.version else {
            throw reader.incompatible("it has format \(format), and only format \(Format.version) is known")
        }
        let name = try Self.header(&reader)
        var keys: [UInt32: GitCryptKey] = [:]
        while !reader.isAtEnd {
            let key = try Self.entry(&reader)
            keys[key.version] = key
        }
        guard !keys.isEmpty else { throw reader.damaged("it holds no key") }
        self.init(name: name, keys: keys.values.sorted { $0.version > $1.version })
    }

    private static func header(_ reader: inout Reader) throws(GitCryptError) -> KeyName {
        var name = KeyName.default
        while let field = try reader.fieldNumber() {
            let length = try reader.number()
            guard field == Format.nameField else {
                try reader.skip(field, length)
                continue
            }
            let start = reader.offset
            guard length <= 128 else { throw reader.damaged("a key name of \(length) bytes is too long", at: start) }
            let bytes = try reader.take(Int(length))
            guard KeyName.isValid(bytes) else {
                throw reader.damaged("it has a name that no git-crypt key can have", at: start)
            }
            name = .named(String(decoding: bytes, as: UTF8.self))
        }
        return name
    }

    private static func entry(_ reader: inout Reader) throws(GitCryptError) -> GitCryptKey {
        let start = reader.offset
        var version: UInt32?
        var encryption: SymmetricKey?
        var authentication: SymmetricKey?
        while let field = try reader.fieldNumber() {
            let length = try reader.number()
            switch field {
            case Format.versionField:
                try reader.require(length, 4, "a key version")
                version = try reader.number()
            case Format.encryptionField:
                try reader.require(length, Format.encryptionKeyLength, "an encryption key")
                encryption = SymmetricKey(data: try reader.take(Format.encryptionKeyLength))
            case Format.authenticationField:
                try reader.require(length, Format.authenticationKeyLength, "an authentication key")
                authentication = SymmetricKey(data: try reader.take(Format.authenticationKeyLength))
            default:
                try reader.skip(field, length)
            }
        }
        guard let version, let encryption, let authentication else {
            throw reader.damaged("the entry there lacks its version or one of its keys", at: start)
        }
        return GitCryptKey(version: version, encryption: encryption, authentication: authentication)
    }

    /// Such a file is nothing but the two keys, so its length is all that tells it from any other file.
    private static func legacy(_ reader: inout Reader) throws(GitCryptError) -> KeyFile {
        guard reader.bytes.count == Format.encryptionKeyLength + Format.authenticationKeyLength else {
            throw GitCryptError(
                .invalidKeyFile,
                reader.source,
                "is not a git-crypt key file",
                advice: "give the file that git-crypt export-key wrote",
            )
        }
        let encryption = SymmetricKey(data: try reader.take(Format.encryptionKeyLength))
        let authentication = SymmetricKey(data: try reader.take(Format.authenticationKeyLength))
        return KeyFile(
            name: .default,
            keys: [GitCryptKey(version: 0, encryption: encryption, authentication: authentication)],
        )
    }

    /// A place in the bytes of a key file.
    ///
    /// Every step checks what is left.
    private struct Reader {
        let bytes: UnsafeRawBufferPointer
        let source: String
        var offset = 0

        var isAtEnd: Bool {
            offset == bytes.count
        }

        mutating func take(_ count: Int) throws(GitCryptError) -> UnsafeRawBufferPointer {
            guard count <= bytes.count - offset else {
                throw damaged("it ends in the middle of an entry", at: bytes.count)
            }
            defer { offset += count }
            return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
        }

        mutating func number() throws(GitCryptError) -> UInt32 {
            try take(4).reduce(0) { $0 << 8 | UInt32($1) }
        }

        /// The number of the next field; nil at the end of the fields.
        mutating func fieldNumber() throws(GitCryptError) -> UInt32? {
            let field = try number()
            return field == Format.end ? nil : field
        }

        /// Passes over a field that is not known.
        ///
        /// An odd number says that it must be understood.
        mutating func skip(_ field: UInt32, _ length: UInt32) throws(GitCryptError) {
            guard field.isMultiple(of: 2) else {
                throw incompatible("it has a field number \(field) that must be understood")
            }
            guard length <= Format.unknownFieldLimit else { throw damaged("a field of \(length) bytes is too long") }
            _ = try take(Int(length))
        }

        func require(_ length: UInt32, _ expected: Int, _ what: String) throws(GitCryptError) {
            guard length == UInt32(expected) else {
                throw damaged("\(what) has \(length) bytes instead of \(expected)")
            }
        }

        func damaged(_ problem: String, at position: Int? = nil) -> GitCryptError {
            GitCryptError(
                .invalidKeyFile,
                source,
                "is damaged at byte \(position ?? offset): \(problem)",
                advice: "export the key again with git-crypt export-key",
            )
        }

        func incompatible(_ problem: String) -> GitCryptError {
            GitCryptError(
                .incompatibleKeyFile,
                source,
                "comes from a newer git-crypt: \(problem)",
                advice: "export the key with git-crypt 0.7",
            )
        }
    }
}
