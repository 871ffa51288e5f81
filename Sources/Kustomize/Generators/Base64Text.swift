/// Base64 as kustomize puts it into ConfigMaps and Secrets.
enum Base64Text {
    private static let lineLength = 70
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// `bytes` in base64; when that is as long as a line, in lines of 70 characters that all end.
    static func encode(_ bytes: [UInt8]) -> String {
        let length = (bytes.count + 2) / 3 * 4
        let isBroken = length >= lineLength
        var text: [UInt8] = []
        text.reserveCapacity(length + (isBroken ? length / lineLength + 1 : 0))
        var column = 0
        func append(_ digit: UInt8) {
            text.append(digit)
            column += 1
            guard isBroken, column == lineLength else { return }
            text.append(0x0A)
            column = 0
        }
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            for index in 0..<4 {
                let digit = digits[Int(bits >> UInt32(18 - 6 * index) & 63)]
                append(index <= group.count ? digit : UInt8(ascii: "="))
            }
        }
        if isBroken, column > 0 { text.append(0x0A) }
        return String(decoding: text, as: UTF8.self)
    }
}
