import Manifests
import Testing
import YAML

@testable import Kustomize

/// Objects as they stand in the middle of a build.
struct BuiltObjects {
    let context = BuildContext()
    var objects: ResourceSet

    /// The objects of `text`, which is the file `base/objects.yaml`.
    init(_ text: String) throws {
        let file = context.files.number(of: "base/objects.yaml", isEncrypted: false)
        objects = ResourceSet(try ResourceReader(context: context).resources(in: Array(text.utf8), file: file))
    }

    /// The object `number`, counted from 0.
    subscript(number: Int) -> Resource { objects.resources[number] }

    /// All objects as they are printed.
    var yaml: String {
        objects.resources
            .map { resource in
                let printed = resource.copy()
                printed.removeMark()
                return String(decoding: printed.node.yaml(.folded), as: UTF8.self)
            }
            .joined(separator: "---\n")
    }

    mutating func run(_ transformer: some Transformer) throws {
        try transformer.transform(&objects, context)
    }

    /// What the transformer says is wrong; empty for nothing.
    mutating func problems(of transformer: some Transformer) throws -> [String] {
        do {
            try run(transformer)
            return []
        } catch let error as Problems {
            return error.list.map(\.description)
        }
    }

    /// The fields of a text as those of a kustomization.
    func fields(_ text: String) throws -> ConfigFields {
        let file = context.files.number(of: "kustomization.yaml", isEncrypted: false)
        let documents = try ResourceReader(context: context).documents(in: Array(text.utf8), file: file)
        return try ConfigFields(try #require(documents.first), "the text", context)
    }
}

extension Resource {
    /// Renames it as a kustomization with these settings does.
    func rename(prefix: String = "", suffix: String = "", namespace: String = "") {
        if !namespace.isEmpty {
            rememberID()
            self.namespace = namespace
        }
        if !prefix.isEmpty {
            remember { $0.prefixes.append(prefix) }
            rememberID()
            name = prefix + name
        }
        if !suffix.isEmpty {
            remember { $0.suffixes.append(suffix) }
            rememberID()
            name += suffix
        }
    }
}
