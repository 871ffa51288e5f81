package import Git
package import Helm
package import Manifests
internal import SourceTrees

/// What one commit wants one cluster to be.
package struct DesiredState: Sendable {
    package let cluster: ClusterConfiguration
    /// The commit that says so.
    package let revision: Revision
    /// The stages that are not suspended, each behind what it depends on.
    package let stages: [DesiredStage]
    /// The names of suspended stages: what they applied stays as it is.
    package let suspended: Set<String>
    /// What suspended stages want by now; it must not be deleted because it left another stage.
    let suspendedWants: SuspendedWants
    package let sources: ChartSources
    /// The files of this repository.
    package let files: RepositoryFiles
    /// The files that say how the cluster is reached: those of a newer commit, when that one cannot be rendered.
    package let way: RepositoryFiles
    /// How many stages are an earlier commit's, since nothing that made them has changed.
    package let reusedStages: Int

    /// The objects of all stages.
    package var objects: [Manifest] { stages.flatMap(\.objects) }
    /// The releases of all stages.
    package var releases: [HelmRelease] { stages.flatMap(\.releases) }
    /// The data of the objects of all stages.
    let committed: CommittedData

    /// Whether rendering the same commit again may give something else.
    var takesValuesFromCluster: Bool { stages.contains { !$0.stage.substituteFrom.isEmpty } }

    /// Whether what `stage` applied is deleted when nothing wants it any more.
    ///
    /// - Parameter isKept: what the stage said of it when it was applied; counts when the stage has gone.
    func isPruned(stage name: String, isKept: Bool) -> Bool {
        stages.first { $0.stage.name == name }?.stage.prune ?? (cluster.prune && !isKept)
    }

    /// Whether `other` asks a cluster for exactly the same, so that nothing is to be done to get from one to the other.
    package func asksForTheSame(as other: DesiredState) -> Bool {
        var mine = cluster
        mine.origin = other.cluster.origin
        return mine == other.cluster && suspended == other.suspended
            && stages.elementsEqual(other.stages) { $0.asksForTheSame(as: $1) }
            && chartContents == other.chartContents
    }

    /// The identities of the charts that lie in this repository, and of their values files.
    let chartContents: [String: String]

    init(
        cluster: ClusterConfiguration,
        revision: Revision,
        stages: [DesiredStage],
        suspended: Set<String>,
        suspendedWants: SuspendedWants,
        sources: ChartSources,
        files: RepositoryFiles,
        way: RepositoryFiles,
        reusedStages: Int = 0,
    ) throws {
        self.cluster = cluster
        self.revision = revision
        self.stages = stages
        self.suspended = suspended
        self.suspendedWants = suspendedWants
        self.sources = sources
        self.files = files
        self.way = way
        self.reusedStages = reusedStages
        committed = CommittedData(stages.flatMap(\.objects))
        chartContents = try Self.chartContents(stages, sources, files)
    }

    private static func chartContents(
        _ stages: [DesiredStage],
        _ sources: ChartSources,
        _ files: RepositoryFiles,
    ) throws -> [String: String] {
        var contents: [String: String] = [:]
        for release in stages.flatMap(\.releases) {
            let request = try sources.request(for: release)
            guard case .folder(let path) = request.location else { continue }
            // A path that leads nowhere is told when the release is planned.
            for path in [path] + request.valuesFiles.compactMap({ try? TreePath($0) }) {
                contents["\(path)"] = try files.commit.objectID(at: path) ?? ""
            }
        }
        return contents
    }
}

/// What the suspended stages of a cluster want, although nothing of it is applied.
struct SuspendedWants: Sendable {
    var objects: Set<ObjectReference> = []
    var releases: [HelmRelease] = []
    /// The stages of which that is not known, since they do not render.
    var unknown: [String] = []
}

/// What one stage puts into the cluster.
package struct DesiredStage: Sendable {
    package let stage: Stage
    /// Plain objects in the order of application, each with the owner's label.
    package let objects: [Manifest]
    /// Helm releases; those of a wave wait for nothing but earlier waves.
    package let releaseWaves: [[HelmRelease]]
    /// The objects that describe releases and their sources.
    package let descriptions: [Manifest]

    package var releases: [HelmRelease] { releaseWaves.flatMap { $0 } }

    func asksForTheSame(as other: DesiredStage) -> Bool {
        stage.name == other.stage.name && stage.dependsOn == other.stage.dependsOn && stage.prune == other.stage.prune
            && stage.wait == other.stage.wait && stage.timeout == other.stage.timeout
            && stage.force == other.stage.force && stage.ignore == other.stage.ignore
            && objects.elementsEqual(other.objects) { $0.object == $1.object }
            && descriptions.elementsEqual(other.descriptions) { $0.object == $1.object }
    }
}
