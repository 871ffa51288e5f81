internal import YAML

/// What `$patch` in a patch says of the mapping or list that it stands in.
enum StrategicMergeDirective: String {
    case delete, replace, merge

    /// The field that says it.
    private static let field = "$patch"

    /// - Throws: `StrategicMergeFailure` when it is none that kustomize knows.
    init(ofMapping mapping: TracedValue) throws {
        guard let value = mapping[Self.field] else {
            self = .merge
            return
        }
        try self.init(value)
    }

    /// The directive of the first element that has one; it is for the list when the element has nothing else.
    ///
    /// - Throws: `StrategicMergeFailure` when it is none that kustomize knows.
    init(ofList list: TracedValue) throws {
        guard let value = Self.value(inList: list.elements) else {
            self = .merge
            return
        }
        try self.init(value)
    }

    private init(_ value: TracedValue) throws {
        guard let directive = value.text.flatMap(Self.init(rawValue:)) else {
            throw StrategicMergeFailure(value, "unknown patch strategy in $patch; write delete, replace or merge")
        }
        self = directive
    }

    private static func value(inList elements: [TracedValue]) -> TracedValue? {
        guard let element = elements.first(where: { $0[field] != nil }), element.fields.count == 1 else { return nil }
        return element[field]
    }

    /// Takes the directive out of a mapping.
    static func elide(fromMapping mapping: inout TracedValue) {
        mapping.remove(field)
    }

    /// The elements of a list without its directive, and without all that kustomize takes away with it: elements that
    /// have the same directive for themselves, and empty ones.
    static func elided(fromList elements: [TracedValue]) -> [TracedValue] {
        guard let directive = value(inList: elements)?.text else { return elements }
        return elements.filter { element in
            !element.isWrittenNull && !(element.isMapping && element.fields.isEmpty)
                && element[field]?.text != directive
        }
    }

    /// The fields of a mapping but for its directive.
    static func fieldsWithout(_ mapping: TracedValue) -> [TracedField] {
        mapping.fields.filter { $0.name != field }
    }
}
