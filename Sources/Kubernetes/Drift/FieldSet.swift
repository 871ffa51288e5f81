package import YAML

/// A set of fields of an object, as `fieldsV1` of a managed fields entry holds it.
///
/// The format is that of Kubernetes' structured-merge-diff: a tree of steps; `.` or an empty node says that the field
/// itself belongs to the set. A field that belongs to the set and has nothing below it stands for all that it holds.
package struct FieldSet: Hashable, Sendable {
    /// Whether the field at this place belongs to the set.
    package var isMember: Bool
    package var children: [FieldStep: FieldSet]

    package init(isMember: Bool = false, children: [FieldStep: FieldSet] = [:]) {
        self.isMember = isMember
        self.children = children
    }

    /// Reads `fieldsV1`.
    package init(fieldsV1: Value) {
        self.init(node: fieldsV1)
        isMember = false
    }

    private init(node: Value) {
        let fields = node.object ?? [:]
        self.init(isMember: fields.isEmpty || fields["."] != nil)
        for (name, child) in fields {
            guard name != ".", let step = FieldStep(serialized: name) else { continue }
            children[step] = FieldSet(node: child)
        }
    }

    /// The set as `fieldsV1`.
    package var fieldsV1: Value {
        var fields: [String: Value] = [:]
        for (step, child) in children where !child.isEmpty {
            var node = child.fieldsV1
            if child.isMember, child.children.contains(where: { !$0.value.isEmpty }) { node["."] = [:] }
            fields[step.serialized] = node
        }
        return .object(fields)
    }

    /// Whether no field belongs to the set.
    package var isEmpty: Bool {
        !isMember && children.values.allSatisfy(\.isEmpty)
    }

    /// The set's part below `steps`; nil when there is none.
    package func node(at steps: [FieldStep]) -> FieldSet? {
        steps.reduce(Optional(self)) { node, step in node?.children[step] }
    }

    /// Whether the field at `steps` belongs to the set, or something in it, or a field above that the set holds whole.
    package func holds(_ steps: [FieldStep]) -> Bool {
        var node = self
        for step in steps {
            guard let child = node.children[step] else { return node.isWhole }
            node = child
        }
        return !node.isEmpty
    }

    /// How many of `steps` the set goes along before it holds what lies there; nil when it does not hold it.
    ///
    /// A map that is set key by key, and of which a manager owns no key any more, is written as one that it owns whole. So
    /// of two who seem to hold a field the one who names more of its path does.
    func depth(holding steps: [FieldStep]) -> Int? {
        var node = self
        for (depth, step) in steps.enumerated() {
            guard let child = node.children[step] else { return node.isWhole ? depth : nil }
            node = child
        }
        return node.isEmpty ? nil : steps.count
    }

    /// Whether this field belongs to the set with everything in it.
    var isWhole: Bool { isMember && children.isEmpty }

    /// The fields of both sets.
    package func union(_ other: FieldSet) -> FieldSet {
        FieldSet(
            isMember: isMember || other.isMember,
            children: children.merging(other.children) { $0.union($1) },
        )
    }

    /// The fields of this set alone.
    package func subtracting(_ other: FieldSet) -> FieldSet {
        var result = FieldSet(isMember: isMember && !other.isMember)
        for (step, child) in children {
            let rest = other.children[step].map(child.subtracting) ?? child
            if !rest.isEmpty { result.children[step] = rest }
        }
        return result
    }

    /// The fields that `value` has.
    package func intersection(with value: Value) -> FieldSet {
        var result = FieldSet(isMember: isMember)
        for (step, child) in children {
            guard let part = step.resolve(in: value) else { continue }
            let rest = child.intersection(with: part)
            if !rest.isEmpty { result.children[step] = rest }
        }
        return result
    }
}
