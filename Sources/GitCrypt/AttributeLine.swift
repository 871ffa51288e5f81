/// What one line of an attribute file says.
enum AttributeLine {
    case rule(pattern: [UInt8], [GitAttributes.Assignment])
    case macro(name: String, [GitAttributes.Assignment])

    /// Why git passes over a line.
    struct Refusal: Error {
        let problem: String
        let advice: String
    }

    /// The longest line that git reads, in bytes.
    private static let lengthLimit = 2047
    private static let macroPrefix = Array("[attr]".utf8)

    /// Reads a line without its line feed; nil for a comment or an empty one.
    ///
    /// Not every file may define macros: `macrosAllowed` says whether this one does.
    init?(_ text: ArraySlice<UInt8>, macrosAllowed: Bool) throws(Refusal) {
        // git reads lines as C strings, after the carriage return at their end is gone.
        var line = text.last == UInt8(ascii: "\r") ? text.dropLast() : text
        line = line.prefix { $0 != 0 }
        let length = line.count
        line = Self.withoutBlanks(line)
        guard let first = line.first, first != UInt8(ascii: "#") else { return nil }
        guard length <= Self.lengthLimit else {
            throw Refusal(problem: "it is longer than \(Self.lengthLimit) bytes", advice: "split it")
        }

        let pattern: [UInt8]
        let rest: ArraySlice<UInt8>
        if let quoted = Self.unquoted(line) {
            (pattern, rest) = (quoted.text, quoted.rest)
        } else {
            let word = Self.word(line)
            (pattern, rest) = (Array(word), line[word.endIndex...])
        }

        if pattern.count > Self.macroPrefix.count, pattern.starts(with: Self.macroPrefix) {
            guard macrosAllowed else {
                throw Refusal(
                    problem: "a macro is known only when it stands in the root's .gitattributes",
                    advice: "move it there",
                )
            }
            let name = Self.word(Self.withoutBlanks(pattern[Self.macroPrefix.count...]))
            self = .macro(name: try Self.checkedName(name), try Self.assignments(rest))
        } else {
            let assignments = try Self.assignments(rest)
            guard pattern.first != UInt8(ascii: "!") else {
                throw Refusal(
                    problem: "a pattern cannot be negated",
                    advice:
                        "take files out with a later line that ends in '!filter !diff'",
                )
            }
            self = .rule(pattern: pattern, assignments)
        }
    }

    /// Whether a line that cannot be read was meant for git-crypt.
    static func mentionsGitCrypt(_ line: ArraySlice<UInt8>) -> Bool {
        let text = String(decoding: line, as: UTF8.self)
        return text.utf8.first != UInt8(ascii: "#") && text.contains("git-crypt")
    }

    private static func assignments(_ text: ArraySlice<UInt8>) throws(Refusal) -> [GitAttributes.Assignment] {
        var rest = withoutBlanks(text)
        var result: [GitAttributes.Assignment] = []
        while !rest.isEmpty {
            let word = word(rest)
            result.append(try assignment(word))
            rest = withoutBlanks(rest[word.endIndex...])
        }
        return result
    }

    private static func assignment(_ word: ArraySlice<UInt8>) throws(Refusal) -> GitAttributes.Assignment {
        let equals = word.firstIndex(of: UInt8(ascii: "="))
        let name = word[..<(equals ?? word.endIndex)]
        switch word.first {
        case UInt8(ascii: "-"):
            return .init(name: try checkedName(name.dropFirst()), state: .unset)
        case UInt8(ascii: "!"):
            return .init(name: try checkedName(name.dropFirst()), state: .unspecified)
        default:
            guard let equals else { return .init(name: try checkedName(name), state: .set) }
            let value = String(decoding: word[(equals + 1)...], as: UTF8.self)
            return .init(name: try checkedName(name), state: .value(value))
        }
    }

    private static func checkedName(_ name: ArraySlice<UInt8>) throws(Refusal) -> String {
        let text = String(decoding: name, as: UTF8.self)
        let isValid = name.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard isValid, let first = name.first, first != UInt8(ascii: "-") else {
            throw Refusal(problem: "'\(text)' is not the name of an attribute", advice: "correct it")
        }
        return text
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        " \t\r\n".utf8.contains(byte)
    }

    private static func withoutBlanks(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        text.drop(while: isBlank)
    }

    private static func word(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        text.prefix { !isBlank($0) }
    }

    /// A pattern in double quotes with C's escapes, and what follows it; nil when the quotes are not well formed.
    private static func unquoted(_ line: ArraySlice<UInt8>) -> (text: [UInt8], rest: ArraySlice<UInt8>)? {
        guard line.first == UInt8(ascii: "\"") else { return nil }
        var rest = line.dropFirst()
        var text: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""):
                return (Array(text.prefix { $0 != 0 }), rest)
            case UInt8(ascii: "\\"):
                guard let escaped = unescaped(&rest) else { return nil }
                text.append(escaped)
            default:
                text.append(byte)
            }
        }
        return nil
    }

    private static func unescaped(_ rest: inout ArraySlice<UInt8>) -> UInt8? {
        guard let byte = rest.popFirst() else { return nil }
        switch byte {
        case UInt8(ascii: "a"): return 0x07
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "f"): return 0x0C
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "v"): return 0x0B
        case UInt8(ascii: "\\"), UInt8(ascii: "\""): return byte
        case UInt8(ascii: "0")...UInt8(ascii: "3"):
            var value = byte - UInt8(ascii: "0")
            for _ in 0..<2 {
                guard let digit = rest.popFirst(), (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit) else {
                    return nil
                }
                value = value << 3 | (digit - UInt8(ascii: "0"))
            }
            return value
        default: return nil
        }
    }
}
