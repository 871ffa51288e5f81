/// Text as Go's JSON writer has it.
enum GoText {
    /// `bytes` as UTF-8, where every byte that is none becomes U+FFFD.
    ///
    /// Swift makes one character of several such bytes.
    static func decoding(_ bytes: [UInt8]) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        var text = String.UnicodeScalarView()
        var rest = bytes[...]
        while let first = rest.first {
            let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
            if let character = String(validating: rest.prefix(length), as: UTF8.self) {
                text.append(contentsOf: character.unicodeScalars)
                rest = rest.dropFirst(length)
            } else {
                text.append("\u{FFFD}")
                rest = rest.dropFirst()
            }
        }
        return String(text)
    }
}
