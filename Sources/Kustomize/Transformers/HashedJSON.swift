internal import YAML

/// Writes JSON as Go's `encoding/json` does after it has read every number as a `float64`.
struct HashedJSON {
    private(set) var bytes: [UInt8] = []

    init() {}

    /// The text of one value.
    init(_ value: TracedValue) throws(TracedValue.NoValue) {
        try write(value)
    }

    mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    mutating func write(_ fields: [TracedField]) throws(TracedValue.NoValue) {
        let sorted = fields.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        append("{")
        for (index, field) in sorted.enumerated() {
            if index > 0 { append(",") }
            write(string: field.name)
            append(":")
            try write(field.value)
        }
        append("}")
    }

    private mutating func write(_ value: TracedValue) throws(TracedValue.NoValue) {
        switch value.content {
        case .mapping(let fields): try write(fields)
        case .sequence(let elements):
            append("[")
            for (index, element) in elements.enumerated() {
                if index > 0 { append(",") }
                try write(element)
            }
            append("]")
        case .scalar(let scalar):
            switch try value.value() {
            case .integer(0) where scalar.isNegativeZero: append("-0")
            case .string(let text): write(string: text)
            case .bool(let truth): append(truth ? "true" : "false")
            case .integer(let number): append(Self.text(of: Double(number)))
            case .number(let number): append(Self.text(of: number))
            case .null, .array, .object: append("null")
            }
        }
    }

    /// A string, with what HTML and JavaScript would take for something else escaped.
    mutating func write(string: String) {
        bytes.append(UInt8(ascii: "\""))
        var before: (UInt8, UInt8) = (0, 0)
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0x08: append("\\b")
            case 0x09: append("\\t")
            case 0x0A: append("\\n")
            case 0x0C: append("\\f")
            case 0x0D: append("\\r")
            case 0..<0x20, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"):
                append("\\u00")
                bytes += [Self.hexDigits[Int(byte >> 4)], Self.hexDigits[Int(byte & 15)]]
            case 0xA8 where before == (0xE2, 0x80), 0xA9 where before == (0xE2, 0x80):
                bytes.removeLast(2)
                append(byte == 0xA8 ? "\\u2028" : "\\u2029")
            default: bytes.append(byte)
            }
            before = (before.1, byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)

    /// The fewest digits that read back as `number`, with an exponent only below 1e-6 and from 1e21.
    static func text(of number: Double) -> String {
        if number == 0 { return number.sign == .minus ? "-0" : "0" }
        let parts = "\(number.magnitude)".split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let fraction = mantissa.count > 1 && mantissa[1] != "0" ? mantissa[1] : ""
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let written = mantissa[0] + fraction
        let digits = written.drop { $0 == "0" }
        let point = mantissa[0].count + exponent - (written.count - digits.count)
        let sign = number < 0 ? "-" : ""
        if number.magnitude < 1e-6 || number.magnitude >= 1e21 {
            let significant = trimmed(digits)
            let rest = significant.dropFirst()
            let power = point - 1
            let mantissa = rest.isEmpty ? "\(significant)" : "\(significant.prefix(1)).\(rest)"
            return "\(sign)\(mantissa)e\(power < 0 ? "-" : "+")\(abs(power))"
        }
        if point <= 0 { return "\(sign)0.\(String(repeating: "0", count: -point))\(trimmed(digits))" }
        let padding = String(repeating: "0", count: max(0, point - digits.count))
        let rest = digits.dropFirst(point)
        return "\(sign)\(digits.prefix(point))\(padding)\(rest.isEmpty ? "" : ".\(rest)")"
    }

    private static func trimmed(_ digits: Substring) -> Substring {
        var digits = digits
        while digits.last == "0" { digits.removeLast() }
        return digits
    }
}
