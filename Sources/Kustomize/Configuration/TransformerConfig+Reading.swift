internal import Manifests
internal import YAML

extension TransformerConfig {
    /// Reads a file of `configurations`; null stands for an empty one.
    ///
    /// - Throws: `Problems`: unknown fields, wrong types.
    init(_ file: TracedValue, _ context: BuildContext) throws {
        self.init()
        if file.isNull { return }
        let fields = try ConfigFields(file, "the file of 'configurations'", context)
        var problems = fields.unknownFields(Self.lists.map(\.field) + ["nameReference"])
        for list in Self.lists {
            for entry in try fields.objects(list.field) {
                problems += entry.unknownFields(FieldSpec.fieldNames)
                self[keyPath: list.path].append(try FieldSpec(entry))
            }
        }
        for entry in try fields.objects("nameReference") {
            problems += entry.unknownFields(["group", "version", "kind", "fieldSpecs"])
            for referrer in try entry.objects("fieldSpecs") {
                problems += referrer.unknownFields(FieldSpec.fieldNames)
            }
            nameReferences.append(try NameReference(entry))
        }
        guard problems.isEmpty else { throw Problems(problems) }
        sort()
    }
}

extension TransformerConfig.NameReference {
    fileprivate init(_ fields: ConfigFields) throws {
        kind = GroupVersionKind(
            group: try fields.looseText("group") ?? "",
            version: try fields.looseText("version") ?? "",
            kind: try fields.looseText("kind") ?? "",
        )
        referrers = try fields.fieldSpecs("fieldSpecs")
    }
}
