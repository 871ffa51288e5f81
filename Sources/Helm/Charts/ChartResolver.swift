package import SourceTrees
internal import Synchronization

/// Finds the charts of one commit, each of them once: many releases may be of one chart.
package final class ChartResolver: Sendable {
    private let charts: ChartCache
    private let repository: any SourceTree
    private let lookup: ValuesLookup
    private let known = Mutex<[ChartRequest: ResolvedChart]>([:])

    /// - Parameters:
    ///   - charts: asks a repository only for a range of versions whose last answer is older than the request's interval.
    ///   - repository: the commit, decrypted.
    ///   - lookup: reads ConfigMaps and Secrets.
    package init(_ charts: ChartCache, in repository: any SourceTree, lookup: @escaping ValuesLookup) {
        self.charts = charts
        self.repository = repository
        self.lookup = lookup
    }

    /// What exactly a chart is.
    ///
    /// - Parameters:
    ///   - request: the chart as the release and its source name it.
    ///   - subject: what errors begin with: the release.
    /// - Throws: as `ChartCache.resolve`.
    func resolve(_ request: ChartRequest, subject: String) async throws -> ResolvedChart {
        if let chart = known.withLock({ $0[request] }) { return chart }
        let chart = try await charts.resolve(request, subject: subject, in: repository, lookup: lookup)
        known.withLock { $0[request] = chart }
        return chart
    }
}
