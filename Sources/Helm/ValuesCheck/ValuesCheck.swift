internal import Charts
internal import Foundation
package import Manifests
package import SourceTrees
package import SystemPackage
package import Tools
internal import YAML

/// Where the data of a ConfigMap or Secret were written: the place of one key of it, in the commit that renders it.
///
/// Nil for an object that only the cluster has.
package typealias DataOrigin = @Sendable (_ object: ObjectReference, _ key: String) -> Origin?

/// Finds values of releases that do nothing, or something else than they seem to.
///
/// What no template of the chart reads is changed and removed, and rendered again. It is told when the objects stay the
/// same. A value that is read only while something else is switched on is not told.
package struct ValuesCheck: Sendable {
    private let charts: ChartCache
    private let call: HelmCall

    /// How much is looked at.
    package enum Depth: Hashable, Sendable {
        /// Nothing is rendered unless a key looks wrong; for values that helm renders anyway, and refuses by itself.
        case suspicions
        case everything

        /// How often helm renders at most to prove suspicions; mostly four times are enough.
        var renderLimit: Int { self == .suspicions ? 24 : 120 }
    }

    /// - Parameters:
    ///   - charts: finds the charts.
    ///   - tools: runs helm.
    ///   - cacheFolder: where helm keeps what it caches; made when it is not there.
    package init(
        charts: ChartCache,
        tools: any ToolRunner,
        cacheFolder: FilePath,
    ) {
        self.charts = charts
        call = HelmCall(tools: tools, home: cacheFolder)
    }

    /// What is wrong with the values of a release, in the order of the files.
    ///
    /// Asks no cluster.
    ///
    /// - Parameters:
    ///   - planned: the release with its chart and values.
    ///   - depth: how much is looked at.
    ///   - repository: the commit, decrypted.
    ///   - lookup: reads the credentials of a registry.
    ///   - dataOrigin: where the ConfigMaps and Secrets that hold values were written.
    /// - Returns: the findings; none when the release says `fettle.dev/values-check: off`.
    /// - Throws: `HelmError`, `ChartError`, `SourceTreeError`; what `lookup` throws; `CancellationError`.
    package func findings(
        of planned: PlannedRelease,
        _ depth: Depth = .everything,
        in repository: any SourceTree,
        lookup: ValuesLookup,
        dataOrigin: @escaping DataOrigin = { _, _ in nil },
    ) async throws -> [ValuesFinding] {
        let release = planned.release
        guard release.valuesCheck != .off else { return [] }
        try HelmCall.makeFolder(call.home, subject: release.subject)
        let call = call
        return try await charts.withChart(planned.chart, subject: release.subject, lookup: lookup) { place in
            let chart = try Self.chart(at: place)
            let action = release.upgrade.action
            let examination = ValuesExamination(
                chart: chart,
                values: planned.values.values,
                mask: planned.values.mask,
                schema: action.validatesSchema ? .checked : .skipped,
                rendering: HelmRendering(
                    call: call,
                    release: release,
                    chart: place,
                    hasSchema: chart.hasSchemaAnywhere,
                ),
                depth: depth,
            )
            var places = KeyPlaces(
                release: release,
                layers: planned.values.layers,
                repository: repository,
                dataOrigin: dataOrigin,
            )
            let name = "\(chart.metadata.name) \(chart.metadata.version)"
            return try await examination.findings().filter { !$0.isOfNoEffect || !places.isKeptForOthers($0.path) }.map
            {
                finding in
                ValuesFinding(
                    subject: finding.path.isEmpty ? release.subject : places.place(of: finding.path),
                    path: finding.path,
                    kind: finding.kind,
                    suggestions: finding.suggestions,
                    chart: name,
                )
            }.sorted { Self.precedes($0, $1) }
        }
    }

    private static func chart(at place: FilePath) throws -> Chart {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: place.string, isDirectory: &isFolder), !isFolder.boolValue else {
            return try Chart.read(in: DirectoryTree(root: place))
        }
        let folder = DirectoryTree(root: place.removingLastComponent())
        let bytes = try folder.read(try TreePath(place.lastComponent?.string ?? ""))
        return try Chart.read(in: try ChartArchive(bytes, name: place.string).files)
    }

    /// By file and line, then by key.
    private static func precedes(_ left: ValuesFinding, _ right: ValuesFinding) -> Bool {
        func order(_ finding: ValuesFinding) -> (String, Int, String) {
            let parts = finding.subject.split(separator: ":", maxSplits: 1)
            let line = parts.count == 2 ? Int(parts[1]) : nil
            return (line == nil ? finding.subject : String(parts[0]), line ?? 0, finding.path.dotted)
        }
        return order(left) < order(right)
    }
}
