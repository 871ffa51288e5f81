internal import Helm
package import Manifests
package import SourceTrees
internal import YAML

/// Everything in one folder `clusters/<name>`.
package struct ClusterDefinition: Hashable, Sendable {
    package private(set) var configuration: ClusterConfiguration
    /// In an order in which each stands behind what it depends on; at least one.
    package let stages: [Stage]
    /// Sources that Flux's bootstrap keeps beside the stages; releases may name them.
    package let sources: [Manifest]

    /// The names of the stages that are left alone for now.
    var suspendedStages: Set<String> { Set(stages.filter(\.isSuspended).map(\.name)) }

    /// The same stages, in a cluster that is reached and treated as `configuration` says.
    func treated(as configuration: ClusterConfiguration) -> ClusterDefinition {
        var result = self
        result.configuration = configuration
        return result
    }

    /// The folder that holds all clusters.
    package static let folder = TreePath.root.child("clusters")

    /// The names of the clusters of a repository, in order.
    ///
    /// - Throws: `Problems` when there is no folder of clusters; what the tree throws.
    package static func names(in tree: any SourceTree) throws -> [String] {
        guard case .directory? = try tree.kind(at: folder) else {
            throw Problems("\(folder)", "no such folder; make \(folder)/<name>/cluster.yaml for each cluster")
        }
        return try tree.list(folder).filter { try tree.kind(at: folder.child($0)) == .directory }
    }

    /// Reads the folder of one cluster.
    ///
    /// - Parameter isEncrypted: whether git-crypt encrypts a file, so that its values must not be printed.
    /// - Throws: `Problems`, all that were found; what the tree throws.
    package static func read(
        _ name: String,
        in tree: any SourceTree,
        isEncrypted: (TreePath) throws -> Bool = { _ in false },
    ) throws -> ClusterDefinition {
        let folder = folder.child(name)
        let main = folder.child("cluster.yaml")
        guard try tree.kind(at: main) == .file else {
            throw Problems("\(folder)", "has no cluster.yaml; write one that says how the cluster is reached")
        }
        let own = try Manifest.read(yaml: try tree.read(main), file: "\(main)", isEncrypted: try isEncrypted(main))
        let clusters = own.filter(\.isCluster)
        guard let cluster = clusters.first, clusters.count == 1 else {
            throw Problems(
                "\(main)",
                clusters.isEmpty
                    ? "has no object of kind Cluster of \(LoadBearingNames.apiVersion); write one"
                    : "has \(clusters.count) objects of kind Cluster; a folder is one cluster",
            )
        }
        let configuration = try ClusterConfiguration.read(cluster, in: folder)
        var others = own.filter { !$0.isCluster }
        for file in try tree.list(folder) where file.hasSuffix(".yaml") || file.hasSuffix(".yml") {
            let path = folder.child(file)
            guard path != main, configuration.access != .file(path), try tree.kind(at: path) == .file else { continue }
            others += try Manifest.read(yaml: try tree.read(path), file: "\(path)", isEncrypted: try isEncrypted(path))
        }
        return try ClusterDefinition(configuration, others)
    }

    private init(_ configuration: ClusterConfiguration, _ others: [Manifest]) throws(Problems) {
        var stages: [Stage] = []
        var sources: [Manifest] = []
        var problems: [Problem] = []
        for manifest in others {
            switch (manifest.kind.group, manifest.kind.kind) {
            case (FluxObject.kustomizeGroup, "Kustomization"):
                do {
                    stages.append(try Stage.read(manifest, of: configuration))
                } catch {
                    problems += error.list
                }
            case (FluxObject.sourceGroup, "GitRepository"), (FluxObject.sourceGroup, "HelmRepository"),
                (FluxObject.sourceGroup, "OCIRepository"):
                sources.append(manifest)
            default:
                problems.append(
                    Problem(
                        manifest.origin.map(String.init(describing:)) ?? configuration.name,
                        "\(manifest.kind.apiVersion) \(manifest.kind.kind) is not read here; this folder holds"
                            + " one Cluster, Flux Kustomizations and their sources, and objects go into an overlay",
                    )
                )
            }
        }
        guard problems.isEmpty else { throw Problems(problems) }
        self.configuration = configuration
        self.stages = stages.isEmpty ? [Stage(configuration)] : try StageOrder.sorted(stages)
        self.sources = sources
    }
}

extension Manifest {
    fileprivate var isCluster: Bool {
        kind.apiVersion == LoadBearingNames.apiVersion && kind.kind == "Cluster"
    }
}
