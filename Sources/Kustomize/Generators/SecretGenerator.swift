internal import YAML

/// Makes one Secret.
struct SecretGenerator: Generator {
    let arguments: GeneratorArguments
    let type: PlacedText
    let loader: FolderLoader

    /// An entry of `secretGenerator`; `options` are the `generatorOptions` of the kustomization.
    init(_ fields: ConfigFields, options: GeneratorOptions, loader: FolderLoader) throws {
        try fields.rejectUnknownFields(GeneratorArguments.fieldNames + ["type"])
        try self.init(fields, form: .entry, options: options, loader: loader)
    }

    /// A plugin under `generators`.
    init(plugin fields: ConfigFields, loader: FolderLoader) throws {
        try self.init(fields, form: .plugin, options: GeneratorOptions(), loader: loader)
    }

    private init(
        _ fields: ConfigFields,
        form: GeneratorForm,
        options: GeneratorOptions,
        loader: FolderLoader,
    ) throws {
        arguments = try GeneratorArguments(fields, form: form, options: options)
        let written = try fields.text("type") ?? ""
        type = PlacedText(text: written.isEmpty ? "Opaque" : written, place: fields.place("type"))
        self.loader = loader
    }

    func generate(_ context: BuildContext) throws -> [Resource] {
        let data = try arguments.data(loader).map { entry in
            TracedField(entry.key, TracedValue(string: Base64Text.encode(entry.bytes), trace: entry.trace))
        }
        let trace = Trace(arguments.place.written(by: .generator))
        let contents = [
            TracedField("type", TracedValue(string: type.text, trace: Trace(type.place.written(by: .generator)))),
            TracedField("data", TracedValue(.mapping(try context.newFields(data)), trace: trace)),
        ]
        return [try arguments.resource(kind: "Secret", contents, context)]
    }
}
