extension HelmClient {
    /// Reads what an upgrade takes the place of.
    ///
    /// - Parameters:
    ///   - planned: what is wanted.
    ///   - facts: the records of the release.
    ///   - recorded: reads a record; nil for one that is gone.
    ///   - lookup: reads the credentials of a registry.
    /// - Returns: what stands in the record and in the chart.
    /// - Throws: `HelmError` for a repository of charts that gives no answer; what `recorded` and `lookup` throw.
    package func base(
        of planned: PlannedRelease,
        _ facts: ReleaseFacts,
        recorded: (ReleaseRecord) async throws -> RecordedRelease?,
        lookup: ValuesLookup,
    ) async throws -> UpgradeBase {
        let release = planned.release
        guard let record = facts.current(of: release) else { return UpgradeBase(recorded: nil, chartName: nil) }
        // Which chart it was stands in a label, too, of records that fettle made.
        let found = release.upgrade.preservesValues || record.chart == nil ? try await recorded(record) : nil
        // Nobody asks for it where it changes nothing.
        guard release.upgrade.renaming == .reinstall else { return UpgradeBase(recorded: found, chartName: nil) }
        do {
            let name = try await charts.name(of: planned.chart, subject: release.subject, lookup: lookup)
            return UpgradeBase(recorded: found, formerChartName: record.chart, chartName: name)
        } catch let error as HelmError where error.reason == .chart {
            // Helm cannot read such a chart either, and says so as a failure of the release.
            return UpgradeBase(recorded: found, chartName: nil)
        }
    }
}
