/// A version with how others compare to it: one part of a `VersionRange`.
struct VersionConstraint: Sendable {
    enum Comparison: Sendable {
        /// No sign, or `=`: equal, and like `like` where numbers are left out.
        case likeOrEqual
        case not
        case above
        case below
        case atLeast
        case atMost
        /// `~`: the same minor version.
        case like
        /// `^`: the same up to the first number that is not 0.
        case compatible
    }

    /// What stands behind the sign, with 0 for what is left out.
    let version: SemanticVersion
    private let comparison: Comparison
    /// The first number that is left out or `x`; nil when all are there.
    private let open: Number?

    private enum Number {
        case major, minor, patch
    }

    /// - Returns: nil when a number is none.
    init?(_ comparison: Comparison, _ parts: VersionReader.Parts) {
        self.comparison = comparison
        func isOpen(_ index: Int) -> Bool {
            parts.core.count <= index || ["x", "X", "*"].contains(parts.core[index])
        }
        open = isOpen(0) ? .major : isOpen(1) ? .minor : isOpen(2) ? .patch : nil
        let known =
            switch open {
            case .major: 0
            case .minor: 1
            case .patch: 2
            case nil: 3
            }
        guard let version = VersionReader.version(Array(parts.core.prefix(known)), parts) else { return nil }
        self.version = version
    }

    /// Whether `other` will do; that versions before a release count at all is decided already.
    func allows(_ other: SemanticVersion) -> Bool {
        switch comparison {
        case .likeOrEqual: open == nil ? other == version : isLike(other)
        case .not: differs(other)
        case .above: isAbove(other)
        case .below: other < version
        case .atLeast: other >= version
        case .atMost: isAtMost(other)
        case .like: isLike(other)
        case .compatible: isCompatible(other)
        }
    }

    private func differs(_ other: SemanticVersion) -> Bool {
        guard let open else { return other != version }
        if other.major != version.major { return true }
        switch open {
        // Only `!=*`: another minor version of 0 is something else, by the letter of the library.
        case .major: return other.minor != version.minor || other.patch != version.patch || other != version
        case .minor: return false
        case .patch:
            return other.minor != version.minor
                || SemanticVersion.comparePreReleases(other.preRelease, version.preRelease) != 0
        }
    }

    private func isAbove(_ other: SemanticVersion) -> Bool {
        guard let open, other.major == version.major else { return other > version }
        return switch open {
        case .major: other > version
        case .minor: false
        case .patch: other.minor > version.minor
        }
    }

    private func isAtMost(_ other: SemanticVersion) -> Bool {
        guard let open else { return other <= version }
        guard other.major == version.major else { return other.major < version.major }
        return other.minor <= version.minor || open == .minor
    }

    private func isLike(_ other: SemanticVersion) -> Bool {
        guard other >= version else { return false }
        let isZero = version.major == 0 && version.minor == 0 && version.patch == 0
        if isZero, open == nil || open == .major { return true }
        return other.major == version.major && (other.minor == version.minor || open == .minor)
    }

    private func isCompatible(_ other: SemanticVersion) -> Bool {
        guard other >= version else { return false }
        if version.major > 0 || open == .minor { return other.major == version.major }
        guard other.major == 0 else { return false }
        if version.minor > 0 || open == .patch { return other.minor == version.minor }
        return other.minor == 0 && other.patch == version.patch
    }
}
