internal import Manifests
internal import YAML

/// Reads the fields of a kustomization or of a plugin's configuration.
///
/// Names are compared without regard to case, as Go's JSON decoder does, and null counts as absent.
struct ConfigFields {
    let value: TracedValue
    let context: BuildContext

    /// - Parameter what: what it is, for the error.
    /// - Throws: `Problems` when `value` is no mapping.
    init(_ value: TracedValue, _ what: String, _ context: BuildContext) throws {
        guard value.isMapping else {
            throw context.failure(value, "\(what) is \(value.kindName), not a mapping")
        }
        self.value = value
        self.context = context
    }

    /// The field `name`, whatever its type.
    func value(_ name: String) -> TracedValue? {
        guard case .mapping(let fields) = value.content else { return nil }
        let index =
            fields.lastIndex { $0.name == name } ?? fields.lastIndex { $0.name.isSameFieldName(as: name) }
        guard let index, !fields[index].value.isNull else { return nil }
        return fields[index].value
    }

    /// Where the field `name` is written; the place of the whole when there is none.
    func place(_ name: String) -> Place {
        (value(name) ?? value).trace.place
    }

    /// A string; nil when absent.
    func text(_ name: String) throws -> String? {
        guard let value = value(name) else { return nil }
        return try text(value, name)
    }

    /// A truth value; false when absent.
    func flag(_ name: String) throws -> Bool {
        guard let value = value(name) else { return false }
        guard case .bool(let truth)? = try? value.value() else { throw failure(value, name, "true or false") }
        return truth
    }

    /// A whole number; nil when absent.
    func integer(_ name: String) throws -> Int64? {
        guard let value = value(name) else { return nil }
        guard case .integer(let number)? = try? value.value() else { throw failure(value, name, "a whole number") }
        return number
    }

    /// The elements of a list; empty when absent.
    func list(_ name: String) throws -> [TracedValue] {
        guard let value = value(name) else { return [] }
        guard value.isSequence else { throw failure(value, name, "a list") }
        return value.elements
    }

    /// A list of strings, each with where it is written; empty when absent.
    func texts(_ name: String) throws -> [(text: String, place: Place)] {
        try list(name).map { (try text($0, name), $0.trace.place) }
    }

    /// A list of words, of which those that nobody knows do nothing, so that null does not, either.
    func words(_ name: String) throws -> [String] {
        try list(name).filter { !$0.isNull }.map { try text($0, name) }
    }

    /// A map of strings, by name; empty when absent.
    func map(_ name: String) throws -> [(name: String, text: String, place: Place)] {
        guard let value = value(name) else { return [] }
        guard value.isMapping else { throw failure(value, name, "a mapping") }
        return try value.fields
            .map { ($0.name, $0.value.isNull ? "" : try text($0.value, "\(name).\($0.name)"), $0.value.trace.place) }
            .sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
    }

    /// A mapping; nil when absent.
    func object(_ name: String) throws -> ConfigFields? {
        try value(name).map { try ConfigFields($0, "'\(name)'", context) }
    }

    /// A list of mappings; empty when absent.
    ///
    /// Null is a mapping without fields, as in Go.
    func objects(_ name: String) throws -> [ConfigFields] {
        try list(name).map { entry in
            try ConfigFields(entry.isNull ? .mapping(entry.trace) : entry, "an entry of '\(name)'", context)
        }
    }

    /// The problems of fields that are none of `known`.
    func unknownFields(_ known: [String]) -> [Problem] {
        let unknown = value.fields.filter { field in !known.contains { $0.isSameFieldName(as: field.name) } }
        return unknown.map { field in
            Problem(
                context.files.description(of: field.value.trace.place),
                "unknown field \"\(field.name)\"; remove it or correct its name",
            )
        }
    }

    private func text(_ value: TracedValue, _ name: String) throws -> String {
        guard case .string(let text)? = try? value.value() else { throw failure(value, name, "a string; quote it") }
        return text
    }

    func failure(_ value: TracedValue, _ name: String, _ expected: String) -> Problems {
        context.failure(value, "\(name): is \(value.kindName), not \(expected)")
    }
}
