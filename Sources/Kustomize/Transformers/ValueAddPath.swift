internal import YAML

/// A path to one field, which is made where it is missing; its steps may be places in lists (kustomize's
/// `kyaml/yaml/fns.go`, `PathGetter`).
struct ValueAddPath {
    private enum Step {
        case field(String)
        case index(Int)
        /// The last element of a list.
        case last
        /// The first element of a list whose field says so; an element itself when the field has no name.
        case element(field: String, value: String)
        /// No step, and why.
        case refused(String)
    }

    private let steps: [Step]

    init(_ path: String) {
        let names = EscapedPath.parts(of: path, separatedBy: "/")
        steps = names.filter { !$0.isEmpty }.map(Self.step)
    }

    private static func step(_ text: String) -> Step {
        if let index = Int(text) {
            return index < 0 ? .refused("array index \(index) cannot be negative") : .index(index)
        }
        if text == "-" { return .last }
        if text == "*" { return .refused("wildcard is not supported in PathGetter") }
        guard text.hasPrefix("["), text.hasSuffix("]") else { return .field(text) }
        let parts = text.dropFirst().dropLast().split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else {
            return .refused("list path element must contain fieldName=fieldValue for element to match")
        }
        return .element(field: String(parts[0]), value: String(parts[1]))
    }

    /// Calls `set` with the field; with nothing where a null or too short a list is in the way.
    ///
    /// - Throws: what `set` throws; `FieldMismatch` for a list where there should be a mapping, and so on.
    func visit(
        _ node: inout TracedValue,
        at place: Place,
        _ set: (inout TracedValue) throws -> Void,
    ) throws {
        try visit(steps[...], &node, place, set)
    }

    private func visit(
        _ steps: ArraySlice<Step>,
        _ node: inout TracedValue,
        _ place: Place,
        _ set: (inout TracedValue) throws -> Void,
    ) throws {
        guard let step = steps.first else { return try set(&node) }
        let rest = steps.dropFirst()
        if case .refused(let reason) = step { throw FieldMismatch(place: node.trace.place, message: reason) }
        if node.isNull { return }
        if case .field(let name) = step {
            guard node.isMapping else { throw node.mismatch(expected: "MappingNode") }
            let made = Self.made(before: rest.first, place)
            _ = try node.modify(name, or: made) { try visit(rest, &$0, place, set) }
            return
        }
        guard node.isSequence else { throw node.mismatch(expected: "SequenceNode") }
        _ = try node.modifyElements { elements in
            guard let index = Self.index(of: step, in: &elements, place) else { return }
            try visit(rest, &elements[index], place, set)
        }
    }

    /// What a missing field becomes before the next step is taken.
    private static func made(before next: Step?, _ place: Place) -> TracedValue {
        switch next {
        case nil: TracedValue(.scalar(TracedScalar("", tag: nil)), trace: Trace(place))
        case .index, .element: .sequence(Trace(place))
        case .field, .last, .refused: .mapping(Trace(place))
        }
    }

    /// The place of the element that `step` means, which is added where kustomize adds one; nil when there is none.
    private static func index(of step: Step, in elements: inout [TracedValue], _ place: Place) -> Int? {
        switch step {
        case .field, .refused: return nil
        case .index(let index): return index < elements.count ? index : nil
        case .last: return elements.indices.last
        case .element(let field, let value):
            let found = elements.firstIndex { element in
                field.isEmpty ? (element.text ?? "") == value : element[field].map { ($0.text ?? "") == value } ?? false
            }
            if let found { return found }
            let scalar = TracedValue(.scalar(TracedScalar(value, tag: nil)), trace: Trace(place))
            elements.append(
                field.isEmpty ? scalar : TracedValue(.mapping([TracedField(field, scalar)]), trace: Trace(place))
            )
            return elements.count - 1
        }
    }
}
