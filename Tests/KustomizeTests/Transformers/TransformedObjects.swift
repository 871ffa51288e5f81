@testable import Kustomize
import Manifests
import YAML

/// Objects from a text, to be changed by transformers and printed again.
struct TransformedObjects {
    let context: BuildContext
    private var resources: ResourceSet

    init(_ yaml: String) throws {
        context = BuildContext()
        let file = context.files.number(of: "objects.yaml", isEncrypted: false)
        resources = ResourceSet(try ResourceReader(context: context).resources(in: Array(yaml.utf8), file: file))
    }

    /// Fields as a kustomization or a plugin's file has them.
    func fields(_ yaml: String) throws -> ConfigFields {
        try ConfigFields(try document(yaml, "config.yaml"), "the configuration", context)
    }

    /// The field specs in the file of a `configurations` entry, with the built-in ones.
    func config(_ yaml: String) throws -> TransformerConfig {
        try TransformerConfig.builtIn.merged(with: try TransformerConfig(document(yaml, "config.yaml"), context))
    }

    func document(_ yaml: String, _ name: String) throws -> TracedValue {
        let file = context.files.number(of: name, isEncrypted: false)
        return try ResourceReader(context: context).documents(in: Array(yaml.utf8), file: file).first ?? .null()
    }

    /// The line `line` of the kustomization.
    func place(_ line: Int) -> Place {
        Place(file: context.files.number(of: "kustomization.yaml", isEncrypted: false), line: line, column: 1)
    }

    mutating func apply(_ transformer: some Transformer) throws {
        try transformer.transform(&resources, context)
    }

    /// The message of what `transformer` throws; empty when it does not.
    mutating func failure(of transformer: some Transformer) throws -> String {
        do {
            try transformer.transform(&resources, context)
            return ""
        } catch let error as Problems {
            return error.description
        }
    }

    var all: [Resource] { resources.resources }

    /// All objects as kustomize prints them, in their order.
    var yaml: String {
        all.map { resource in
            let printed = resource.copy()
            printed.removeMark()
            return String(decoding: printed.node.yaml(.folded), as: UTF8.self)
        }.joined(separator: "---\n")
    }
}
