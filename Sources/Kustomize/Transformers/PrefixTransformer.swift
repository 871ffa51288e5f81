internal import Manifests
internal import YAML

/// Puts a text before names: kustomize's `namePrefix` and `PrefixTransformer`.
struct PrefixTransformer: Transformer {
    private let addition: PrefixSuffixAddition

    /// - Parameters:
    ///   - prefix: may be empty, which changes no name.
    ///   - place: where it is written.
    ///   - fieldSpecs: the names.
    init(_ prefix: String, at place: Place, fieldSpecs: [FieldSpec]) {
        addition = PrefixSuffixAddition(.prefix, prefix, at: place, fieldSpecs: fieldSpecs)
    }

    /// The plugin that `config` describes.
    init(config: ConfigFields) throws {
        self.init(
            try config.looseText("prefix") ?? "",
            at: config.place("prefix"),
            fieldSpecs: try config.requiredFieldSpecs(),
        )
    }

    func transform(_ resources: inout ResourceSet, _ context: BuildContext) throws {
        try resources.transform { try addition.add(to: $0) }
    }
}
