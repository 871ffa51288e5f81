internal import Manifests
internal import YAML

/// What a file that `openapi.path` of a kustomization names says of kinds: an OpenAPI v2 document, as YAML or JSON.
struct CustomSchema {
    private var definitions: [String: TracedValue] = [:]
    private var kinds: [GroupVersionKind: String] = [:]
    private var namespaced: [GroupVersionKind: Bool] = [:]

    /// - Throws: `Problems` when `file` is no such document.
    init(_ file: TracedValue, context: BuildContext) throws {
        guard file.isMapping || file.isNull else {
            throw context.failure(file, "invalid schema file: is \(file.kindName), not an OpenAPI document")
        }
        for definition in try Self.fields("definitions", of: file, context) {
            definitions[definition.name] = definition.value
            for kind in definition.value[Self.kindExtension]?.elements ?? [] where kind.isMapping {
                kinds[try Self.kind(kind, context)] = definition.name
            }
        }
        for path in try Self.fields("paths", of: file, context) {
            guard let value = path.value["get"]?[Self.kindExtension], value.isMapping else { continue }
            let kind = try Self.kind(value, context)
            namespaced[kind] = path.name.contains("namespaces/{namespace}") || namespaced[kind] ?? false
        }
    }

    private static let kindExtension = "x-kubernetes-group-version-kind"

    private static func fields(_ name: String, of file: TracedValue, _ context: BuildContext) throws -> [TracedField] {
        guard let value = file[name], !value.isNull else { return [] }
        guard value.isMapping else {
            throw context.failure(value, "invalid schema file: \(name) is \(value.kindName), not a mapping")
        }
        return value.fields
    }

    private static func kind(_ value: TracedValue, _ context: BuildContext) throws -> GroupVersionKind {
        guard let version = value["version"]?.string, let kind = value["kind"]?.string else {
            throw context.failure(
                value,
                "invalid schema file: \(kindExtension) has no version or kind that is a string; add it",
            )
        }
        return GroupVersionKind(group: value["group"]?.string ?? "", version: version, kind: kind)
    }

    /// Whether objects of `kind` have a namespace; nil when the paths do not tell.
    func isNamespaced(_ kind: GroupVersionKind) -> Bool? {
        namespaced[kind]
    }

    /// What an object of `kind` looks like.
    func shape(of kind: GroupVersionKind) -> SchemaShape? {
        kinds[kind].flatMap { definition(named: $0) }
    }

    /// The definition with the name `name`.
    func definition(named name: String) -> SchemaShape? {
        definitions[name].map(Self.shape)
    }

    private static func shape(_ value: TracedValue) -> SchemaShape {
        var fields: [String: SchemaShape] = [:]
        for property in value["properties"]?.fields ?? [] { fields[property.name] = shape(property.value) }
        let isList = value["type"].map { $0.string == "array" || $0.elements.map(\.string) == ["array"] } ?? false
        return SchemaShape(
            reference: value["$ref"]?.string.flatMap(reference),
            fields: fields,
            otherFields: mapping("additionalProperties", of: value).map(shape),
            elements: isList ? mapping("items", of: value).map(shape) : nil,
            mergeKeys: mergeKeys(value),
        )
    }

    private static func mapping(_ name: String, of value: TracedValue) -> TracedValue? {
        value[name].flatMap { $0.isMapping ? $0 : nil }
    }

    private static func mergeKeys(_ value: TracedValue) -> [String]? {
        let strategies = value["x-kubernetes-patch-strategy"]?.string ?? ""
        guard strategies.split(separator: ",").contains("merge") else { return nil }
        if let keys = value["x-kubernetes-list-map-keys"] { return keys.elements.compactMap(\.string) }
        return value["x-kubernetes-patch-merge-key"]?.string.map { [$0] } ?? []
    }

    /// Reads a JSON pointer such as `#/definitions/Foo`, in whichever file it says that is.
    private static func reference(_ text: String) -> SchemaShape.Reference? {
        guard let start = text.firstIndex(of: "#") else { return nil }
        let steps = text[start...].split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(unescaped)
        guard steps.count > 1, steps[0] == "definitions" else { return nil }
        return SchemaShape.Reference(definition: steps[1], steps: Array(steps[2...]))
    }

    private static func unescaped(_ step: Substring) -> String {
        // In this order, so that `~01` stands for `~1`.
        step.split(separator: "~1", omittingEmptySubsequences: false)
            .map { $0.split(separator: "~0", omittingEmptySubsequences: false).joined(separator: "~") }
            .joined(separator: "/")
    }
}
