import Helm
import Manifests
import SourceTrees
import YAML

func helmRelease(_ spec: [String: Value]) -> Manifest {
    helmRelease("web", namespace: "apps", spec)
}

/// A HelmRelease with a usable chart and interval, and what `spec` adds or replaces.
func helmRelease(
    _ name: String = "web",
    namespace: String? = "apps",
    _ spec: [String: Value] = [:],
    origin: Origin? = Origin(file: "base/web/release.yaml"),
    version: String = "helm.toolkit.fluxcd.io/v2",
) -> Manifest {
    let usual: [String: Value] = [
        "interval": "10m",
        "chart": [
            "spec": [
                "chart": "web", "version": "1.2.3", "sourceRef": ["kind": "HelmRepository", "name": "charts"],
            ]
        ],
    ]
    return object(version, "HelmRelease", name, namespace, usual.merging(spec) { $1 }, origin: origin)
}

func object(
    _ version: String,
    _ kind: String,
    _ name: String,
    _ namespace: String?,
    _ spec: [String: Value],
    annotations: [String: String] = [:],
    origin: Origin? = nil,
) -> Manifest {
    var metadata: Value = ["name": .string(name)]
    if let namespace { metadata["namespace"] = .string(namespace) }
    if !annotations.isEmpty { metadata["annotations"] = .object(annotations.mapValues { .string($0) }) }
    return Manifest(
        ["apiVersion": .string(version), "kind": .string(kind), "metadata": metadata, "spec": .object(spec)],
        origin: origin,
    )
}

func source(_ kind: String, _ name: String, _ spec: [String: Value], annotations: [String: String] = [:]) -> Manifest {
    object("source.toolkit.fluxcd.io/v1", kind, name, "apps", spec, annotations: annotations)
}

/// Plans a release of a chart in a repository with an index, which is not asked.
func planIndexed(_ manifest: Manifest, key: [UInt8]) async throws -> PlannedRelease {
    let sources = ChartSources(
        [source("HelmRepository", "charts", ["url": "https://charts.example.org"])],
        repository: ThisRepository(url: nil),
    )
    return try await withFolderOfCharts { charts in
        try await PlannedRelease.plan(
            try HelmRelease.read(manifest),
            sources: sources,
            charts: ChartResolver(charts, in: InMemoryTree(), lookup: { _ in nil }),
            lookup: { _ in nil },
            key: key,
        )
    }
}
