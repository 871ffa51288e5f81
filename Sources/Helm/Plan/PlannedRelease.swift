internal import Crypto
internal import YAML

/// A release with everything that helm needs: the chart found, the values merged.
package struct PlannedRelease: Sendable {
    package let release: HelmRelease
    package let chart: ResolvedChart
    package internal(set) var values: ReleaseValues
    /// Stands for chart, values and options in the label `fettle.dev/digest`: 40 hexadecimal digits.
    ///
    /// It is keyed with bytes that only the cluster holds. Labels get into metrics and events, where somebody could
    /// otherwise try short passwords until the digest fits.
    package let digest: String

    /// Puts a release together.
    ///
    /// - Parameters:
    ///   - release: what the repository wants.
    ///   - chart: its chart.
    ///   - values: its values.
    ///   - key: 32 or more random bytes that stay the same for one cluster. Another key means one upgrade of every
    ///     release, and nothing worse.
    package init(_ release: HelmRelease, chart: ResolvedChart, values: ReleaseValues, key: [UInt8]) {
        self.release = release
        self.chart = chart
        self.values = values
        digest = Self.digest(of: release, chart, values.values, key: key)
    }

    /// Only options that change what the cluster holds count: a longer time-out upgrades nothing.
    private static func digest(
        of release: HelmRelease,
        _ chart: ResolvedChart,
        _ values: Value,
        key: [UInt8],
    ) -> String {
        let action = release.upgrade.action
        var meaning: Value = [
            "format": 1,
            "name": .string(release.name),
            "namespace": .string(release.namespace),
            "chart": .string(chart.identity),
            "valuesFiles": .array(chart.request.valuesFiles.map { .string($0) }),
            "values": values,
            "runsHooks": .bool(action.runsHooks),
            "takesOwnership": .bool(action.takesOwnership),
            "serverSideApply": action.serverSideApply.map { .string($0.rawValue) } ?? .null,
        ]
        // Only where there is any, so that every other release keeps the digest that it had before this was read.
        if !release.postRendering.isEmpty { meaning["postRendering"] = release.postRendering.value }
        // What is merged into them is not known before; without it, what was merged has to go.
        if release.upgrade.preservesValues { meaning["preservesValues"] = true }
        let code = HMAC<SHA256>.authenticationCode(for: meaning.json(), using: SymmetricKey(data: key))
        return String(code.hexadecimal.prefix(40))
    }

    /// Plans one release: finds its chart and merges its values.
    ///
    /// - Parameters:
    ///   - release: what the repository wants.
    ///   - sources: the sources of charts of the same commit.
    ///   - charts: finds the charts of the same commit.
    ///   - lookup: reads ConfigMaps and Secrets.
    ///   - key: as in `init`.
    /// - Returns: the release with its chart and values.
    /// - Throws: `Problems`, `HelmError`, and what `lookup` throws.
    package static func plan(
        _ release: HelmRelease,
        sources: ChartSources,
        charts: ChartResolver,
        lookup: ValuesLookup,
        key: [UInt8],
    ) async throws -> PlannedRelease {
        let request = try sources.request(for: release)
        let values = try await ReleaseValues.merged(of: release, lookup: lookup)
        let chart = try await charts.resolve(request, subject: release.subject)
        return PlannedRelease(release, chart: chart, values: values, key: key)
    }
}
