internal import Manifests

/// Field specs, to be asked which of them concern a kind; each kind is looked up once.
struct SpecsByKind<Spec> {
    private let specs: [(kind: GroupVersionKind, spec: Spec)]
    private var answers: [GroupVersionKind: [Spec]] = [:]

    /// - Parameter specs: each with the kinds that it concerns; empty parts match everything.
    init(_ specs: [(kind: GroupVersionKind, spec: Spec)]) {
        self.specs = specs
    }

    /// Those that concern `kind`, in their order.
    mutating func concerning(_ kind: GroupVersionKind) -> [Spec] {
        if let answer = answers[kind] { return answer }
        let answer = specs.filter { kind.isSelected(by: $0.kind) }.map(\.spec)
        answers[kind] = answer
        return answer
    }
}
