internal import YAML

/// Why a field of an object cannot be looked at or changed.
struct FieldFailure: Error {
    let place: Place
    let reason: String
}

/// The way to a field as a `FieldSpec` names it, to change what is there; a missing field stays missing.
struct FieldSteps: Sendable {
    private struct Step: Sendable {
        let name: String
        /// Whether the path says that the field holds a list.
        let isList: Bool
    }

    let path: String
    private let steps: [Step]

    init(_ path: String) {
        self.path = path
        steps = EscapedPath.parts(of: path, separatedBy: "/").map { part in
            part.hasSuffix("[]")
                ? Step(name: String(part.dropLast(2)), isList: true) : Step(name: part, isList: false)
        }
    }

    /// Calls `body` with each value at the end of the way; what lies in lists is visited element by element.
    ///
    /// - Throws: `FieldFailure` when the way leads through a scalar, and what `body` throws.
    func visit(_ value: inout TracedValue, _ body: (inout TracedValue) throws -> Void) throws {
        try visit(&value, from: 0, body)
    }

    private func visit(
        _ value: inout TracedValue,
        from position: Int,
        _ body: (inout TracedValue) throws -> Void
    ) throws {
        guard position < steps.count else { return try body(&value) }
        let step = steps[position]
        switch value.content {
        case .scalar:
            if !value.isNull { throw scalarOnTheWay(value, before: position) }
        case .sequence:
            _ = try value.modifyElements { elements in
                for index in elements.indices { try visit(&elements[index], from: position, body) }
            }
        case .mapping:
            try check(step, at: value)
            guard let index = value.fields.firstIndex(where: { $0.name == step.name }) else { return }
            _ = try value.modifyFields { fields in
                // kustomize makes an empty list of a null that is said to be a list.
                if step.isList, fields[index].value.isNull { fields[index].value.content = .sequence([]) }
                try visit(&fields[index].value, from: position + 1, body)
            }
        }
    }

    private func scalarOnTheWay(_ value: TracedValue, before position: Int) -> FieldFailure {
        let way = steps[..<position].map(\.name).joined(separator: "/")
        return FieldFailure(
            place: value.trace.place,
            reason: "expected sequence or mapping node, but '\(way)' is \(value.kindName)",
        )
    }

    /// What kustomize takes for an index cannot be the name of a field.
    private func check(_ step: Step, at value: TracedValue) throws {
        if step.name.isEmpty {
            throw FieldFailure(place: value.trace.place, reason: "the path of the field has an empty field name")
        }
        let isIndex = Int(step.name) != nil || step.name == "-" || step.name == "*"
        if isIndex || step.name.hasPrefix("[") && step.name.hasSuffix("]") {
            throw FieldFailure(
                place: value.trace.place,
                reason: "wrong node kind: '\(step.name)' of its path asks for a list, but there is a mapping",
            )
        }
    }
}
