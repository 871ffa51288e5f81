internal import Manifests
internal import SystemPackage
internal import Tools
internal import YAML

extension HelmRelease {
    /// What happens to the chart's definitions.
    package func definitionPolicy(isInstall: Bool) -> DefinitionPolicy {
        isInstall ? install.definitions : upgrade.definitions
    }
}

extension HelmClient {
    /// How long a server may take to tell the schema of a definition that was written.
    private static let patience = Duration.seconds(30)

    /// Makes or replaces the definitions of a chart before helm runs, where helm does not do what is asked for.
    ///
    /// On an install helm makes those that are missing. Where the server merges what it writes, it applies the others, too
    /// (Helm 4's `pkg/action/install.go`), so there that is left to fettle as well.
    ///
    /// - Returns: whether any was written.
    func define(
        _ planned: PlannedRelease,
        chart: FilePath,
        isInstall: Bool,
        _ method: HelmArguments.Method,
        over recorded: RecordedRelease?,
        _ context: ReleaseContext,
    ) async throws -> Bool {
        let policy = planned.release.definitionPolicy(isInstall: isInstall)
        switch policy {
        case .skip: return false
        case .create where isInstall && method != .server: return false
        case .create, .createReplace: break
        }
        let found = try await definitions(of: planned, chart: chart, isInstall: isInstall, over: recorded)
        return found.isEmpty ? false : try await context.define(found, policy == .createReplace)
    }

    /// Whether helm was refused because the server does not yet tell the schemas of definitions that were just written;
    /// waits a moment then.
    ///
    /// helm looks at these schemas before it writes anything, and the server puts them together some seconds later than it
    /// goes by them.
    ///
    /// - Parameters:
    ///   - result: how helm ended.
    ///   - time: when definitions were written; nil for none.
    /// - Returns: whether helm is to be started again.
    /// - Throws: `CancellationError`.
    func isEarly(_ result: ToolResult, after time: ContinuousClock.Instant?) async throws -> Bool {
        guard let time, !result.succeeded, time.duration(to: .now) < Self.patience,
            ["error validating data", "no matches for kind"].contains(where: result.errors.contains)
        else { return false }
        try await Task.sleep(for: .seconds(1))
        return true
    }

    /// The definitions that an install or an upgrade would make or replace, whoever does it.
    ///
    /// - Parameters:
    ///   - planned: what is wanted.
    ///   - isInstall: whether there is no such release yet.
    ///   - recorded: what is upgraded, where its values stay.
    ///   - lookup: reads the credentials of a registry.
    /// - Returns: the definitions; none where the release skips them.
    /// - Throws: `HelmError`; `CancellationError`, after helm has ended; what `lookup` throws.
    package func definitions(
        of planned: PlannedRelease,
        isInstall: Bool,
        over recorded: RecordedRelease?,
        lookup: @escaping ValuesLookup,
    ) async throws -> ChartDefinitions {
        guard planned.release.definitionPolicy(isInstall: isInstall) != .skip else { return ChartDefinitions() }
        try HelmCall.makeFolder(call.home, subject: planned.release.subject)
        return try await charts.withChart(planned.chart, subject: planned.release.subject, lookup: lookup) { chart in
            try await definitions(of: planned, chart: chart, isInstall: isInstall, over: recorded)
        }
    }

    /// Asks helm, which knows what conditions, tags and aliases of subcharts mean; not for a chart that has none.
    private func definitions(
        of planned: PlannedRelease,
        chart: FilePath,
        isInstall: Bool,
        over recorded: RecordedRelease?,
    ) async throws -> ChartDefinitions {
        let release = planned.release
        let name = planned.chart.request.location.name
        var skeleton = try ChartSkeleton(of: chart, name: name, subject: release.subject)
        guard skeleton.hasDefinitions else { return ChartDefinitions() }
        var values = planned.values.values
        if !isInstall, release.upgrade.preservesValues, let recorded {
            // As `helm upgrade --reuse-values` has it: the chart's own values are those of the earlier revision, too.
            skeleton.replaceValues(by: recorded.chartValues)
            values = recorded.values.merged(with: values)
        }
        let (input, files) = (values.json(), skeleton)
        let result = try await folders.withFolder { folder in
            let place = folder.appending("chart")
            try files.write(to: place)
            return try await call.run(
                HelmArguments.definitions(release, chart: place.string),
                input: input,
                timeout: Self.limit(.zero),
                subject: release.subject,
            )
        }
        try Self.check(result, planned)
        do throws(Problems) {
            let manifests = try Manifest.read(yaml: result.output, file: "crds", allowsDuplicates: true)
            return ChartDefinitions(manifests, origin: release.origin)
        } catch {
            throw HelmError(.chart, subject: release.subject, "\(name): \(error)", isTransient: false)
        }
    }
}
