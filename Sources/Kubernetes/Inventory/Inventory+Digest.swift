internal import Crypto
package import Manifests
internal import YAML

extension Inventory {
    /// The first 16 hexadecimal digits of the SHA-256 of `manifest`'s JSON with sorted keys.
    ///
    /// Nil for what is sensitive: whoever may read the inventory could try out secrets against a digest.
    package static func digest(of manifest: Manifest) -> String? {
        guard !manifest.isSensitive else { return nil }
        return digest(of: manifest.object.json())
    }

    /// The first 16 hexadecimal digits of the SHA-256 of `bytes`.
    static func digest(of bytes: [UInt8]) -> String {
        SHA256.hash(data: bytes).prefix(8).map(hexadecimal).joined()
    }

    /// As `digest(of:)`, for what is sensitive: an HMAC, so that only who has `key` can try out secrets against it.
    ///
    /// - Parameter key: 32 or more random bytes that lie in a Secret of the cluster. Who may read that Secret may as a
    ///   rule read those that the digests stand for. An equal digest still tells that a secret is the same as before.
    package static func digest(of manifest: Manifest, key: [UInt8]) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: manifest.object.json(), using: SymmetricKey(data: key))
        return code.prefix(8).map(hexadecimal).joined()
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return byte < 16 ? "0\(digits)" : digits
    }
}
