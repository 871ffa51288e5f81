/// Reads a text of versions and what stands between them, from its start to its end.
struct VersionReader {
    private let text: Substring.UTF8View
    private var position: Substring.UTF8View.Index

    init(_ text: some StringProtocol) {
        self.text = Substring(text).utf8
        position = self.text.startIndex
    }

    var isAtEnd: Bool { position == text.endIndex }

    private var next: UInt8? { isAtEnd ? nil : text[position] }

    /// Takes `word` if it comes next.
    mutating func take(_ word: String) -> Bool {
        guard text[position...].starts(with: word.utf8) else { return false }
        position = text.index(position, offsetBy: word.utf8.count)
        return true
    }

    /// Takes blanks, and says whether there were any.
    @discardableResult
    mutating func takeBlanks() -> Bool {
        !take { [9, 10, 12, 13, 32].contains($0) }.isEmpty
    }

    private mutating func take(while matches: (UInt8) -> Bool) -> String {
        let start = position
        while let byte = next, matches(byte) { position = text.index(after: position) }
        return String(Substring(text[start..<position]))
    }

    /// The parts of a version, of which later ones may be left out.
    struct Parts {
        /// Up to three, each as it was written.
        var core: [String] = []
        var preRelease = ""
        var metadata = ""
        var text = ""
    }

    /// Takes a version whose numbers may be `x`, `X` or `*`.
    mutating func parts() -> Parts? {
        let start = position
        var parts = Parts()
        _ = take("v")
        repeat {
            let before = position
            let part = take { (48...57).contains($0) || [UInt8(ascii: "x"), 88, UInt8(ascii: "*")].contains($0) }
            guard !part.isEmpty else {
                // A full stop with nothing behind it.
                position = parts.core.isEmpty ? start : text.index(before, offsetBy: -1)
                break
            }
            parts.core.append(part)
        } while parts.core.count < 3 && take(".")
        guard !parts.core.isEmpty else { return nil }
        parts.preRelease = identifiers(after: "-")
        parts.metadata = identifiers(after: "+")
        parts.text = String(Substring(text[start..<position]))
        return parts
    }

    /// Words of letters, digits and dashes with full stops between; empty when there are none.
    private mutating func identifiers(after sign: String) -> String {
        let start = position
        guard take(sign) else { return "" }
        var words: [String] = []
        repeat {
            let before = position
            let word = take { Self.isIdentifier($0) }
            guard !word.isEmpty else {
                position = words.isEmpty ? start : text.index(before, offsetBy: -1)
                break
            }
            words.append(word)
        } while take(".")
        return words.joined(separator: ".")
    }

    private static func isIdentifier(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "-")
    }

    /// Takes a version.
    mutating func version() -> SemanticVersion? {
        parts().flatMap { Self.version($0.core, $0) }
    }

    /// The version that has these numbers, of which those that are left out are 0.
    static func version(_ core: [String], _ parts: Parts) -> SemanticVersion? {
        let numbers = core.compactMap { number($0[...]) }
        // A number in a pre-release has no zeros before it.
        let isValid = parts.preRelease.split(separator: ".").allSatisfy { part in
            !part.allSatisfy(\.isNumber) || part.count == 1 || part.first != "0"
        }
        guard numbers.count == core.count, isValid else { return nil }
        return SemanticVersion(
            major: numbers.first ?? 0,
            minor: numbers.count > 1 ? numbers[1] : 0,
            patch: numbers.count > 2 ? numbers[2] : 0,
            preRelease: parts.preRelease,
            metadata: parts.metadata,
            text: parts.text,
        )
    }

    /// Digits alone, as a number that fits.
    static func number(_ text: Substring) -> UInt64? {
        text.utf8.allSatisfy { (48...57).contains($0) } ? UInt64(text) : nil
    }
}
