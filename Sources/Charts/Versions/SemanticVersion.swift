/// A version as helm reads one: Masterminds/semver v3's `NewVersion`.
///
/// `v` may stand before it, minor and patch may be left out. Versions are compared by precedence, in which build metadata
/// does not count.
package struct SemanticVersion: Sendable, CustomStringConvertible {
    package let major: UInt64
    package let minor: UInt64
    package let patch: UInt64
    /// What follows `-`; empty for a release.
    package let preRelease: String
    /// What follows `+`.
    package let metadata: String
    /// As it was written.
    package let text: String

    /// Reads a version; nil when it is none.
    package init?(_ text: String) {
        var reader = VersionReader(text)
        guard let version = reader.version(), reader.isAtEnd else { return nil }
        self = version
    }

    init(major: UInt64, minor: UInt64, patch: UInt64, preRelease: String, metadata: String, text: String) {
        self.major = major
        self.minor = minor
        self.patch = patch
        self.preRelease = preRelease
        self.metadata = metadata
        self.text = text
    }

    package var description: String { text }

    /// Whether it comes before a release.
    package var isPreRelease: Bool { !preRelease.isEmpty }
}

extension SemanticVersion: Comparable {
    package static func == (left: SemanticVersion, right: SemanticVersion) -> Bool {
        left.compare(right) == 0
    }

    package static func < (left: SemanticVersion, right: SemanticVersion) -> Bool {
        left.compare(right) < 0
    }

    /// Below 0 when this comes first, above when the other does.
    func compare(_ other: SemanticVersion) -> Int {
        let (own, others) = ([major, minor, patch], [other.major, other.minor, other.patch])
        for (own, other) in zip(own, others) where own != other { return own < other ? -1 : 1 }
        if preRelease.isEmpty || other.preRelease.isEmpty {
            return preRelease.isEmpty == other.preRelease.isEmpty ? 0 : preRelease.isEmpty ? 1 : -1
        }
        return Self.comparePreReleases(preRelease, other.preRelease)
    }

    /// Part by part: numbers as numbers and before words, and fewer parts before more.
    static func comparePreReleases(_ left: String, _ right: String) -> Int {
        let left = left.split(separator: ".", omittingEmptySubsequences: false)
        let right = right.split(separator: ".", omittingEmptySubsequences: false)
        for index in 0..<max(left.count, right.count) {
            let (own, other) = (index < left.count ? left[index] : "", index < right.count ? right[index] : "")
            guard own != other else { continue }
            if own.isEmpty || other.isEmpty { return own.isEmpty ? -1 : 1 }
            switch (VersionReader.number(own), VersionReader.number(other)) {
            case (let own?, let other?): return own < other ? -1 : 1
            case (_?, nil): return -1
            case (nil, _?): return 1
            case (nil, nil): return own.utf8.lexicographicallyPrecedes(other.utf8) ? -1 : 1
            }
        }
        return 0
    }
}
