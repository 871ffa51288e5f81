import Charts
import Foundation
import Helm
import Manifests
import SourceTrees
import SystemPackage
import TestSupport
import Testing
import Tools
import YAML

/// The charts of the homelab at its versions, each unpacked in a folder of its name, as `FETTLE_CHARTS` says where.
///
/// They are too much for the repository; without them these tests do not run.
private enum RealCharts {
    static let folder = ProcessInfo.processInfo.environment["FETTLE_CHARTS"].map { FilePath($0) }
    static let names = [
        "alloy", "grafana", "loki", "longhorn", "metallb", "metrics-server", "mimir-distributed", "tempo", "traefik",
    ]

    /// The keys of a file of values of which something is told.
    static func findings(of chart: String, with values: URL) async throws -> [ValuesFinding] {
        let bytes = Array(try Data(contentsOf: values))
        let lookup: ValuesLookup = { _ in ["values.yaml": bytes] }
        let tree = DirectoryTree(root: try #require(folder))
        let git = source(
            "GitRepository",
            "charts",
            ["url": "https://git.example.org/charts", "interval": "1m"],
            annotations: [GitRepository.selfAnnotation: "self"],
        )
        let reference: Value = [
            "spec": ["chart": .string(chart), "sourceRef": ["kind": "GitRepository", "name": "charts"]]
        ]
        return try await withFolderOfCharts { charts in
            try await withTemporaryDirectory("helm") { home in
                let planned = try await PlannedRelease.plan(
                    try HelmRelease.read(
                        helmRelease(["chart": reference, "valuesFrom": [["kind": "ConfigMap", "name": "own"]]])
                    ),
                    sources: ChartSources([git], repository: ThisRepository(url: nil)),
                    charts: ChartResolver(charts, in: tree, lookup: lookup),
                    lookup: lookup,
                    key: [1, 2, 3],
                )
                let check = ValuesCheck(charts: charts, tools: SubprocessToolRunner(), cacheFolder: home)
                return try await check.findings(of: planned, in: tree, lookup: lookup)
            }
        }
    }
}

@Suite(.enabled(if: RealCharts.folder != nil))
struct TheValuesCheckOnRealCharts {
    /// What is told of the files of values that charts bring for their own tests: keys that the chart has no more, or that
    /// are misspelt, and files that helm refuses as they are.
    private static let ownMistakes = [
        "grafana/with-image-renderer-values.yaml: imageRenderer.extraVolumes[0].emtpyDir",
        "loki/distributed-disabled.yaml: ",
        "loki/enterprise.yaml: ",
        "loki/ingress-values.yaml: monitoring.lokiCanary.enabled",
        "loki/legacy-monitoring-values.yaml: monitoring.enabled",
        "loki/non-default-values.yaml: memcached.replicas",
        "mimir-distributed/offline/gateway-nginx-values.yaml: gateway.enabledNonEnterprise",
        "mimir-distributed/offline/large-values.yaml: admin-cache",
        "mimir-distributed/offline/small-values.yaml: admin-cache",
        "mimir-distributed/offline/test-ingress-values.yaml: global.dnsConfig.options",
        "mimir-distributed/offline/test-ingress-values.yaml: memcached.dnsConfig.options",
        "mimir-distributed/offline/test-oss-component-image-values.yaml: gateway.image",
        "mimir-distributed/offline/test-oss-k8s-1.25-values.yaml: gateway.enabledNonEnterprise",
    ]

    @Test(arguments: RealCharts.names)
    func `tells nothing wrong of a chart's own files of values`(chart: String) async throws {
        let folder = URL(filePath: try #require(RealCharts.folder).string).appending(path: "\(chart)/ci")
        let files = FileManager.default.enumerator(atPath: folder.path)?.allObjects as? [String] ?? []
        var told: [String] = []
        for file in files.sorted() where file.hasSuffix(".yaml") {
            let findings = try await RealCharts.findings(of: chart, with: folder.appending(path: file))
            told += findings.map { "\(chart)/\(file): \($0.path.dotted)" }
        }
        #expect(told.sorted() == Self.ownMistakes.filter { $0.hasPrefix("\(chart)/") })
    }

    /// Settings that somebody wrote for these charts, and the keys of them that do nothing.
    private static let settings = [
        "alloy": [],
        "grafana": [],
        "loki": [
            "backend.persistence.enabled", "limits_config.retention_period", "persistence", "resources", "storage",
            "write.persistence.enabled",
        ],
        "metrics-server": [],
        "mimir-distributed": ["queryFrontend.replicas", "resources", "rolloutOperator.enabled"],
        "tempo": ["tempo.compactor.compaction.retention"],
        "traefik": ["metrics.prometheus.enabled", "metrics.prometheus.path", "metrics.prometheus.port"],
    ]

    @Test(arguments: settings.keys.sorted())
    func `tells every key of given settings that does nothing, and no other`(chart: String) async throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Fixtures/lgtm-values/\(chart).yaml")
        let findings = try await RealCharts.findings(of: chart, with: file)
        #expect(findings.map(\.path.dotted).sorted() == Self.settings[chart])
    }
}
