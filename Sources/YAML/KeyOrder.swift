/// The order in which go-yaml writes the keys of a mapping: letters after everything else, and numbers by their size.
///
/// So `a2` stands before `a10`, and `_a` before `a`.
enum KeyOrder {
    static func precedes(_ left: String, _ right: String) -> Bool {
        var left = left
        var right = right
        let ascii = left.withUTF8 { left in
            right.withUTF8 { right in ASCIIKey.precedes(left, right) }
        }
        if let ascii { return ascii }
        return precedes(Array(left.unicodeScalars), Array(right.unicodeScalars))
    }

    private static func precedes(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Bool {
        guard let index = zip(left, right).enumerated().first(where: { $1.0 != $1.1 })?.offset else {
            return left.count < right.count
        }
        let (a, b) = (left[index], right[index])
        let (aIsLetter, bIsLetter) = (a.properties.isGoLetter, b.properties.isGoLetter)
        if aIsLetter, bIsLetter { return a < b }
        if aIsLetter || bIsLetter { return bIsLetter }
        return NumberOrder(left, right, at: index, digit: \.goDigit).precedes ?? (a < b)
    }
}

/// The same for two keys that differ in an ASCII character, which nearly all do.
private enum ASCIIKey {
    static func precedes(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool? {
        let common = min(left.count, right.count)
        var index = 0
        while index < common, left[index] == right[index] { index += 1 }
        if index == common { return left.count < right.count }
        let (a, b) = (left[index], right[index])
        guard a < 0x80, b < 0x80 else { return nil }
        let (aIsLetter, bIsLetter) = (isLetter(a), isLetter(b))
        if aIsLetter, bIsLetter { return a < b }
        if aIsLetter || bIsLetter { return bIsLetter }
        if !isDigit(a), !isDigit(b) { return a < b }
        // A run of digits may go on in digits of another script, so the characters must decide.
        guard left.allSatisfy({ $0 < 0x80 }), right.allSatisfy({ $0 < 0x80 }) else { return nil }
        return NumberOrder(left, right, at: index) { isDigit($0) ? Int64($0) - 0x30 : nil }.precedes ?? (a < b)
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte)
    }
}

/// Compares the numbers that stand in two keys from the first place where they differ.
private struct NumberOrder {
    /// Nil when neither the numbers nor their lengths differ.
    let precedes: Bool?

    init<Text: RandomAccessCollection>(
        _ left: Text,
        _ right: Text,
        at index: Int,
        digit: (Text.Element) -> Int64?,
    ) where Text.Index == Int {
        // Behind a digit that is not 0, a 0 is part of the number and no leading one.
        var lead: Int64 = 0
        if digit(left[index]) == 0 || digit(right[index]) == 0 {
            let before = left[..<index].reversed().prefix { digit($0) != nil }
            if before.contains(where: { digit($0) != 0 }) { lead = 1 }
        }
        func number(_ text: Text) -> (value: Int64, length: Int) {
            let digits = text[index...].prefix { digit($0) != nil }
            return (digits.reduce(lead) { $0 &* 10 &+ (digit($1) ?? 0) }, digits.count)
        }
        let (a, b) = (number(left), number(right))
        if a.value != b.value {
            precedes = a.value < b.value
        } else {
            precedes = a.length == b.length ? nil : a.length < b.length
        }
    }
}

extension Unicode.Scalar.Properties {
    fileprivate var isGoLetter: Bool {
        switch generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }
}

extension Unicode.Scalar {
    /// Go counts digits of every script by their distance from `0`.
    fileprivate var goDigit: Int64? {
        properties.generalCategory == .decimalNumber ? Int64(value) - 0x30 : nil
    }
}
