package import YAML

/// Names one value of an object: `/spec/replicas`, `/metadata/annotations/example.org~1key`, `/spec/ports/0` (RFC 6901).
package struct JSONPointer: Hashable, Sendable, CustomStringConvertible {
    package let tokens: [String]

    /// Nil for a text that does not begin with a slash, that names the whole object, or that has a `~` which stands for
    /// nothing.
    package init?(_ text: String) {
        guard text.hasPrefix("/"), text != "/" else { return nil }
        var tokens: [String] = []
        for part in text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(String.init) {
            guard !part.replacing("~0", with: "").replacing("~1", with: "").contains("~") else { return nil }
            tokens.append(part.replacing("~1", with: "/").replacing("~0", with: "~"))
        }
        self.tokens = tokens
    }

    package var description: String {
        tokens.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
    }

    /// What it names in `value`; nil when that is not there.
    package func resolve(in value: Value) -> Value? {
        tokens.reduce(Optional(value)) { value, token in value.flatMap { Self.step(token, in: $0) } }
    }

    /// The same object with another value, or without it for nil; unchanged where the pointer leads nowhere.
    package func setting(_ new: Value?, in value: Value) -> Value {
        Self.setting(new, at: tokens[...], in: value)
    }

    private static func step(_ token: String, in value: Value) -> Value? {
        guard let array = value.array else { return value[token] }
        guard let index = Int(token), array.indices.contains(index) else { return nil }
        return array[index]
    }

    private static func setting(_ new: Value?, at tokens: ArraySlice<String>, in value: Value) -> Value {
        guard let token = tokens.first, let inner = step(token, in: value) else { return value }
        let rest = tokens.dropFirst()
        let changed = rest.isEmpty ? new : setting(new, at: rest, in: inner)
        if var array = value.array {
            guard let index = Int(token) else { return value }
            if let changed { array[index] = changed } else { array.remove(at: index) }
            return .array(array)
        }
        var object = value
        object[token] = changed
        return object
    }
}
