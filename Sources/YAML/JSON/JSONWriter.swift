extension Value {
    /// How JSON is laid out.
    package enum JSONStyle: Sendable {
        /// One line, no blanks.
        case compact
        /// Two spaces a level, as `kubectl -o json` and `jq` print.
        case indented
    }

    /// This value as JSON with sorted keys, in UTF-8.
    ///
    /// A number that JSON cannot hold (NaN, infinity) is written as null.
    package func json(_ style: JSONStyle = .compact) -> [UInt8] {
        var writer = JSONWriter(style: style)
        writer.write(self, depth: 0)
        return writer.bytes
    }

    /// This value as a line of JSON with sorted keys.
    package var jsonText: String {
        String(decoding: json(), as: UTF8.self)
    }
}

private struct JSONWriter {
    let style: Value.JSONStyle
    var bytes: [UInt8] = []

    init(style: Value.JSONStyle) {
        self.style = style
    }

    mutating func write(_ value: Value, depth: Int) {
        switch value {
        case .null: append("null")
        case .bool(let truth): append(truth ? "true" : "false")
        case .integer(let number): append(String(number))
        case .number(let number): append(Self.text(of: number))
        case .string(let text): write(string: text)
        case .array(let elements):
            writeItems(elements, open: "[", close: "]", depth: depth) { writer, element in
                writer.write(element, depth: depth + 1)
            }
        case .object(let fields):
            let sorted = fields.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            writeItems(sorted, open: "{", close: "}", depth: depth) { writer, field in
                writer.write(string: field.key)
                writer.append(writer.style == .compact ? ":" : ": ")
                writer.write(field.value, depth: depth + 1)
            }
        }
    }

    private mutating func writeItems<Item>(
        _ items: [Item],
        open: StaticString,
        close: StaticString,
        depth: Int,
        _ writeItem: (inout JSONWriter, Item) -> Void,
    ) {
        append("\(open)")
        for (index, item) in items.enumerated() {
            if index > 0 { append(",") }
            newLine(depth: depth + 1)
            writeItem(&self, item)
        }
        if !items.isEmpty { newLine(depth: depth) }
        append("\(close)")
    }

    private mutating func newLine(depth: Int) {
        guard style == .indented else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    private mutating func write(string: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case 0x0A: append("\\n")
            case 0x0D: append("\\r")
            case 0x09: append("\\t")
            case 0..<0x20:
                append("\\u00")
                bytes.append(Self.hexDigits[Int(byte >> 4)])
                bytes.append(Self.hexDigits[Int(byte & 15)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)

    private static func text(of number: Double) -> String {
        guard number.isFinite else { return "null" }
        return number.rounded() == number && abs(number) < 1e15 ? "\(Int64(number)).0" : "\(number)"
    }
}
