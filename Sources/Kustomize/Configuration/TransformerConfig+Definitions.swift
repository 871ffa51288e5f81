internal import Manifests
internal import YAML

extension TransformerConfig {
    /// Reads a file of `crds`: OpenAPI definitions by their names, some of whose fields are marked as names, labels or
    /// annotations (kustomize's `api/internal/accumulator/loadconfigfromcrds.go`).
    ///
    /// - Throws: `Problems`: no mapping, fields of other types, definitions that hold themselves, marks that contradict
    ///   each other.
    init(definitions: TracedValue, _ context: BuildContext) throws {
        self.init()
        guard definitions.isMapping else {
            if definitions.isNull { return }
            throw context.failure(
                definitions,
                "unable to parse open API definition: is \(definitions.kindName), not a mapping of definitions",
            )
        }
        let check = DefinitionCheck(context: context)
        for definition in definitions.fields { try check.check(definition.value, definition.name) }
        let reader = DefinitionReader(definitions: definitions, context: context)
        for definition in definitions.fields.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
            guard let found = try reader.config(of: definition.name) else { continue }
            let place = definition.value.trace.place
            self = try merged(with: found, subject: context.files.description(of: place))
        }
    }
}

private struct DefinitionReader {
    let properties: [String: TracedValue]
    let context: BuildContext

    init(definitions: TracedValue, context: BuildContext) {
        let properties = definitions.fields.map { definition in
            (definition.name, definition.value.anyCase("schema")?["properties"] ?? .mapping())
        }
        self.properties = Dictionary(properties) { $1 }
        self.context = context
    }

    /// What the definition `name` marks; nil when it is none of a kind of objects.
    func config(of name: String) throws -> TransformerConfig? {
        guard let fields = properties[name],
            ["kind", "apiVersion", "metadata"].allSatisfy({ fields[$0] != nil })
        else { return nil }
        var config = TransformerConfig()
        let kind = name.split(separator: ".", omittingEmptySubsequences: false).last.map(String.init) ?? ""
        try read(name, of: kind, at: [], within: [], into: &config)
        return config
    }

    private func read(
        _ name: String,
        of kind: String,
        at path: [String],
        within parents: Set<String>,
        into config: inout TransformerConfig,
    ) throws {
        guard let properties = properties[name] else { return }
        guard !parents.contains(name) else {
            throw context.failure(
                properties,
                "definition '\(name)' refers to itself, by way of '\(path.joined(separator: "/"))'; take one '$ref' out",
            )
        }
        for property in properties.fields {
            let path = path + [property.name]
            do throws(FieldSpecConflict) {
                try note(property.value, of: kind, at: path, in: &config)
            } catch {
                throw context.failure(property.value, "conflicting fieldspecs for '\(error.path)'; mark it once")
            }
            if let reference = property.value["$ref"]?.string {
                try read(reference, of: kind, at: path, within: parents.union([name]), into: &config)
            }
        }
    }

    private func note(
        _ property: TracedValue,
        of kind: String,
        at path: [String],
        in config: inout TransformerConfig,
    ) throws(FieldSpecConflict) {
        func spec(_ more: String...) -> FieldSpec {
            FieldSpec((path + more).joined(separator: "/"), kind: kind)
        }
        func mark(_ name: String) -> String? {
            property.anyCase("x-kubernetes-\(name)")?.string
        }
        if mark("annotation") != nil { config.commonAnnotations = try config.commonAnnotations.merged(with: [spec()]) }
        if mark("label-selector") != nil { config.commonLabels = try config.commonLabels.merged(with: [spec()]) }
        if mark("identity") != nil { config.namePrefix = try config.namePrefix.merged(with: [spec()]) }
        guard let version = mark("object-ref-api-version"), let target = mark("object-ref-kind") else { return }
        let reference = TransformerConfig.NameReference(
            kind: GroupVersionKind(group: "", version: version, kind: target),
            referrers: [spec(mark("object-ref-name-key") ?? "name")],
        )
        try config.addNameReferences([reference])
    }
}

extension TracedValue {
    /// The field `name`, however its letters are written.
    fileprivate func anyCase(_ name: String) -> TracedValue? {
        self[name] ?? fields.first { $0.name.lowercased() == name }?.value
    }
}
