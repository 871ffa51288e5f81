extension TracedValue {
    package var isMapping: Bool {
        if case .mapping = content { true } else { false }
    }

    package var isSequence: Bool {
        if case .sequence = content { true } else { false }
    }

    package var isScalar: Bool {
        if case .scalar = content { true } else { false }
    }

    package var isNull: Bool {
        if case .scalar(let scalar) = content { scalar.resolvedTag == .null } else { false }
    }

    /// Null, or a list or mapping without anything in it.
    ///
    /// An empty string is neither.
    package var isNullOrEmpty: Bool {
        switch content {
        case .scalar(let scalar): scalar.resolvedTag == .null
        case .sequence(let elements): elements.isEmpty
        case .mapping(let fields): fields.isEmpty
        }
    }

    /// The text of a scalar, whatever its type; nil for everything else.
    package var text: String? {
        if case .scalar(let scalar) = content { scalar.text } else { nil }
    }

    /// How a scalar is written, which stays so when its text is set; plain for everything else.
    package var style: TracedScalar.Style {
        if case .scalar(let scalar) = content { scalar.style } else { .plain }
    }

    /// Whether this is a scalar in quotes or a block.
    package var isQuoted: Bool {
        if case .scalar(let scalar) = content { scalar.isQuoted } else { false }
    }

    /// The text of a string; nil for numbers, truth values and everything else.
    package var string: String? {
        guard case .scalar(let scalar) = content, scalar.resolvedTag == .string else { return nil }
        return scalar.text
    }

    /// The elements of a list; empty for everything else.
    package var elements: [TracedValue] {
        if case .sequence(let elements) = content { elements } else { [] }
    }

    /// The fields of a mapping; empty for everything else.
    package var fields: [TracedField] {
        if case .mapping(let fields) = content { fields } else { [] }
    }

    /// What this is, as an error names it.
    package var kindName: String {
        switch content {
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .scalar(let scalar):
            switch scalar.resolvedTag {
            case .string, .binary, .custom: "a string"
            case .null: "null"
            case .bool: "a boolean"
            case .integer, .float: "a number"
            case .timestamp: "a date"
            }
        }
    }

    /// The field `name` of a mapping; nil when there is none.
    package subscript(name: String) -> TracedValue? {
        guard case .mapping(let fields) = content, let index = fields.firstIndex(where: { $0.name == name }) else {
            return nil
        }
        return fields[index].value
    }

    /// What lies below the fields `path`, one after the other; nil when one of them is missing.
    package func at(_ path: String...) -> TracedValue? {
        path.reduce(Optional(self)) { value, name in value?[name] }
    }

    /// Changes the fields of a mapping in place; nil when this is none.
    package mutating func modifyFields<Result>(
        _ body: (inout [TracedField]) throws -> Result
    ) rethrows -> Result? {
        guard case .mapping(var fields) = content else { return nil }
        // Frees the only other reference before the change, so that nothing is copied.
        content = .sequence([])
        defer { content = .mapping(fields) }
        return try body(&fields)
    }

    /// Changes the elements of a list in place; nil when this is none.
    package mutating func modifyElements<Result>(
        _ body: (inout [TracedValue]) throws -> Result
    ) rethrows -> Result? {
        guard case .sequence(var elements) = content else { return nil }
        content = .sequence([])
        defer { content = .sequence(elements) }
        return try body(&elements)
    }

    /// Changes the field `name` in place; nil when there is none.
    package mutating func modify<Result>(
        _ name: String,
        _ body: (inout TracedValue) throws -> Result
    ) rethrows -> Result? {
        guard case .mapping(let fields) = content, let index = fields.firstIndex(where: { $0.name == name }) else {
            return nil
        }
        return try modifyFields { try body(&$0[index].value) }
    }

    /// Changes the field `name` in place; when there is none, it is made of `initial` first, at the end.
    ///
    /// Does nothing and gives nil when this is no mapping.
    package mutating func modify<Result>(
        _ name: String,
        or initial: @autoclosure () -> TracedValue,
        _ body: (inout TracedValue) throws -> Result
    ) rethrows -> Result? {
        try modifyFields { fields in
            if let index = fields.firstIndex(where: { $0.name == name }) { return try body(&fields[index].value) }
            fields.append(TracedField(name, initial()))
            return try body(&fields[fields.count - 1].value)
        }
    }

    /// Sets the field `name`, in its place or at the end.
    ///
    /// Does nothing when this is no mapping.
    package mutating func set(_ name: String, to value: TracedValue) {
        _ = modifyFields { fields in
            if let index = fields.firstIndex(where: { $0.name == name }) {
                fields[index].value = value
            } else {
                fields.append(TracedField(name, value))
            }
        }
    }

    /// Takes the field `name` out of a mapping and gives it back; nil when there is none.
    @discardableResult
    package mutating func remove(_ name: String) -> TracedValue? {
        guard case .mapping(let fields) = content, let index = fields.firstIndex(where: { $0.name == name }) else {
            return nil
        }
        return modifyFields { $0.remove(at: index).value }
    }

    /// Becomes `value`, which was written at `place`; where both were written before stays known.
    package mutating func replace(with value: TracedValue, at place: Place, from sources: [Trace] = []) {
        content = value.content
        isFlow = value.isFlow
        trace = trace.changed(at: place, from: sources)
    }

    /// Whether both say the same: equal texts of equal types in the same order of elements; the order of keys and the
    /// traces play no part.
    package func means(_ other: TracedValue) -> Bool {
        switch (content, other.content) {
        case (.scalar(let left), .scalar(let right)):
            return left.text == right.text && left.resolvedTag == right.resolvedTag
        case (.sequence(let left), .sequence(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { $0.means($1) }
        case (.mapping(let left), .mapping(let right)):
            return left.count == right.count
                && left.allSatisfy { field in other[field.name].map { $0.means(field.value) } ?? false }
        default: return false
        }
    }
}
