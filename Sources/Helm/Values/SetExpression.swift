package import YAML

/// Helm's `--set` syntax, as far as one value at one place needs it.
package enum SetExpression {
    /// One step on the way to a place in values.
    package enum Step: Hashable, Sendable {
        case key(String)
        case index(Int)
    }

    /// Why an expression cannot be used; never holds a part of a value.
    package struct Failure: Error, Hashable, Sendable {
        package let message: String
    }

    /// As Helm has it; a larger list is taken for a mistake.
    private static let largestIndex = 65_536

    /// Reads a place such as `grafana.ini.users[0].name`; `\.` stands for a point in a key.
    ///
    /// - Throws: `Failure`.
    package static func path(_ text: String) throws(Failure) -> [Step] {
        var steps: [Step] = []
        var rest = Substring(text)
        while !rest.isEmpty {
            if rest.first == "[" {
                guard let end = rest.firstIndex(of: "]"), !steps.isEmpty,
                    let index = Int(rest[rest.index(after: rest.startIndex)..<end]), (0...largestIndex).contains(index)
                else {
                    throw Failure(message: "'\(text)' has a wrong index; write it as key[0]")
                }
                steps.append(.index(index))
                rest = rest[rest.index(after: end)...]
            } else {
                if rest.first == ".", !steps.isEmpty { rest.removeFirst() }
                steps.append(.key(try key(from: &rest, of: text)))
            }
        }
        guard !steps.isEmpty else { throw Failure(message: "is empty") }
        return steps
    }

    private static func key(from rest: inout Substring, of text: String) throws(Failure) -> String {
        var key = ""
        while let character = rest.first, character != ".", character != "[" {
            rest.removeFirst()
            guard character != "=", character != "," else {
                throw Failure(message: "'\(text)' holds '\(character)'; name one place, and write it as \\\(character)")
            }
            guard character == "\\", let escaped = rest.popFirst() else {
                key.append(character)
                continue
            }
            key.append(escaped)
        }
        guard !key.isEmpty else { throw Failure(message: "'\(text)' has an empty key") }
        return key
    }

    /// What `--set` makes of the text of a value.
    ///
    /// That is a number, a truth value, null, a list in braces, else a string. Text in quotes is always a string.
    ///
    /// - Throws: `Failure` for an unescaped comma, which would begin another assignment.
    package static func value(_ text: String) throws(Failure) -> Value {
        let isQuoted = ["'", "\""].contains { text.hasPrefix($0) && text.hasSuffix($0) }
        guard !isQuoted else {
            let bare = text.drop { "'\"".contains($0) }
            let trimmed = String(bare.reversed().drop { "'\"".contains($0) }.reversed())
            return .string(try single(trimmed))
        }
        guard text.hasPrefix("{") else { return typed(try single(text)) }
        var items = try split(text.dropFirst(), endingWith: "}")
        if items == [""] { items = [] }
        return .array(items.map(typed))
    }

    /// A text with its escapes undone, which must be one value.
    private static func single(_ text: String) throws(Failure) -> String {
        let parts = try split(text[...], endingWith: nil)
        guard parts.count == 1 else {
            throw Failure(
                message: "the value holds a comma, which --set takes for the next assignment; "
                    + "write \\, or set literal: true",
            )
        }
        return parts[0]
    }

    private static func split(_ text: Substring, endingWith end: Character?) throws(Failure) -> [String] {
        var parts = [""]
        var rest = text
        while let character = rest.popFirst() {
            switch character {
            case "\\": if let escaped = rest.popFirst() { parts[parts.count - 1].append(escaped) }
            case ",": parts.append("")
            case end:
                guard rest.isEmpty else { throw Failure(message: "the value goes on after the list in braces") }
                return parts
            default: parts[parts.count - 1].append(character)
            }
        }
        guard end == nil else { throw Failure(message: "the value begins a list with { and does not end it with }") }
        return parts
    }

    private static func typed(_ text: String) -> Value {
        switch text.lowercased() {
        case "true": return true
        case "false": return false
        case "null": return nil
        case "0": return 0
        default:
            guard !text.hasPrefix("0"), let number = Int64(text) else { return .string(text) }
            return .integer(number)
        }
    }
}

extension Value {
    /// What lies at `path`; nil when nothing does.
    func at(_ path: ArraySlice<SetExpression.Step>) -> Value? {
        guard let step = path.first else { return self }
        switch step {
        case .key(let key): return self[key]?.at(path.dropFirst())
        case .index(let index):
            guard let array, index < array.count else { return nil }
            return array[index].at(path.dropFirst())
        }
    }

    /// This value with `value` at `path`; lists grow with nulls, and missing objects are made.
    ///
    /// - Throws: `SetExpression.Failure` when something else lies on the way.
    func setting(
        _ value: Value,
        at path: ArraySlice<SetExpression.Step>,
    ) throws(SetExpression.Failure) -> Value {
        guard let step = path.first else { return value }
        switch step {
        case .key(let key):
            guard self == .null || object != nil else {
                throw SetExpression.Failure(message: "'\(key)' would lie in \(kindName), not in an object")
            }
            var copy = self == .null ? [:] : self
            copy[key] = try (self[key] ?? .null).setting(value, at: path.dropFirst())
            return copy
        case .index(let index):
            guard self == .null || array != nil else {
                throw SetExpression.Failure(message: "[\(index)] would lie in \(kindName), not in a list")
            }
            var items = array ?? []
            while items.count <= index { items.append(.null) }
            items[index] = try items[index].setting(value, at: path.dropFirst())
            return .array(items)
        }
    }

    /// `high` on top of this value, as helm merges files of values.
    ///
    /// Objects are merged key by key, everything else is replaced. A null stays, since it tells helm to drop
    /// the chart's own value of that key.
    func merged(with high: Value) -> Value {
        guard var fields = object, let others = high.object else { return high }
        for (key, value) in others {
            fields[key] = fields[key].map { $0.merged(with: value) } ?? value
        }
        return .object(fields)
    }
}
