import Manifests
import SourceTrees
import YAML

@testable import Kustomize

/// Does what a build does with the generators of one kustomization: resources, generators, hashes.
struct GeneratorBuild {
    let context = BuildContext()
    private(set) var resources = ResourceSet()

    init(_ files: [String: String], encrypted: Set<String> = []) throws {
        try self.init(try InMemoryTree(files), encrypted: encrypted)
    }

    init(_ tree: any SourceTree, folder: TreePath = .root, encrypted: Set<String> = []) throws {
        let loader = FolderLoader(
            folder: folder,
            tree: tree,
            restriction: .rootOnly,
            isEncrypted: { encrypted.contains("\($0)") },
            context: context,
        )
        resources = ResourceSet(try Self.layer(loader))
        try HashTransformer().transform(&resources, context)
    }

    private static func layer(_ loader: FolderLoader) throws -> [Resource] {
        let context = loader.context
        let place = Place.unknown
        let reader = ResourceReader(context: context)
        let (bytes, file) = try loader.read("kustomization.yaml", at: place)
        let document = try reader.documents(in: bytes, file: file)[0]
        let fields = try ConfigFields(document, "the kustomization", context)
        var resources = ResourceSet()
        for (path, place) in try fields.texts("resources") {
            guard path.hasSuffix(".yaml") else {
                for resource in try layer(try loader.entering(try loader.find(path), at: place)) {
                    try resources.append(resource)
                }
                continue
            }
            let (bytes, file) = try loader.read(path, at: place)
            for resource in try reader.resources(in: bytes, file: file) { try resources.append(resource) }
        }
        try resources.absorb(try generators(fields, loader).flatMap { try $0.generate(context) })
        // As the transformers of prefixes and namespaces leave objects behind.
        for resource in resources.resources {
            if let prefix = try fields.text("namePrefix") {
                resource.rememberID()
                resource.remember { $0.prefixes.append(prefix) }
                resource.name = prefix + resource.name
            }
            if let namespace = try fields.text("namespace") {
                resource.rememberID()
                resource.namespace = namespace
            }
        }
        return resources.resources
    }

    private static func generators(_ fields: ConfigFields, _ loader: FolderLoader) throws -> [any Generator] {
        let options = try fields.object("generatorOptions").map { try GeneratorOptions($0) } ?? GeneratorOptions()
        var generators: [any Generator] = []
        for entry in try fields.objects("configMapGenerator") {
            generators.append(try ConfigMapGenerator(entry, options: options, loader: loader))
        }
        for entry in try fields.objects("secretGenerator") {
            generators.append(try SecretGenerator(entry, options: options, loader: loader))
        }
        let reader = ResourceReader(context: loader.context)
        for (path, place) in try fields.texts("generators") {
            let (bytes, file) = try loader.read(path, at: place)
            for plugin in try reader.resources(in: bytes, file: file) {
                let fields = try ConfigFields(plugin.node, "a plugin", loader.context)
                switch plugin.kind.kind {
                case "ConfigMapGenerator": generators.append(try ConfigMapGenerator(plugin: fields, loader: loader))
                case "SecretGenerator": generators.append(try SecretGenerator(plugin: fields, loader: loader))
                default: generators.append(try IAMPolicyGenerator(plugin: fields))
                }
            }
        }
        return generators
    }

    /// The objects in their order, as they would be printed.
    var text: String {
        resources.resources
            .map { resource in
                let copy = resource.copy()
                copy.removeMark()
                return String(decoding: copy.node.yaml(.folded), as: UTF8.self)
            }
            .joined(separator: "---\n")
    }

    /// Where the value at `path` of the first object was written, as `file:line`, the oldest first.
    func places(_ path: String...) -> [String] {
        let value = path.reduce(resources.resources.first?.node) { $0?[$1] }
        return value?.trace.places.map { context.files.description(of: $0) } ?? []
    }

    /// What the build of `files` fails with; empty when it does not.
    static func failure(_ files: [String: String]) throws -> String {
        do {
            _ = try GeneratorBuild(files)
            return ""
        } catch let problems as Problems {
            return "\(problems)"
        }
    }
}
