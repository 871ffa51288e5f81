/// What becomes of a folded block (`>`) when kustomize writes it as one and reads that again, which it does before it
/// prints: go-yaml writes one line feed too many before a line that is indented more.
///
/// go-yaml's `yaml_emitter_write_folded_scalar` looks at the first character of the whole text where libyaml looks at the
/// one behind the line feeds.
enum FoldedText {
    /// `text` after the way through go-yaml's writer and reader.
    static func written(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard isBlock(bytes) else { return text }
        let firstInk = bytes.first { $0 != 0x0A }
        let addsBreaks = firstInk.map { !isBlank($0) } ?? false
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 8)
        var index = 0
        var isIndented = true
        while index < bytes.count {
            let line = bytes[index...].prefix { $0 != 0x0A }
            if let first = line.first { isIndented = isBlank(first) }
            result += line
            index += line.count
            let breaks = bytes[index...].prefix { $0 == 0x0A }.count
            index += breaks
            guard breaks > 0 else { break }
            let written = breaks + (addsBreaks && !isIndented && !line.isEmpty ? 1 : 0)
            if index == bytes.count {
                // Of what stands at the end, only more than one line feed is kept as it is.
                result += repeatElement(0x0A, count: breaks == 1 ? 1 : written)
            } else if isIndented || isBlank(bytes[index]) {
                result += repeatElement(0x0A, count: written)
            } else if written == 1 {
                result.append(0x20)
            } else {
                result += repeatElement(0x0A, count: written - 1)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Whether go-yaml writes the text as a block of several lines.
    private static func isBlock(_ bytes: [UInt8]) -> Bool {
        bytes.contains(0x0A) && allowsBlock(bytes)
    }

    /// Whether go-yaml writes `text` as a block where it is asked to.
    static func allowsBlock(_ text: String) -> Bool {
        allowsBlock(Array(text.utf8))
    }

    private static func allowsBlock(_ bytes: [UInt8]) -> Bool {
        guard let last = bytes.last, last != 0x20 else { return false }
        return bytes.withUnsafeBufferPointer { text in
            text.indices.allSatisfy { index in
                if text[index] & 0xC0 == 0x80 || text[index] == 0x09 { return true }
                switch ScalarStyle.Character(text, at: index) {
                case .space: return text[index + 1] != 0x0A
                case .special, .specialBreak: return false
                case .lineBreak, .other: return true
                }
            }
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09
    }
}
