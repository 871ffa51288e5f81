/// A pattern as steps that run side by side over a text, so that time grows with the text alone.
struct GoPatternProgram: Sendable {
    private enum Step: Sendable {
        case literal(Unicode.Scalar, foldsCase: Bool)
        case oneOf(GoPatternClass, foldsCase: Bool)
        case assertion(GoPatternSyntax.Assertion)
        /// Goes on at both places.
        case fork(Int, Int)
        case jump(Int)
        case match
    }

    private static let sizeLimit = 100_000

    private var steps: [Step] = []
    private let startsAtTextStart: Bool

    init(_ syntax: GoPatternSyntax) throws(GoPattern.Invalid) {
        startsAtTextStart = syntax.flattened.first == .assertion(.textStart)
        try add(syntax)
        steps.append(.match)
    }

    private mutating func add(_ syntax: GoPatternSyntax) throws(GoPattern.Invalid) {
        guard steps.count < Self.sizeLimit else {
            throw GoPattern.Invalid(reason: "error parsing regexp: expression too large")
        }
        switch syntax {
        case .literal(let scalar, let foldsCase): steps.append(.literal(scalar, foldsCase: foldsCase))
        case .oneOf(let set, let foldsCase): steps.append(.oneOf(set, foldsCase: foldsCase))
        case .assertion(let assertion): steps.append(.assertion(assertion))
        case .sequence(let parts):
            for part in parts { try add(part) }
        case .alternatives(let branches):
            var jumps: [Int] = []
            for branch in branches.dropLast() {
                let fork = steps.count
                steps.append(.match)
                try add(branch)
                jumps.append(steps.count)
                steps.append(.match)
                steps[fork] = .fork(fork + 1, steps.count)
            }
            if let last = branches.last { try add(last) }
            for jump in jumps { steps[jump] = .jump(steps.count) }
        case .repeated(let part, let least, let most):
            for _ in 0..<least { try add(part) }
            if let most {
                var forks: [Int] = []
                for _ in least..<most {
                    forks.append(steps.count)
                    steps.append(.match)
                    try add(part)
                }
                for fork in forks { steps[fork] = .fork(fork + 1, steps.count) }
            } else {
                let fork = steps.count
                steps.append(.match)
                try add(part)
                steps.append(.jump(fork))
                steps[fork] = .fork(fork + 1, steps.count)
            }
        }
    }

    /// Whether a part of `text` is what the pattern says.
    func matches(_ text: [Unicode.Scalar]) -> Bool {
        var threads: [Int] = []
        var following: [Int] = []
        // The position up to which a step was reached, one past it; 0 for never.
        var reached = [Int](repeating: 0, count: steps.count)
        for position in 0...text.count {
            if position == 0 || !startsAtTextStart {
                if follow(0, text, position, &reached, &threads) { return true }
            } else if threads.isEmpty {
                return false
            }
            guard position < text.count else { return false }
            following.removeAll(keepingCapacity: true)
            for thread in threads where accepts(steps[thread], text[position]) {
                if follow(thread + 1, text, position + 1, &reached, &following) { return true }
            }
            swap(&threads, &following)
        }
        return false
    }

    private func accepts(_ step: Step, _ scalar: Unicode.Scalar) -> Bool {
        switch step {
        case .literal(let literal, let foldsCase):
            literal == scalar || foldsCase && scalar.caseVariants.contains(where: literal.caseVariants.contains)
        case .oneOf(let set, let foldsCase): set.contains(scalar, foldsCase: foldsCase)
        default: false
        }
    }

    /// Adds the steps that wait for a character and can be reached from `first` without one.
    ///
    /// - Returns: whether the end was reached.
    private func follow(
        _ first: Int,
        _ text: [Unicode.Scalar],
        _ position: Int,
        _ reached: inout [Int],
        _ threads: inout [Int],
    ) -> Bool {
        var open = [first]
        while let index = open.popLast() {
            if reached[index] == position + 1 { continue }
            reached[index] = position + 1
            switch steps[index] {
            case .match: return true
            case .jump(let target): open.append(target)
            case .fork(let left, let right):
                open.append(right)
                open.append(left)
            case .assertion(let assertion):
                if holds(assertion, text, position) { open.append(index + 1) }
            case .literal, .oneOf: threads.append(index)
            }
        }
        return false
    }

    private func holds(_ assertion: GoPatternSyntax.Assertion, _ text: [Unicode.Scalar], _ position: Int) -> Bool {
        switch assertion {
        case .textStart: position == 0
        case .textEnd: position == text.count
        case .lineStart: position == 0 || text[position - 1] == "\n"
        case .lineEnd: position == text.count || text[position] == "\n"
        case .wordBoundary: isWord(text, position - 1) != isWord(text, position)
        case .noWordBoundary: isWord(text, position - 1) == isWord(text, position)
        }
    }

    private func isWord(_ text: [Unicode.Scalar], _ position: Int) -> Bool {
        guard text.indices.contains(position) else { return false }
        switch text[position] {
        case "a"..."z", "A"..."Z", "0"..."9", "_": return true
        default: return false
        }
    }
}
