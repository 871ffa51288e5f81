internal import YAML

/// Sets annotations: kustomize's `commonAnnotations` and `AnnotationsTransformer`.
struct AnnotationsTransformer: Transformer {
    private let entries: LabelEntries

    /// - Parameters:
    ///   - annotations: by name.
    ///   - fieldSpecs: where annotations are set.
    init(_ annotations: [LabelEntries.Entry], fieldSpecs: [FieldSpec]) {
        entries = LabelEntries(annotations, fieldSpecs: fieldSpecs, writer: .annotation)
    }

    /// The plugin that `config` describes.
    init(config: ConfigFields) throws {
        self.init(try config.looseMap("annotations"), fieldSpecs: try config.fieldSpecs("fieldSpecs"))
    }

    func transform(_ resources: inout ResourceSet, _ context: BuildContext) throws {
        try entries.set(in: resources)
    }
}
