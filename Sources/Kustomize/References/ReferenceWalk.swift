internal import YAML

/// Follows the references in one field of one object.
struct ReferenceWalk {
    /// Without the name.
    let question: ReferralQuestion
    /// That of the object.
    let context: NameContext
    let candidates: ReferralCandidates
    /// Who is referred to.
    private(set) var referrals: [Int] = []
    private(set) var hasChanged = false

    init(_ question: ReferralQuestion, from context: NameContext, to candidates: ReferralCandidates) {
        self.question = question
        self.context = context
        self.candidates = candidates
    }

    /// Updates a name, a mapping with `name` and perhaps `namespace`, or a list of either.
    ///
    /// - Throws: `FieldMismatch`: a mapping has no name, the name may mean several objects.
    mutating func follow(_ value: inout TracedValue) throws {
        switch value.content {
        case .scalar: try followName(&value)
        case .mapping: try followMapping(&value)
        case .sequence:
            _ = try value.modifyElements { elements in
                for index in elements.indices { try followElement(&elements[index]) }
            }
        }
    }

    private mutating func followElement(_ value: inout TracedValue) throws {
        if value.isSequence {
            throw FieldMismatch(
                place: value.trace.place,
                message: "an element is expected to be either a string or a map of string, but is a list",
            )
        }
        try follow(&value)
    }

    private mutating func followName(_ value: inout TracedValue) throws {
        guard !value.isNull, let name = value.text, !name.isEmpty,
            let referral = try referral(at: value, { $0.name = name })
        else { return }
        if !referral.name.isEmpty { write(referral.name, referral.nameTrace, into: &value) }
    }

    private mutating func followMapping(_ value: inout TracedValue) throws {
        guard let name = value["name"] else {
            throw FieldMismatch(place: value.trace.place, message: "path config error; no 'name' field in node")
        }
        let namespace = value["namespace"].map { $0.text ?? "" }
        let found = try referral(at: name) { question in
            question.name = name.text ?? ""
            question.namespace = namespace
            question.writesNamespace = true
        }
        guard let referral = found else { return }
        _ = value.modify("name") { write(referral.name, referral.nameTrace, into: &$0) }
        // No namespace stands for any here, not for the default one.
        guard !referral.namespace.isEmpty else { return }
        if namespace == nil {
            let place = referral.namespaceTrace.place.written(by: .nameReference)
            let trace = Trace.unknown.changed(at: place, from: [referral.namespaceTrace])
            value.set("namespace", to: TracedValue(string: referral.namespace, trace: trace))
            hasChanged = true
        } else {
            _ = value.modify("namespace") { write(referral.namespace, referral.namespaceTrace, into: &$0) }
        }
    }

    /// The object that the reference at `value` means; nil when it is none of the build.
    ///
    /// What the reference says, `complete` puts into the question.
    private mutating func referral(
        at value: TracedValue,
        _ complete: (inout ReferralQuestion) -> Void
    ) throws -> ReferralCandidate? {
        var question = question
        complete(&question)
        switch candidates.referral(for: question, from: context) {
        case .none: return nil
        case .one(let number):
            referrals.append(number)
            return candidates.all[number]
        case .ambiguous(let numbers):
            throw FieldMismatch(place: value.trace.place, message: ambiguity(numbers))
        }
    }

    private func ambiguity(_ numbers: [Int]) -> String {
        let names = numbers.prefix(Self.namedAtMost).map { number in
            let resource = candidates.all[number].resource
            let place = resource.context.files.description(of: resource.node.trace.place)
            return "\(candidates.all[number].id) (\(place))"
        }
        let others = numbers.count > names.count ? " and \(numbers.count - names.count) more" : ""
        return "found multiple possible referrals: \(names.joined(separator: ", "))\(others);"
            + " give them different names, or name the namespace that is meant"
    }

    private static let namedAtMost = 5

    private mutating func write(_ text: String, _ trace: Trace, into value: inout TracedValue) {
        guard value.text != text else { return }
        let scalar = TracedScalar(text, tag: nil, style: value.style)
        value.replace(with: TracedValue(.scalar(scalar)), at: trace.place.written(by: .nameReference), from: [trace])
        hasChanged = true
    }
}
