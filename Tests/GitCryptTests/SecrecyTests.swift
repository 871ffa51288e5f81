import SourceTrees
import TestSupport
import Testing

@testable import GitCrypt

struct SecrecyTests {
    /// Every form in which a careless log line could show a value.
    private func texts(of value: Any) -> String {
        var dumped = ""
        dump(value, to: &dumped)
        return "\(value) \(String(reflecting: value)) \(dumped)"
    }

    private func forms(of bytes: [UInt8]) -> [String] {
        let hex = bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        return [
            String(decoding: bytes, as: UTF8.self), hex, hex.uppercased(),
            bytes.map(String.init).joined(separator: ", "),
        ]
    }

    @Test("shows no key in any description")
    func keys() throws {
        let canary = Array("CANARY-of-an-encryption-key-0123".utf8)
        let file = try KeyFile(parsing: keyFileBytes(versions: [(0, canary, canary + canary)]), from: "k")
        let buffer = SecretBuffer(capacity: 100)
        #expect(canary.withUnsafeBytes { buffer.append($0) })
        let ring = KeyRing([file])
        let tree = DecryptedTree(InMemoryTree(), keys: ring)
        for value: Any in [file, file.keys, file.keys[0], ring, tree, buffer] {
            let text = texts(of: value)
            for form in forms(of: canary) { #expect(!text.contains(form)) }
        }
        #expect("\(file.keys[0])" == "«secret key, version 0»")
        #expect("\(buffer)" == "«secret»")
        #expect("\(ring)" == "«keys: default»")
    }

    @Test("shows no byte of a key or of a decrypted file in any error")
    func errors() async throws {
        try await withTemporaryDirectory { scratch in
            let repository = try await GitCryptRepository(below: scratch)
            let canaryKey = Array("CANARY-of-an-encryption-key-0123".utf8)
            let canaryText = Array("CANARY-of-a-plaintext".utf8)
            let key = keyFileBytes(versions: [(0, canaryKey, canaryKey + canaryKey)])
            let blob = try await repository.encrypt(canaryText, with: key)
            let place = try path("a.secret")
            var errors: [any Error] = []
            for count in 0...blob.count {
                for (index, flip) in [(0, 0), (count - 1, 1)] where count > 0 {
                    var bytes = Array(blob.prefix(count))
                    bytes[index] ^= UInt8(flip)
                    var tree = try InMemoryTree([".gitattributes": plainAttributes])
                    tree.add(bytes, at: place)
                    let keys = KeyRing([try KeyFile(parsing: key, from: "k")])
                    do { _ = try DecryptedTree(tree, keys: keys).read(place) } catch { errors.append(error) }
                }
            }
            var plain = try InMemoryTree([".gitattributes": plainAttributes])
            plain.add(canaryText, at: place)
            do { _ = try DecryptedTree(plain, keys: KeyRing()).read(place) } catch { errors.append(error) }
            for count in 0..<key.count {
                do { _ = try KeyFile(parsing: Array(key.prefix(count)), from: "k") } catch { errors.append(error) }
            }
            #expect(errors.count > 200)
            for error in errors {
                let text = texts(of: error)
                for form in forms(of: canaryKey) + forms(of: canaryText) { #expect(!text.contains(form)) }
            }
        }
    }
}
