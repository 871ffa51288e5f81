internal import YAML

/// Base64 as kustomize puts it into ConfigMaps and Secrets.
enum Base64Text {
    private static let lineLength = 70

    /// `bytes` in base64; when that is as long as a line, in lines of 70 characters that all end.
    static func encode(_ bytes: [UInt8]) -> String {
        let digits = Base64.encode(bytes)
        guard digits.count >= lineLength else { return String(decoding: digits, as: UTF8.self) }
        var text: [UInt8] = []
        text.reserveCapacity(digits.count + digits.count / lineLength + 1)
        for start in stride(from: 0, to: digits.count, by: lineLength) {
            text += digits[start..<min(start + lineLength, digits.count)]
            text.append(0x0A)
        }
        return String(decoding: text, as: UTF8.self)
    }
}
