internal import Manifests
internal import YAML

extension Manifest {
    /// The object as it is applied when the fields at `pointers` are others' business: as the cluster has them.
    ///
    /// A field that another manager owns is not applied at all. One that only fettle owns is applied with the value that
    /// it has, since the server would take away what fettle applied once and does not apply any more.
    func leaving(_ pointers: [JSONPointer], to live: LiveObject) -> Manifest {
        guard !pointers.isEmpty else { return self }
        let others = ManagedFields(live).entries.filter { !$0.isOurs }
        var result = self
        for pointer in pointers where pointer.resolve(in: object) != nil {
            let current = pointer.resolve(in: live.object)
            let steps = pointer.tokens.map { FieldStep.field($0) }
            let isOthers = others.contains { $0.fields.depth(holding: steps) == steps.count }
            result.object = pointer.setting(isOthers ? nil : current, in: result.object)
        }
        return result
    }
}
