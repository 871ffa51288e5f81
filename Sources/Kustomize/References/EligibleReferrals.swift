/// The objects that fit a reference by kind, name and namespace, to be narrowed down by prefixes and suffixes.
///
/// Grouped by the outermost ones, since a base that is built under many prefixes gives many objects of one name.
struct EligibleReferrals {
    private let all: [Int]
    private var byPrefix: [String?: [Int]] = [:]
    private var bySuffix: [String?: [Int]] = [:]

    /// - Parameters:
    ///   - numbers: positions in `candidates`, ascending.
    ///   - candidates: all objects.
    init(_ numbers: [Int], _ candidates: [ReferralCandidate]) {
        all = numbers
        guard numbers.count > 1 else { return }
        for number in numbers {
            byPrefix[candidates[number].context.prefixes.last, default: []].append(number)
            bySuffix[candidates[number].context.suffixes.last, default: []].append(number)
        }
    }

    /// The only one whatever its context; of several those that fit `context`, exactly if more than one may fit.
    func fitting(_ context: NameContext, _ candidates: [ReferralCandidate]) -> [Int] {
        if all.count < 2 { return all }
        if context.prefixes.isEmpty, context.suffixes.isEmpty {
            // All of them may fit.
            return (byPrefix[nil] ?? []).filter { candidates[$0].context.fits(context) }
        }
        let near: [Int]
        if let prefix = context.prefixes.last {
            near = (byPrefix[prefix] ?? []) + (byPrefix[nil] ?? [])
        } else {
            near = (bySuffix[context.suffixes.last] ?? []) + (bySuffix[nil] ?? [])
        }
        let possible = near.filter { candidates[$0].context.mayFit(context) }
        return possible.count > 1 ? possible.filter { candidates[$0].context.fits(context) }.sorted() : possible
    }
}
