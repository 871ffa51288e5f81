/// What a pattern says, taken apart.
indirect enum GoPatternSyntax: Hashable, Sendable {
    /// A place in a text.
    enum Assertion: Hashable, Sendable {
        case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary
    }

    case literal(Unicode.Scalar, foldsCase: Bool)
    case oneOf(GoPatternClass, foldsCase: Bool)
    case assertion(Assertion)
    case sequence([GoPatternSyntax])
    case alternatives([GoPatternSyntax])
    /// At least `least` times, at most `most` times; nil for any number.
    case repeated(GoPatternSyntax, least: Int, most: Int?)

    static let empty = GoPatternSyntax.sequence([])

    /// The parts of a sequence, and of the sequences in it.
    var flattened: [GoPatternSyntax] {
        if case .sequence(let parts) = self { parts.flatMap(\.flattened) } else { [self] }
    }

    /// How often the innermost part is written out at most, with everything around it.
    var repetitions: Int {
        switch self {
        case .literal, .oneOf, .assertion: return 1
        case .sequence(let parts), .alternatives(let parts): return parts.map(\.repetitions).max() ?? 1
        case .repeated(let part, let least, let most):
            let (count, overflow) = part.repetitions.multipliedReportingOverflow(by: max(1, most ?? least))
            return overflow ? .max : count
        }
    }
}

/// A set of characters.
struct GoPatternClass: Hashable, Sendable {
    private(set) var ranges: [ClosedRange<UInt32>] = []
    private var categories: Set<Unicode.GeneralCategory> = []
    private var excludedCategories: [Set<Unicode.GeneralCategory>] = []
    private(set) var isNegated = false

    init() {}

    init(_ ranges: [ClosedRange<UInt32>]) {
        self.ranges = ranges
    }

    /// Every character, except a line feed where `.` stops at one.
    static func any(withLineFeed: Bool) -> GoPatternClass {
        withLineFeed ? GoPatternClass([0...0x10_FFFF]) : GoPatternClass([0...9, 11...0x10_FFFF])
    }

    mutating func insert(_ range: ClosedRange<UInt32>) {
        ranges.append(range)
    }

    mutating func insert(_ others: [ClosedRange<UInt32>], negated: Bool) {
        ranges += negated ? Self.complement(of: others) : others
    }

    mutating func insert(_ others: Set<Unicode.GeneralCategory>, negated: Bool) {
        if negated { excludedCategories.append(others) } else { categories.formUnion(others) }
    }

    mutating func negate() {
        isNegated.toggle()
    }

    private static func complement(of ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
        var result: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > next { result.append(next...range.lowerBound - 1) }
            next = max(next, range.upperBound + 1)
        }
        return result + [next...0x10_FFFF]
    }

    func contains(_ scalar: Unicode.Scalar, foldsCase: Bool) -> Bool {
        let isInside = foldsCase ? scalar.caseVariants.contains(where: holds) : holds(scalar)
        return isInside != isNegated
    }

    private func holds(_ scalar: Unicode.Scalar) -> Bool {
        if ranges.contains(where: { $0.contains(scalar.value) }) { return true }
        if categories.isEmpty, excludedCategories.isEmpty { return false }
        let category = scalar.properties.generalCategory
        return categories.contains(category) || excludedCategories.contains { !$0.contains(category) }
    }
}

extension Unicode.Scalar {
    /// The character itself, and what it is in the other case.
    var caseVariants: [Unicode.Scalar] {
        let others = [properties.lowercaseMapping, properties.uppercaseMapping].compactMap { mapping in
            mapping.unicodeScalars.count == 1 ? mapping.unicodeScalars.first : nil
        }
        return [self] + others
    }
}
