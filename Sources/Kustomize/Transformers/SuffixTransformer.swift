internal import Manifests
internal import YAML

/// Puts a text behind names: kustomize's `nameSuffix` and `SuffixTransformer`.
struct SuffixTransformer: Transformer {
    private let addition: PrefixSuffixAddition

    /// - Parameters:
    ///   - suffix: may be empty, which changes no name.
    ///   - place: where it is written.
    ///   - fieldSpecs: the names.
    init(_ suffix: String, at place: Place, fieldSpecs: [FieldSpec]) {
        addition = PrefixSuffixAddition(.suffix, suffix, at: place, fieldSpecs: fieldSpecs)
    }

    /// The plugin that `config` describes.
    init(config: ConfigFields) throws {
        self.init(
            try config.looseText("suffix") ?? "",
            at: config.place("suffix"),
            fieldSpecs: try config.requiredFieldSpecs(),
        )
    }

    func transform(_ resources: inout ResourceSet, _ context: BuildContext) throws {
        try resources.transform { try addition.add(to: $0) }
    }
}
