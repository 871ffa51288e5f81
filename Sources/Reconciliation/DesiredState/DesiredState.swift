package import Git
package import Helm
package import Manifests

/// What one commit wants one cluster to be.
package struct DesiredState: Sendable {
    package let cluster: ClusterConfiguration
    /// The commit that says so.
    package let revision: Revision
    /// The stages that are not suspended, each behind what it depends on.
    package let stages: [DesiredStage]
    /// The names of suspended stages: what they applied stays as it is.
    package let suspended: Set<String>
    package let sources: ChartSources
    /// The files of this repository.
    package let files: RepositoryFiles

    /// The objects of all stages.
    package var objects: [Manifest] { stages.flatMap(\.objects) }
    /// The releases of all stages.
    package var releases: [HelmRelease] { stages.flatMap(\.releases) }

    /// Whether `other` asks a cluster for exactly the same, so that nothing is to be done to get from one to the other.
    package func asksForTheSame(as other: DesiredState) -> Bool {
        var mine = cluster
        mine.origin = other.cluster.origin
        return mine == other.cluster && suspended == other.suspended
            && stages.elementsEqual(other.stages) { $0.asksForTheSame(as: $1) }
            && chartContents == other.chartContents
    }

    /// The identities of the charts that lie in this repository.
    let chartContents: [String: String]

    init(
        cluster: ClusterConfiguration,
        revision: Revision,
        stages: [DesiredStage],
        suspended: Set<String>,
        sources: ChartSources,
        files: RepositoryFiles,
    ) throws {
        self.cluster = cluster
        self.revision = revision
        self.stages = stages
        self.suspended = suspended
        self.sources = sources
        self.files = files
        chartContents = try Self.chartContents(stages, sources, files)
    }

    private static func chartContents(
        _ stages: [DesiredStage],
        _ sources: ChartSources,
        _ files: RepositoryFiles,
    ) throws -> [String: String] {
        var contents: [String: String] = [:]
        for release in stages.flatMap(\.releases) {
            guard case .folder(let path) = try sources.request(for: release).location else { continue }
            contents["\(path)"] = try files.commit.objectID(at: path) ?? ""
        }
        return contents
    }
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
            && stage.wait == other.stage.wait && stage.timeout == other.stage.timeout && stage.force == other.stage.force
            && objects.elementsEqual(other.objects) { $0.object == $1.object }
            && descriptions.elementsEqual(other.descriptions) { $0.object == $1.object }
    }
}
