/// A regular expression as Go's `regexp` takes it (RE2's syntax), matched in linear time.
///
/// Scripts as classes (`\p{Greek}`) are refused; nothing else of the syntax is missing.
package struct GoPattern: Sendable {
    /// Why a text is no pattern.
    package struct Invalid: Error {
        /// In Go's words, with the part that is wrong.
        package let reason: String
    }

    private enum Matcher: Sendable {
        /// A whole text without anything special in it.
        case equal(String)
        /// A part of a text without anything special in it.
        case part([UInt8])
        /// What a program accepts; the bytes that every such text begins and ends with spare most runs.
        case program(GoPatternProgram, prefix: [UInt8], suffix: [UInt8])
    }

    private let matcher: Matcher

    /// The text that this matches and nothing else; nil when it matches more.
    var onlyMatch: String? {
        if case .equal(let text) = matcher { text } else { nil }
    }

    /// A pattern for whole texts, put into `^(?:…)$` as kustomize does it.
    init(whole text: String) throws(Invalid) {
        if Self.isPlain(text) {
            matcher = .equal(text)
        } else {
            matcher = try Self.program("^(?:\(text))$")
        }
    }

    /// A pattern that is searched in texts.
    package init(part text: String) throws(Invalid) {
        matcher = Self.isPlain(text) ? .part(Array(text.utf8)) : try Self.program(text)
    }

    private static let specialBytes = Set("\\.+*?()|[]{}^$".utf8)

    private static func isPlain(_ text: String) -> Bool {
        !text.utf8.contains(where: specialBytes.contains)
    }

    private static func program(_ text: String) throws(Invalid) -> Matcher {
        var parser = GoPatternParser(text)
        let syntax = try parser.parse()
        let parts = syntax.flattened
        return .program(
            try GoPatternProgram(syntax),
            prefix: parts.first == .assertion(.textStart) ? literal(parts.dropFirst()) : [],
            suffix: parts.last == .assertion(.textEnd) ? literal(parts.dropLast().reversed()).reversed() : [],
        )
    }

    /// The bytes of the ASCII letters that `parts` begins with.
    private static func literal(_ parts: some Sequence<GoPatternSyntax>) -> [UInt8] {
        var bytes: [UInt8] = []
        for part in parts {
            guard case .literal(let scalar, foldsCase: false) = part, scalar.isASCII else { break }
            bytes.append(UInt8(truncatingIfNeeded: scalar.value))
        }
        return bytes
    }

    /// Whether `text` holds what the pattern asks for.
    package func matches(_ text: String) -> Bool {
        switch matcher {
        case .equal(let whole): return whole == text
        case .part(let part): return Self.contains(text, part)
        case .program(let program, let prefix, let suffix):
            guard text.utf8.starts(with: prefix), text.utf8.reversed().starts(with: suffix.reversed()) else {
                return false
            }
            return program.matches(Array(text.unicodeScalars))
        }
    }

    private static func contains(_ text: String, _ part: [UInt8]) -> Bool {
        guard let first = part.first else { return true }
        var rest = text.utf8[...]
        while let start = rest.firstIndex(of: first) {
            rest = rest[start...]
            if rest.starts(with: part) { return true }
            rest = rest.dropFirst()
        }
        return false
    }
}
