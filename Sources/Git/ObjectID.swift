internal import CLibgit2

/// The name of a git object: 20 bytes of SHA-1.
package struct ObjectID: Hashable, Sendable, CustomStringConvertible {
    private let words: (UInt64, UInt64, UInt32)

    /// Reads 40 hexadecimal digits; nil for anything else.
    package init?(_ text: some StringProtocol) {
        let digits = Array(text.utf8)
        guard digits.count == 40 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: 40, by: 2) {
            guard let high = hexValue(digits[index]), let low = hexValue(digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        self.init(bytes: bytes)
    }

    init(_ id: git_oid) {
        self = withUnsafeBytes(of: id) { ObjectID(bytes: Array($0.prefix(20))) }
    }

    init(_ pointer: UnsafePointer<git_oid>) {
        self.init(pointer.pointee)
    }

    private init(bytes: [UInt8]) {
        func number(_ range: Range<Int>) -> UInt64 {
            bytes[range].reduce(0) { $0 << 8 | UInt64($1) }
        }
        words = (number(0..<8), number(8..<16), UInt32(number(16..<20)))
    }

    /// As libgit2 wants it.
    var raw: git_oid {
        var id = git_oid()
        withUnsafeMutableBytes(of: &id) { buffer in
            for index in 0..<8 {
                buffer[index] = UInt8(truncatingIfNeeded: words.0 >> (56 - 8 * index))
                buffer[index + 8] = UInt8(truncatingIfNeeded: words.1 >> (56 - 8 * index))
            }
            for index in 0..<4 {
                buffer[index + 16] = UInt8(truncatingIfNeeded: words.2 >> (24 - 8 * index))
            }
        }
        return id
    }

    /// 40 hexadecimal digits.
    package var description: String {
        func hex(_ number: some FixedWidthInteger, _ width: Int) -> String {
            let text = String(number, radix: 16)
            return String(repeating: "0", count: width - text.count) + text
        }
        return hex(words.0, 16) + hex(words.1, 16) + hex(words.2, 8)
    }

    package static func == (left: ObjectID, right: ObjectID) -> Bool {
        left.words == right.words
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.2)
    }
}

private func hexValue(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
}
