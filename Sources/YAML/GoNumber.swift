/// How Go's `strconv` reads and writes numbers, which is what Kubernetes' tools do with them.
enum GoNumber {
    /// A whole number of at most 64 bits.
    struct Whole: Hashable {
        let hasSign: Bool
        let isNegative: Bool
        let magnitude: UInt64
    }

    /// Reads a decimal number, or one that begins with `0x`, `0o`, `0b`, or `0` for octal; nil when it is none or is
    /// larger.
    static func whole(_ bytes: ArraySlice<UInt8>) -> Whole? {
        var digits = bytes
        let isNegative = digits.first == UInt8(ascii: "-")
        let hasSign = isNegative || digits.first == UInt8(ascii: "+")
        if hasSign { digits = digits.dropFirst() }
        guard let first = digits.first else { return nil }
        var radix: UInt64 = 10
        if first == UInt8(ascii: "0") {
            let prefix = digits.count > 2 ? radixes[digits[digits.startIndex + 1] | 0x20] : nil
            radix = prefix ?? 8
            digits = digits.dropFirst(prefix == nil ? 1 : 2)
        }
        var magnitude: UInt64 = 0
        for byte in digits {
            guard let digit = value(ofDigit: byte), digit < radix else { return nil }
            let (product, overflow) = magnitude.multipliedReportingOverflow(by: radix)
            let (sum, carry) = product.addingReportingOverflow(digit)
            if overflow || carry { return nil }
            magnitude = sum
        }
        return Whole(hasSign: hasSign, isNegative: isNegative, magnitude: magnitude)
    }

    private static let radixes: [UInt8: UInt64] = [
        UInt8(ascii: "x"): 16, UInt8(ascii: "o"): 8, UInt8(ascii: "b"): 2,
    ]

    private static func value(ofDigit byte: UInt8) -> UInt64? {
        switch byte {
        case 0x30...0x39: UInt64(byte - 0x30)
        case 0x41...0x5A: UInt64(byte - 0x41 + 10)
        case 0x61...0x7A: UInt64(byte - 0x61 + 10)
        default: nil
        }
    }

    /// Reads a decimal number with point or exponent: `1.5`, `.5`, `1.`, `1e3`; nil when it is none or too large.
    static func float(_ bytes: ArraySlice<UInt8>) -> Double? {
        var rest = bytes
        func digits() -> ArraySlice<UInt8> {
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            rest = rest.dropFirst(digits.count)
            return digits
        }
        func take(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Bool {
            guard let byte = rest.first, byte == UInt8(ascii: first) || byte == UInt8(ascii: second) else {
                return false
            }
            rest = rest.dropFirst()
            return true
        }
        let isNegative = rest.first == UInt8(ascii: "-")
        _ = take("-", "+")
        let whole = digits()
        var fraction: ArraySlice<UInt8> = []
        if take(".", ".") { fraction = digits() }
        if whole.isEmpty, fraction.isEmpty { return nil }
        var exponent = "0"
        if take("e", "E") {
            let sign = rest.first == UInt8(ascii: "-") ? "-" : ""
            _ = take("-", "+")
            let power = digits()
            if power.isEmpty { return nil }
            exponent = sign + String(decoding: power, as: UTF8.self)
        }
        guard rest.isEmpty else { return nil }
        let mantissa = "0\(String(decoding: whole, as: UTF8.self)).\(String(decoding: fraction, as: UTF8.self))0"
        guard let number = Double("\(isNegative ? "-" : "")\(mantissa)e\(exponent)"), number.isFinite else {
            return nil
        }
        return number
    }

    /// The fewest digits that read back as `number`, and how many of them stand before the point.
    private static func shortest(_ number: Double) -> (digits: [UInt8], point: Int) {
        let parts = "\(number.magnitude)".split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let whole = mantissa[0].utf8.drop { $0 == 0x30 }
        let fraction = mantissa.count > 1 ? Array(mantissa[1].utf8) : []
        var digits = Array(whole) + fraction
        var point = whole.count + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
        while digits.last == 0x30 { digits.removeLast() }
        let zeros = digits.prefix { $0 == 0x30 }.count
        digits.removeFirst(zeros)
        point -= zeros
        return (digits, point)
    }

    /// `number` in plain digits when it is whole and below 1e21; nil for others.
    static func wholeText(_ number: Double) -> String? {
        guard number.magnitude < 1e21, number.rounded() == number else { return nil }
        if number == 0 { return "0" }
        let (digits, point) = shortest(number)
        let zeros = String(repeating: "0", count: point - digits.count)
        return (number < 0 ? "-" : "") + String(decoding: digits, as: UTF8.self) + zeros
    }

    /// `number` as go-yaml writes it, in Go's format `%g` with the fewest digits: `0.5`, `1.5e-07`, `1e+23`, `.inf`.
    static func text(_ number: Double) -> String {
        if number.isNaN { return ".nan" }
        if number.isInfinite { return number < 0 ? "-.inf" : ".inf" }
        if number == 0 { return number.sign == .minus ? "-0" : "0" }
        let (digits, point) = shortest(number)
        let sign = number < 0 ? "-" : ""
        let exponent = point - 1
        if exponent < -4 || exponent >= 6 {
            let power = String(abs(exponent))
            let first = String(decoding: digits.prefix(1), as: UTF8.self)
            let rest = String(decoding: digits.dropFirst(), as: UTF8.self)
            let mantissa = rest.isEmpty ? first : "\(first).\(rest)"
            return "\(sign)\(mantissa)e\(exponent < 0 ? "-" : "+")\(power.count < 2 ? "0" : "")\(power)"
        }
        if point <= 0 {
            return sign + "0." + String(repeating: "0", count: -point) + String(decoding: digits, as: UTF8.self)
        }
        let padding = String(repeating: "0", count: max(0, point - digits.count))
        let whole = String(decoding: digits.prefix(point), as: UTF8.self) + padding
        return digits.count <= point
            ? sign + whole : "\(sign)\(whole).\(String(decoding: digits[point...], as: UTF8.self))"
    }
}
