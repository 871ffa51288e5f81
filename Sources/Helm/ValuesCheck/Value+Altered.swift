internal import Charts
internal import Manifests
internal import YAML

extension Value {
    /// Values of the same types of which none is what it was.
    var altered: Value {
        switch self {
        case .null: "fettle"
        case .bool(let truth): .bool(!truth)
        case .integer(let number): .integer(number &+ 7)
        case .number(let number): .number(number + 1.5)
        case .string(let text): .string(text + "-fettle")
        case .array(let elements): elements.isEmpty ? ["fettle"] : .array(elements.map(\.altered))
        case .object(let fields): fields.isEmpty ? ["fettle": "fettle"] : .object(fields.mapValues(\.altered))
        }
    }

    /// This with something else at a path; nil removes a key, and leaves the elements of lists.
    func replacing(_ path: ArraySlice<FieldOrigins.Step>, _ change: (Value) -> Value?) -> Value {
        guard let step = path.first else { return change(self) ?? self }
        let rest = path.dropFirst()
        switch (self, step) {
        case (.object(var fields), .field(let name)):
            guard let child = fields[name] else { return self }
            fields[name] = rest.isEmpty ? change(child) : child.replacing(rest, change)
            return .object(fields)
        case (.array(var elements), .index(let index)) where elements.indices.contains(index):
            elements[index] = elements[index].replacing(rest, change)
            return .array(elements)
        default: return self
        }
    }

    /// This without the keys at `paths`.
    func removing(_ paths: some Sequence<ValuePath>) -> Value {
        paths.reduce(self) { $0.replacing($1[...]) { _ in Optional.none } }
    }

    /// This with other values at `paths`.
    func altering(_ paths: some Sequence<ValuePath>) -> Value {
        paths.reduce(self) { $0.replacing($1[...]) { $0.altered } }
    }
}
