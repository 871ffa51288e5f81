internal import Manifests
internal import YAML

/// What the generators of ConfigMaps and Secrets have in common.
struct GeneratorArguments {
    /// Nil for none.
    let name: PlacedText?
    let namespace: PlacedText?
    let behavior: BuildHistory.Behavior
    let sources: KeyValueSources
    let options: GeneratorOptions
    /// Where the generator is written.
    let place: Place

    static let fieldNames = ["name", "namespace", "behavior", "options"] + KeyValueSources.fieldNames

    /// The arguments of one generator; `global` are the options of the whole kustomization, which plugins do not get.
    init(_ fields: ConfigFields, form: GeneratorForm, options global: GeneratorOptions) throws {
        let own = try fields.object("options").map { try GeneratorOptions($0, form: form) } ?? GeneratorOptions()
        let metadata = form == .plugin ? try fields.object("metadata") : nil
        name = try Self.text("name", in: fields, or: metadata)
        namespace = try Self.text("namespace", in: fields, or: metadata)
        behavior = try fields.text("behavior").flatMap(BuildHistory.Behavior.init(rawValue:)) ?? .unspecified
        sources = try KeyValueSources(fields, form: form)
        options = form == .entry ? own.completed(by: global) : own
        place = fields.value.trace.place
    }

    private static func text(_ name: String, in own: ConfigFields, or metadata: ConfigFields?) throws -> PlacedText? {
        for source in [own, metadata].compactMap(\.self) {
            if let text = try source.text(name), !text.isEmpty {
                return PlacedText(text: text, place: source.place(name))
            }
        }
        return nil
    }

    /// The object with `contents` besides what every object has.
    func resource(kind: String, _ contents: [TracedField], _ context: BuildContext) throws -> Resource {
        guard let name else {
            throw context.failure(place, "a configmap must have a name, and so must a secret; give it one")
        }
        let trace = Trace(place.written(by: .generator))
        var metadata = [TracedField("name", name.generated)]
        if let namespace { metadata.append(TracedField("namespace", namespace.generated)) }
        for (map, texts) in [("labels", options.labels), ("annotations", options.annotations)] where !texts.isEmpty {
            let fields = try context.newFields(texts.map { TracedField($0.key, $0.value.generated) })
            metadata.append(TracedField(map, TracedValue(.mapping(fields), trace: trace)))
        }
        var fields = [
            TracedField("apiVersion", TracedValue(string: "v1", trace: trace)),
            TracedField("kind", TracedValue(string: kind, trace: trace)),
            TracedField("metadata", TracedValue(.mapping(metadata), trace: trace)),
        ]
        fields += contents
        if options.isImmutable {
            fields.append(
                TracedField("immutable", TracedValue(.scalar(TracedScalar("true", tag: .bool)), trace: trace))
            )
        }
        let resource = Resource(TracedValue(.mapping(fields), trace: trace), context: context)
        resource.remember {
            $0.behavior = behavior
            $0.needsHash = !options.disablesNameSuffixHash
        }
        return resource
    }

    /// The entries of the object's data in the order of their keys.
    ///
    /// - Throws: `Problems`: a file that cannot be read, a source that is none, a key that stands twice.
    func data(_ loader: FolderLoader) throws -> [KeyValue] {
        let entries = try sources.entries(loader)
        var places = Dictionary<String, Place>(minimumCapacity: entries.count)
        for entry in entries {
            guard let first = places.updateValue(entry.trace.place, forKey: entry.key) else { continue }
            throw loader.context.failure(
                entry.trace.place,
                "configmap \(name?.text ?? "") illegally repeats the key `\(entry.key)`; it stands at"
                    + " \(loader.context.files.description(of: first)) already, so remove one of them",
            )
        }
        return entries.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }
}

extension PlacedText {
    /// A string of a generated object.
    fileprivate var generated: TracedValue {
        TracedValue(string: text, trace: Trace(place.written(by: .generator)))
    }
}
