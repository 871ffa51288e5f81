internal import Manifests
internal import YAML

/// Applies strategic merge patches as kustomize does, which is not in all as an API server does: `$retainKeys`,
/// `$setElementOrder` and `$deleteFromPrimitiveList` mean nothing and stay as fields, elements that are new come first,
/// and a list merges only where a schema says by which keys.
///
/// Names follow kustomize's kyaml/yaml/merge2 and walk, whose odd results are results that users have in git.
struct StrategicMerge {
    let schema: Schema

    /// Merges `patch` into `target`, which is a whole object.
    ///
    /// What the patch gives has been written where it stands in the patch; what it does not change keeps its trace.
    ///
    /// - Parameters:
    ///   - patch: a mapping; its `apiVersion`, `kind` and `metadata` are fields as all others.
    ///   - target: the object.
    ///   - place: where a patch that is of no file was asked for.
    ///   - context: the build, with its schema.
    /// - Returns: whether anything is left of the object.
    /// - Throws: `Problems`: another kind of value than the object has, an unknown `$patch`.
    static func merge(
        _ patch: TracedValue,
        into target: inout TracedValue,
        at place: Place,
        in context: BuildContext,
    ) throws -> Bool {
        let merge = StrategicMerge(schema: context.schema)
        do {
            switch try merge.merge(patch.patching(at: place), into: &target, known: nil) {
            case .removed: return false
            // Kustomize replaces all but a whole object.
            case .merged, .replaced: return !target.isNullOrEmpty
            }
        } catch let failure as StrategicMergeFailure {
            throw context.failure(failure.place, failure.description)
        }
    }

    /// What a merge makes of a value.
    enum Outcome {
        case removed
        /// The value was changed in place, or stayed as it was.
        case merged
        /// Another value takes its place.
        case replaced(TracedValue)
    }

    /// Merges what both have; `known` is the shape that the field or list around `target` gives it.
    func merge(_ patch: TracedValue, into target: inout TracedValue, known: SchemaShape?) throws -> Outcome {
        if patch.isWrittenNull { return .removed }
        if target.isWrittenNull { return try added(patch, known: known) }
        try StrategicMergeFailure.check(patch, hasKindOf: target)
        // An empty one was most likely put in brackets by kustomize itself.
        if !target.isScalar, target.isNullOrEmpty { target.isFlow = patch.isFlow }
        switch target.content {
        case .scalar: return .replaced(patch)
        case .mapping:
            let shape = known ?? shape(of: target) ?? shape(of: patch)
            switch try StrategicMergeDirective(ofMapping: patch) {
            case .delete: return .removed
            case .replace: return try replacement(patch, known: shape)
            case .merge:
                try mergeFields(of: patch, into: &target, shape: shape)
                return .merged
            }
        case .sequence:
            guard let known, known.mergeKeys != nil else { return .replaced(patch) }
            switch try StrategicMergeDirective(ofList: patch) {
            case .delete: return .removed
            case .replace: return try replacement(patch, known: known)
            case .merge:
                let elements = StrategicMergeDirective.elided(fromList: patch.elements)
                try mergeElements(of: &target, shape: known, with: .other(elements))
                return .merged
            }
        }
    }

    private func replacement(_ patch: TracedValue, known: SchemaShape?) throws -> Outcome {
        var value = patch
        return try settle(&value, known: known, isNew: false) ? .replaced(value) : .removed
    }

    /// What the patch alone has, ready to be put into the object.
    func added(_ patch: TracedValue, known: SchemaShape?) throws -> Outcome {
        var value = patch
        return try settle(&value, known: known, isNew: true) ? .replaced(value) : .removed
    }

    /// Takes out of a value of the patch, to which the object has no counterpart, what is only for merging, and tells
    /// whether anything is left; `isNew` when it is this value itself, and not one around it, that the object has not.
    func settle(_ value: inout TracedValue, known: SchemaShape?, isNew: Bool) throws -> Bool {
        switch value.content {
        case .scalar: return !value.isWrittenNull
        case .mapping:
            do {
                let directive = try StrategicMergeDirective(ofMapping: value)
                // Even of what is deleted, since an element may be found again while its list is merged.
                StrategicMergeDirective.elide(fromMapping: &value)
                if directive == .delete { return false }
            } catch let failure as StrategicMergeFailure {
                // Kustomize lets it pass here, and writes it into the object.
                guard isNew else { throw failure }
            }
            try filterFields(of: &value, shape: known ?? shape(of: value)) { field, known in
                try settle(&field, known: known, isNew: false)
            }
        case .sequence:
            guard let known, known.mergeKeys != nil else { return true }
            // Where only the object has no such list, its own directive counts as an element.
            if !isNew {
                if try StrategicMergeDirective(ofList: value) == .delete { return false }
                _ = value.modifyElements { $0 = StrategicMergeDirective.elided(fromList: $0) }
            }
            try mergeElements(of: &value, shape: known, with: .itself)
        }
        return true
    }

    /// Goes through what the object alone has: even there, a field without a value goes away, and elements of a list
    /// that have the same keys become one.
    ///
    /// - Returns: whether anything is left.
    func keep(_ value: inout TracedValue, known: SchemaShape?) throws -> Bool {
        switch value.content {
        case .scalar(let scalar): return scalar.tag != .null || !scalar.text.isEmpty
        case .mapping:
            try filterFields(of: &value, shape: known ?? shape(of: value)) { field, known in
                try keep(&field, known: known)
            }
        case .sequence:
            if let known, known.mergeKeys != nil {
                try mergeElements(of: &value, shape: known, with: .nothing)
            }
        }
        return true
    }

    /// The shape of an object that says of which kind it is; it may lie in another.
    private func shape(of object: TracedValue) -> SchemaShape? {
        guard let version = object["apiVersion"]?.text, !version.isEmpty,
            let kind = object["kind"]?.text, !kind.isEmpty
        else { return nil }
        return schema.shape(of: GroupVersionKind(apiVersion: version, kind: kind))
    }
}

extension TracedValue {
    /// Whether it is null by how it was written, and not for a text that was put in later.
    var isWrittenNull: Bool {
        if case .scalar(let scalar) = content { scalar.tag == .null } else { false }
    }

    /// This value as one that a patch writes where it stands, or at `place` where that is not known.
    fileprivate func patching(at place: Place) -> TracedValue {
        var value = self
        value.trace.place = (trace.place == .unknown ? place : trace.place).written(by: .patch)
        switch content {
        case .scalar: break
        case .sequence(let elements): value.content = .sequence(elements.map { $0.patching(at: place) })
        case .mapping(let fields):
            value.content = .mapping(fields.map { TracedField($0.name, tag: $0.nameTag, $0.value.patching(at: place)) })
        }
        return value
    }
}
