internal import YAML

/// Why a patch cannot be merged.
struct StrategicMergeFailure: Error, CustomStringConvertible {
    /// Where the value is written that is wrong.
    let place: Place
    private let message: String
    /// The names of the fields that lead there; `[]` for an element.
    private var path: [String] = []

    init(_ value: TracedValue, _ message: String) {
        place = value.trace.place
        self.message = message
    }

    var description: String {
        guard var text = path.first else { return message }
        for step in path.dropFirst() { text += step == Self.element ? step : ".\(step)" }
        return "\(text): \(message)"
    }

    /// The step to the elements of a list.
    static let element = "[]"

    /// Does `body`, whose failures lie below the field `name`.
    static func below<Result>(_ name: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch var failure as StrategicMergeFailure {
            failure.path.insert(name, at: 0)
            throw failure
        }
    }

    /// Checks that a patch has the same kind of value as the object.
    static func check(_ patch: TracedValue, hasKindOf target: TracedValue) throws {
        try check(patch, isNode: nodeKind(target), "give \(kindName(target)), as the object has one")
    }

    /// Checks that an element which is looked at by a key is a mapping.
    static func checkIsMapping(_ element: TracedValue) throws {
        try check(element, isNode: "MappingNode", "the list merges by a key, so make all elements mappings")
    }

    /// Checks that an element which is looked at by its text is a scalar.
    static func checkIsScalar(_ element: TracedValue) throws {
        try check(element, isNode: "ScalarNode", "the list merges by its texts, so make all elements texts")
    }

    /// Checks the name of a field that is set in a merged mapping; kustomize takes none for the mapping itself.
    static func checkName(_ name: String, of value: TracedValue) throws {
        guard name.isEmpty else { return }
        throw StrategicMergeFailure(
            value,
            "wrong node kind: expected ScalarNode but got MappingNode; a key without characters cannot be merged,"
                + " so give it a name",
        )
    }

    private static func check(_ value: TracedValue, isNode kind: String, _ remedy: String) throws {
        guard nodeKind(value) != kind else { return }
        throw StrategicMergeFailure(
            value,
            "wrong node kind: expected \(kind) but got \(nodeKind(value)); \(remedy)",
        )
    }

    /// As kustomize's own error names it.
    private static func nodeKind(_ value: TracedValue) -> String {
        switch value.content {
        case .scalar: "ScalarNode"
        case .sequence: "SequenceNode"
        case .mapping: "MappingNode"
        }
    }

    private static func kindName(_ value: TracedValue) -> String {
        value.isScalar ? "a text or number" : value.kindName
    }
}
