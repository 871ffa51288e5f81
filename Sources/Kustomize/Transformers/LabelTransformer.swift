internal import Manifests
internal import YAML

/// Sets labels: kustomize's `labels`, `commonLabels` and `LabelTransformer`.
struct LabelTransformer: Transformer {
    private let entries: LabelEntries

    /// - Parameters:
    ///   - labels: by name.
    ///   - fieldSpecs: where labels are set.
    init(_ labels: [LabelEntries.Entry], fieldSpecs: [FieldSpec]) {
        entries = LabelEntries(labels, fieldSpecs: fieldSpecs, writer: .label)
    }

    /// The plugin that `config` describes.
    init(config: ConfigFields) throws {
        self.init(try config.looseMap("labels"), fieldSpecs: try config.fieldSpecs("fieldSpecs"))
    }

    /// What one entry of a kustomization's `labels` asks for.
    ///
    /// - Throws: `Problems` when its fields contradict those that are known.
    init(entry: ConfigFields, config: TransformerConfig) throws {
        var specs = try entry.fieldSpecs("fields")
        let (selectors, templates) = (try entry.flag("includeSelectors"), try entry.flag("includeTemplates"))
        do throws(FieldSpecConflict) {
            specs = try specs.merged(with: config.labels)
            if selectors {
                specs = try specs.merged(with: config.commonLabels)
            } else {
                if templates { specs = try specs.merged(with: config.templateLabels) }
                specs = try specs.merged(with: [FieldSpec("metadata/labels", creates: true)])
            }
        } catch {
            throw entry.context.failure(
                entry.place("fields"),
                "failed to merge labels: conflicting fieldspecs: '\(error.path)' is there with another 'create'; give"
                    + " both the same",
            )
        }
        self.init(try entry.map("pairs"), fieldSpecs: specs)
    }

    func transform(_ resources: inout ResourceSet, _ context: BuildContext) throws {
        try entries.set(in: resources)
    }
}
