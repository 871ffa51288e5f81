internal import Manifests
internal import Synchronization

/// Which fields hold names of other objects, to be asked for those of a kind.
///
/// What a kind needs is made ready when it is asked for first; for the built-in references that is kept as long as the
/// process lives.
final class NameReferenceTable: Sendable {
    /// A field, and the kind whose names it holds.
    struct Field: Sendable {
        let row: FieldSpecTable.Row
        let target: GroupVersionKind
    }

    private let references: [TransformerConfig.NameReference]
    private let answers = Mutex<[GroupVersionKind: [Field]]>([:])
    /// Kubernetes and its custom resources have fewer kinds; a repository may make up any number.
    private static let answerLimit = 1_000

    private init(_ references: [TransformerConfig.NameReference]) {
        self.references = references
    }

    /// The table of these references.
    static func table(of references: [TransformerConfig.NameReference]) -> NameReferenceTable {
        references == builtIn.references ? builtIn : NameReferenceTable(references)
    }

    private static let builtIn = NameReferenceTable(TransformerConfig.builtIn.nameReferences)

    /// The fields of objects of `kind`, in the order of the references.
    func fields(of kind: GroupVersionKind) -> [Field] {
        answers.withLock { answers in
            if let answer = answers[kind] { return answer }
            var answer: [Field] = []
            for reference in references {
                for spec in reference.referrers where kind.isSelected(by: spec.kind) {
                    answer.append(Field(row: FieldSpecTable.Row(spec), target: reference.kind))
                }
            }
            if answers.count >= Self.answerLimit { answers = [:] }
            answers[kind] = answer
            return answer
        }
    }
}
