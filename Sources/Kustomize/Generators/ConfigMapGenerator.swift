internal import YAML

/// Makes one ConfigMap.
struct ConfigMapGenerator: Generator {
    let arguments: GeneratorArguments
    let loader: FolderLoader

    /// An entry of `configMapGenerator`; `options` are the `generatorOptions` of the kustomization.
    init(_ fields: ConfigFields, options: GeneratorOptions, loader: FolderLoader) throws {
        try fields.rejectUnknownFields(GeneratorArguments.fieldNames)
        arguments = try GeneratorArguments(fields, form: .entry, options: options)
        self.loader = loader
    }

    /// A plugin under `generators`.
    init(plugin fields: ConfigFields, loader: FolderLoader) throws {
        arguments = try GeneratorArguments(fields, form: .plugin, options: GeneratorOptions())
        self.loader = loader
    }

    func generate(_ context: BuildContext) throws -> [Resource] {
        var data: [TracedField] = []
        var binaryData: [TracedField] = []
        for entry in try arguments.data(loader) {
            if let text = String(validating: entry.bytes, as: UTF8.self) {
                data.append(TracedField(entry.key, TracedValue(string: text, trace: entry.trace)))
            } else {
                let text = Base64Text.encode(entry.bytes)
                binaryData.append(TracedField(entry.key, TracedValue(string: text, trace: entry.trace)))
            }
        }
        let trace = Trace(arguments.place.written(by: .generator))
        var contents: [TracedField] = []
        for (map, fields) in [("data", data), ("binaryData", binaryData)] where !fields.isEmpty {
            contents.append(TracedField(map, TracedValue(.mapping(try context.newFields(fields)), trace: trace)))
        }
        return [try arguments.resource(kind: "ConfigMap", contents, context)]
    }
}
