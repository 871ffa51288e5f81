internal import Helm
internal import Manifests

/// The rendered objects of one stage, told apart by what becomes of them.
struct StageParts {
    let stage: Stage
    /// For the cluster, labelled.
    private(set) var objects: [Manifest] = []
    private(set) var releases: [HelmRelease] = []
    /// What describes releases and where their charts come from.
    private(set) var descriptions: [Manifest] = []

    /// - Parameters:
    ///   - owner: the cluster's name, for the label.
    ///   - problems: gets what cannot be read.
    init(_ stage: Stage, _ rendered: [Manifest], owner: String, _ problems: inout [Problem]) {
        self.stage = stage
        for var manifest in rendered {
            switch (manifest.kind.group, manifest.kind.kind) {
            case (FluxObject.helmGroup, "HelmRelease"):
                descriptions.append(manifest)
                do {
                    releases.append(try HelmRelease.read(manifest))
                } catch {
                    problems += error.list
                }
            case (FluxObject.sourceGroup, _):
                descriptions.append(manifest)
            case (FluxObject.helmGroup, _):
                problems.append(
                    Problem(manifest.place, "kind \(manifest.kind.kind) is not supported by fettle; use HelmRelease")
                )
            case (FluxObject.kustomizeGroup, _):
                problems.append(
                    Problem(
                        manifest.place,
                        "\(manifest.reference) is rendered by stage \(stage.name), and stages stand in"
                            + " \(ClusterDefinition.folder)/\(owner); move it there",
                    )
                )
            default:
                manifest.setLabel(LoadBearingNames.ownerLabel, to: owner)
                objects.append(manifest)
            }
        }
        objects = KindOrder.sorted(objects)
    }
}
