internal import Manifests
internal import YAML

/// A text of a configuration, and where it is written.
struct PlacedText: Hashable, Sendable {
    let text: String
    let place: Place
}

/// Where the configuration of a generator stands.
enum GeneratorForm: Sendable {
    /// An entry of the kustomization, which must not have unknown fields.
    case entry
    /// An object of its own, named in `generators`.
    case plugin
}

/// `generatorOptions` of a kustomization, or `options` of one generator.
struct GeneratorOptions: Sendable {
    var labels: [String: PlacedText] = [:]
    var annotations: [String: PlacedText] = [:]
    /// Whether the name gets no suffix made from the contents.
    var disablesNameSuffixHash = false
    var isImmutable = false

    static let fieldNames = ["labels", "annotations", "disableNameSuffixHash", "immutable"]

    init() {}

    init(_ fields: ConfigFields, form: GeneratorForm = .entry) throws {
        if form == .entry { try fields.rejectUnknownFields(Self.fieldNames) }
        labels = try Self.texts(fields, "labels")
        annotations = try Self.texts(fields, "annotations")
        disablesNameSuffixHash = try fields.flag("disableNameSuffixHash")
        isImmutable = try fields.flag("immutable")
    }

    /// These options of one generator, completed by those of the kustomization.
    ///
    /// A flag that the kustomization sets cannot be taken back, since kustomize does not tell false from absent.
    func completed(by global: GeneratorOptions) -> GeneratorOptions {
        var options = self
        options.labels.merge(global.labels) { own, _ in own }
        options.annotations.merge(global.annotations) { own, _ in own }
        options.disablesNameSuffixHash = disablesNameSuffixHash || global.disablesNameSuffixHash
        options.isImmutable = isImmutable || global.isImmutable
        return options
    }

    private static func texts(_ fields: ConfigFields, _ name: String) throws -> [String: PlacedText] {
        let entries = try fields.map(name).map { ($0.name, PlacedText(text: $0.text, place: $0.place)) }
        return Dictionary(entries) { $1 }
    }
}

extension ConfigFields {
    /// - Throws: `Problems` when there are fields that are none of `known`.
    func rejectUnknownFields(_ known: [String]) throws {
        let problems = unknownFields(known)
        guard problems.isEmpty else { throw Problems(problems) }
    }
}
