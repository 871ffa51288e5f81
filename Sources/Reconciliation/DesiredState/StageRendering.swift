internal import GitCrypt
internal import Kustomize
package import Manifests
internal import SourceTrees
internal import YAML

/// The data of a ConfigMap or a Secret by key, decoded; nil when there is no such object.
package typealias DataLookup = @Sendable (ObjectReference) async throws -> [String: [UInt8]]?

/// Renders the stages of a cluster, one after the other, since a later one may take values from an earlier one's objects.
struct StageRendering {
    let renderer: any Renderer
    let files: RepositoryFiles
    /// Asks the cluster for what the commit does not hold.
    let lookup: DataLookup

    /// All objects of one stage, substituted.
    ///
    /// - Parameter earlier: the objects of the stages before.
    /// - Throws: `Problems` and what the repository throws.
    func render(_ stage: Stage, after earlier: [Manifest]) async throws -> RenderedFolder {
        let build = Build(
            tree: files.decrypted,
            path: stage.path,
            adjustments: stage.adjustments,
            isEncrypted: { try files.decrypted.isEncrypted($0) },
        )
        let folder = try await renderer.render(build)
        var objects = folder.manifests
        let (variables, isSensitive) = try await variables(of: stage, earlier, objects)
        if !variables.isEmpty {
            let origin = Origin(file: stage.origin.file, line: stage.origin.line, isEncrypted: isSensitive)
            objects = try Substitution(variables: variables, origin: origin).apply(to: objects)
        }
        if stage.force {
            for index in objects.indices where objects[index].annotation(forceAnnotation) == nil {
                objects[index].setAnnotation(forceAnnotation, to: "enabled")
            }
        }
        return RenderedFolder(objects, isReused: folder.isReused)
    }

    /// Later sources win over earlier ones, and what stands in the stage itself over all of them.
    private func variables(
        of stage: Stage,
        _ earlier: [Manifest],
        _ own: [Manifest],
    ) async throws -> (variables: [String: String], isSensitive: Bool) {
        guard !stage.substituteFrom.isEmpty else { return (stage.substitute, stage.isSensitive) }
        let committed = CommittedData(earlier + own)
        var variables: [String: String] = [:]
        var isSensitive = stage.isSensitive
        var problems: [Problem] = []
        for source in stage.substituteFrom {
            let reference = ObjectReference(
                group: "",
                kind: source.kind.rawValue,
                namespace: stage.namespace,
                name: source.name,
            )
            guard let data = try await committed.data(of: reference, else: lookup) else {
                if !source.isOptional {
                    problems.append(
                        Problem(
                            "\(stage.origin)",
                            "spec.postBuild.substituteFrom: there is no \(reference), neither in this commit nor in the"
                                + " cluster; make it, or set optional: true",
                        )
                    )
                }
                continue
            }
            if source.kind == .secret || committed.isSensitive(reference) { isSensitive = true }
            for (key, bytes) in data {
                variables[key] = String(decoding: bytes, as: UTF8.self)
            }
        }
        // Somebody may be about to put them into the cluster.
        guard problems.isEmpty else { throw Problems(problems, isTransient: true) }
        variables.merge(stage.substitute) { $1 }
        return (variables, isSensitive)
    }
}

/// Flux's name for it, which users of its `Kustomization` already write.
private let forceAnnotation = "kustomize.toolkit.fluxcd.io/force"
