/// Why a text is no JSON.
package struct JSONError: Error, CustomStringConvertible {
    /// How many bytes were read before the problem.
    package let offset: Int
    /// What is wrong there; never a part of the text, which may hold secrets.
    package let message: String

    package var description: String {
        "json: \(message) at byte \(offset)"
    }
}

extension Value {
    /// How deep lists and objects may lie in each other.
    package static let nestingLimit = 1000

    /// Reads one JSON text (RFC 8259).
    ///
    /// Of a key that stands twice the last one counts, as API servers write none twice.
    ///
    /// - Throws: `JSONError` with the position of the first problem.
    package init(json bytes: some Collection<UInt8>) throws(JSONError) {
        var reader = JSONReader(bytes: Array(bytes))
        self = try reader.readDocument()
    }
}

private struct JSONReader {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func readDocument() throws(JSONError) -> Value {
        let value = try readValue(depth: 0)
        skipBlanks()
        guard position == bytes.count else { throw failure("text after the end of the document") }
        return value
    }

    private func failure(_ message: String) -> JSONError {
        JSONError(offset: position, message: message)
    }

    private var current: UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    private mutating func skipBlanks() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        position += 1
        return true
    }

    private mutating func readValue(depth: Int) throws(JSONError) -> Value {
        guard depth < Value.nestingLimit else { throw failure("nested deeper than \(Value.nestingLimit) levels") }
        skipBlanks()
        guard let byte = current else { throw failure("unexpected end") }
        switch byte {
        case UInt8(ascii: "{"): return try readObject(depth: depth)
        case UInt8(ascii: "["): return try readArray(depth: depth)
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "t"): return try read(word: "true", as: true)
        case UInt8(ascii: "f"): return try read(word: "false", as: false)
        case UInt8(ascii: "n"): return try read(word: "null", as: nil)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try readNumber()
        default: throw failure("unexpected character")
        }
    }

    private mutating func read(word: String, as value: Value) throws(JSONError) -> Value {
        guard bytes[position...].starts(with: word.utf8) else { throw failure("unexpected word") }
        position += word.utf8.count
        return value
    }

    private mutating func readArray(depth: Int) throws(JSONError) -> Value {
        position += 1
        var elements: [Value] = []
        skipBlanks()
        if take(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            elements.append(try readValue(depth: depth + 1))
            skipBlanks()
            if take(UInt8(ascii: "]")) { return .array(elements) }
            guard take(UInt8(ascii: ",")) else { throw failure("expected ',' or ']'") }
        }
    }

    private mutating func readObject(depth: Int) throws(JSONError) -> Value {
        position += 1
        var fields: [String: Value] = [:]
        skipBlanks()
        if take(UInt8(ascii: "}")) { return .object(fields) }
        while true {
            skipBlanks()
            guard current == UInt8(ascii: "\"") else { throw failure("expected a key") }
            let key = try readString()
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { throw failure("expected ':'") }
            fields[key] = try readValue(depth: depth + 1)
            skipBlanks()
            if take(UInt8(ascii: "}")) { return .object(fields) }
            guard take(UInt8(ascii: ",")) else { throw failure("expected ',' or '}'") }
        }
    }

    private mutating func readNumber() throws(JSONError) -> Value {
        let start = position
        var isWhole = true
        while let byte = current {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): position += 1
            case UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
                isWhole = false
                position += 1
            default: return try number(from: start, isWhole: isWhole)
            }
        }
        return try number(from: start, isWhole: isWhole)
    }

    private func number(from start: Int, isWhole: Bool) throws(JSONError) -> Value {
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let number = Int64(text) { return .integer(number) }
        guard let number = Double(text), number.isFinite else {
            throw JSONError(offset: start, message: "not a number")
        }
        return .number(number)
    }

    private mutating func readString() throws(JSONError) -> String {
        position += 1
        let start = position
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                let text = try validated(bytes[start..<position])
                position += 1
                return text
            case UInt8(ascii: "\\"): return try readEscapedString(from: start)
            case 0..<0x20: throw failure("control character in a string")
            default: position += 1
            }
        }
        throw failure("unexpected end in a string")
    }

    private func validated(_ slice: ArraySlice<UInt8>) throws(JSONError) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else {
            throw failure("a string that is not valid UTF-8")
        }
        return text
    }

    private mutating func readEscapedString(from start: Int) throws(JSONError) -> String {
        var buffer = Array(bytes[start..<position])
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return try validated(buffer[...])
            case UInt8(ascii: "\\"):
                position += 1
                buffer.append(contentsOf: try readEscape().utf8)
            case 0..<0x20: throw failure("control character in a string")
            default:
                buffer.append(byte)
                position += 1
            }
        }
        throw failure("unexpected end in a string")
    }

    private mutating func readEscape() throws(JSONError) -> Character {
        guard let byte = current else { throw failure("unexpected end in a string") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try readUnicodeEscape()
        default: throw failure("unknown escape in a string")
        }
    }

    private mutating func readUnicodeEscape() throws(JSONError) -> Character {
        let unit = try readHexDigits()
        if let scalar = Unicode.Scalar(unit) { return Character(scalar) }
        // A lone surrogate becomes the replacement character, as encoding/json of Go reads it.
        guard (0xD800..<0xDC00).contains(unit), bytes[position...].starts(with: [0x5C, 0x75]) else { return "\u{FFFD}" }
        let mark = position
        position += 2
        let low = try readHexDigits()
        guard (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        else {
            position = mark
            return "\u{FFFD}"
        }
        return Character(scalar)
    }

    private mutating func readHexDigits() throws(JSONError) -> UInt32 {
        guard position + 4 <= bytes.count,
            let unit = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
        else { throw failure("expected four hexadecimal digits") }
        position += 4
        return unit
    }
}
