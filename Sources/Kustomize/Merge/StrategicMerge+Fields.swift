internal import YAML

extension StrategicMerge {
    /// Merges the fields of a patch into those of the object; new ones come last.
    func mergeFields(of patch: TracedValue, into target: inout TracedValue, shape: SchemaShape?) throws {
        var open = OpenFields(StrategicMergeDirective.fieldsWithout(patch))
        try filterFields(of: &target, shape: shape) { value, known, name in
            guard let patch = open.take(name) else { return try keep(&value, known: known) }
            switch try merge(patch, into: &value, known: known) {
            case .removed: return false
            case .merged: return true
            case .replaced(let new):
                value.override(with: new)
                return true
            }
        }
        for field in open.left {
            let known = shape.flatMap { schema.shape(ofField: field.name, in: $0) }
            let outcome = try StrategicMergeFailure.below(field.name) { try added(field.value, known: known) }
            try StrategicMergeFailure.checkName(field.name, of: field.value)
            guard case .replaced(var value) = outcome else { continue }
            // A list that is merged by keys is a new one.
            if value.isSequence, known?.mergeKeys != nil { value.isFlow = false }
            _ = target.modifyFields { $0.append(TracedField(field.name, tag: field.nameTag, value)) }
        }
    }

    /// Lets `body` change each field of a mapping, and removes those that it wants no longer.
    func filterFields(
        of value: inout TracedValue,
        shape: SchemaShape?,
        _ body: (inout TracedValue, SchemaShape?) throws -> Bool,
    ) throws {
        try filterFields(of: &value, shape: shape) { field, known, _ in try body(&field, known) }
    }

    private func filterFields(
        of value: inout TracedValue,
        shape: SchemaShape?,
        _ body: (inout TracedValue, SchemaShape?, String) throws -> Bool,
    ) throws {
        _ = try value.modifyFields { fields in
            var stays = [Bool](repeating: true, count: fields.count)
            for index in fields.indices {
                let name = fields[index].name
                let known = shape.flatMap { schema.shape(ofField: name, in: $0) }
                stays[index] = try StrategicMergeFailure.below(name) { try body(&fields[index].value, known, name) }
                try StrategicMergeFailure.checkName(name, of: fields[index].value)
                fields[index].value.quoteLookalike()
            }
            if stays.contains(false) { fields = zip(fields, stays).filter(\.1).map(\.0) }
        }
    }
}

/// The fields of a patch that the object has not had yet.
private struct OpenFields {
    private var fields: [TracedField?]
    /// Where each name stands; only where there are many, since a look at a few costs less.
    private let positions: [String: Int]?

    init(_ fields: [TracedField]) {
        self.fields = fields
        positions =
            fields.count > 16
            ? Dictionary(fields.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first }) : nil
    }

    mutating func take(_ name: String) -> TracedValue? {
        let position = positions.map { $0[name] } ?? fields.firstIndex { $0?.name == name }
        guard let position else { return nil }
        defer { fields[position] = nil }
        return fields[position]?.value
    }

    /// Those that nobody took.
    var left: [TracedField] { fields.compactMap(\.self) }
}

extension TracedValue {
    /// Makes a string of a text that was put in without quotes but is a number, a truth value or null to YAML.
    ///
    /// A merge sets every field of the object anew, and kustomize's `FieldSetter` quotes such texts.
    fileprivate mutating func quoteLookalike() {
        guard case .scalar(var scalar) = content, scalar.tag == nil, !scalar.isQuoted, !scalar.text.isEmpty,
            TracedScalar.isNoString(scalar.text)
        else { return }
        scalar.style = .quoted
        content = .scalar(scalar)
    }

    /// Becomes what a patch gives; when that says the same, nothing happened.
    fileprivate mutating func override(with value: TracedValue) {
        var value = value
        // The style of the field stays, whatever is put there.
        value.isFlow = isFlow
        if case .scalar(let old) = content, case .scalar(var new) = value.content {
            new.style = old.style
            value.content = .scalar(new)
            if means(value) { return }
        }
        replace(with: value, at: value.trace.place, from: value.trace.earlier.map { Trace($0) })
    }
}
