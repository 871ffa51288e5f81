internal import Manifests
internal import YAML

/// Makes the fields that hold names of other objects follow those objects' new names (kustomize's
/// `api/filters/nameref`).
///
/// kustomize takes the referrers in no order; here they come in the order of the objects.
struct NameReferenceUpdate: Transformer {
    let references: [TransformerConfig.NameReference]

    init(_ references: [TransformerConfig.NameReference]) {
        self.references = references
    }

    func transform(_ resources: inout ResourceSet, _ context: BuildContext) throws {
        guard !references.isEmpty else { return }
        let table = NameReferenceTable.table(of: references)
        try resources.transform { list in
            let candidates = ReferralCandidates(list)
            var problems: [Problem] = []
            for number in list.indices {
                do {
                    let fields = table.fields(of: list[number].originalID.kind)
                    if !fields.isEmpty { try update(fields, of: number, candidates, context) }
                } catch let error as Problems {
                    problems += error.list
                }
            }
            if !problems.isEmpty { throw Problems(problems) }
        }
    }

    private func update(
        _ fields: [NameReferenceTable.Field],
        of number: Int,
        _ candidates: ReferralCandidates,
        _ context: BuildContext
    ) throws {
        let referrer = candidates.all[number]
        let scope = try scope(of: referrer, context)
        let visit = FieldVisit(creation: .nothing, place: referrer.resource.node.trace.place)
        for field in fields {
            let row = field.row
            // The kind that stands beside the name counts as well.
            let role = row.spec.path.hasSuffix("roleRef/name") ? role(of: referrer.resource) : nil
            let question = ReferralQuestion(name: "", target: field.target, role: role, scope: scope)
            var walk = ReferenceWalk(question, from: referrer.context, to: candidates)
            do {
                try visit.visit(row, in: &referrer.resource.node) { try walk.follow(&$0) }
            } catch let mismatch as FieldMismatch {
                throw context.failure(
                    mismatch.place,
                    "considering field '\(row.spec.path)' of object \(referrer.id): \(mismatch.message)",
                )
            }
            for referral in walk.referrals {
                candidates.all[referral].resource.remember { $0.referrers.append(referrer.id) }
            }
            guard walk.hasChanged else { continue }
            referrer.resource.spreadSharedEntries()
            candidates.refresh(number)
        }
    }

    private func scope(of referrer: ReferralCandidate, _ context: BuildContext) throws -> ReferralScope {
        if referrer.id.isClusterScoped { return .everything }
        return .namespace(referrer.id.effectiveNamespace, bound: try boundNamespaces(of: referrer, context))
    }

    /// The namespaces of the ServiceAccounts that a RoleBinding names.
    private func boundNamespaces(of referrer: ReferralCandidate, _ context: BuildContext) throws -> Set<String> {
        guard referrer.id.kind.kind == "RoleBinding" else { return [] }
        var namespaces: Set<String> = []
        for subject in referrer.resource.node["subjects"]?.elements ?? [] {
            guard subject["kind"]?.string == "ServiceAccount", let namespace = subject["namespace"] else { continue }
            guard let text = namespace.string else {
                throw context.failure(
                    namespace,
                    "namespace is blank for \(referrer.id): that of a subject is \(namespace.kindName), not a string;"
                        + " name one, quoted if need be, or leave the field out",
                )
            }
            namespaces.insert(text)
        }
        return namespaces
    }

    /// The kind that `roleRef` names; nil when it does not say all of it.
    private func role(of resource: Resource) -> GroupVersionKind? {
        guard let reference = resource.node["roleRef"], let group = reference["apiGroup"],
            let kind = reference["kind"]
        else { return nil }
        return GroupVersionKind(group: group.text ?? "", version: "", kind: kind.text ?? "")
    }
}
