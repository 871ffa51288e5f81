// The writers of libyaml's emitter, one for each style. `text` is valid UTF-8, `indent` that of a continued line.
extension Emitter {
    typealias Text = UnsafeBufferPointer<UInt8>

    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
        column += text.utf8CodeUnitCount
    }

    private mutating func append(_ text: Text, at index: Int) {
        bytes.append(text[index])
        for continuation in text[(index + 1)...].prefix(3) {
            guard continuation & 0xC0 == 0x80 else { break }
            bytes.append(continuation)
        }
        column += 1
    }

    private mutating func separate() {
        if !endsInBlank { append(" ") }
    }

    mutating func endToken() {
        (endsInBlank, isIndentation) = (false, false)
    }

    /// Begins a new line where one is needed, and fills it to `indent`.
    mutating func breakLine(to indent: Int) {
        if !isIndentation || column > indent || (column == indent && !endsInBlank) {
            append("\n")
            column = 0
        }
        if column < indent {
            bytes.append(contentsOf: repeatElement(0x20, count: indent - column))
            column = indent
        }
        (endsInBlank, isIndentation) = (true, true)
    }

    mutating func writeIndicator(_ indicator: StaticString) {
        separate()
        append(indicator)
        endsInBlank = false
    }

    /// Writes what is ASCII and stands as it is.
    mutating func writeWord(_ word: Text) {
        separate()
        bytes.append(contentsOf: word)
        column += word.count
        endToken()
    }

    mutating func writeEmpty(_ brackets: StaticString) {
        writeIndicator(brackets)
        endToken()
    }

    mutating func writePlain(_ text: Text, indent: Int, width: Int) {
        separate()
        if width == .max {
            bytes.append(contentsOf: text)
            if self.width < .max { column += text.count { $0 & 0xC0 != 0x80 } }
        } else {
            var followsSpace = false
            for index in text.indices where text[index] & 0xC0 != 0x80 {
                let isSpace = text[index] == 0x20
                if isSpace, !followsSpace, column > width, text[index + 1] != 0x20 {
                    breakLine(to: indent)
                } else {
                    append(text, at: index)
                }
                followsSpace = isSpace
            }
        }
        endToken()
    }

    mutating func writeSingleQuoted(_ text: Text, indent: Int, width: Int) {
        separate()
        append("'")
        endToken()
        var previous = ScalarStyle.Character.other
        for index in text.indices where text[index] & 0xC0 != 0x80 {
            let character = ScalarStyle.Character(text, at: index)
            let isInside = index > 0 && index < text.count - 1
            switch character {
            case .space where previous != .space && column > width && isInside && text[index + 1] != 0x20:
                breakLine(to: indent)
            case .space: append(text, at: index)
            case .lineBreak, .specialBreak:
                append(text, at: index)
                column = 0
                isIndentation = true
            case .special, .other:
                if previous == .lineBreak { breakLine(to: indent) }
                if text[index] == UInt8(ascii: "'") { append("'") }
                append(text, at: index)
                isIndentation = false
            }
            previous = character
        }
        append("'")
        endToken()
    }

    mutating func writeDoubleQuoted(_ text: Text, indent: Int, width: Int) {
        separate()
        append("\"")
        endToken()
        // go-yaml looks for the byte order mark at the text's begin only, and then escapes all of it.
        let escapesAll = text.starts(with: [0xEF, 0xBB, 0xBF])
        var followsSpace = false
        for index in text.indices where text[index] & 0xC0 != 0x80 {
            switch ScalarStyle.Character(text, at: index) {
            case _ where escapesAll: writeEscaped(text, at: index)
            case .space:
                if !followsSpace, column > width, index > 0, index < text.count - 1 {
                    breakLine(to: indent)
                    if text[index + 1] == 0x20 { append("\\") }
                } else {
                    append(text, at: index)
                }
                followsSpace = true
                continue
            case .other where text[index] != UInt8(ascii: "\"") && text[index] != UInt8(ascii: "\\"):
                append(text, at: index)
            default: writeEscaped(text, at: index)
            }
            followsSpace = false
        }
        append("\"")
        endToken()
    }

    private mutating func writeEscaped(_ text: Text, at index: Int) {
        let rest = text[index...].prefix(4)
        guard let scalar = String(decoding: rest, as: UTF8.self).unicodeScalars.first else { return }
        append("\\")
        if let letter = Self.escapes[scalar] {
            bytes.append(letter)
            column += 1
            return
        }
        let length = scalar.value <= 0xFF ? 2 : scalar.value <= 0xFFFF ? 4 : 8
        append(length == 2 ? "x" : length == 4 ? "u" : "U")
        let digits = String(scalar.value, radix: 16, uppercase: true)
        bytes.append(contentsOf: repeatElement(0x30, count: length - digits.utf8.count))
        bytes.append(contentsOf: digits.utf8)
        column += length
    }

    private static let escapes: [Unicode.Scalar: UInt8] = [
        "\0": UInt8(ascii: "0"), "\u{07}": UInt8(ascii: "a"), "\u{08}": UInt8(ascii: "b"), "\t": UInt8(ascii: "t"),
        "\n": UInt8(ascii: "n"), "\u{0B}": UInt8(ascii: "v"), "\u{0C}": UInt8(ascii: "f"), "\r": UInt8(ascii: "r"),
        "\u{1B}": UInt8(ascii: "e"), "\"": UInt8(ascii: "\""), "\\": UInt8(ascii: "\\"), "\u{85}": UInt8(ascii: "N"),
        "\u{A0}": UInt8(ascii: "_"), "\u{2028}": UInt8(ascii: "L"), "\u{2029}": UInt8(ascii: "P"),
    ]

    mutating func writeLiteral(_ text: Text, indent: Int) {
        separate()
        append("|")
        writeHints(text)
        writeComment()
        append("\n")
        column = 0
        (endsInBlank, isIndentation) = (true, true)
        // Nothing but a line feed breaks a line where no character begins like U+2028.
        if !text.contains(0xE2) { return writeLines(text, indent: indent) }
        var followsBreak = true
        for index in text.indices where text[index] & 0xC0 != 0x80 {
            if ScalarStyle.Character(text, at: index) == .lineBreak {
                append(text, at: index)
                column = 0
                isIndentation = true
                followsBreak = true
            } else {
                if followsBreak { breakLine(to: indent) }
                append(text, at: index)
                isIndentation = false
                followsBreak = false
            }
        }
    }

    private mutating func writeLines(_ text: Text, indent: Int) {
        var rest = text[...]
        while let end = rest.firstIndex(of: 0x0A) {
            if end > rest.startIndex { writeLine(rest[..<end], indent: indent) }
            append("\n")
            column = 0
            isIndentation = true
            rest = rest[(end + 1)...]
        }
        if !rest.isEmpty { writeLine(rest, indent: indent) }
    }

    private mutating func writeLine(_ line: Slice<Text>, indent: Int) {
        breakLine(to: indent)
        bytes.append(contentsOf: line)
        column += line.count { $0 & 0xC0 != 0x80 }
        isIndentation = false
    }

    /// The indentation of a text that begins with a blank, and what becomes of the line ends at its end.
    private mutating func writeHints(_ text: Text) {
        let first = ScalarStyle.Character(text, at: 0)
        if first == .space || first == .lineBreak { append("2") }
        let last = text.lastIndex { $0 & 0xC0 != 0x80 } ?? 0
        guard ScalarStyle.Character(text, at: last) == .lineBreak else {
            append("-")
            return
        }
        let isBreakBefore = text[..<last].lastIndex { $0 & 0xC0 != 0x80 }.map { index in
            ScalarStyle.Character(text, at: index) == .lineBreak
        }
        if isBreakBefore ?? true { append("+") }
    }
}
