internal import Foundation
internal import GitCrypt
internal import Helm
package import Kubernetes
internal import Logging
internal import Manifests
internal import SourceTrees
internal import SystemPackage
internal import YAML

/// The way to one cluster.
package struct ClusterAccess: Sendable {
    package let engine: any ClusterEngine
    /// What watches tell of the cluster; nil where nobody watches.
    private let watched: WatchedEngine?
    /// The objects of releases; nil where the engine cannot tell of them.
    let releaseWatch: ReleaseWatch?
    package let inventory: InventoryStore
    let helm: HelmClient
    /// Makes the definitions of charts; watches nothing.
    let definitions: DefinitionApplier
    let charts: ChartCache
    let valuesCheck: ValuesCheck
    let releases: EngineReleaseRecords
    let digestKey: DigestKey
    /// Lies in memory only as long as this value lives.
    private let kubeconfig: Kubeconfig

    /// - Throws: `Problems` for a kubeconfig that the cluster's engine cannot use.
    init(_ kubeconfig: Kubeconfig, of cluster: ClusterConfiguration, _ workshop: Workshop) throws {
        self.kubeconfig = kubeconfig
        let caches = workshop.stateFolder.appending("clusters").appending(cluster.name)
        let plain = try workshop.engines(kubeconfig, cluster, caches.appending("kubectl"))
        let watching = plain as? any WatchingEngine
        func watched(_ selector: String) -> WatchedEngine? {
            guard let watching, workshop.watches else { return nil }
            let log = RunLog(workshop.logger, cluster: cluster.name)
            return WatchedEngine(watching, selector: selector, clock: workshop.clock) { kind, error in
                log.watch(of: kind, failedWith: error)
            }
        }
        self.watched = watched("\(LoadBearingNames.ownerLabel)=\(cluster.name)")
        releaseWatch = watching.map { ReleaseWatch($0, watched: watched(Manifest.helmSelector)) }
        let engine: any ClusterEngine = self.watched ?? plain
        self.engine = engine
        inventory = InventoryStore(engine: engine, cluster: cluster.name, state: self.watched?.state)
        releases = EngineReleaseRecords(engine: engine)
        digestKey = DigestKey(engine: engine)
        definitions = DefinitionApplier(engine: plain, cluster: cluster.name, clock: workshop.clock)
        let helmFolder = caches.appending("helm")
        charts = workshop.charts
        valuesCheck = workshop.valuesCheck
        helm = HelmClient(
            tools: workshop.tools,
            kubeconfig: kubeconfig.path,
            context: kubeconfig.context,
            folders: workshop.folders,
            cacheFolder: helmFolder,
            cluster: cluster.name,
            charts: charts,
            program: workshop.program,
        )
    }

    /// What is known of the cluster without asking it; nil where nobody watches.
    var state: ClusterState? { watched?.state }

    /// Watches the kinds of what is wanted, and that of the inventory, and no others.
    func follow(_ desired: DesiredState) {
        watched?.keep(Set(desired.objects.map(\.kind)).union([InventoryStore.kind]))
        releaseWatch?.keep(Set(desired.releases.map { Inventory.ReleaseIdentity($0) }))
    }

    /// Watches the inventory, if it is not watched already with what is wanted.
    ///
    /// - Throws: `KubernetesError` when the cluster gave no answer.
    func followInventory() async throws {
        try await watched?.follow(InventoryStore.kind)
    }

    /// Has `listener` called when something is no longer as it was found to be.
    func listen(_ listener: @escaping @Sendable () -> Void) {
        state?.listen(listener)
        releaseWatch?.state?.listen(listener)
    }

    /// Ends all watches.
    func stopWatching() {
        watched?.stop()
        releaseWatch?.stop()
    }

    /// The data of a ConfigMap or a Secret of the cluster; nil when it is not there.
    ///
    /// - Throws: `KubernetesError`.
    func data(of reference: ObjectReference) async throws -> [String: [UInt8]]? {
        let kind = GroupVersionKind(apiVersion: "v1", kind: reference.kind)
        switch try await engine.read([KindedReference(reference: reference, kind: kind)]).first {
        case .found(let live): return live.manifest.data
        case .absent, nil: return nil
        case .unknownKind:
            throw KubernetesError(.unknownKind, subject: "\(reference)", "the cluster does not know this kind")
        case .failed(let error): throw error
        }
    }
}

/// Keeps the way to each cluster as long as it is the same.
actor ClusterConnections {
    private struct Key: Hashable {
        let access: ClusterConfiguration.Access
        let context: String?
        let engine: ClusterConfiguration.EngineName
        /// What stands in the files, so that one that was replaced counts; nil for one that is not there.
        let kubeconfig: [[UInt8]?]
    }

    private var known: [String: (key: Key, access: ClusterAccess)] = [:]

    func access(
        to cluster: ClusterConfiguration,
        _ files: RepositoryFiles,
        _ workshop: Workshop,
    ) throws -> ClusterAccess {
        let contents: [[UInt8]?] =
            switch cluster.access {
            case .file(let path): [try secret(path, of: cluster, files)]
            case .path(let list):
                KubeconfigFiles(list).paths.map { FileManager.default.contents(atPath: $0.string).map(Array.init) }
            case .inCluster: []
            }
        let key = Key(
            access: cluster.access,
            context: cluster.context,
            engine: cluster.engine,
            kubeconfig: contents,
        )
        if let known = known[cluster.name], known.key == key { return known.access }
        let kubeconfig: Kubeconfig =
            switch cluster.access {
            case .file(let path):
                try Kubeconfig(
                    bytes: contents.first.flatMap(\.self) ?? [],
                    subject: "\(path)",
                    context: cluster.context,
                    plugins: workshop.plugins,
                )
            case .path(let list):
                try Kubeconfig(path: FilePath(list), context: cluster.context, plugins: workshop.plugins)
            case .inCluster: try Kubeconfig.inCluster(subject: "\(cluster.origin)")
            }
        if kubeconfig.trustsAnyServer {
            workshop.logger.warning(
                "server is not verified",
                metadata: [
                    "cluster": "\(cluster.name)", "server": "\(kubeconfig.server)",
                    "reason": "insecure-skip-tls-verify is set: whoever answers there gets the credentials",
                ]
            )
        }
        let access = try ClusterAccess(kubeconfig, of: cluster, workshop)
        known[cluster.name] = (key, access)
        return access
    }

    /// Whoever reads the repository must not get into its clusters, so such a file has to be encrypted.
    private func secret(_ path: TreePath, of cluster: ClusterConfiguration, _ files: RepositoryFiles) throws -> [UInt8]
    {
        guard try files.decrypted.isEncrypted(path) else {
            guard try files.decrypted.kind(at: path) == .file else {
                throw Problems("\(cluster.origin)", "spec.kubeconfig.file: there is no \(path); add it, encrypted")
            }
            throw Problems(
                "\(path)",
                "is a kubeconfig that git-crypt does not encrypt; name it in .gitattributes, renew its credentials and"
                    + " commit it again",
            )
        }
        return try files.decrypted.read(path)
    }
}
