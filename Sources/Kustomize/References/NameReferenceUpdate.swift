internal import Manifests
internal import YAML

/// Makes the fields that hold names of other objects follow those objects' new names (kustomize's
/// `api/filters/nameref`).
///
/// kustomize takes the referrers in no order; here they come in the order of the objects.
struct NameReferenceUpdate: Transformer {
    /// A field of some kinds, and the kind whose names it holds.
    private struct Field {
        let steps: FieldSteps
        let target: GroupVersionKind

        /// Whether the kind that stands beside the name counts as well.
        var isRoleReference: Bool { steps.path.hasSuffix("roleRef/name") }
    }

    let references: [TransformerConfig.NameReference]

    init(_ references: [TransformerConfig.NameReference]) {
        self.references = references
    }

    func transform(_ resources: inout ResourceSet, _ context: BuildContext) throws {
        guard !references.isEmpty else { return }
        var fields = SpecsByKind(
            references.flatMap { reference in
                reference.referrers.map { spec in
                    (kind: spec.kind, spec: Field(steps: FieldSteps(spec.path), target: reference.kind))
                }
            }
        )
        try resources.transform { list in
            let candidates = ReferralCandidates(list)
            var problems: [Problem] = []
            for number in list.indices {
                do {
                    let concerned = fields.concerning(list[number].originalID.kind)
                    if !concerned.isEmpty { try update(concerned, of: number, candidates, context) }
                } catch let error as Problems {
                    problems += error.list
                }
            }
            if !problems.isEmpty { throw Problems(problems) }
        }
    }

    private func update(
        _ fields: [Field],
        of number: Int,
        _ candidates: ReferralCandidates,
        _ context: BuildContext
    ) throws {
        let referrer = candidates.all[number]
        let scope = try scope(of: referrer, context)
        for field in fields {
            let role = field.isRoleReference ? role(of: referrer.resource) : nil
            let question = ReferralQuestion(name: "", target: field.target, role: role, scope: scope)
            var walk = ReferenceWalk(question, from: referrer.context, to: candidates)
            do {
                try field.steps.visit(&referrer.resource.node) { try walk.follow(&$0) }
            } catch let failure as FieldFailure {
                throw context.failure(
                    failure.place,
                    "considering field '\(field.steps.path)' of object \(referrer.id): \(failure.reason)",
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
