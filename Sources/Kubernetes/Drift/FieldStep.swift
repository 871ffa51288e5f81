package import YAML

/// One step on the way from an object to one of its fields, as managed fields tell it.
package enum FieldStep: Hashable, Sendable {
    /// A field of an object.
    case field(String)
    /// The item of a list whose fields have these values: its merge key.
    case key([String: Value])
    /// The item of a set that equals this value.
    case value(Value)
    /// The item at this place of a list that the server treats as one, counted from 0.
    case index(Int)
}

extension FieldStep {
    /// Reads a step as `fieldsV1` spells it: `f:name`, `k:{"name":"app"}`, `v:"text"`, `i:0`.
    ///
    /// Nil for others, which a server ignores as well.
    init?(serialized text: String) {
        let content = text.dropFirst(2)
        switch text.prefix(2) {
        case "f:":
            self = .field(String(content))
        case "k:":
            guard case .object(let fields) = try? Value(json: Array(content.utf8)) else { return nil }
            self = .key(fields)
        case "v:":
            guard let value = try? Value(json: Array(content.utf8)) else { return nil }
            self = .value(value)
        case "i:":
            guard let index = Int(content) else { return nil }
            self = .index(index)
        default:
            return nil
        }
    }

    /// The step as `fieldsV1` spells it.
    var serialized: String {
        switch self {
        case .field(let name): "f:\(name)"
        case .key(let fields): "k:\(Value.object(fields).jsonText)"
        case .value(let value): "v:\(value.jsonText)"
        case .index(let index): "i:\(index)"
        }
    }

    /// What lies at this step below `value`; nil when nothing does.
    ///
    /// A field of a merge key that an item does not have counts as equal, since the server may have filled it in.
    package func resolve(in value: Value) -> Value? {
        switch self {
        case .field(let name):
            return value[name]
        case .key(let fields):
            return value.array?.first { item in
                fields.contains { item[$0.key] == $0.value }
                    && fields.allSatisfy { item[$0.key] == nil || item[$0.key] == $0.value }
            }
        case .value(let wanted):
            return value.array?.first { $0 == wanted }
        case .index(let index):
            guard let items = value.array, items.indices.contains(index) else { return nil }
            return items[index]
        }
    }
}

extension [FieldStep] {
    /// What lies at this path of `value`; nil when nothing does.
    package func resolve(in value: Value) -> Value? {
        reduce(Optional(value)) { value, step in value.flatMap { step.resolve(in: $0) } }
    }

    /// The path as users read it: `.spec.containers[name=app].image`, `.data["tls.crt"]`, `.spec.args[2]`.
    package var text: String {
        map(\.text).joined()
    }
}

extension FieldStep {
    fileprivate var text: String {
        switch self {
        case .field(let name):
            return Self.isPlain(name) ? ".\(name)" : "[\(Value.string(name).jsonText)]"
        case .key(let fields):
            let parts = fields.sorted { $0.key < $1.key }.map { "\($0.key)=\(Self.text(of: $0.value))" }
            return "[\(parts.joined(separator: ","))]"
        case .value(let value):
            return "[=\(Self.text(of: value))]"
        case .index(let index):
            return "[\(index)]"
        }
    }

    private static func text(of value: Value) -> String {
        guard let text = value.string, text.allSatisfy({ isPlainCharacter($0) || "./:".contains($0) }), !text.isEmpty
        else { return value.jsonText }
        return text
    }

    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && name.allSatisfy(isPlainCharacter)
    }

    private static func isPlainCharacter(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || character == "-" || character == "_")
    }
}
