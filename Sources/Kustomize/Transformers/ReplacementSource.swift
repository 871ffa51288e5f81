internal import YAML

/// Finds the field that a replacement copies (kustomize's `PathGetter`).
struct ReplacementSource {
    /// Why a path leads nowhere.
    struct Problem: Error {
        let message: String
    }

    /// How a field is reached from its object.
    enum Step: Hashable {
        case field(String)
        case element(Int)

        /// As it stands in a path.
        var name: String {
            switch self {
            case .field(let name): name
            case .element(let index): String(index)
            }
        }
    }

    /// The field, and how it was reached; nil when it is not there.
    static func find(
        _ path: ReplacementPath,
        in object: TracedValue,
    ) throws(Problem) -> (value: TracedValue, steps: [Step])? {
        var value = object
        var steps: [Step] = []
        for part in path.parts.map(trimmed) where !part.isEmpty {
            guard let step = try step(part, in: value), let next = value.at(step) else { return nil }
            value = next
            steps.append(step)
        }
        return (value, steps)
    }

    private static func step(_ part: String, in value: TracedValue) throws(Problem) -> Step? {
        if let index = Int(part) {
            guard index >= 0 else { throw Problem(message: "array index \(index) cannot be negative") }
            try check(value, isList: true)
            return .element(index)
        }
        switch part {
        case "-":
            try check(value, isList: true)
            guard !value.elements.isEmpty else { throw Problem(message: "'-' is the last element of an empty list") }
            return .element(value.elements.count - 1)
        case "*": throw Problem(message: "wildcard is not supported in PathGetter, which reads the source")
        case _ where ReplacementPath.isCondition(part):
            guard let (name, text) = ReplacementPath.condition(part) else {
                throw Problem(message: "list path element must contain fieldName=fieldValue for element to match")
            }
            try check(value, isList: true)
            let index = value.elements.firstIndex { element in
                name.isEmpty ? element.text ?? "" == text : element[name].map { $0.text ?? "" == text } ?? false
            }
            return index.map(Step.element)
        default:
            try check(value, isList: false)
            return .field(part)
        }
    }

    private static func check(_ value: TracedValue, isList: Bool) throws(Problem) {
        guard !value.isNull, isList ? !value.isSequence : !value.isMapping else { return }
        throw Problem(message: wrongKind(value, isList ? "SequenceNode" : "MappingNode"))
    }

    /// What is wrong with `value` where kustomize expects a node of another kind; never what the value is.
    static func wrongKind(_ value: TracedValue, _ expected: String) -> String {
        let actual =
            switch value.content {
            case .scalar: "ScalarNode"
            case .sequence: "SequenceNode"
            case .mapping: "MappingNode"
            }
        return "wrong node kind: expected \(expected) but got \(actual)"
    }

    private static func trimmed(_ part: String) -> String {
        var rest = part[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}

extension TracedValue {
    /// What is below this; nil when it is not there.
    func at(_ step: ReplacementSource.Step) -> TracedValue? {
        switch step {
        case .field(let name): self[name]
        case .element(let index): elements.indices.contains(index) ? elements[index] : nil
        }
    }
}
