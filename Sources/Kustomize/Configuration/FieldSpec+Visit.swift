internal import Manifests
internal import YAML

/// A walk to the fields that field specs name in one object (kustomize's `api/filters/fieldspec`).
struct FieldVisit {
    /// What is made at the end of a path that allows it, where there is nothing or null.
    enum Creation {
        case nothing
        case mapping
        /// The tag is what null becomes; its text stays for whoever sets the value. Nil leaves null as it is.
        case scalar(TracedScalar.Tag?)
    }

    let creation: Creation
    /// Where the change is asked for; what is made on the way was written there.
    let place: Place
    /// Is told of null that becomes a mapping, and says which fields that has.
    var becomeMapping: (_ word: String, _ path: [String]) -> [TracedField] = { _, _ in [] }

    /// Calls `set` with each value that `row` names in `object`.
    ///
    /// - Throws: what `set` throws; `FieldMismatch` when a scalar stands in the way, or the path cannot be.
    func visit(
        _ row: FieldSpecTable.Row,
        in object: inout TracedValue,
        set: (inout TracedValue) throws -> Void,
    ) throws {
        try visit(row, from: 0, &object, set)
    }

    private func visit(
        _ row: FieldSpecTable.Row,
        from position: Int,
        _ node: inout TracedValue,
        _ set: (inout TracedValue) throws -> Void,
    ) throws {
        let steps = row.path.steps
        guard position < steps.count else { return try set(&node) }
        switch node.content {
        case .mapping: try visitField(row, position, &node, set)
        case .sequence:
            _ = try node.modifyElements { elements in
                for index in elements.indices { try visit(row, from: position, &elements[index], set) }
            }
        case .scalar:
            if node.isNull { return }
            let way = steps[..<position].map(\.name).joined(separator: "/")
            let found = position == 0 ? "the object" : "'\(way)'"
            throw FieldMismatch(
                place: node.trace.place,
                message: "expected sequence or mapping node, but \(found) is \(node.kindName)",
            )
        }
    }

    private func visitField(
        _ row: FieldSpecTable.Row,
        _ position: Int,
        _ node: inout TracedValue,
        _ set: (inout TracedValue) throws -> Void,
    ) throws {
        let name: String
        let replacement: Replacement
        switch row.path.steps[position] {
        case .refused(_, let reason): throw FieldMismatch(place: node.trace.place, message: reason)
        case .list(let list): (name, replacement) = (list, .emptyList)
        case .field(let field):
            let isLast = position + 1 == row.path.steps.count
            (name, replacement) = (field, row.spec.creates ? self.replacement(isLast: isLast) : .none)
        }
        _ = try node.modifyFields { fields in
            if let index = fields.firstIndex(where: { $0.name == name }) {
                if fields[index].value.isNull {
                    replaceNull(&fields[index].value, by: replacement, at: row.path.steps[...position])
                }
                try visit(row, from: position + 1, &fields[index].value, set)
            } else if var made = made(as: replacement) {
                try visit(row, from: position + 1, &made, set)
                fields.append(TracedField(name, made))
            }
        }
    }

    private enum Replacement {
        case none, emptyList, mapping
        case scalar(TracedScalar.Tag?)
    }

    private func replacement(isLast: Bool) -> Replacement {
        switch creation {
        case .nothing: .none
        case .mapping: .mapping
        case .scalar(let tag): isLast ? .scalar(tag) : .mapping
        }
    }

    /// What stands where nothing was; nil when nothing is made.
    private func made(as replacement: Replacement) -> TracedValue? {
        switch replacement {
        case .none, .emptyList: nil
        case .mapping: .mapping(Trace(place))
        case .scalar: TracedValue(.scalar(TracedScalar("", tag: nil)), trace: Trace(place))
        }
    }

    private func replaceNull(
        _ value: inout TracedValue,
        by replacement: Replacement,
        at path: ArraySlice<FieldSpec.Path.Step>,
    ) {
        switch replacement {
        case .none, .scalar(nil): break
        case .emptyList: value.content = .sequence([])
        case .mapping:
            let fields = becomeMapping(value.text ?? "", path.map(\.name))
            value.replace(with: TracedValue(.mapping(fields)), at: place)
        case .scalar(let tag?): value.content = .scalar(TracedScalar(value.text ?? "", tag: tag))
        }
    }
}

extension Resource {
    /// Calls `set` with each value that `specs` name in this object.
    ///
    /// - Parameters:
    ///   - specs: fields of any kinds.
    ///   - creation: what is made where a spec allows it.
    ///   - place: where the change is asked for.
    ///   - set: changes one value.
    /// - Throws: `Problems`, which name the field and the object.
    func visit(
        _ specs: FieldSpecTable,
        creating creation: FieldVisit.Creation,
        at place: Place,
        set: (inout TracedValue) throws -> Void,
    ) throws {
        let id = currentID
        try visit(specs.rows(for: id.kind), id, creating: creation, at: place, set: set)
    }

    /// Calls `set` with each value that `rows`, which hold for this object, name.
    func visit(
        _ rows: [FieldSpecTable.Row],
        _ id: ResourceID,
        creating creation: FieldVisit.Creation,
        at place: Place,
        set: (inout TracedValue) throws -> Void,
    ) throws {
        let visit = FieldVisit(creation: creation, place: place) { self.nullRemains.becomeMapping($0, at: $1) }
        for row in rows {
            do {
                try visit.visit(row, in: &node, set: set)
            } catch let error as FieldMismatch {
                throw context.failure(
                    error.place,
                    "considering field '\(row.spec.path)' of object \(id): \(error.message);"
                        + " \(error.advice ?? Self.advice) (\(context.files.description(of: place)))",
                )
            }
        }
        spreadSharedEntries()
    }

    private static let advice = "correct the object, or the field specs of what changes it"
}
