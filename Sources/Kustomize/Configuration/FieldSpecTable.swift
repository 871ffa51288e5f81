internal import Manifests

/// Field specs, to be asked for those of a kind; what a kind needs is made ready when it is asked for first.
///
/// A class, so that it can be kept while it is asked. Lives on one thread.
final class FieldSpecTable {
    struct Row: Sendable {
        let spec: FieldSpec
        let path: FieldSpec.Path

        init(_ spec: FieldSpec) {
            self.spec = spec
            path = FieldSpec.Path(spec.path)
        }
    }

    private let specs: [FieldSpec]
    private var answers: [GroupVersionKind: [Row]] = [:]

    init(_ specs: [FieldSpec]) {
        self.specs = specs
    }

    /// What holds for objects of `kind`, in the order of the specs.
    func rows(for kind: GroupVersionKind) -> [Row] {
        if let answer = answers[kind] { return answer }
        let answer = specs.filter { kind.isSelected(by: $0.kind) }.map(Row.init)
        answers[kind] = answer
        return answer
    }
}
