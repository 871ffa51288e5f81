internal import Manifests
internal import YAML

/// Compares a value with the fields that it may have, and notes all that is wrong.
struct FieldCheck {
    let files: SourceFiles
    private(set) var problems: [Problem] = []

    init(_ files: SourceFiles) {
        self.files = files
    }

    mutating func check(_ value: TracedValue, _ fields: [String: FieldType]) {
        check(value, fields) { $0 }
    }

    /// - Parameter name: the full name of a field of `value`; asked for only where something is wrong.
    private mutating func check(_ value: TracedValue, _ fields: [String: FieldType], name: (String) -> String) {
        for field in value.fields {
            // Go's decoder does not tell upper case from lower case.
            let type = fields[field.name] ?? fields.first { $0.key.isSameFieldName(as: field.name) }?.value
            guard let type else {
                let name = name(field.name)
                fail(field.value, "invalid Kustomization: unknown field \"\(name)\"; remove it or correct its name")
                continue
            }
            check(field.value, type) { name(field.name) }
        }
    }

    private mutating func check(_ value: TracedValue, _ type: FieldType, name: () -> String) {
        if value.isNull { return }
        switch type {
        case .any: return
        case .readText: expectText(value, name)
        case .text:
            expectText(value, name)
            if JSONRoundTrip.forbidden(in: value.text ?? "") != nil {
                fail(value, "\(name()): control characters are not allowed; take them out")
            }
        case .flag: expect(value, name, "true or false") { if case .bool = $0 { true } else { false } }
        case .number: expect(value, name, "a whole number") { if case .integer = $0 { true } else { false } }
        case .textMap: checkMap(value, .text, name: name)
        case .readTextMap: checkMap(value, .readText, name: name)
        case .flagMap: checkMap(value, .flag, name: name)
        case .list(let element):
            guard value.isSequence else { return fail(value, name(), "a list") }
            for (index, item) in value.elements.enumerated() { check(item, element) { "\(name())[\(index)]" } }
        case .object(let fields):
            guard value.isMapping else { return fail(value, name(), "a mapping") }
            check(value, fields) { "\(name()).\($0)" }
        }
    }

    private mutating func checkMap(_ value: TracedValue, _ type: FieldType, name: () -> String) {
        guard value.isMapping else { return fail(value, name(), "a mapping") }
        for field in value.fields { check(field.value, type) { "\(name()).\(field.name)" } }
    }

    private mutating func expectText(_ value: TracedValue, _ name: () -> String) {
        expect(value, name, "a string; quote it") { if case .string = $0 { true } else { false } }
    }

    private mutating func expect(
        _ value: TracedValue,
        _ name: () -> String,
        _ expected: String,
        _ accepts: (Value) -> Bool,
    ) {
        let isRight = value.isScalar && ((try? value.value()).map(accepts) ?? false)
        if !isRight { fail(value, name(), expected) }
    }

    private mutating func fail(_ value: TracedValue, _ name: String, _ expected: String) {
        fail(value, "invalid Kustomization: \(name) is \(value.kindName), not \(expected)")
    }

    private mutating func fail(_ value: TracedValue, _ message: String) {
        problems.append(Problem(files.description(of: value.trace.place), message))
    }
}
