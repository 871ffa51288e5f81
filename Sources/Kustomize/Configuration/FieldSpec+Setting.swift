internal import YAML

/// A value that a field spec cannot pass or set.
///
/// Whoever walked there adds which field it was.
struct FieldMismatch: Error {
    /// Where the value was written.
    let place: Place
    let message: String
    /// What to do; nil when nothing special is known.
    var advice: String?
}

extension TracedValue {
    /// The name that kustomize's errors have for what this is.
    var nodeKind: String {
        switch content {
        case .scalar: "ScalarNode"
        case .sequence: "SequenceNode"
        case .mapping: "MappingNode"
        }
    }

    /// A failure of this value because it is no `expected`.
    func mismatch(expected: String) -> FieldMismatch {
        FieldMismatch(
            place: trace.place,
            message: "wrong node kind: expected \(expected) but got \(nodeKind)",
        )
    }

    /// Becomes `scalar`, written as before; null may become anything, but a list or mapping stays what it is.
    ///
    /// So a number becomes a string where the old one stood in quotes.
    ///
    /// - Throws: `FieldMismatch` for a list or mapping.
    mutating func setScalar(_ scalar: TracedScalar, at place: Place) throws(FieldMismatch) {
        guard case .scalar(let old) = content else { throw mismatch(expected: "ScalarNode") }
        let new = TracedScalar(scalar.text, tag: scalar.tag, style: old.style)
        guard old != new else { return }
        replace(with: TracedValue(.scalar(new)), at: place)
    }

    /// Becomes a scalar with this text, which means what it looks like unless the old one stood in quotes.
    ///
    /// - Throws: `FieldMismatch` for a list or mapping.
    mutating func setText(_ text: String, at place: Place) throws(FieldMismatch) {
        guard case .scalar(let old) = content else { throw mismatch(expected: "ScalarNode") }
        let scalar = TracedScalar(text, tag: nil, style: old.style)
        guard old.text != text else {
            // The text stays, but what it means may not: a label without text was a string and is null now.
            content = .scalar(scalar)
            return
        }
        replace(with: TracedValue(.scalar(scalar)), at: place)
    }

    /// Sets one entry of a mapping to a string, whatever it held.
    ///
    /// Null stays null.
    ///
    /// - Returns: whether the entry is new.
    /// - Throws: `FieldMismatch` for a scalar or list.
    @discardableResult
    mutating func setEntry(_ name: String, to text: String, at place: Place) throws(FieldMismatch) -> Bool {
        let isNew = modifyFields { fields in
            let string = TracedScalar(entry: text)
            guard let index = fields.firstIndex(where: { $0.name == name }) else {
                fields.append(TracedField(name, TracedValue(.scalar(string), trace: Trace(place))))
                return true
            }
            guard case .scalar(string) = fields[index].value.content else {
                fields[index].value.replace(with: TracedValue(.scalar(string)), at: place)
                return false
            }
            return false
        }
        guard let isNew else {
            if isNull { return false }
            throw mismatch(expected: "MappingNode")
        }
        return isNew
    }
}

extension TracedScalar {
    /// The text of an entry that is set in a mapping.
    ///
    /// kustomize quotes one that would be no string otherwise, and the quotes stay when the text is changed later.
    init(entry text: String) {
        self.init(text, tag: .string, isQuoted: !text.isEmpty && Self.isNoString(text))
    }
}
