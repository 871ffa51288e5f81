/// A shell pattern: `*` for anything, `?` for one character, `[a-z]` and `[^a-z]` for one of a set, `\` before a
/// character for itself.
struct SubstitutionPattern {
    private enum Token {
        case anything
        case anyCharacter
        case character(Unicode.Scalar)
        case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    }

    /// Nil for a pattern that cannot be read; it matches nothing.
    private let tokens: [Token]?

    init(_ pattern: [UInt8]) {
        tokens = Self.tokens(of: Array(String(decoding: pattern, as: UTF8.self).unicodeScalars))
    }

    private static func tokens(of pattern: [Unicode.Scalar]) -> [Token]? {
        var rest = pattern[...]
        var tokens: [Token] = []
        while let scalar = rest.popFirst() {
            switch scalar {
            case "*": tokens.append(.anything)
            case "?": tokens.append(.anyCharacter)
            case "\\":
                guard let escaped = rest.popFirst() else { return nil }
                tokens.append(.character(escaped))
            case "[":
                guard let set = readSet(&rest) else { return nil }
                tokens.append(set)
            default: tokens.append(.character(scalar))
            }
        }
        return tokens
    }

    /// What follows `[`, with its `]`; nil when it is no set.
    private static func readSet(_ rest: inout ArraySlice<Unicode.Scalar>) -> Token? {
        func readCharacter() -> Unicode.Scalar? {
            guard let scalar = rest.popFirst(), scalar != "-", scalar != "]" else { return nil }
            return scalar == "\\" ? rest.popFirst() : scalar
        }
        let isNegated = rest.first == "^"
        if isNegated { rest.removeFirst() }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        while rest.first != "]" || ranges.isEmpty {
            guard let low = readCharacter() else { return nil }
            var high = low
            if rest.first == "-" {
                rest.removeFirst()
                guard let end = readCharacter() else { return nil }
                high = end
            }
            // A range that runs backwards holds nothing, but it counts as one.
            ranges.append(low <= high ? low...high : "\0"..."\0")
        }
        rest.removeFirst()
        return .set(ranges, isNegated: isNegated)
    }

    func trimmingPrefix(of value: [UInt8], isLongest: Bool) -> [UInt8] {
        let text = Array(String(decoding: value, as: UTF8.self).unicodeScalars)
        guard let count = length(isLongest: isLongest, of: text.count, { text[..<$0] }) else { return value }
        return Self.bytes(text[count...])
    }

    func trimmingSuffix(of value: [UInt8], isLongest: Bool) -> [UInt8] {
        let text = Array(String(decoding: value, as: UTF8.self).unicodeScalars)
        guard let count = length(isLongest: isLongest, of: text.count, { text[(text.count - $0)...] }) else {
            return value
        }
        return Self.bytes(text[..<(text.count - count)])
    }

    /// How many characters the shortest or longest part has that matches; nil when none does.
    private func length(
        isLongest: Bool,
        of count: Int,
        _ part: (Int) -> ArraySlice<Unicode.Scalar>,
    ) -> Int? {
        guard count > 0, let tokens else { return nil }
        let lengths = isLongest ? Array((1...count).reversed()) : Array(1...count)
        return lengths.first { Self.matches(tokens, part($0)) }
    }

    private static func bytes(_ scalars: ArraySlice<Unicode.Scalar>) -> [UInt8] {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return Array(String(text).utf8)
    }

    /// Matches the whole of `text`: on a mismatch, the last `*` takes one character more.
    private static func matches(_ tokens: [Token], _ text: ArraySlice<Unicode.Scalar>) -> Bool {
        var token = 0
        var position = text.startIndex
        var retry: (token: Int, position: Int)?
        while position < text.endIndex || token < tokens.count {
            if token < tokens.count {
                if case .anything = tokens[token] {
                    retry = (token, position)
                    token += 1
                    continue
                }
                if position < text.endIndex, matches(tokens[token], text[position]) {
                    token += 1
                    position += 1
                    continue
                }
            }
            guard let last = retry, last.position < text.endIndex else { return false }
            retry = (last.token, last.position + 1)
            token = last.token + 1
            position = last.position + 1
        }
        return true
    }

    private static func matches(_ token: Token, _ scalar: Unicode.Scalar) -> Bool {
        switch token {
        case .anything, .anyCharacter: true
        case .character(let character): character == scalar
        case .set(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
        }
    }
}
