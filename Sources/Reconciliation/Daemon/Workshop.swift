internal import Blocking
internal import Git
internal import GitCrypt
package import Helm
package import Kubernetes
package import Logging
internal import Manifests
internal import SourceTrees
package import SystemPackage
package import Tools

/// Makes what carries the requests to one cluster, given where it may keep a cache.
///
/// Throws `Problems` for a kubeconfig that the engine cannot use.
package typealias EngineMaker =
    @Sendable (Kubeconfig, ClusterConfiguration, _ cacheFolder: FilePath) throws -> any ClusterEngine

/// What every cluster's work is done with.
package struct Workshop: Sendable {
    package let commits: Commits
    let renderer: any Renderer
    let tools: any ToolRunner
    let folders: PrivateFolders
    /// The repository that is followed, as a `GitRepository` may name it.
    let repository: ThisRepository
    /// Where caches are kept.
    let stateFolder: FilePath
    let logger: Logger
    let clock: any Clock<Duration>
    let plugins: Kubeconfig.ExecPlugins
    let engines: EngineMaker
    /// fettle's executable, which helm runs for releases with post-renderers; nil where those are refused.
    let program: FilePath?
    /// Whether clusters are watched between runs.
    let watches: Bool
    /// Charts of all clusters: one that several take is downloaded once.
    let charts: ChartCache
    let valuesCheck: ValuesCheck
    /// Rendering, and the first comparison of a cluster, free several times as much as stays of them.
    let freedMemory = FreedMemory()
    private let connections = ClusterConnections()

    /// - Parameters:
    ///   - watches: whether clusters are watched between runs, where their engine can.
    ///   - plugins: whether a kubeconfig may have a program log in.
    ///   - program: fettle's executable, which helm runs for releases with post-renderers.
    ///   - engines: nil for what each cluster asks for.
    package init(
        commits: Commits,
        renderer: any Renderer,
        tools: any ToolRunner,
        folders: PrivateFolders,
        repository: ThisRepository,
        stateFolder: FilePath,
        logger: Logger,
        clock: any Clock<Duration> = ContinuousClock(),
        watches: Bool = false,
        plugins: Kubeconfig.ExecPlugins = .refused,
        program: FilePath? = nil,
        engines: EngineMaker? = nil,
    ) {
        self.commits = commits
        self.renderer = renderer
        self.tools = tools
        self.folders = folders
        self.repository = repository
        self.stateFolder = stateFolder
        charts = ChartCache(folder: stateFolder.appending("charts"), folders: folders)
        valuesCheck = ValuesCheck(charts: charts, tools: tools, cacheFolder: stateFolder.appending("helm"))
        self.logger = logger
        self.clock = clock
        self.watches = watches
        self.plugins = plugins
        self.program = program
        self.engines =
            engines ?? { kubeconfig, cluster, cacheFolder in
                switch cluster.engine {
                case .api: try APIEngine(kubeconfig: kubeconfig, cluster: cluster.name, tools: tools)
                case .kubectl:
                    KubectlEngine(tools: tools, kubeconfig: kubeconfig, cluster: cluster.name, cacheFolder: cacheFolder)
                }
            }
    }

    /// What a commit wants a cluster to be.
    ///
    /// - Parameter lookup: asks for ConfigMaps and Secrets that the commit does not hold; nil asks the cluster.
    /// - Throws: `Problems`; what the repository throws; `KubernetesError` when values have to be read from the cluster.
    package func desiredState(
        of name: String,
        _ files: RepositoryFiles,
        lookup: DataLookup? = nil,
    ) async throws -> DesiredState {
        try await desiredState(of: try definition(of: name, files), files, lookup: lookup)
    }

    /// As `desiredState(of:_:lookup:)`, for a definition that was read.
    ///
    /// - Parameter way: the files that say how the cluster is reached; nil for `files`.
    func desiredState(
        of definition: ClusterDefinition,
        _ files: RepositoryFiles,
        way: RepositoryFiles? = nil,
        lookup: DataLookup? = nil,
    ) async throws -> DesiredState {
        let builder = DesiredStateBuilder(renderer: renderer, repository: repository)
        return try await builder.build(definition, files, way: way ?? files) { reference in
            if let lookup { return try await lookup(reference) }
            return try await access(to: definition.configuration, way ?? files).data(of: reference)
        }
    }

    /// The way to a cluster; the same as long as its kubeconfig does not change.
    ///
    /// - Throws: `Problems` for a kubeconfig that cannot be used; what the repository throws.
    package func access(to cluster: ClusterConfiguration, _ files: RepositoryFiles) async throws -> ClusterAccess {
        try await connections.access(to: cluster, files, self)
    }

    /// What a commit would change in a cluster.
    ///
    /// - Throws: as `desiredState(of:_:)`; `KubernetesError` when the cluster gave no answer.
    package func preview(of name: String, _ files: RepositoryFiles) async throws -> ClusterPreview {
        let desired = try await desiredState(of: name, files)
        return try await ClusterPreview(of: desired, try await access(to: desired.cluster, desired.way))
    }

    /// The id of the commit that changed a cluster last.
    ///
    /// - Parameter files: a commit that says how the cluster is reached.
    /// - Throws: `Problems` when nothing was applied yet, and as `preview(of:_:)`.
    package func appliedRevision(of name: String, _ files: RepositoryFiles) async throws -> String {
        let definition = try definition(of: name, files)
        let inventory = try await access(to: definition.configuration, files).inventory.load()
        guard let revision = inventory.revision else {
            throw Problems(name, "nothing was applied to this cluster yet; run fettle sync \(name)")
        }
        return revision
    }

    /// What a commit's folder of a cluster says.
    ///
    /// - Throws: `Problems`; what the repository throws.
    func definition(of name: String, _ files: RepositoryFiles) throws -> ClusterDefinition {
        guard try ClusterDefinition.names(in: files.decrypted).contains(name) else {
            let known = try ClusterDefinition.names(in: files.decrypted).joined(separator: ", ")
            throw Problems(name, "there is no such cluster; the commit has: \(known)")
        }
        return try ClusterDefinition.read(
            name,
            in: files.decrypted,
            isEncrypted: { try files.decrypted.isEncrypted($0) },
        )
    }
}
