internal import YAML

/// Checks a file of `crds` for the types of its fields, of which kustomize uses few and reads all (kube-openapi's
/// `spec.Schema`).
struct DefinitionCheck {
    let context: BuildContext

    /// What a field of a schema may be, besides null.
    private enum Expectation {
        case text, texts, flag, number, wholeNumber, list, mapping
        case schema, schemas, schemasByName
        /// One text or several.
        case typeNames
        case schemaOrFlag
        /// One schema or several; anything else counts as none.
        case items
        /// Schemas or lists of texts, by names.
        case dependencies
    }

    private static let fields: [String: Expectation] = [
        "id": .text, "description": .text, "format": .text, "title": .text, "pattern": .text, "discriminator": .text,
        "type": .typeNames, "required": .texts, "enum": .list, "externalDocs": .mapping,
        "nullable": .flag, "uniqueItems": .flag, "exclusiveMaximum": .flag, "exclusiveMinimum": .flag,
        "readOnly": .flag,
        "maximum": .number, "minimum": .number, "multipleOf": .number,
        "maxLength": .wholeNumber, "minLength": .wholeNumber, "maxItems": .wholeNumber, "minItems": .wholeNumber,
        "maxProperties": .wholeNumber, "minProperties": .wholeNumber,
        "properties": .schemasByName, "patternProperties": .schemasByName, "definitions": .schemasByName,
        "dependencies": .dependencies, "allOf": .schemas, "anyOf": .schemas, "oneOf": .schemas, "not": .schema,
        "items": .items, "additionalItems": .schemaOrFlag, "additionalProperties": .schemaOrFlag,
    ]

    /// Checks one definition.
    ///
    /// - Parameters:
    ///   - definition: the value below its name.
    ///   - name: that name.
    /// - Throws: `Problems`: a field of another type than kustomize reads.
    func check(_ definition: TracedValue, _ name: String) throws {
        try check(definition, name, is: "a mapping", definition.isMapping)
        for field in definition.fields {
            switch field.name.lowercased() {
            case "schema": try check(field.value, "\(name).\(field.name)", as: .schema)
            case "dependencies":
                let isRight = field.value.isSequence && field.value.elements.allSatisfy(\.isScalar)
                try check(field.value, "\(name).\(field.name)", is: "a list of texts", isRight)
            default: continue
            }
        }
    }

    private func check(_ value: TracedValue, _ path: String, is expected: String, _ isRight: Bool) throws {
        guard !value.isNull, !isRight else { return }
        throw context.failure(
            value,
            "unable to parse open API definition: \(path) is \(value.kindName), not \(expected); correct it",
        )
    }

    private func check(_ value: TracedValue, _ path: String, as expectation: Expectation) throws {
        switch expectation {
        case .text: try check(value, path, is: "a text", value.string != nil)
        case .texts: try check(value, path, is: "a list of texts", value.isListOfTexts)
        case .typeNames:
            try check(value, path, is: "a text or a list of them", value.string != nil || value.isListOfTexts)
        case .flag: try check(value, path, is: "true or false", value.isFlag)
        case .number: try check(value, path, is: "a number", value.isNumber)
        case .wholeNumber: try check(value, path, is: "a whole number", value.isWholeNumber)
        case .list: try check(value, path, is: "a list", value.isSequence)
        case .mapping: try check(value, path, is: "a mapping", value.isMapping)
        case .schema:
            try check(value, path, is: "a mapping", value.isMapping)
            for field in value.fields {
                guard let expectation = Self.fields[field.name] else { continue }
                try check(field.value, "\(path).\(field.name)", as: expectation)
            }
        case .schemas:
            try check(value, path, is: "a list", value.isSequence)
            for element in value.elements { try check(element, path, as: .schema) }
        case .schemasByName:
            try check(value, path, is: "a mapping", value.isMapping)
            for field in value.fields { try check(field.value, "\(path).\(field.name)", as: .schema) }
        case .schemaOrFlag: if !value.isFlag { try check(value, path, as: .schema) }
        case .items: if !value.isScalar { try check(value, path, as: value.isSequence ? .schemas : .schema) }
        case .dependencies:
            try check(value, path, is: "a mapping", value.isMapping)
            for field in value.fields {
                try check(field.value, "\(path).\(field.name)", as: field.value.isSequence ? .texts : .schema)
            }
        }
    }
}

extension TracedValue {
    fileprivate var isListOfTexts: Bool { isSequence && elements.allSatisfy { $0.isNull || $0.string != nil } }

    fileprivate var isFlag: Bool { if case .bool? = try? value() { true } else { false } }

    fileprivate var isWholeNumber: Bool { if case .integer? = try? value() { true } else { false } }

    fileprivate var isNumber: Bool {
        switch try? value() {
        case .integer, .number: true
        default: false
        }
    }
}
