import Foundation
import Helm
import Manifests
import SourceTrees
import SystemPackage
import TestSupport
import Testing
import Tools
import YAML

struct AReleaseWithPostRenderers {
    private static let waits: [String: Value] = ["install": ["disableWait": true], "upgrade": ["disableWait": true]]

    private static func patch(_ text: String) -> Value {
        ["kustomize": ["patches": [["patch": .string(text), "target": ["kind": "ConfigMap", "name": "web"]]]]]
    }

    /// Plans a release of the chart of the repository, without a cluster.
    private func plan(_ spec: [String: Value], _ charts: ChartCache) async throws -> PlannedRelease {
        let usual: [String: Value] = [
            "chart": ["spec": ["chart": "charts/web", "sourceRef": ["kind": "GitRepository", "name": "lab"]]]
        ]
        let git = source(
            "GitRepository",
            "lab",
            ["url": "https://git.example.org/lab", "interval": "1m"],
            annotations: [GitRepository.selfAnnotation: "self"],
        )
        return try await PlannedRelease.plan(
            try HelmRelease.read(helmRelease(usual.merging(spec) { $1 })),
            sources: ChartSources([git], repository: ThisRepository(url: nil)),
            charts: ChartResolver(charts, in: try Workplace.repository(), lookup: { _ in nil }),
            lookup: { _ in nil },
            key: [1, 2, 3],
        )
    }

    private func field(_ path: String, of object: String, _ place: Workplace) async throws -> String {
        try await place.plane.kubectl([
            "get", object, "-n", place.namespace, "-o", "jsonpath={\(path)}", "--ignore-not-found",
        ])
    }

    @Test func `is installed as they leave it, recorded so, and upgraded when they change`() async throws {
        try await Workplace.with { place in
            var spec = Self.waits.merging([
                "postRenderers": [Self.patch("- {op: add, path: /data/added, value: first}")],
                "commonMetadata": ["labels": ["team": "shop"]],
            ]) { $1 }
            let first = try await place.plan(["text": "one"], spec)
            #expect(try await place.converge(first).steps == [.install])
            #expect(try await field(".data", of: "configmap/web", place) == #"{"added":"first","text":"one"}"#)
            #expect(try await field(".metadata.labels.team", of: "service/web", place) == "shop")
            #expect(try await place.state(of: first).isInSync)
            let secret = try await place.plane.kubectl([
                "get", "secret/sh.helm.release.v1.web.v1", "-n", place.namespace, "-o", "json",
            ])
            let recorded = try ReleaseObjects.read(Manifest(try Value(json: secret.utf8)), subject: "web")
            #expect(recorded.first { $0.kind.kind == "ConfigMap" }?.object.at("data", "added") == "first")
            #expect(recorded.allSatisfy { $0.label("team") == "shop" })
            #expect(recorded.allSatisfy { $0.annotation("postrenderer.helm.sh/postrender-filename") == nil })

            spec["postRenderers"] = [Self.patch("- {op: add, path: /data/added, value: second}")]
            let second = try await place.plan(["text": "one"], spec)
            #expect(second.digest != first.digest)
            #expect(try await place.converge(second).steps == [.upgrade])
            #expect(try await field(".data.added", of: "configmap/web", place) == "second")
            // helm is asked for its version once.
            #expect(place.runner.helmCommands == ["version", "upgrade", "upgrade"])
        }
    }

    @Test func `whose patch cannot be applied says which, without what is secret, and changes nothing`() async throws {
        try await Workplace.with { place in
            let secret = "open-sesame"
            let patch = Self.patch("- {op: test, path: /data/text, value: \(secret)}")
            let planned = try await place.plan(
                ["text": "one"],
                Self.waits.merging(["postRenderers": [patch]]) { $1 },
                origin: Origin(file: "base/web/release.yaml", line: 1, isEncrypted: true),
            )
            let error = await #expect(throws: HelmError.self) { try await place.converge(planned) }
            let text = error?.description ?? ""
            #expect(text.hasPrefix("base/web/release.yaml:1: HelmRelease/\(place.namespace)/web: "), "\(text)")
            #expect(text.contains("spec.postRenderers[0].kustomize.patches[0]"), "\(text)")
            #expect(!text.contains("sesame"), "\(text)")
            #expect(try await place.configMaps().isEmpty)
            for invocation in place.runner.invocations {
                #expect(!"\(invocation.arguments) \(invocation.environment)".contains("sesame"))
            }
        }
    }

    private static let strategies: [(strategy: String?, mark: String)] = [
        (nil, "shop"), ("combined", "shop"), ("separate", "shop"), ("nohooks", ""),
    ]

