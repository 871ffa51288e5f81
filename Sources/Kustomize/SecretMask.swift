internal import Foundation
internal import SourceTrees
internal import YAML

/// Takes out of a program's message what came from encrypted files.
///
/// Kustomize quotes values in some errors: whole, cut short, or inside a longer text. So everything is masked that shares
/// six bytes in a row with an encrypted file's values, and shorter values where they stand as a word.
struct SecretMask {
    private static let length = 6
    private static let replacement = "«secret»"
    private var parts: Set<[UInt8]> = []
    private var words: Set<[UInt8]> = []

    /// Masks what the encrypted files of `input` hold.
    init(_ input: BuildInput) {
        for path in input.encrypted {
            guard let bytes = input.files[path] else { continue }
            let documents = (try? Node.parse(bytes, file: "")) ?? []
            if documents.contains(where: { $0.isMapping || !$0.items.isEmpty }) {
                for document in documents { add(document, at: []) }
            } else {
                add(String(decoding: bytes, as: UTF8.self))
            }
        }
    }

    /// Adds every value, except those that identify an object and stand in every message about it.
    private mutating func add(_ node: Node, at path: [String]) {
        switch node.content {
        case .scalar(let text, _):
            if !Self.identities.contains(path) { add(text) }
        case .sequence(let items):
            for item in items { add(item, at: path + [""]) }
        case .mapping(let entries):
            for entry in entries { add(entry.value, at: path + [entry.key.text ?? ""]) }
        }
    }

    private static let identities: Set<[String]> = [
        ["apiVersion"], ["kind"], ["metadata", "name"], ["metadata", "namespace"], ["type"],
    ]

    private mutating func add(_ text: String) {
        addParts(Array(text.utf8))
        addParts(Array(Data(text.utf8).base64EncodedString().utf8))
        if let plain = Data(base64Encoded: text) { addParts(Array(plain)) }
    }

    private mutating func addParts(_ bytes: [UInt8]) {
        guard bytes.count >= Self.length else {
            if !bytes.isEmpty { words.insert(bytes) }
            return
        }
        for start in 0...(bytes.count - Self.length) { parts.insert(Array(bytes[start..<start + Self.length])) }
        // The end of a line may be as short as a short value.
        for line in bytes.split(separator: UInt8(ascii: "\n")) where line.count < Self.length {
            words.insert(Array(line))
        }
    }

    /// `text` with every such part replaced.
    func masked(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var isSecret = [Bool](repeating: false, count: bytes.count)
        if bytes.count >= Self.length {
            for start in 0...(bytes.count - Self.length)
            where parts.contains(Array(bytes[start..<start + Self.length])) {
                for index in start..<start + Self.length { isSecret[index] = true }
            }
        }
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex { !Self.isWord($0) } ?? bytes.count
            if words.contains(Array(bytes[start..<end])) { for index in start..<end { isSecret[index] = true } }
            start = end + 1
        }
        var result: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if !isSecret[index] {
                result.append(byte)
            } else if index == 0 || !isSecret[index - 1] {
                result += Array(Self.replacement.utf8)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        byte >= 0x80 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
            || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 || byte == UInt8(ascii: "_")
    }
}
