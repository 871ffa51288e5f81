internal import Manifests

extension TransformerConfig {
    /// A list of field specs, and how files and errors call it.
    struct List: Sendable {
        let path: any WritableKeyPath<TransformerConfig, [FieldSpec]> & Sendable
        /// In a file of `configurations`.
        let field: String
        /// In kustomize's errors.
        let name: String
    }

    /// All lists of field specs, in kustomize's order of merging.
    static let lists = [
        List(path: \.namePrefix, field: "namePrefix", name: "NamePrefix"),
        List(path: \.nameSuffix, field: "nameSuffix", name: "NameSuffix"),
        List(path: \.namespace, field: "namespace", name: "NameSpace"),
        List(path: \.commonAnnotations, field: "commonAnnotations", name: "CommonAnnotations"),
        List(path: \.commonLabels, field: "commonLabels", name: "CommonLabels"),
        List(path: \.labels, field: "labels", name: "Labels"),
        List(path: \.templateLabels, field: "templateLabels", name: "TemplateLabels"),
        List(path: \.variableReferences, field: "varReference", name: "VarReference"),
        List(path: \.images, field: "images", name: "Images"),
        List(path: \.replicas, field: "replicas", name: "Replicas"),
    ]

    /// This with what `other` has more, all in kustomize's order of kinds.
    ///
    /// - Parameters:
    ///   - other: what comes in.
    ///   - subject: what an error begins with: where `other` is asked for.
    /// - Returns: both together.
    /// - Throws: `Problems`, one for each list where two specs of one field differ in whether they make it.
    func merged(with other: TransformerConfig, subject: String = "kustomization") throws -> TransformerConfig {
        var merged = self
        var problems: [Problem] = []
        func merge(_ name: String, _ body: () throws(FieldSpecConflict) -> Void) {
            do throws(FieldSpecConflict) {
                try body()
            } catch {
                problems.append(
                    Problem(
                        subject,
                        "failed to merge \(name) fieldSpec: conflicting fieldspecs: '\(error.path)' is there with"
                            + " another 'create'; give both the same",
                    )
                )
            }
        }
        for list in Self.lists {
            let (present, incoming) = (self[keyPath: list.path], other[keyPath: list.path])
            if incoming.isEmpty { continue }
            merge(list.name) { () throws(FieldSpecConflict) in
                merged[keyPath: list.path] = try present.merged(with: incoming)
            }
        }
        if !other.nameReferences.isEmpty {
            merge("NameReference") { () throws(FieldSpecConflict) in
                try merged.addNameReferences(other.nameReferences)
            }
        }
        guard problems.isEmpty else { throw Problems(problems) }
        merged.sort()
        return merged
    }

    /// Adds references, those of a kind that is there already to it.
    mutating func addNameReferences(_ incoming: [NameReference]) throws(FieldSpecConflict) {
        var indexes = Dictionary(nameReferences.enumerated().map { ($1.kind, $0) }) { first, _ in first }
        for reference in incoming {
            if let index = indexes[reference.kind] {
                nameReferences[index].referrers = try nameReferences[index].referrers.merged(with: reference.referrers)
            } else {
                indexes[reference.kind] = nameReferences.count
                nameReferences.append(reference)
            }
        }
    }
}
