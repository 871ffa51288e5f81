internal import Manifests

/// What an upgrade takes the place of, as far as it matters before helm runs.
///
/// It stands in the record itself and in the chart, so it is read only when an upgrade is about to be done.
package struct UpgradeBase: Sendable {
    /// The revision that is deployed, or the last one when none is; nil when its record is gone, or says
    /// nothing that matters.
    package let recorded: RecordedRelease?
    /// The name of the chart that runs; nil when nothing tells it.
    package let formerChartName: String?
    /// The name in the `Chart.yaml` of the chart that is wanted; nil when it cannot be read.
    package let chartName: String?

    /// - Parameters:
    ///   - recorded: the record, where it was read.
    ///   - formerChartName: nil for what `recorded` says.
    ///   - chartName: that of the chart that is wanted.
    package init(recorded: RecordedRelease?, formerChartName: String? = nil, chartName: String?) {
        self.recorded = recorded
        self.formerChartName = formerChartName ?? recorded?.chartName
        self.chartName = chartName
    }

    /// The two names of the chart, where they differ.
    var renaming: ChartRenaming? {
        guard let was = formerChartName, let chartName, was != chartName else { return nil }
        return ChartRenaming(was: was, isNow: chartName)
    }
}

/// A release's chart has another name than before.
package struct ChartRenaming: Hashable, Sendable {
    package let was: String
    package let isNow: String

    package init(was: String, isNow: String) {
        self.was = was
        self.isNow = isNow
    }
}

extension ReleaseFacts {
    /// The record that an upgrade of `release` takes the place of; nil when there is none.
    package func current(of release: HelmRelease) -> ReleaseRecord? {
        let own = records.filter { $0.name == release.name && $0.namespace == release.namespace }
        let deployed = own.filter { $0.status == .deployed }
        return (deployed.isEmpty ? own : deployed).max { $0.revision < $1.revision }
    }
}

extension ReleaseStep {
    /// Whether what is done depends on what it takes the place of.
    ///
    /// - Parameters:
    ///   - state: what led to this step.
    ///   - release: what is wanted.
    ///   - cluster: the owner that the records must name.
    /// - Returns: whether that is to be read before.
    package func needsBase(_ state: ReleaseState, of release: HelmRelease, cluster: String) -> Bool {
        switch (self, state) {
        // Of what somebody else installed nothing is ever uninstalled.
        case (.upgrade, .outOfSync(let record))
        where (record.owner ?? cluster) == cluster && release.upgrade.renaming == .reinstall:
            true
        // What was secret once may be told by whatever helm does.
        default: isWriting && release.upgrade.preservesValues && state.record != nil
        }
    }
}

extension PlannedRelease {
    /// The plan, with what an earlier revision was given masked as well where its values stay.
    package func masking(_ recorded: RecordedRelease?) -> PlannedRelease {
        guard release.upgrade.preservesValues, let recorded else { return self }
        var result = self
        result.values.mask = values.mask.union(earlierSecrets(in: recorded.values))
        return result
    }
}
