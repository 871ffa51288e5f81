internal import Manifests

/// All objects of a build, to be found by the names that they had.
///
/// Objects are numbers here, their positions in `all`. Only what was called something else before is ever found. A
/// class, since all references of one update share what was found.
final class ReferralCandidates {
    private struct Key: Hashable {
        let name: String
        /// Where it lives, or what its original namespace was.
        let place: String
    }

    private struct Asked: Hashable {
        let question: ReferralQuestion
        let context: NameContext
    }

    private(set) var all: [ReferralCandidate]
    private var byName: [String: [Int]] = [:]
    private var byHome: [Key: [Int]] = [:]
    private var byOriginalNamespace: [Key: [Int]] = [:]
    /// The original namespaces of all that live somewhere, of every kind and name.
    private var originalNamespaces: [String: Set<String>] = [:]
    private var allOriginalNamespaces: Set<String> = []
    private var eligible: [ReferralQuestion: EligibleReferrals] = [:]
    private var answers: [Asked: Referral] = [:]

    init(_ resources: [Resource]) {
        all = resources.map(ReferralCandidate.init)
        for (number, candidate) in all.enumerated() {
            originalNamespaces[candidate.home, default: []].insert(candidate.originalNamespace)
            allOriginalNamespaces.insert(candidate.originalNamespace)
            for name in Set(candidate.resource.history.formerIDs.map(\.name)) {
                byName[name, default: []].append(number)
                byHome[Key(name: name, place: candidate.home), default: []].append(number)
                byOriginalNamespace[Key(name: name, place: candidate.originalNamespace), default: []].append(number)
            }
        }
    }

    /// Looks again at what the object `number` is called.
    func refresh(_ number: Int) {
        let (name, namespace) = (all[number].name, all[number].namespace)
        all[number].refresh()
        if all[number].name != name || all[number].namespace != namespace { answers = [:] }
    }

    /// The object that a reference means, for a referrer with the given context.
    func referral(for question: ReferralQuestion, from context: NameContext) -> Referral {
        let asked = Asked(question: question, context: context)
        if let answer = answers[asked] { return answer }
        let fitting = eligible(for: question).fitting(context, all)
        let answer: Referral
        if let first = fitting.first {
            let isSettled = fitting.allSatisfy {
                all[$0].name == all[first].name
                    && (!question.writesNamespace || all[$0].namespace == all[first].namespace)
            }
            answer = isSettled ? .one(first) : .ambiguous(fitting)
        } else {
            answer = .none
        }
        answers[asked] = answer
        return answer
    }

    private func eligible(for question: ReferralQuestion) -> EligibleReferrals {
        if let answer = eligible[question] { return answer }
        let found = inReach(question).filter { number in
            all[number].was(question.target) && (question.role.map(all[number].was) ?? true)
        }
        let answer = EligibleReferrals(found, all)
        eligible[question] = answer
        return answer
    }

    /// Those with the name that are in scope, and in the namespace if the reference names one.
    private func inReach(_ question: ReferralQuestion) -> [Int] {
        switch question.scope {
        case .everything:
            guard let namespace = question.namespace else { return byName[question.name] ?? [] }
            if namespace == ResourceID.noNamespace { return [] }
            if allOriginalNamespaces.contains(namespace) {
                return byOriginalNamespace[Key(name: question.name, place: namespace)] ?? []
            }
            return named(question.name, in: Self.homes(of: namespace))
        case .namespace(let own, let bound):
            let homes = Self.homes(of: own)
            let foreign = bound.subtracting(homes)
            let accounts = named(question.name, in: foreign).filter { all[$0].id.kind.kind == "ServiceAccount" }
            let near = named(question.name, in: homes + [ResourceID.noNamespace])
            let found = accounts.isEmpty ? near : (near + accounts).sorted()
            guard let namespace = question.namespace else { return found }
            if namespace == ResourceID.noNamespace { return [] }
            let isOriginal = (homes + foreign + [ResourceID.noNamespace]).contains {
                originalNamespaces[$0]?.contains(namespace) ?? false
            }
            return found.filter {
                (isOriginal ? all[$0].originalNamespace : all[$0].id.effectiveNamespace) == namespace
            }
        }
    }

    private func named(_ name: String, in homes: some Collection<String>) -> [Int] {
        let lists = homes.compactMap { byHome[Key(name: name, place: $0)] }
        return lists.count == 1 ? lists[0] : lists.flatMap { $0 }.sorted()
    }

    /// How the namespace may be written that is effectively `namespace`.
    private static func homes(of namespace: String) -> [String] {
        switch namespace {
        case "": []
        case ResourceID.defaultNamespace: ["", ResourceID.defaultNamespace]
        default: [namespace]
        }
    }
}
