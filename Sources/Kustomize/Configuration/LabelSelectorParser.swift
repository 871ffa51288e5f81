/// Reads a label selector, and refuses what Kubernetes refuses.
struct LabelSelectorParser {
    typealias Invalid = LabelSelector.Invalid

    private enum Token: Hashable {
        case symbol(String)
        /// A name, a value, or a word that is an operator where one is expected.
        case word(String)
        case end

        var text: String {
            switch self {
            case .symbol(let text), .word(let text): text
            case .end: ""
            }
        }
    }

    private static let symbols: Set<String> = [")", ",", "!", "==", "=", ">", "<", "!=", "("]

    private var tokens: ArraySlice<Token> = []

    init(_ text: String) {
        var rest = Array(text.utf8)[...]
        var tokens: [Token] = []
        while let byte = rest.first, byte != 0 {
            if Self.isBlank(byte) {
                rest = rest.dropFirst()
            } else if Self.isSymbol(byte) {
                tokens.append(symbol(&rest))
            } else {
                let word = rest.prefix { $0 != 0 && !Self.isBlank($0) && !Self.isSymbol($0) }
                rest = rest.dropFirst(word.count)
                tokens.append(.word(String(decoding: word, as: UTF8.self)))
            }
        }
        self.tokens = tokens[...]
    }

    /// Takes the longest operator that `rest` begins with.
    private func symbol(_ rest: inout ArraySlice<UInt8>) -> Token {
        for length in [2, 1] {
            let text = String(decoding: rest.prefix(length), as: UTF8.self)
            guard Self.symbols.contains(text) else { continue }
            rest = rest.dropFirst(length)
            return .symbol(text)
        }
        return .end
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    private static func isSymbol(_ byte: UInt8) -> Bool {
        "=!(),><".utf8.contains(byte)
    }

    private var current: Token { tokens.first ?? .end }

    private mutating func next() -> Token {
        tokens.popFirst() ?? .end
    }

    mutating func requirements() throws(Invalid) -> [LabelSelector.Requirement] {
        var requirements: [LabelSelector.Requirement] = []
        while current != .end {
            guard isStart(current) else { throw unexpected(current, "!, identifier, or 'end of string'") }
            requirements.append(try requirement())
            switch next() {
            case .end: break
            case .symbol(","):
                guard isStart(current) else { throw unexpected(current, "identifier after ','") }
            case let token: throw unexpected(token, "',' or 'end of string'")
            }
        }
        return requirements
    }

    private func isStart(_ token: Token) -> Bool {
        if case .word = token { true } else { token == .symbol("!") }
    }

    private func unexpected(_ token: Token, _ expected: String) -> Invalid {
        Invalid(reason: "unable to parse requirement: found '\(token.text)', expected: \(expected)")
    }

    private mutating func requirement() throws(Invalid) -> LabelSelector.Requirement {
        let isNegated = current == .symbol("!")
        if isNegated { _ = next() }
        guard case .word(let name) = next() else { throw unexpected(current, "identifier") }
        guard Self.isLabelName(name) else { throw Invalid(reason: "invalid label key '\(name)'") }
        if current == .end || current == .symbol(",") { return isNegated ? .doesNotExist(name) : .exists(name) }
        switch next() {
        case .word("in"): return .isOneOf(name, try values(of: name))
        case .word("notin"): return .isNoneOf(name, try values(of: name))
        case .symbol("="), .symbol("=="): return .isOneOf(name, [try value(of: name)])
        case .symbol("!="): return .isNoneOf(name, [try value(of: name)])
        case .symbol(">"): return .isGreater(name, than: try limit(of: name))
        case .symbol("<"): return .isLess(name, than: try limit(of: name))
        case let token: throw unexpected(token, "'=', '!=', '==', 'in', notin'")
        }
    }

    private mutating func value(of name: String) throws(Invalid) -> String {
        if current == .end || current == .symbol(",") { return "" }
        let token = next()
        guard case .word(let value) = token else { throw unexpected(token, "identifier") }
        return try checked(value, of: name)
    }

    private mutating func limit(of name: String) throws(Invalid) -> Int64 {
        guard let limit = Int64(try value(of: name)) else {
            throw Invalid(reason: "for 'Gt', 'Lt' operators, the value must be an integer")
        }
        return limit
    }

    /// The values between parentheses; where one is missing, it is the empty text.
    private mutating func values(of name: String) throws(Invalid) -> [String] {
        let open = next()
        guard open == .symbol("(") else { throw unexpected(open, "'('") }
        var values: [String] = []
        while true {
            if case .word(let value) = current {
                _ = next()
                values.append(try checked(value, of: name))
            } else {
                values.append("")
            }
            switch next() {
            case .symbol(")"): return values
            case .symbol(","): continue
            case let token: throw unexpected(token, "',' or ')'")
            }
        }
    }

    private func checked(_ value: String, of name: String) throws(Invalid) -> String {
        guard value.isEmpty || Self.isNamePart(value) else {
            throw Invalid(reason: "invalid label value '\(value)' at key '\(name)'")
        }
        return value
    }

    // MARK: Names

    private static func isLabelName(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        switch parts.count {
        case 1: return isNamePart(text)
        case 2: return isDomain(parts[0]) && isNamePart(String(Substring(parts[1])))
        default: return false
        }
    }

    private static func isNamePart(_ text: String) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last, text.utf8.count <= 63 else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last)
            && text.utf8.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
    }

    private static func isDomain(_ text: Substring.UTF8View) -> Bool {
        text.count <= 253
            && text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
                guard let first = label.first, let last = label.last else { return false }
                return first != UInt8(ascii: "-") && last != UInt8(ascii: "-")
                    && label.allSatisfy { byte in
                        isAlphanumeric(byte) && !(0x41...0x5A).contains(byte) || byte == UInt8(ascii: "-")
                    }
            }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
