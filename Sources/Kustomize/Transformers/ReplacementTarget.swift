internal import YAML

/// Finds the fields that a replacement changes, and makes those that are missing (kustomize's `PathMatcher`).
struct ReplacementTarget {
    typealias Problem = ReplacementSource.Problem

    /// What a missing field is made as; nil when it is not made.
    let created: TracedValue.Content?
    /// Changes one field; tells whether it is the one that the value comes from.
    let change: (inout TracedValue, _ isSource: Bool) throws -> Void
    /// Is told of fields that were made where null is, and of how many parts of the path lead further from there.
    var hide: ([TracedField], _ further: Int) -> Void = { _, _ in }

    /// The steps that lead to the field that the value comes from; nil where it lies elsewhere.
    typealias Way = ArraySlice<ReplacementSource.Step>?

    /// Changes all fields at `parts` below `value`.
    ///
    /// - Returns: how many there are.
    func apply(to value: inout TracedValue, _ parts: ArraySlice<String>, _ way: Way) throws -> Int {
        guard let part = parts.first else {
            try change(&value, way?.isEmpty ?? false)
            return 1
        }
        let rest = parts.dropFirst()
        if let index = ReplacementPath.index(part) { return try apply(toElement: index, of: &value, rest, way) }
        if ReplacementPath.isCondition(part) { return try apply(toElements: part, of: &value, rest, way) }
        if part == "*" {
            if value.isNull { return 0 }
            return try modifyElements(of: &value) { elements in
                try elements.indices.reduce(0) { count, index in
                    try count + apply(to: &elements[index], rest, Self.taking(.element(index), of: way))
                }
            }
        }
        return try apply(toField: part, of: &value, rest, way)
    }

    private static func taking(_ step: ReplacementSource.Step, of way: Way) -> Way {
        way?.first == step ? way?.dropFirst() : nil
    }

    private func apply(
        toField name: String,
        of value: inout TracedValue,
        _ rest: ArraySlice<String>,
        _ way: Way,
    ) throws -> Int {
        if value.isNull {
            // kustomize makes the field inside of null, where nobody sees it unless null becomes a mapping.
            if created == nil { return 0 }
            var made = TracedValue.mapping()
            let count = try apply(toField: name, of: &made, rest, nil)
            hide(made.fields, rest.count + 1)
            return count
        }
        guard value.isMapping else { throw Problem(message: ReplacementSource.wrongKind(value, "MappingNode")) }
        let way = Self.taking(.field(name), of: way)
        if let count = try value.modify(name, { try apply(to: &$0, rest, way) }) { return count }
        guard let created else { return 0 }
        return try value.modify(name, or: Self.initial(before: rest, created)) { try apply(to: &$0, rest, nil) } ?? 0
    }

    private func apply(
        toElement index: Int,
        of value: inout TracedValue,
        _ rest: ArraySlice<String>,
        _ way: Way,
    ) throws -> Int {
        if value.isNull, created != nil, index == 0 { return 1 }
        if !value.isNull, !value.isSequence {
            throw Problem(message: ReplacementSource.wrongKind(value, "SequenceNode"))
        }
        let count = value.elements.count
        guard index < count || index == count && created != nil else {
            throw Problem(message: "index \(index) specified but only \(count) elements found")
        }
        return try modifyElements(of: &value) { elements in
            if index == count, let created { elements.append(Self.initial(before: rest, created)) }
            return try apply(to: &elements[index], rest, Self.taking(.element(index), of: way))
        }
    }

    /// Changes those elements of a list that match `[name=value]`; `value` is a regular expression for a part.
    private func apply(
        toElements part: String,
        of value: inout TracedValue,
        _ rest: ArraySlice<String>,
        _ way: Way,
    ) throws -> Int {
        guard let (name, text) = ReplacementPath.condition(part) else {
            throw Problem(message: "list path element must contain fieldName=fieldValue for element to match")
        }
        if value.isNull { return created == nil ? 0 : 1 }
        let pattern: GoPattern
        do {
            pattern = try GoPattern(part: text)
        } catch {
            throw Problem(message: error.reason)
        }
        return try modifyElements(of: &value) { elements in
            let count = try elements.indices.reduce(0) { count, index in
                let way = Self.taking(.element(index), of: way)
                return try count + apply(to: &elements[index], name, pattern, rest, way)
            }
            guard count == 0, created != nil else { return count }
            let scalar = TracedValue(.scalar(TracedScalar(text, tag: nil)))
            elements.append(name.isEmpty ? scalar : TracedValue(.mapping([TracedField(name, scalar)])))
            let created = try apply(to: &elements[elements.count - 1], name, pattern, rest, nil)
            guard created > 0 else { throw Problem(message: "an element made for '\(part)' does not match it") }
            return created
        }
    }

    private func apply(
        to element: inout TracedValue,
        _ name: String,
        _ pattern: GoPattern,
        _ rest: ArraySlice<String>,
        _ way: Way,
    ) throws -> Int {
        if name.isEmpty {
            guard pattern.matches(Self.text(of: element)) else { return 0 }
            // kustomize goes no further than to the element itself.
            try change(&element, way?.isEmpty ?? false)
            return 1
        }
        guard let field = element[name], pattern.matches(Self.text(of: field)) else { return 0 }
        return try apply(to: &element, rest, way)
    }

    /// What kustomize compares: the value as YAML.
    private static func text(of value: TracedValue) -> String {
        var text = value.isScalar ? value.text ?? "" : String(decoding: value.yaml(), as: UTF8.self)
        while text.last?.isWhitespace == true { text.removeLast() }
        while text.first?.isWhitespace == true { text.removeFirst() }
        return text
    }

    private func modifyElements(
        of value: inout TracedValue,
        _ body: (inout [TracedValue]) throws -> Int,
    ) throws -> Int {
        if let count = try value.modifyElements(body) { return count }
        throw Problem(message: ReplacementSource.wrongKind(value, "SequenceNode"))
    }

    /// What a missing field begins as: a list or mapping for what follows in the path, or what the value is.
    private static func initial(before rest: ArraySlice<String>, _ created: TracedValue.Content) -> TracedValue {
        guard let next = rest.first, !next.isEmpty else { return TracedValue(created) }
        let isList = ReplacementPath.isCondition(next) || ReplacementPath.index(next) != nil
        return isList ? .sequence() : .mapping()
    }
}
