internal import Crypto

/// What a key is called: the default key has no name of its own.
package enum KeyName: Hashable, Sendable {
    case `default`
    case named(String)

    /// The key that a folder of `.git-crypt/keys` is about; nil for a name that git-crypt does not allow.
    init?(folder: String) {
        if folder == "default" {
            self = .default
        } else if Self.isValid(folder.utf8) {
            self = .named(folder)
        } else {
            return nil
        }
    }

    /// The key that an attribute `filter=…` names; nil when the filter is another program's.
    init?(filter: String) {
        let prefix = "git-crypt-"
        if filter == "git-crypt" {
            self = .default
        } else if filter.utf8.starts(with: prefix.utf8) {
            self = .named(String(decoding: filter.utf8.dropFirst(prefix.utf8.count), as: UTF8.self))
        } else {
            return nil
        }
    }

    /// Whether git-crypt lets a key be called so: 1 to 128 letters, digits, `-` and `_` of ASCII, but not `default`.
    static func isValid(_ name: some Collection<UInt8>) -> Bool {
        guard (1...128).contains(name.count), !name.elementsEqual("default".utf8) else { return false }
        return name.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }
}

extension KeyName: Comparable, CustomStringConvertible {
    package static func < (left: KeyName, right: KeyName) -> Bool {
        switch (left, right) {
        case (.default, .named): true
        case (.named(let left), .named(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
        default: false
        }
    }

    package var description: String {
        switch self {
        case .default: "default"
        case .named(let name): name
        }
    }
}

/// One version of one key: 32 bytes that encrypt and 64 bytes that authenticate.
///
/// The bytes lie in memory that swift-crypto overwrites when the last copy goes.
package struct GitCryptKey: Equatable, Sendable {
    /// Counted from 0; git-crypt encrypts with the highest.
    package let version: UInt32

    let encryption: SymmetricKey
    let authentication: SymmetricKey

    /// A number that tells this key from another for as long as the process lives, and nothing about the key.
    var fingerprint: Int {
        // Swift seeds its hashes anew in each process.
        var hasher = Hasher()
        encryption.withUnsafeBytes { hasher.combine(bytes: $0) }
        authentication.withUnsafeBytes { hasher.combine(bytes: $0) }
        return hasher.finalize()
    }
}

extension GitCryptKey: CustomStringConvertible, CustomReflectable {
    package var description: String {
        "«secret key, version \(version)»"
    }

    package var customMirror: Mirror {
        Mirror(self, children: [])
    }
}
