import Foundation
import Git
import GitCrypt
import Helm
import InMemoryLogging
import Kubernetes
import Kustomize
import Logging
import Manifests
import SourceTrees
import Synchronization
import SystemPackage
import TestSupport
import Tools
import YAML

@testable import Reconciliation

/// A real repository, and a cluster in memory that its commits are applied to.
struct RunFixture: Sendable {
    let cluster = MemoryCluster()
    /// Tells of what happens in `cluster`, where it is watched.
    let watched: WatchedMemoryCluster
    /// What was run outside.
    let tools: CountedTools
    let git: GitFixture
    let repository: Repository
    let workshop: Workshop
    let clock: JumpingClock
    let stopwatch: Stopwatch
    let logHandler: InMemoryLogHandler
    private let kubeconfig: FilePath

    /// - Parameters:
    ///   - watches: whether the cluster is watched.
    ///   - body: the test.
    /// - Throws: what `body` throws.
    static func with(watches: Bool = false, _ body: (RunFixture) async throws -> Void) async throws {
        try await withTemporaryDirectory { folder in
            let fixture = try await RunFixture(folder, watches)
            do {
                try await body(fixture)
            } catch {
                await fixture.workshop.folders.close()
                throw error
            }
            await fixture.workshop.folders.close()
        }
    }

    private init(_ folder: FilePath, _ watches: Bool) async throws {
        watched = WatchedMemoryCluster(cluster)
        git = try await GitFixture(below: folder)
        kubeconfig = folder.appending("kubeconfig")
        try Data(Self.kubeconfigText.utf8).write(to: URL(filePath: kubeconfig.string))
        try await git.commit(["README.md": "A repository.\n"])
        repository = try await Repository.open(
            at: folder.appending("copy"),
            remote: try Remote(git.bare.string, relativeTo: folder),
            branch: "main",
        )
        clock = JumpingClock()
        stopwatch = Stopwatch(clock)
        var handler = InMemoryLogHandler()
        handler.logLevel = .info
        logHandler = handler
        tools = CountedTools()
        let folders = PrivateFolders()
        let engine: any ClusterEngine = watches ? watched as any ClusterEngine : cluster
        workshop = Workshop(
            commits: Commits(repository, keys: KeySource(files: [])),
            renderer: KustomizeRenderer(),
            tools: tools,
            folders: folders,
            repository: ThisRepository(url: nil),
            stateFolder: folder.appending("state"),
            logger: Logger(label: "test") { [handler] _ in handler },
            clock: clock,
            watches: watches,
            engines: { _, _, _ in engine },
        )
    }

    // MARK: One run

    /// What a commit named `revision` wants.
    func desired(
        _ objects: [Manifest],
        _ revision: String = "one",
        message: String = "",
        spec: String = "",
    ) async throws -> DesiredState {
        let files = try await files()
        let definition = try ClusterDefinition.read(
            "one",
            in: try InMemoryTree(["clusters/one/cluster.yaml": clusterFile(spec)])
        )
        var problems: [Problem] = []
        let parts = StageParts(definition.stages[0], objects, owner: "one", &problems)
        return try DesiredState(
            cluster: definition.configuration,
            revision: Revision(id: revision, branch: "main", author: "Ada", date: Date(), message: message),
            stages: [
                DesiredStage(stage: parts.stage, objects: parts.objects, releaseWaves: [], descriptions: [])
            ],
            suspended: [],
            suspendedWants: SuspendedWants(),
            sources: ChartSources([], repository: ThisRepository(url: nil)),
            files: files,
            way: files,
        )
    }

    /// Runs as a process that has just started when `memory` is new.
    func run(_ desired: DesiredState, _ memory: inout RunMemory, mayPrune: Bool = true) async throws -> RunReport {
        let kubeconfig = try Kubeconfig(path: kubeconfig, context: nil)
        var run = ClusterRun(
            desired,
            try ClusterAccess(kubeconfig, of: desired.cluster, workshop),
            RunLog(workshop.logger, cluster: "one"),
            memory,
            mayPrune: mayPrune,
            interruption: Wakeup(),
            clock: clock,
            stopwatch: stopwatch,
        )
        defer { memory = run.memory }
        return try await run.run()
    }

    func run(_ desired: DesiredState) async throws -> RunReport {
        var memory = RunMemory()
        return try await run(desired, &memory)
    }

    /// What the cluster's record lists.
    func recorded() async throws -> Inventory {
        try await InventoryStore(engine: cluster, cluster: "one").load()
    }

    // MARK: Commits

    /// Pushes `files` and fetches them.
    func push(_ files: [String: String], _ message: String = "Change") async throws -> RepositoryFiles {
        try await git.commit(files, message)
        return try await self.files()
    }

    private func files() async throws -> RepositoryFiles {
        try await workshop.commits.files(of: try await repository.fetch(.branch).revision)
    }

    /// `clusters/one/cluster.yaml` with lines of `spec`, each with its own line feed.
    func clusterFile(_ spec: String = "") -> String {
        """
        apiVersion: fettle.dev/v1alpha1
        kind: Cluster
        metadata: { name: one }
        spec:
          kubeconfig: { path: \(kubeconfig.string) }
        \(spec)
        """
    }

    // MARK: The log

    /// The lines so far, as `level message key=value …` with keys in order.
    var log: [String] {
        logHandler.entries.map { entry in
            let metadata = entry.metadata.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
            return "\(entry.level) \(entry.message)\(metadata)"
        }
    }

    func log(with text: String) -> [String] {
        log.filter { $0.contains(text) }
    }

    private static let kubeconfigText = """
        apiVersion: v1
        kind: Config
        current-context: one
        clusters: [{ name: one, cluster: { server: "https://127.0.0.1:1" } }]
        users: [{ name: one, user: { token: none } }]
        contexts: [{ name: one, context: { cluster: one, user: one } }]
        """
}

/// Runs programs, and counts them.
final class CountedTools: ToolRunner {
    private let runner = SubprocessToolRunner()
    private let started = Mutex(0)

    var count: Int { started.withLock { $0 } }

    func run(_ invocation: ToolInvocation) async throws -> ToolResult {
        started.withLock { $0 += 1 }
        return try await runner.run(invocation)
    }
}

/// A ConfigMap of the namespace `app`.
func configMap(_ name: String, _ value: String) -> Manifest {
    Manifest(
        [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name), "namespace": "app"],
            "data": ["a": .string(value)],
        ],
        origin: Origin(file: "overlays/one/\(name).yaml"),
    )
}

/// A Secret of the namespace `app`.
func secret(_ name: String, _ value: String) -> Manifest {
    var manifest = configMap(name, value)
    manifest.object["kind"] = "Secret"
    return manifest
}
