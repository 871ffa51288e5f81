internal import Crypto
internal import CryptoExtras
internal import FoundationEssentials

/// A file as git-crypt stores it: a header of ten bytes, a nonce of twelve, then the plaintext under AES-256-CTR.
///
/// The nonce is the beginning of the plaintext's HMAC-SHA1, so the right key proves itself. The header names neither
/// the key nor its version. The format is that of git-crypt's `commands.cpp`.
package struct EncryptedBlob {
    /// What every encrypted file begins with.
    package static let header: [UInt8] = [0] + "GITCRYPT".utf8 + [0]
    private static let nonceLength = 12

    private let nonce: ArraySlice<UInt8>
    private let ciphertext: ArraySlice<UInt8>

    /// Takes the parts of an encrypted file; nil when the bytes are too few or begin otherwise.
    init?(_ bytes: [UInt8]) {
        let start = Self.header.count + Self.nonceLength
        guard Self.beginsWithHeader(bytes), bytes.count >= start else { return nil }
        nonce = bytes[Self.header.count..<start]
        ciphertext = bytes[start...]
    }

    /// The plaintext; nil when `key` is not the key of this file or a byte of the file was changed.
    func plaintext(with key: GitCryptKey) throws -> [UInt8]? {
        // A 12-byte nonce stands for the counter block's first bytes; the block number behind it begins at 0.
        let nonce = try AES._CTR.Nonce(nonceBytes: nonce)
        let plaintext = try AES._CTR.decrypt(ciphertext, using: key.encryption, nonce: nonce)
        let code = HMAC<Insecure.SHA1>.authenticationCode(for: plaintext, using: key.authentication)
        // All bytes are compared before the result counts: how long it takes tells nothing about them.
        let difference = zip(code, self.nonce).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
        return difference == 0 ? [UInt8](plaintext) : nil
    }

    /// Whether these are the bytes of an encrypted file.
    package static func beginsWithHeader(_ bytes: some Sequence<UInt8>) -> Bool {
        bytes.starts(with: header)
    }

    /// Whether this value of a rendered object is an encrypted file, or holds one: as it is, or as base64.
    package static func isContained(in value: String) -> Bool {
        let bytes = Array(value.utf8)
        // The first nine bytes of the header make twelve digits of base64, whatever follows them.
        let base64 = "AEdJVENSWVBU".utf8
        if bytes.drop(while: { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }).starts(with: base64) {
            return true
        }
        guard let last = bytes.indices.dropLast(header.count - 1).last else { return false }
        return (0...last).contains { bytes[$0] == 0 && bytes[$0...].starts(with: header) }
    }
}
