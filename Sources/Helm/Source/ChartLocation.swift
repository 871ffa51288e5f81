package import Charts
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
    /// Whether it is a tag to be taken as it is, never a range.
    package let isTag: Bool

    /// A version or a range of versions as helm reads it: `1.2.3` is one version, `1.2`, `^1` and `*` are ranges.
    package init(_ text: String) {
        self.init(text: text, isFixed: Self.isWhole(text), isTag: false)
    }

    /// The chart that a digest names.
    static let pinned = ChartVersion(text: "", isFixed: true, isTag: false)

    /// The chart that a tag names: one of a whole version stays, and every other may move.
    static func tag(_ text: String) -> ChartVersion {
        ChartVersion(text: text, isFixed: isWhole(text), isTag: true)
    }

    private init(text: String, isFixed: Bool, isTag: Bool) {
        self.text = text
        self.isFixed = isFixed
        self.isTag = isTag
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

/// Which of a registry's artifacts and layers is the chart.
package struct ArtifactChoice: Hashable, Sendable {
    /// A regular expression in Go's syntax that tags must match somewhere; nil for all.
    package var tagFilter: String?
    package var layer: RegistryManifest.LayerChoice

    package init(tagFilter: String? = nil, layer: RegistryManifest.LayerChoice = .chart) {
        self.tagFilter = tagFilter
        self.layer = layer
    }
}

/// A release's chart with what it takes to get it.
package struct ChartRequest: Hashable, Sendable {
    package var location: ChartLocation
    package var access: RepositoryAccess
    package var artifact: ArtifactChoice
    /// How long a version that was found for a range, or for a tag that may move, holds.
    package var interval: Duration
    /// Files of the chart that stand in for its `values.yaml`.
    package var valuesFiles: [String]
    package var ignoresMissingValuesFiles: Bool
    /// How the repositories are reached that the dependencies of a chart in this repository name, by their URLs.
    package var dependencies: [String: RepositoryAccess]

    /// - Parameters:
    ///   - location: where the chart lies.
    ///   - access: how its repository is reached.
    ///   - artifact: what of a registry it is.
    ///   - interval: how long holds what a range or a tag leads to.
    ///   - valuesFiles: files of the chart that stand in for its `values.yaml`.
    ///   - ignoresMissingValuesFiles: whether those may be missing.
    ///   - dependencies: how other repositories are reached.
    package init(
        location: ChartLocation,
        access: RepositoryAccess = RepositoryAccess(),
        artifact: ArtifactChoice = ArtifactChoice(),
        interval: Duration,
        valuesFiles: [String] = [],
        ignoresMissingValuesFiles: Bool = false,
        dependencies: [String: RepositoryAccess] = [:],
    ) {
        self.location = location
        self.access = access
        self.artifact = artifact
        self.interval = interval
        self.valuesFiles = valuesFiles
        self.ignoresMissingValuesFiles = ignoresMissingValuesFiles
        self.dependencies = dependencies
    }
}

extension ChartLocation {
    /// The version that is asked for; a folder has what the commit has.
    var version: ChartVersion {
        switch self {
        case .index(_, _, let version), .registry(_, let version): version
        case .folder: .pinned
        }
    }
}
