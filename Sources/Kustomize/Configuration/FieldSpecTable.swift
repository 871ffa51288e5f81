internal import Manifests

/// Field specs made ready for many objects: found by kind, with paths taken apart.
struct FieldSpecTable: Sendable {
    struct Row: Sendable {
        let spec: FieldSpec
        let path: FieldSpec.Path
    }

    private let byKind: [String: [Row]]
    private let ofAnyKind: [Row]

    init(_ specs: [FieldSpec]) {
        let rows = Self.rows(of: specs)
        ofAnyKind = rows.filter { $0.spec.kind.kind.isEmpty }
        let kinds = Set(specs.map(\.kind.kind)).subtracting([""])
        var byKind: [String: [Row]] = [:]
        for kind in kinds {
            byKind[kind] = rows.filter { $0.spec.kind.kind.isEmpty || $0.spec.kind.kind == kind }
        }
        self.byKind = byKind
    }

    /// What holds for objects of `kind`, in the order of the specs.
    func rows(for kind: GroupVersionKind) -> [Row] {
        (byKind[kind.kind] ?? ofAnyKind).filter { kind.isSelected(by: $0.spec.kind) }
    }

    /// All specs made ready, whatever kind they are for.
    static func rows(of specs: [FieldSpec]) -> [Row] {
        specs.map { Row(spec: $0, path: FieldSpec.Path($0.path)) }
    }
}
