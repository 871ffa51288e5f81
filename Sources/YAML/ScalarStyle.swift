/// How go-yaml's emitter writes a string.
enum ScalarStyle {
    case plain
    case singleQuoted
    case doubleQuoted
    case literal

    /// What a string is, as far as its style depends on it.
    ///
    /// Names and rules are those of libyaml's `analyze_scalar`.
    struct Analysis {
        /// Whether it holds a line break of any kind.
        private(set) var isMultiline = false
        private var allowsPlain = true
        private var allowsSingleQuotes = true
        private var allowsBlock = true

        init(_ text: UnsafeBufferPointer<UInt8>) {
            guard let first = text.first, let last = text.last else {
                allowsBlock = false
                return
            }
            allowsPlain = !Self.isIndicator(first, text) && !Self.isDocumentMark(text)
            var followsBlank = true
            var previous = Character.other
            for index in text.indices where text[index] & 0xC0 != 0x80 {
                let character = Character(text, at: index)
                switch character {
                case .space: if previous == .lineBreak { (allowsPlain, allowsSingleQuotes) = (false, false) }
                case .lineBreak, .specialBreak:
                    isMultiline = true
                    allowsPlain = false
                    if previous == .space || character == .specialBreak { forbidAllButDoubleQuotes() }
                case .special: forbidAllButDoubleQuotes()
                case .other:
                    let byte = text[index]
                    if byte == UInt8(ascii: ":"), index + 1 == text.count || Self.isBlank(text[index + 1]) {
                        allowsPlain = false
                    }
                    if byte == UInt8(ascii: "#"), followsBlank { allowsPlain = false }
                }
                followsBlank = character != .other && character != .special || text[index] == 0x09
                previous = character == .specialBreak ? .lineBreak : character
            }
            if first == 0x20 || last == 0x20 { allowsPlain = false }
            if last == 0x20 { allowsBlock = false }
        }

        private mutating func forbidAllButDoubleQuotes() {
            (allowsPlain, allowsSingleQuotes, allowsBlock) = (false, false, false)
        }

        private static func isBlank(_ byte: UInt8) -> Bool {
            byte == 0x20 || byte == 0x09
        }

        private static func isDocumentMark(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
            text.starts(with: "---".utf8) || text.starts(with: "...".utf8)
        }

        /// Whether a plain scalar cannot begin with `first`.
        private static func isIndicator(_ first: UInt8, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
            switch first {
            case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"): text.count == 1 || isBlank(text[1])
            default: indicators.contains(first)
            }
        }

        private static let indicators = Set("#,[]{}&*!|>'\"%@`".utf8)

        /// The style for this string.
        ///
        /// - Parameters:
        ///   - isPlainText: whether it stays a string when it is written without quotes.
        ///   - hasNewline: whether it holds a line feed.
        func style(isPlainText: Bool, hasNewline: Bool) -> ScalarStyle {
            if hasNewline { return allowsBlock ? .literal : .doubleQuoted }
            if !isPlainText { return .doubleQuoted }
            if allowsPlain { return .plain }
            return allowsSingleQuotes ? .singleQuoted : .doubleQuoted
        }
    }

    /// A character by what the emitter does with it.
    enum Character {
        case space
        /// A line break that may stand in a quoted or literal scalar as it is.
        case lineBreak
        /// A line break that must be escaped: carriage return and U+0085.
        case specialBreak
        /// Anything else that must be escaped: control characters, tabs, the byte order mark, what lies past U+FFFF.
        case special
        case other

        /// The character that begins at `index` of valid UTF-8.
        init(_ text: UnsafeBufferPointer<UInt8>, at index: Int) {
            switch text[index] {
            case 0x20: self = .space
            case 0x0A: self = .lineBreak
            case 0x0D: self = .specialBreak
            case 0x21...0x7E: self = .other
            case 0xC2 where text[index + 1] < 0xA0: self = text[index + 1] == 0x85 ? .specialBreak : .special
            case 0xE2 where text[index + 1] == 0x80 && text[index + 2] | 1 == 0xA9: self = .lineBreak
            case 0xEF where text[index + 1] == 0xBB && text[index + 2] == 0xBF: self = .special
            case 0xEF where text[index + 1] == 0xBF && text[index + 2] >= 0xBE: self = .special
            case 0xC2...0xEF: self = .other
            default: self = .special
            }
        }
    }
}

extension ScalarStyle {
    /// Whether `text` is a word that surely needs no quotes: a letter, and then letters, digits and `-_./` only, and none
    /// of the words that may mean something else.
    static func isPlainWord(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = text.first, isLetter(first) else { return false }
        // No word with a meaning is longer than `false`.
        guard text.count > 5 || !Scalar.isWordInitial(first) else { return false }
        return text.allSatisfy { isLetter($0) || (0x2D...0x39).contains($0) || $0 == UInt8(ascii: "_") }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20)
    }

    /// Whether `text` without quotes is read as that string by every reader: YAML 1.1's booleans and its numbers in
    /// base 60 count, though go-yaml itself does not read the latter.
    static func isPlainText(_ text: String) -> Bool {
        Scalar(plain: text, rules: .kubernetes) == .string && !isBase60(text)
    }

    private static func isBase60(_ text: String) -> Bool {
        guard let first = text.utf8.first, first < 0x3A, text.utf8.contains(UInt8(ascii: ":")) else { return false }
        let digits: ClosedRange<UInt8> = 0x30...0x39
        var rest = Substring(text).utf8
        if first == UInt8(ascii: "-") || first == UInt8(ascii: "+") { rest.removeFirst() }
        guard let lead = rest.first, digits.contains(lead) else { return false }
        rest = rest.drop { digits.contains($0) || $0 == UInt8(ascii: "_") }
        var hasGroup = false
        while rest.first == UInt8(ascii: ":") {
            let group = rest.dropFirst().prefix { digits.contains($0) }
            guard let tens = group.first, group.count == 1 || (group.count == 2 && tens < 0x36) else { return false }
            rest = rest.dropFirst(1 + group.count)
            hasGroup = true
        }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst().drop { digits.contains($0) || $0 == UInt8(ascii: "_") }
        }
        return hasGroup && rest.isEmpty
    }
}
