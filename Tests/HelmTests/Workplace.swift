import Foundation
import Helm
import Manifests
import SourceTrees
import Synchronization
import SystemPackage
import TestSupport
import Testing
import Tools
import YAML

/// Keeps the command lines of what it runs, and may kill a helm.
final class RecordingRunner: ToolRunner {
    private let runner = SubprocessToolRunner()
    private let state = Mutex(State())

    private struct State {
        var invocations: [ToolInvocation] = []
        var kill: Kill?
    }

    var invocations: [ToolInvocation] { state.withLock { $0.invocations } }

    /// The helm commands that ran, such as `upgrade`.
    var helmCommands: [String] { invocations.filter { $0.tool == "helm" }.compactMap(\.arguments.first) }

    func forget() { state.withLock { $0.invocations = [] } }

    /// The next `helm upgrade`, or other command, is killed with SIGKILL as soon as `condition` holds.
    func killNext(_ command: String, when condition: @escaping @Sendable () async throws -> Bool) {
        state.withLock { $0.kill = Kill(command: command, condition: condition) }
    }

    func run(_ invocation: ToolInvocation) async throws -> ToolResult {
        let kill: Kill? = state.withLock { state in
            state.invocations.append(invocation)
            guard invocation.tool == "helm", let kill = state.kill, invocation.arguments.first == kill.command else {
                return nil
            }
            state.kill = nil
            return kill
        }
        guard let kill else { return try await runner.run(invocation) }
        return try await withTemporaryDirectory { folder in
            let file = folder.appending("pid").string
            var killed = invocation
            killed.tool = "sh"
            killed.arguments = ["-c", #"echo $$ > "$0"; exec helm "$@""#, file] + invocation.arguments
            let running = killed
            async let result = runner.run(running)
            let end = ContinuousClock.now + .seconds(50)
            while try await !kill.condition(), ContinuousClock.now < end {
                try await Task.sleep(for: .milliseconds(200))
            }
            try await TestSupport.run("sh", "-c", #"kill -KILL "$(cat "$0")""#, file)
            _ = try await result
            // fettle ends with its helm.
            throw CancellationError()
        }
    }
}

private struct Kill: Sendable {
    let command: String
    let condition: @Sendable () async throws -> Bool
}

/// The records of releases, read by kubectl.
struct Records: ReleaseRecords {
    let plane: ControlPlane

    func list(namespace: String?, name: String?) async throws -> [ReleaseRecord] {
        let scope = namespace.map { ["--namespace", $0] } ?? ["--all-namespaces"]
        let selector = ReleaseRecord.selector + (name.map { ",name=\($0)" } ?? "")
        let text = try await plane.kubectl(["get", "secrets", "--selector", selector, "--output", "json"] + scope)
        let items = try Value(json: text.utf8)["items"]?.array ?? []
        return items.compactMap { ReleaseRecord(Manifest($0)) }
    }

    func delete(_ record: ReleaseRecord) async throws {
        try await plane.kubectl(["delete", "secret", record.secret.name, "--namespace", record.namespace])
    }

    func mark(_ record: ReleaseRecord, with labels: [String: String]) async throws {
        let pairs = labels.map { "\($0.key)=\($0.value)" }
        try await plane.kubectl(
            ["label", "--overwrite", "secret", record.secret.name, "--namespace", record.namespace] + pairs
        )
    }
}

func withFolderOfCharts<Result>(_ body: (ChartCache) async throws -> Result) async throws -> Result {
    try await withTemporaryDirectory("charts") { folder in
        let folders = PrivateFolders()
        let result = try await body(ChartCache(folder: folder, folders: folders))
        await folders.close()
        return result
    }
}

/// Keeps what was to be defined.
final class DefinitionLog: Sendable {
    struct Call: Hashable {
        let names: [String]
        let replaces: Bool
    }

    private let state = Mutex<[Call]>([])

    var calls: [Call] { state.withLock { $0 } }

    func add(_ definitions: ChartDefinitions, replaces: Bool) -> Bool {
        state.withLock { $0.append(Call(names: definitions.definitions.map(\.name), replaces: replaces)) }
        return false
    }
}

/// A namespace of the shared control plane, a client, and a repository with a chart.
struct Workplace {
    static let cluster = "perso"

    let plane: ControlPlane
    let namespace: String
    let folder: FilePath
    let runner: RecordingRunner
    let client: HelmClient
    let records: Records
    let definitions = DefinitionLog()

    /// The executable that was built with the tests.
    static let program: FilePath = {
        let runner = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return FilePath(runner).removingLastComponent().appending("fettle-core")
    }()

    static func with(_ body: (Workplace) async throws -> Void) async throws {
        let plane = try await ControlPlane.shared()
        try await withTemporaryDirectory("helm") { folder in
            try await plane.withNamespace { namespace in
                let runner = RecordingRunner()
                let folders = PrivateFolders()
                let client = HelmClient(
                    tools: runner,
                    kubeconfig: plane.kubeconfig.string,
                    context: plane.name,
                    folders: folders,
                    cacheFolder: folder.appending("cache"),
                    cluster: cluster,
                    program: program,
                )
                try await body(
                    Workplace(
                        plane: plane,
                        namespace: namespace,
                        folder: folder,
                        runner: runner,
                        client: client,
                        records: Records(plane: plane),
                    ),
                )
                await folders.close()
            }
        }
    }

    static let chart = [
        "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.2.3\n",
        "values.yaml": "text: one\nreplicas: 0\nextra: false\nsecret: \"\"\nbroken: false\ntested: \"\"\n",
        "templates/app.yaml": """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: '{{ .Release.Name }}'}
        data: {text: '{{ .Values.text }}'}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: '{{ .Release.Name }}'}
        spec: {selector: {a: b}, ports: [{name: http, port: 80}, {name: admin, port: 81}]}
        {{- if .Values.extra }}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: '{{ .Release.Name }}-extra'}
        {{- end }}
        {{- if .Values.broken }}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: broken}
        spec: {type: '{{ .Values.secret }}', ports: [{port: 80}]}
        {{- end }}
        {{- if .Values.tested }}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: '{{ .Release.Name }}-test', annotations: {helm.sh/hook: test}}
        spec: {type: '{{ .Values.tested }}', ports: [{port: 80}]}
        {{- end }}
        {{- if .Values.replicas }}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: '{{ .Release.Name }}'}
        spec:
          replicas: {{ .Values.replicas }}
          selector: {matchLabels: {a: b}}
          template:
            metadata: {labels: {a: b}}
            spec: {containers: [{name: c, image: none}]}
        {{- end }}
        """,
    ]

    static func repository(_ changes: [String: String] = [:]) throws -> InMemoryTree {
        var files: [String: String] = [:]
        for (path, text) in chart { files["charts/web/\(path)"] = text }
        return try InMemoryTree(files.merging(changes) { $1 })
    }

    private var git: Manifest {
        object(
            "source.toolkit.fluxcd.io/v1",
            "GitRepository",
            "lab",
            namespace,
            ["url": "https://git.example.org/lab", "interval": "1m"],
            annotations: [GitRepository.selfAnnotation: "self"],
        )
    }

    func plan(
        _ values: Value = [:],
        _ spec: [String: Value] = ["install": ["disableWait": true], "upgrade": ["disableWait": true]],
        repository: InMemoryTree? = nil,
        sources: [Manifest] = [],
        secrets: [String: [String: String]] = [:],
        origin: Origin = Origin(file: "base/web/release.yaml"),
    ) async throws -> PlannedRelease {
        let usual: [String: Value] = [
            "values": values,
            "chart": ["spec": ["chart": "charts/web", "sourceRef": ["kind": "GitRepository", "name": "lab"]]],
        ]
        let manifest = helmRelease("web", namespace: namespace, usual.merging(spec) { $1 }, origin: origin)
        let release = try HelmRelease.read(manifest)
        let lookup: ValuesLookup = { secrets[$0.name]?.mapValues { [UInt8]($0.utf8) } }
        return try await PlannedRelease.plan(
            release,
            sources: ChartSources([git] + sources, repository: ThisRepository(url: nil)),
            charts: ChartResolver(client.charts, in: try repository ?? Self.repository(), lookup: lookup),
            lookup: lookup,
            key: [1, 2, 3],
        )
    }

    func state(of planned: PlannedRelease, after attempt: ReleaseAttempt? = nil) async throws -> ReleaseState {
        let records = try await records.list(namespace: namespace, name: nil)
        let facts = ReleaseFacts(records: records, attempt: attempt, now: Self.now())
        return ReleaseState.of(planned, facts, cluster: Self.cluster)
    }

    /// Seconds since 1970, as helm's records have it.
    static func now() -> Int64 { Int64(Date().timeIntervalSince1970) }

    /// Brings a release about, with failures in what comes back.
    ///
    /// - Parameters:
    ///   - attempt: what an earlier try left.
    ///   - delay: how many seconds after `attempt` it is, or ahead of the clock. Time stands still meanwhile, so that no
    ///     pause is over because the machine is busy.
    func tried(
        _ planned: PlannedRelease,
        after attempt: ReleaseAttempt? = nil,
        delay: Int64 = 0,
        commit: String = "0000000",
        newCommit: @escaping @Sendable () async -> Void = { await never() },
    ) async throws -> ReleaseOutcome {
        let now = (attempt?.at ?? Self.now()) + delay
        return try await client.converge(
            planned,
            records: try await records.list(namespace: namespace, name: nil),
            attempt: attempt,
            ReleaseContext(
                records: records,
                lookup: { _ in nil },
                commit: commit,
                newCommit: newCommit,
                recorded: { try await recorded($0) },
                define: { definitions.add($0, replaces: $1) },
                now: { now },
            ),
        )
    }

    /// Brings a release about, or throws why not.
    @discardableResult
    func converge(_ planned: PlannedRelease) async throws -> ReleaseOutcome {
        let outcome = try await tried(planned)
        if let error = outcome.error { throw error }
        return outcome
    }

    /// What helm recorded of a revision.
    func recorded(_ record: ReleaseRecord) async throws -> RecordedRelease? {
        let name = record.secret.name
        let text = try await plane.kubectl([
            "get", "secret", name, "-n", record.namespace, "--ignore-not-found", "--output", "json",
        ])
        guard !text.isEmpty else { return nil }
        return try ReleaseObjects.record(in: Manifest(try Value(json: text.utf8)), subject: name)
    }

    func text() async throws -> String {
        try await plane.kubectl(["get", "configmap", "web", "-n", namespace, "-o", "jsonpath={.data.text}"])
    }

    func configMaps() async throws -> [String] {
        try await plane.kubectl(["get", "configmap", "-n", namespace, "-o", "name"])
            .split(separator: "\n").map(String.init).filter { $0.contains("/web") }
    }

    /// helm as a user would run it by hand.
    func helm(_ arguments: String...) async throws {
        let flags = ["--kubeconfig", plane.kubeconfig.string, "--namespace", namespace]
        let result = try await attempt(["helm"] + arguments + flags)
        try #require(result.exitCode == 0, "\(result.errors)")
    }
}

/// Returns when the task is cancelled.
func never() async {
    while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
}

/// Serves a folder over http on loopback until `body` returns.
func serving<Result>(_ folder: FilePath, _ body: (String) async throws -> Result) async throws -> Result {
    let script = """
        import functools, http.server, os, sys, threading
        handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=sys.argv[1])
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        print(server.server_port, flush=True)
        threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
        server.serve_forever()
        """
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script, folder.string]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    defer { process.terminate() }
    let port = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        .trimmingCharacters(in: .whitespacesAndNewlines)
    return try await body("http://127.0.0.1:\(port)")
}
