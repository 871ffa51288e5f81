package import Manifests
internal import SystemPackage
internal import Tools
internal import YAML

extension HelmClient {
    /// The objects that installing or upgrading a release would apply, with what post-renderers make of them; helm asks the
    /// cluster for what the templates look up, and writes nothing.
    ///
    /// Hooks are no part of it, nor are the definitions that a chart brings in its folder `crds`, which
    /// `definitions(of:isInstall:over:lookup:)` gives. An object without a namespace has none here either, whatever its
    /// kind needs.
    ///
    /// - Parameters:
    ///   - planned: what is wanted.
    ///   - isInstall: whether there is no such release yet.
    ///   - lookup: reads the credentials of a registry.
    /// - Returns: the objects in helm's order.
    /// - Throws: `HelmError`; `CancellationError`, after helm has ended; what `lookup` throws.
    package func objects(
        of planned: PlannedRelease,
        isInstall: Bool,
        lookup: @escaping ValuesLookup,
    ) async throws -> [Manifest] {
        let release = planned.release
        try HelmCall.makeFolder(call.home, subject: release.subject)
        let method = try await method(for: release, isInstall: isInstall)
        let action = isInstall ? release.install.action : release.upgrade.action
        // helm takes no empty list of them.
        let labels = [LoadBearingNames.ownerLabel: cluster]
        let result = try await charts.withChart(planned.chart, subject: release.subject, lookup: lookup) { chart in
            try await postRendering.running(planned) { options in
                try await call.run(
                    HelmArguments.change(release, chart: chart.string, isInstall: isInstall, labels: labels, method)
                        + ["--dry-run=server", "--output", "json"] + options.arguments + clusterArguments,
                    input: planned.values.values.json(),
                    plugins: options.plugins,
                    timeout: Self.limit(action.timeout),
                    subject: release.subject,
                )
            }
        }
        try Self.check(result, planned)
        return try Self.objects(in: result.output, subject: release.subject)
    }

    /// What helm prints of a release, as JSON.
    private static func objects(in output: [UInt8], subject: String) throws(HelmError) -> [Manifest] {
        do {
            let manifest = try Value(json: output)["manifest"]?.string ?? ""
            return try Manifest.read(yaml: Array(manifest.utf8), file: "helm", allowsDuplicates: true)
        } catch {
            // Values may stand in what cannot be read, so nothing of it is told.
            throw HelmError(
                .tool,
                subject: subject,
                "what helm prints of a dry run cannot be read; see what `helm upgrade --dry-run=server --output json` says",
                isTransient: false,
            )
        }
    }
}
