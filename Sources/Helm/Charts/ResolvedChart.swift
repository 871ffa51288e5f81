internal import SourceTrees

/// A chart of which is known exactly what it is.
package struct ResolvedChart: Sendable {
    package let request: ChartRequest
    /// What tells this chart from any other: its repository, name and version, or a hash of its files.
    package let identity: String
    /// The version that a range led to, or the one that was asked for; nil for a chart in this repository.
    package let version: String?
    /// The archive's digest, where the version alone does not say which archive it is.
    var digest: String?
    /// The commit, for a chart in this repository.
    var repository: (any SourceTree)?
    /// What the chart in this repository needs and does not hold.
    var dependencies: [ResolvedDependency] = []
}

/// A dependency of a chart in this repository, of which is known exactly what it is.
struct ResolvedDependency: Sendable {
    enum Place: Sendable {
        /// A folder of this repository.
        case folder(TreePath)
        case archive(ResolvedChart)
    }

    let name: String
    let place: Place
    /// What tells it from any other.
    let identity: String
}