    @Test(arguments: strategies)
    func `has its hooks changed as its strategy says`(strategy: String?, mark: String) async throws {
        try await Workplace.with { place in
            var spec = Self.waits.merging(["commonMetadata": ["labels": ["team": "shop"]]]) { $1 }
            spec["postRenderStrategy"] = strategy.map(Value.string)
            let repository = try Workplace.repository([
                "charts/web/templates/hook.yaml": """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: before, annotations: {helm.sh/hook: pre-install}}
                """
            ])
            try await place.converge(try await place.plan(["text": "one"], spec, repository: repository))
            #expect(try await field(".metadata.labels.team", of: "configmap/before", place) == mark)
            #expect(try await field(".metadata.labels.team", of: "configmap/web", place) == "shop")
        }
    }

    @Test func `runs the program itself with a helm before 4, which changes no hooks`() async throws {
        try await withTemporaryDirectory("helm-3") { folder in
            // No Helm 3 runs here: this one hands an object to the post-renderer as that does.
            try write(
                [
                    "bin/helm": """
                    #!/bin/sh
                    [ "$1" = version ] && { printf v3.18.4; exit; }
                    while [ $# -gt 0 ]; do
                      case $1 in
                        --post-renderer) program=$2;;
                        --post-renderer-args) arguments="$arguments $2";;
                      esac
                      shift
                    done
                    printf -- '---\\napiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: web}\\ndata: {}\\n' |
                      "$program" $arguments >'\(folder)/result' || { echo 'Error: error while running post render' >&2; exit 1; }
                    echo 'REVISION: 1'
                    """
                ],
                below: folder,
            )
            try await run("chmod", "+x", folder.appending("bin/helm").string)
            let runner = ReplacingRunner(helm: folder.appending("bin/helm").string)
            let folders = PrivateFolders()
            let client = HelmClient(
                tools: runner,
                kubeconfig: "/nowhere",
                context: nil,
                folders: folders,
                cacheFolder: folder.appending("cache"),
                cluster: "perso",
                program: Workplace.program,
            )
            var spec = Self.waits.merging([
                "install": ["disableWait": true, "serverSideApply": false],
                "postRenderers": [Self.patch("- {op: add, path: /data/added, value: first}")],
            ]) { $1 }
            func converge() async throws {
                let planned = try await plan(spec, client.charts)
                let context = ReleaseContext(
                    records: RecordsOfOneRun(planned: planned, result: folder.appending("result")),
                    lookup: { _ in nil },
                    commit: "0000000",
                    newCommit: { await never() },
                    recorded: { _ in nil },
                    define: { _, _ in false },
                    now: Workplace.now,
                )
                let outcome = try await client.converge(planned, records: [], attempt: nil, context)
                if let error = outcome.error { throw error }
            }
            try await converge()
            let result = try String(contentsOfFile: folder.appending("result").string, encoding: .utf8)
            #expect(result.contains("added: first"))

            spec["postRenderStrategy"] = "separate"
            let error = await #expect(throws: HelmError.self) { try await converge() }
            #expect(
                error?.message
                    == "spec.postRenderStrategy: helm 3.18 changes no hooks, so 'separate' cannot be done; "
                    + "use helm 4, or write nohooks"
            )
            await folders.close()
        }
    }

    @Test func `has another digest, and one without them the digest that it always had`() async throws {
        func digest(_ spec: [String: Value]) async throws -> String {
            try await withFolderOfCharts { try await plan(spec, $0).digest }
        }
        let plain = try await digest([:])
        #expect(plain == "c47be6cd1028366d229e92461423b23788b58642")
        #expect(try await digest(["postRenderStrategy": "nohooks", "postRenderers": [["kustomize": [:]]]]) == plain)
        let labelled = try await digest(["commonMetadata": ["labels": ["a": "b"]]])
        #expect(labelled != plain)
        let others = try await digest(["commonMetadata": ["labels": ["a": "b"]], "postRenderStrategy": "nohooks"])
        #expect(others != labelled)
    }
}

/// Runs another helm.
private struct ReplacingRunner: ToolRunner {
    let helm: String
    private let runner = SubprocessToolRunner()

    init(helm: String) {
        self.helm = helm
    }

    func run(_ invocation: ToolInvocation) async throws -> ToolResult {
        var invocation = invocation
        if invocation.tool == "helm" { invocation.tool = helm }
        return try await runner.run(invocation)
    }
}

/// The records of a release that was installed as soon as there is a result.
private struct RecordsOfOneRun: ReleaseRecords {
    let planned: PlannedRelease
    let result: FilePath

    func list(namespace: String?, name: String?) async throws -> [ReleaseRecord] {
        guard FileManager.default.fileExists(atPath: result.string) else { return [] }
        let labels = [
            "owner": "helm", "fettle.dev/owner": "perso", "fettle.dev/revision": "1",
            "fettle.dev/digest": planned.digest,
        ]
        let release = planned.release
        return [
            ReleaseRecord(
                name: release.name,
                namespace: release.namespace,
                revision: 1,
                status: .deployed,
                labels: labels,
            )
        ]
    }

    func delete(_ record: ReleaseRecord) async throws {}
    func mark(_ record: ReleaseRecord, with labels: [String: String]) async throws {}
}
