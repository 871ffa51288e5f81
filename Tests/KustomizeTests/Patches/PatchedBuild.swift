@testable import Kustomize
import Manifests
import SourceTrees
import YAML

/// Objects from a text, changed by the fields of a kustomization beside them.
struct PatchedBuild {
    let context = BuildContext()
    private let loader: FolderLoader
    private(set) var resources: ResourceSet

    /// `files` are those that the kustomization names, by path.
    init(_ objects: String, files: [String: String] = [:], encrypted: Set<String> = []) throws {
        let context = context
        loader = FolderLoader(
            folder: try TreePath("app"),
            tree: try InMemoryTree(Dictionary(uniqueKeysWithValues: files.map { ("app/\($0)", $1) })),
            restriction: .rootOnly,
            isEncrypted: { encrypted.contains("\($0)") },
            context: context,
        )
        let file = context.files.number(of: "app/objects.yaml", isEncrypted: false)
        resources = ResourceSet(try ResourceReader(context: context).resources(in: Array(objects.utf8), file: file))
    }

    /// Applies what `kustomization` holds of patches and replacements, in kustomize's order.
    mutating func apply(_ kustomization: String) throws {
        let fields = try fields(kustomization, file: "app/kustomization.yaml")
        let merges = try fields.texts("patchesStrategicMerge")
        try StrategicMergePatchTransformer(entries: merges, loader: loader).transform(&resources, context)
        try PatchTransformer(entries: fields.objects("patches"), loader: loader).transform(&resources, context)
        try JSONPatchTransformer(entries: fields.objects("patchesJson6902"), loader: loader)
            .transform(&resources, context)
        try ReplacementTransformer(entries: fields.objects("replacements"), loader: loader)
            .transform(&resources, context)
    }

    /// Applies a plugin of the kind that `make` makes.
    mutating func applyPlugin(
        _ config: String,
        _ make: (ConfigFields, FolderLoader) throws -> any Transformer,
    ) throws {
        try make(try fields(config, file: "app/plugin.yaml"), loader).transform(&resources, context)
    }

    private func fields(_ text: String, file path: String) throws -> ConfigFields {
        let file = context.files.number(of: path, isEncrypted: false)
        let document = try ResourceReader(context: context).documents(in: Array(text.utf8), file: file).first
        return try ConfigFields(document ?? .mapping(), "the file", context)
    }

    /// All objects as kustomize prints them, in their order.
    var yaml: String {
        resources.resources.map { resource in
            let printed = resource.copy()
            printed.removeMark()
            return String(decoding: printed.node.yaml(.folded), as: UTF8.self)
        }.joined(separator: "---\n")
    }

    /// What the objects become.
    static func output(_ objects: String, _ kustomization: String, files: [String: String] = [:]) throws -> String {
        var build = try PatchedBuild(objects, files: files)
        try build.apply(kustomization)
        return build.yaml
    }

    /// Why the kustomization fails, or an object cannot be printed; empty when that is not so.
    static func failure(_ objects: String, _ kustomization: String, files: [String: String] = [:]) throws -> String {
        do {
            var build = try PatchedBuild(objects, files: files)
            try build.apply(kustomization)
            for resource in build.resources.resources {
                if let failure = resource.node.firstWithoutValue { throw resource.failure(failure) }
            }
            return ""
        } catch let problems as Problems {
            return problems.description
        }
    }
}
