/// What functions on texts give, where all their arguments are known.
enum TextFunction {
    /// The text that a function gives; nil for a function that is not worked out here.
    static func result(of name: String, _ arguments: [String]) -> String? {
        let last = arguments.last ?? ""
        switch (name, arguments.count) {
        case ("print", _), ("cat", _), ("println", _): return arguments.joined(separator: name == "cat" ? " " : "")
        case ("printf", 1...): return formatted(arguments[0], Array(arguments.dropFirst()))
        case ("toString", 1), ("int", 1), ("int64", 1), ("float64", 1), ("trim", 1), ("indent", 2): return last
        case ("nindent", 2): return "\n" + last
        case ("lower", 1): return last.lowercased()
        case ("upper", 1): return last.uppercased()
        case ("title", 1): return last.prefix(1).uppercased() + last.dropFirst()
        case ("quote", 1): return "\"\(last)\""
        case ("squote", 1): return "'\(last)'"
        case ("replace", 3): return last.replacing(arguments[0], with: arguments[1])
        case ("trimSuffix", 2): return last.hasSuffix(arguments[0]) ? String(last.dropLast(arguments[0].count)) : last
        case ("trimPrefix", 2): return last.hasPrefix(arguments[0]) ? String(last.dropFirst(arguments[0].count)) : last
        case ("trimAll", 2): return trimmed(last, arguments[0])
        case ("nospace", 1): return String(last.filter { !$0.isWhitespace })
        case ("trunc", 2): return Int(arguments[0]).map { $0 >= 0 ? String(last.prefix($0)) : String(last.suffix(-$0)) }
        case ("snakecase", 1): return words(last).joined(separator: "_")
        case ("kebabcase", 1): return words(last).joined(separator: "-")
        case ("camelcase", 1): return words(last).map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
        case ("untitle", 1): return last.prefix(1).lowercased() + last.dropFirst()
        default: return nil
        }
    }

    private static func trimmed(_ text: String, _ characters: String) -> String {
        let start = text.drop { characters.contains($0) }
        return String(start.reversed().drop { characters.contains($0) }.reversed())
    }

    private static func formatted(_ format: String, _ arguments: [String]) -> String? {
        var result = ""
        var rest = arguments[...]
        var isVerb = false
        for character in format {
            guard isVerb else {
                if character == "%" { isVerb = true } else { result.append(character) }
                continue
            }
            isVerb = false
            switch character {
            case "%": result.append("%")
            case "s", "v", "d":
                guard let argument = rest.popFirst() else { return nil }
                result += argument
            case "q":
                guard let argument = rest.popFirst() else { return nil }
                result += "\"\(argument)\""
            default: return nil
            }
        }
        return result
    }

    /// The words of a name that is written in any of the usual ways, in lower case.
    static func words(_ text: String) -> [String] {
        var words: [String] = []
        var wasLower = false
        var isOpen = false
        for character in text {
            guard character.isLetter || character.isNumber else {
                isOpen = false
                wasLower = false
                continue
            }
            if !isOpen || (character.isUppercase && wasLower) { words.append("") }
            words[words.count - 1] += character.lowercased()
            isOpen = true
            wasLower = character.isLowercase || character.isNumber
        }
        return words
    }

    /// The text that a regular expression stands for, if it is only one.
    static func literal(pattern: String) -> String? {
        var text = ""
        var isEscaped = false
        for character in pattern {
            if isEscaped {
                guard !character.isLetter, !character.isNumber else { return nil }
                text.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if "^$.|?*+()[]{}".contains(character) {
                return nil
            } else {
                text.append(character)
            }
        }
        return text
    }

    static func parts(of text: String, separator: String) -> [String] {
        var parts: [String] = []
        var rest = text[...]
        while let range = rest.firstRange(of: separator) {
            parts.append(String(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return parts + [String(rest)]
    }
}
