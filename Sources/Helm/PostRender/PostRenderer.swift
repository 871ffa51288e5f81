internal import Kustomize
internal import Manifests
internal import SourceTrees
internal import YAML

/// Changes what the templates of a release gave, as Flux's helm-controller does (its `internal/postrender`): one
/// kustomization after the other in the order of the objects, and then labels and annotations on the objects alone, not
/// on the templates of pods in them.
package struct PostRenderer: Sendable {
    package let rendering: PostRendering

    package init(rendering: PostRendering) {
        self.rendering = rendering
    }

    /// - Parameter manifests: YAML documents as helm gives them, hooks among them where that helm hands them on.
    /// - Returns: what helm goes on with.
    /// - Throws: `Problems`, all that were found; they may quote what is secret.
    package func result(of manifests: [UInt8]) throws -> [UInt8] {
        let documents = HelmDocuments(manifests)
        switch rendering.strategy ?? .combined {
        case .combined:
            return try changed(manifests)
        case .noHooks:
            let (hooks, others) = try documents.sortedOut()
            return try changed(others) + hooks
        case .separate:
            let (hooks, others) = try documents.sortedOut()
            return try changed(others) + changed(hooks)
        }
    }

    private func changed(_ manifests: [UInt8]) throws -> [UInt8] {
        guard !HelmDocuments(manifests).isEmpty else { return [] }
        var result = manifests
        for (index, step) in rendering.steps.enumerated() where !step.isEmpty {
            result = try Self.build(result, step, "spec.postRenderers[\(index)].kustomize")
        }
        let transformers = metadataTransformers
        guard !transformers.isEmpty else { return HelmDocuments.terminated(result) }
        result = try Self.build(result, "spec.commonMetadata", ["transformers": .array(transformers)])
        return HelmDocuments.terminated(result)
    }

    // MARK: Kustomizations

    private static func build(_ manifests: [UInt8], _ step: PostRendering.Step, _ field: String) throws -> [UInt8] {
        var files: [String: [UInt8]] = [:]
        // As files, so that a message names the patch, and the line in it.
        let patches = step.patches.enumerated().map { index, entry -> Value in
            let name = "\(field).patches[\(index)]"
            files[name] = Array((entry["patch"]?.string ?? "").utf8)
            var patch = entry
            patch["patch"] = nil
            patch["path"] = .string(name)
            return patch
        }
        return try build(manifests, field, ["patches": .array(patches), "images": .array(step.images)], files)
    }

    private static let objects = "objects.yaml"
    private static let kustomization = "kustomization.yaml"

    private static func build(
        _ manifests: [UInt8],
        _ field: String,
        _ fields: Value,
        _ files: [String: [UInt8]] = [:],
    ) throws -> [UInt8] {
        var fields = fields
        fields["resources"] = [.string(objects)]
        var tree = InMemoryTree()
        for (name, bytes) in files { tree.add(bytes, at: try TreePath(name)) }
        tree.add(manifests, at: try TreePath(objects))
        tree.add(fields.json(), at: try TreePath(kustomization))
        var folder = FolderBuild(tree: tree, path: .root)
        folder.sorts = false
        folder.displayName = { path in
            switch "\(path)" {
            case objects: "what the chart's templates give"
            case kustomization, "\(TreePath.root)": field
            case let name: name
            }
        }
        return try Kustomizer.output(of: folder).yaml
    }

    private var metadataTransformers: [Value] {
        func transformer(_ kind: String, _ field: String, _ entries: [String: String]) -> Value? {
            guard !entries.isEmpty else { return nil }
            let configuration: Value = [
                "apiVersion": "builtin",
                "kind": .string(kind),
                "metadata": ["name": "commonMetadata"],
                .init(stringLiteral: field): .object(entries.mapValues(Value.string)),
                "fieldSpecs": [["path": .string("metadata/\(field)"), "create": true]],
            ]
            return .string(configuration.jsonText)
        }
        return [
            transformer("LabelTransformer", "labels", rendering.labels),
            transformer("AnnotationsTransformer", "annotations", rendering.annotations),
        ].compactMap { $0 }
    }
}
