internal import Glibc
package import SystemPackage

/// A key with its versions, as `git-crypt export-key` writes it and as the `.gpg` files of a repository wrap it.
///
/// The format is that of git-crypt's `key.cpp`: a preamble, header fields, then fields for each version. The 96 bytes
/// without a preamble that git-crypt wrote before 0.4 are read too, as version 0 of the default key.
package struct KeyFile: Sendable {
    /// The largest key file that is read, in bytes.
    static let sizeLimit = 1 << 20

    package let name: KeyName
    /// At least one; the newest version first.
    package let keys: [GitCryptKey]

    /// Reads the bytes of a key file.
    ///
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - source: where they come from, for messages.
    /// - Throws: `GitCryptError` with reason `invalidKeyFile` and the position, or `incompatibleKeyFile`.
    package init(parsing bytes: [UInt8], from source: String) throws(GitCryptError) {
        let result = bytes.withUnsafeBytes { bytes in
            Result { () throws(GitCryptError) in try KeyFile(parsing: bytes, from: source) }
        }
        self = try result.get()
    }

    /// Reads a key file on this machine.
    ///
    /// - Throws: `GitCryptError` with reason `unreadableKeyFile` besides those of `init(parsing:from:)`.
    package init(contentsOf path: FilePath) throws(GitCryptError) {
        let buffer = try Self.load(path)
        self = try buffer.withBytes { (bytes) throws(GitCryptError) in try KeyFile(parsing: bytes, from: path.string) }
    }

    private static func load(_ path: FilePath) throws(GitCryptError) -> SecretBuffer {
        let file = open(path.string, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw unreadable(path) }
        defer { close(file) }
        let buffer = SecretBuffer(capacity: sizeLimit)
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 1)
        defer {
            if let start = chunk.baseAddress { explicit_bzero(start, chunk.count) }
            chunk.deallocate()
        }
        while true {
            let count = read(file, chunk.baseAddress, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(path) }
            guard count > 0 else { return buffer }
            guard buffer.append(UnsafeRawBufferPointer(rebasing: chunk[..<count])) else {
                throw GitCryptError(
                    .invalidKeyFile,
                    path.string,
                    "is larger than a git-crypt key file can be",
                    advice: "give the file that git-crypt export-key wrote",
                )
            }
        }
    }

    private static func unreadable(_ path: FilePath) -> GitCryptError {
        GitCryptError(
            .unreadableKeyFile,
            path.string,
            "cannot be read: \(Errno(rawValue: errno))",
            advice: "give the path of a file that git-crypt export-key wrote",
        )
    }

    init(name: KeyName, keys: [GitCryptKey]) {
        self.name = name
        self.keys = keys
    }
}
