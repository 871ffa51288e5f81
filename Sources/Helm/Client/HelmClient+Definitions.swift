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
    /// Makes or replaces the definitions of a chart before helm runs, where helm does not do what is asked for.
    func define(
        _ planned: PlannedRelease,
        chart: FilePath,
        isInstall: Bool,
        over recorded: RecordedRelease?,
        _ context: ReleaseContext,
    ) async throws {
        let policy = planned.release.definitionPolicy(isInstall: isInstall)
        switch policy {
        case .skip: return
        case .create where isInstall: return
        case .create, .createReplace: break
        }
        let found = try await definitions(of: planned, chart: chart, isInstall: isInstall, over: recorded)
        if !found.isEmpty { try await context.define(found, policy == .createReplace) }
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
        guard result.succeeded else {
            throw HelmError(
                subject: release.subject,
                errors: result.errors,
                exitCode: result.exitCode,
                mask: planned.values.mask,
            )
        }
        do throws(Problems) {
            let manifests = try Manifest.read(yaml: result.output, file: "crds", allowsDuplicates: true)
            return ChartDefinitions(manifests, origin: release.origin)
        } catch {
            throw HelmError(.chart, subject: release.subject, "\(name): \(error)", isTransient: false)
        }
    }
}
