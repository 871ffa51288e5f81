internal import Manifests
internal import YAML

extension FieldSpec {
    /// Reads one entry of `fieldSpecs`.
    init(_ fields: ConfigFields) throws {
        self.init(
            try fields.looseText("path") ?? "",
            group: try fields.looseText("group") ?? "",
            version: try fields.looseText("version") ?? "",
            kind: try fields.looseText("kind") ?? "",
            creates: try fields.flag("create"),
        )
    }

    /// The names of the fields that an entry may have.
    static let fieldNames = ["group", "version", "kind", "path", "create"]
}

extension ConfigFields {
    /// The field specs in the field `name`; empty when absent.
    func fieldSpecs(_ name: String) throws -> [FieldSpec] {
        try objects(name).map { try FieldSpec($0) }
    }

    /// The field specs in `fieldSpecs` of a plugin that cannot be without.
    func requiredFieldSpecs() throws -> [FieldSpec] {
        guard value("fieldSpecs") != nil else {
            throw context.failure(value, "fieldSpecs is not expected to be nil; name the fields, metadata/name for one")
        }
        return try fieldSpecs("fieldSpecs")
    }

    /// A string, or a number or truth value by its text; nil when absent.
    ///
    /// Everywhere but in kustomizations, kustomize decodes with a YAML reader that makes strings of those.
    func looseText(_ name: String) throws -> String? {
        try value(name).map { try looseText($0, name) }
    }

    /// A map of strings, where numbers and truth values count by their texts, by name; empty when absent.
    func looseMap(_ name: String) throws -> [(name: String, text: String, place: Place)] {
        guard let value = value(name) else { return [] }
        guard value.isMapping else { throw failure(value, name, "a mapping") }
        return try value.fields
            .map { ($0.name, try looseText($0.value, "\(name).\($0.name)"), $0.value.trace.place) }
            .sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
    }

    private func looseText(_ value: TracedValue, _ name: String) throws -> String {
        guard case .scalar(let scalar) = value.content, let content = try? scalar.value() else {
            throw failure(value, name, "a string")
        }
        return switch content {
        case .string(let text): text
        case .integer(let number): String(number)
        case .bool(let truth): truth ? "true" : "false"
        case .number: Self.text(of: content)
        default: ""
        }
    }

    private static func text(of number: Value) -> String {
        // The text of a document with one number, without the line end.
        String(decoding: number.yaml().dropLast(), as: UTF8.self)
    }
}
