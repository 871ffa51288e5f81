internal import Crypto
package import Manifests
internal import YAML

extension Inventory {
    /// The first 16 hexadecimal digits of the SHA-256 of `manifest`'s JSON with sorted keys.
    ///
    /// Nil for what is sensitive: whoever may read the inventory could try out secrets against a digest.
    package static func digest(of manifest: Manifest) -> String? {
        guard !manifest.isSensitive else { return nil }
        return SHA256.hash(data: manifest.object.json()).prefix(8).map(hexadecimal).joined()
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return byte < 16 ? "0\(digits)" : digits
    }
}
