internal import Manifests
internal import SystemPackage
internal import Tools
internal import YAML

/// Renders one chart again and again, with other values each time.
protocol ChartRendering: Sendable {
    /// What the chart gives for `values`.
    ///
    /// - Throws: `HelmError` when helm itself could not run; `CancellationError`.
    func render(_ values: Value, schema: SchemaUse) async throws -> RenderOutcome
}

/// Whether the values have to meet the chart's schema.
enum SchemaUse: Hashable, Sendable {
    case checked
    case skipped
}

/// What rendering a chart gave.
enum RenderOutcome: Hashable, Sendable {
    /// The objects as YAML.
    case objects(String)
    /// What helm said, unmasked: it may quote values.
    case refused(String)
}

/// Renders with `helm template`, which asks no cluster.
struct HelmRendering: ChartRendering {
    let call: HelmCall
    let release: HelmRelease
    /// An archive or a folder.
    let chart: FilePath
    /// Whether the chart, or one in it, has a schema.
    let hasSchema: Bool

    func render(_ values: Value, schema: SchemaUse) async throws -> RenderOutcome {
        var arguments = ["template", release.name, chart.string, "--namespace", release.namespace, "--values", "-"]
        // Helm before 3.16 does not know the option.
        if schema == .skipped, hasSchema { arguments.append("--skip-schema-validation") }
        let result = try await call.run(
            arguments,
            input: values.json(),
            timeout: .seconds(120),
            subject: release.subject,
        )
        return result.succeeded
            ? .objects(String(decoding: result.output, as: UTF8.self)) : .refused(result.errors)
    }
}
