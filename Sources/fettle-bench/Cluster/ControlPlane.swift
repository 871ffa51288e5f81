import Glibc
import SystemPackage

/// A real control plane of the bench's own, empty at first; see `Scripts/control-plane`.
struct ControlPlane {
    let kubeconfig: FilePath
    let server: APIServer
    /// Where kubectl keeps what it knows of the cluster.
    private let kubectlCache: FilePath
    private let settings: Settings

    /// Starts one, gives it to `body`, and ends it afterwards, also when `body` throws.
    ///
    /// It ends by itself when this process does not get that far.
    static func with<Result>(
        _ settings: Settings,
        _ body: (ControlPlane) async throws -> Result,
    ) async throws -> Result {
        try await TemporaryFolder.with { parent in
            let folder = parent.appending("plane")
            let flags = ["--name", "bench", "--with-parent", String(getpid())]
            let step = Interruption.undo { stop(folder) }
            defer {
                stop(folder)
                Interruption.done(step)
            }
            try ProgramRun.output(of: script, ["start", folder.string] + flags)
            let kubeconfig = folder.appending("kubeconfig")
            return try await body(
                ControlPlane(
                    kubeconfig: kubeconfig,
                    server: try APIServer(kubeconfig: kubeconfig),
                    kubectlCache: parent.appending("kubectl-cache"),
                    settings: settings,
                )
            )
        }
    }

    private static func stop(_ folder: FilePath) {
        do {
            // Its pid files lie in its folder, so this comes before that goes.
            if try !ProgramRun(script, ["stop", folder.string]).succeeded { print("\(folder): cannot be stopped") }
        } catch {
            print("\(error)")
        }
    }

    /// This project's folder.
    ///
    /// This file is Sources/fettle-bench/Cluster/ControlPlane.swift, four steps down.
    static let repository = FilePath(#filePath)
        .removingLastComponent().removingLastComponent().removingLastComponent().removingLastComponent()
    private static let script = repository.appending("Scripts/control-plane").string

    /// Runs kubectl on it.
    ///
    /// - Throws: `BenchError` when it fails.
    @discardableResult
    func kubectl(_ arguments: String...) throws -> ProgramRun {
        let flags = ["--kubeconfig", kubeconfig.string, "--cache-dir", kubectlCache.string]
        return try ProgramRun.output(of: settings.kubectl, flags + arguments).run
    }

    /// Applies a few objects: the first of each kind take a server long, whoever sends them.
    func warmUp() async throws {
        try TemporaryFolder.with { folder in
            let objects = ObjectSet(prefix: "warm-up", count: 4)
            let repository = try ClusterRepository(in: folder, [BenchCluster("warm-up", kubeconfig, objects)])
            let rendered = try repository.render("warm-up", settings)
            try kubectl("apply", "--server-side", "--filename", rendered.string)
        }
        try await server.settle()
    }
}
