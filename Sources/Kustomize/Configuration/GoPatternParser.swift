/// Reads a pattern, and refuses what Go refuses.
struct GoPatternParser {
    typealias Invalid = GoPattern.Invalid

    private struct Flags {
        var foldsCase = false
        var hasLines = false
        var dotIsAll = false
    }

    private static let nestingLimit = 1000
    private static let repetitionLimit = 1000

    let scalars: [Unicode.Scalar]
    var position = 0
    private var flags = Flags()

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
    }

    mutating func parse() throws(Invalid) -> GoPatternSyntax {
        let syntax = try alternatives(depth: 0)
        guard position == scalars.count else {
            position = scalars.count
            throw failure("unexpected )", from: 0)
        }
        return syntax
    }

    func failure(_ reason: String, from start: Int) -> Invalid {
        var part = String.UnicodeScalarView()
        part.append(contentsOf: scalars[min(start, scalars.count)..<position])
        return Invalid(reason: "error parsing regexp: \(reason): `\(String(part))`")
    }

    var current: Unicode.Scalar? {
        position < scalars.count ? scalars[position] : nil
    }

    mutating func take(_ text: String) -> Bool {
        guard scalars[position...].starts(with: text.unicodeScalars) else { return false }
        position += text.unicodeScalars.count
        return true
    }

    mutating func next() -> Unicode.Scalar? {
        guard let scalar = current else { return nil }
        position += 1
        return scalar
    }

    // MARK: Structure

    private mutating func alternatives(depth: Int) throws(Invalid) -> GoPatternSyntax {
        guard depth < Self.nestingLimit else { throw failure("expression nests too deeply", from: 0) }
        var branches = [try sequence(depth: depth)]
        while take("|") { branches.append(try sequence(depth: depth)) }
        return branches.count == 1 ? branches[0] : .alternatives(branches)
    }

    private mutating func sequence(depth: Int) throws(Invalid) -> GoPatternSyntax {
        var parts: [GoPatternSyntax] = []
        var lastRepetition: (start: Int, end: Int)?
        while let scalar = current, scalar != "|", scalar != ")" {
            let start = position
            guard let (least, most) = try repetition() else {
                let isQuotation = scalars[start...].starts(with: "\\Q".unicodeScalars)
                guard let part = try atom(depth: depth) else { continue }
                // A repetition behind a quotation takes its last character only.
                if isQuotation { parts += part.flattened } else { parts.append(part) }
                continue
            }
            if let lastRepetition, lastRepetition.end == start {
                throw failure("invalid nested repetition operator", from: lastRepetition.start)
            }
            guard let part = parts.popLast() else {
                throw failure("missing argument to repetition operator", from: start)
            }
            let repeated = GoPatternSyntax.repeated(part, least: least, most: most)
            guard repeated.repetitions <= Self.repetitionLimit else {
                throw failure("invalid repeat count", from: start)
            }
            parts.append(repeated)
            lastRepetition = (start, position)
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    /// Reads a repetition operator, lazy or not; nil when there is none.
    private mutating func repetition() throws(Invalid) -> (least: Int, most: Int?)? {
        let bounds: (Int, Int?)
        let start = position
        if take("*") {
            bounds = (0, nil)
        } else if take("+") {
            bounds = (1, nil)
        } else if take("?") {
            bounds = (0, 1)
        } else if take("{") {
            guard let counts = counts() else {
                position = start
                return nil
            }
            bounds = counts
            let isValid = bounds.0 <= Self.repetitionLimit && (bounds.1 ?? bounds.0) <= Self.repetitionLimit
            guard isValid, bounds.1.map({ $0 >= bounds.0 }) ?? true else {
                throw failure("invalid repeat count", from: start)
            }
        } else {
            return nil
        }
        _ = take("?")
        return bounds
    }

    /// Reads `n}`, `n,}` or `n,m}`; nil when it is something else, which stands for itself.
    private mutating func counts() -> (Int, Int?)? {
        guard let least = number() else { return nil }
        if take("}") { return (least, least) }
        guard take(",") else { return nil }
        if take("}") { return (least, nil) }
        guard let most = number(), take("}") else { return nil }
        return (least, most)
    }

    private mutating func number() -> Int? {
        let start = position
        while let scalar = current, ("0"..."9").contains(scalar) { position += 1 }
        let digits = scalars[start..<position]
        guard let first = digits.first, first != "0" || digits.count == 1 else { return nil }
        // More digits than any limit has are a number past all limits.
        return digits.count > 8 ? .max : digits.reduce(0) { $0 * 10 + Int($1.value - 48) }
    }

    private mutating func atom(depth: Int) throws(Invalid) -> GoPatternSyntax? {
        let start = position
        guard let scalar = next() else { return nil }
        switch scalar {
        case "(": return try group(start: start, depth: depth)
        case ".": return .oneOf(.any(withLineFeed: flags.dotIsAll), foldsCase: false)
        case "^": return .assertion(flags.hasLines ? .lineStart : .textStart)
        case "$": return .assertion(flags.hasLines ? .lineEnd : .textEnd)
        case "[": return .oneOf(try bracket(start: start), foldsCase: flags.foldsCase)
        case "\\": return try escaped(start: start)
        default: return .literal(scalar, foldsCase: flags.foldsCase)
        }
    }

    private mutating func group(start: Int, depth: Int) throws(Invalid) -> GoPatternSyntax? {
        let outer = flags
        if take("?") {
            if take("P<") || take("<") {
                try name(start: start)
            } else if try !self.flags(start: start) {
                // Flags alone count up to the end of the group around them.
                return nil
            }
        }
        let content = try alternatives(depth: depth + 1)
        guard take(")") else {
            position = scalars.count
            throw failure("missing closing )", from: 0)
        }
        flags = outer
        // A sequence of its own, so that a repetition takes all of it.
        return content
    }

    private mutating func name(start: Int) throws(Invalid) {
        var isEmpty = true
        while let scalar = next() {
            if scalar == ">", !isEmpty { return }
            guard scalar == "_" || scalar.isASCII && scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
            else { break }
            isEmpty = false
        }
        throw failure("invalid named capture", from: start)
    }

    /// Reads flags behind `(?`.
    ///
    /// - Returns: whether a group follows them.
    private mutating func flags(start: Int) throws(Invalid) -> Bool {
        var isOn = true
        var hasFlag = false
        while let scalar = next() {
            switch scalar {
            case "i": flags.foldsCase = isOn
            case "m": flags.hasLines = isOn
            case "s": flags.dotIsAll = isOn
            case "U": break
            case "-" where isOn:
                isOn = false
                hasFlag = false
                continue
            case ":", ")":
                guard isOn || hasFlag else { throw failure("invalid or unsupported Perl syntax", from: start) }
                return scalar == ":"
            default: throw failure("invalid or unsupported Perl syntax", from: start)
            }
            hasFlag = true
        }
        throw failure("missing closing )", from: 0)
    }

    private mutating func escaped(start: Int) throws(Invalid) -> GoPatternSyntax {
        switch current {
        case "A": return assertion(.textStart)
        case "z": return assertion(.textEnd)
        case "b": return assertion(.wordBoundary)
        case "B": return assertion(.noWordBoundary)
        case "Q":
            position += 1
            var parts: [GoPatternSyntax] = []
            while position < scalars.count, !take("\\E") {
                if let scalar = next() { parts.append(.literal(scalar, foldsCase: flags.foldsCase)) }
            }
            return .sequence(parts)
        default:
            var set = GoPatternClass()
            if try takeClass(into: &set, start: start) { return .oneOf(set, foldsCase: flags.foldsCase) }
            return .literal(try escapedScalar(start: start), foldsCase: flags.foldsCase)
        }
    }

    private mutating func assertion(_ assertion: GoPatternSyntax.Assertion) -> GoPatternSyntax {
        position += 1
        return .assertion(assertion)
    }
}
