/// The versions that are good enough, as helm reads them: Masterminds/semver v3's `Constraints`.
///
/// `||` stands between alternatives, blanks and commas between what must hold together. A version before a release counts
/// only in an alternative that names one itself.
package struct VersionRange: Sendable, CustomStringConvertible {
    /// As it was written.
    package let text: String
    private let alternatives: [[VersionConstraint]]

    /// Reads a range; nothing at all stands for `*`.
    ///
    /// - Returns: nil when it is none.
    package init?(_ text: String) {
        self.text = text
        var alternatives: [[VersionConstraint]] = []
        for part in Self.split(text.isEmpty ? "*" : text) {
            var parser = VersionRangeParser(part)
            guard let constraints = parser.constraints() else { return nil }
            alternatives.append(constraints)
        }
        self.alternatives = alternatives
    }

    private static func split(_ text: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = text[...]
        while let bars = rest.firstRange(of: "||") {
            parts.append(rest[..<bars.lowerBound])
            rest = rest[bars.upperBound...]
        }
        return parts + [rest]
    }

    package var description: String { text }

    /// Whether `version` is one of them.
    package func contains(_ version: SemanticVersion) -> Bool {
        alternatives.contains { constraints in
            (!version.isPreRelease || constraints.contains { $0.version.isPreRelease })
                && constraints.allSatisfy { $0.allows(version) }
        }
    }
}

/// Reads what must hold together.
private struct VersionRangeParser {
    private var reader: VersionReader

    init(_ text: Substring) {
        reader = VersionReader(text)
    }

    mutating func constraints() -> [VersionConstraint]? {
        var constraints: [VersionConstraint] = []
        reader.takeBlanks()
        // `1 - 2` may stand at the start and behind a comma only, and needs nothing behind it.
        var allowsHyphen = true
        while true {
            let comparison = comparison()
            if comparison != nil { reader.takeBlanks() }
            guard let parts = reader.parts(), let first = VersionConstraint(comparison ?? .likeOrEqual, parts) else {
                return nil
            }
            let hadBlanks = reader.takeBlanks()
            var isRange = false
            if hadBlanks, reader.take("-") {
                guard comparison == nil, allowsHyphen, reader.takeBlanks(), let end = reader.parts(),
                    let least = VersionConstraint(.atLeast, parts), let most = VersionConstraint(.atMost, end)
                else { return nil }
                constraints += [least, most]
                isRange = true
                reader.takeBlanks()
            } else {
                constraints.append(first)
            }
            if reader.isAtEnd { return constraints }
            allowsHyphen = reader.take(",") || isRange
            guard allowsHyphen || hadBlanks else { return nil }
            reader.takeBlanks()
        }
    }

    private mutating func comparison() -> VersionConstraint.Comparison? {
        // Longer signs come before those that they begin with.
        for (sign, comparison) in Self.signs where reader.take(sign) { return comparison }
        return nil
    }

    private static let signs: [(String, VersionConstraint.Comparison)] = [
        ("!=", .not), (">=", .atLeast), ("=>", .atLeast), ("<=", .atMost), ("=<", .atMost), ("~>", .like),
        ("=", .likeOrEqual), (">", .above), ("<", .below), ("~", .like), ("^", .compatible),
    ]
}
