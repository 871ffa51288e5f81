package import SourceTrees

/// Where the chart of a release lies.
package enum ChartLocation: Hashable, Sendable {
    /// In a Helm repository with an index.
    case index(url: String, chart: String, version: ChartVersion)
    /// In an OCI registry; the reference begins with `oci://` and ends with the chart's name or with its digest.
    case registry(reference: String, version: ChartVersion)
    /// In a folder of this repository.
    case folder(TreePath)

    /// What messages call the chart.
    package var name: String {
        switch self {
        case .index(_, let chart, let version): "chart \(chart) \(version.text)"
        case .registry(let reference, let version): "chart \(reference) \(version.text)"
        case .folder(let path): "chart \(path)"
        }
    }
}

/// The version of a chart that is wanted.
package struct ChartVersion: Hashable, Sendable {
    /// As helm takes it; empty when the reference alone says which.
    package let text: String
    /// Whether a repository has at most one chart of this version, so that what was once found stays right.
    package let isFixed: Bool

    /// A version or a range of versions as helm reads it: `1.2.3` is one version, `1.2`, `^1` and `*` are ranges.
    package init(_ text: String) {
        self.text = text
        isFixed = Self.isWhole(text)
    }

    /// The chart that a digest names.
    static let pinned = ChartVersion(text: "", isFixed: true)

    private init(text: String, isFixed: Bool) {
        self.text = text
        self.isFixed = isFixed
    }

    /// Whether it is `MAJOR.MINOR.PATCH`, perhaps with `v` before and a pre-release or build behind.
    private static func isWhole(_ text: String) -> Bool {
        let bare = text.hasPrefix("v") ? text.dropFirst() : text[...]
        let core = bare.prefix { $0 != "-" && $0 != "+" }
        let numbers = core.split(separator: ".", omittingEmptySubsequences: false)
        let suffix = bare.dropFirst(core.count)
        return numbers.count == 3
            && numbers.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isASCII && $0.isNumber } }
            && suffix.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-+.".contains($0)) }
    }
}

/// A release's chart with what it takes to get it.
package struct ChartRequest: Hashable, Sendable {
    package let location: ChartLocation
    package let access: RepositoryAccess
    /// How long a version that was found for a range, or for a tag that may move, holds.
    package let interval: Duration
    /// Files of the chart that stand in for its `values.yaml`.
    package let valuesFiles: [String]
    package let ignoresMissingValuesFiles: Bool
}
