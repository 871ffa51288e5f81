internal import Manifests

/// Two field specs for the same field, of which only one makes it.
struct FieldSpecConflict: Error {
    let path: String
}

extension [FieldSpec] {
    /// These and those of `incoming` that are not here yet.
    ///
    /// A spec is here already when one for the same path is no wider than it (kustomize's `effectivelyEquals`).
    ///
    /// - Throws: `FieldSpecConflict` when that one says otherwise whether the field is made.
    func merged(with incoming: [FieldSpec]) throws(FieldSpecConflict) -> [FieldSpec] {
        guard !incoming.isEmpty else { return self }
        var merged = self
        var indexes: [String: [Int]] = [:]
        for (index, spec) in merged.enumerated() { indexes[spec.path, default: []].append(index) }
        for spec in incoming {
            if let index = indexes[spec.path]?.first(where: { merged[$0].kind.isSelected(by: spec.kind) }) {
                guard merged[index].creates == spec.creates else { throw FieldSpecConflict(path: spec.path) }
            } else {
                indexes[spec.path, default: []].append(merged.count)
                merged.append(spec)
            }
        }
        return merged
    }
}
