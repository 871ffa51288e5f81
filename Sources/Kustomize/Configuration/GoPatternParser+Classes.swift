extension GoPatternParser {
    /// Reads a class behind its `[`.
    mutating func bracket(start: Int) throws(Invalid) -> GoPatternClass {
        var set = GoPatternClass()
        let isNegated = take("^")
        var isFirst = true
        while isFirst || current != "]" {
            isFirst = false
            let partStart = position
            if take("[:") {
                try namedClass(into: &set, start: partStart)
                continue
            }
            if take("\\"), try takeClass(into: &set, start: partStart) { continue }
            position = partStart
            let low = try classScalar(start: start)
            guard current == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
                set.insert(low.value...low.value)
                continue
            }
            position += 1
            let high = try classScalar(start: start)
            guard high >= low else { throw failure("invalid character class range", from: partStart) }
            set.insert(low.value...high.value)
        }
        position += 1
        if isNegated { set.negate() }
        return set
    }

    private mutating func classScalar(start: Int) throws(Invalid) -> Unicode.Scalar {
        let partStart = position
        guard let scalar = next() else { throw failure("missing closing ]", from: start) }
        return scalar == "\\" ? try escapedScalar(start: partStart) : scalar
    }

    private mutating func namedClass(into set: inout GoPatternClass, start: Int) throws(Invalid) {
        let isNegated = take("^")
        var name = String.UnicodeScalarView()
        while let scalar = current, scalar.properties.isAlphabetic {
            name.append(scalar)
            position += 1
        }
        guard take(":]"), let ranges = Self.namedRanges[String(name)] else {
            throw failure("invalid character class range", from: start)
        }
        set.insert(ranges, negated: isNegated)
    }

    /// Reads what stands behind a backslash when that is a class.
    mutating func takeClass(into set: inout GoPatternClass, start: Int) throws(Invalid) -> Bool {
        guard let letter = current else { return false }
        switch letter {
        case "d", "D": set.insert(Self.digits, negated: letter == "D")
        case "s", "S": set.insert(Self.blanks, negated: letter == "S")
        case "w", "W": set.insert(Self.letters, negated: letter == "W")
        case "p", "P":
            position += 1
            try category(into: &set, isNegated: letter == "P", start: start)
            return true
        default: return false
        }
        position += 1
        return true
    }

    private mutating func category(into set: inout GoPatternClass, isNegated: Bool, start: Int) throws(Invalid) {
        var isNegated = isNegated
        var name = String.UnicodeScalarView()
        if take("{") {
            if take("^") { isNegated.toggle() }
            while let scalar = current, scalar != "}" {
                name.append(scalar)
                position += 1
            }
            guard take("}") else { throw failure("invalid character class range", from: start) }
        } else if let scalar = next() {
            name.append(scalar)
        }
        if String(name) == "Any" { return set.insert([0...0x10_FFFF], negated: isNegated) }
        let members = Self.categories.filter { $0.key == String(name) || $0.key.prefix(1) == String(name) }
        guard !members.isEmpty else { throw failure("invalid character class range", from: start) }
        set.insert(Set(members.values), negated: isNegated)
    }

    /// Reads the one character that an escape behind its backslash stands for.
    mutating func escapedScalar(start: Int) throws(Invalid) -> Unicode.Scalar {
        guard let scalar = next() else { throw failure("trailing backslash at end of expression", from: scalars.count) }
        switch scalar {
        case "a": return "\u{07}"
        case "f": return "\u{0C}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "v": return "\u{0B}"
        case "x":
            let isLong = take("{")
            let digits = Array(scalars[position...].prefix { $0.properties.isASCIIHexDigit }.prefix(isLong ? 8 : 2))
            position += digits.count
            guard isLong ? !digits.isEmpty && take("}") : digits.count == 2,
                let value = UInt32(String(String.UnicodeScalarView(digits)), radix: 16),
                let scalar = Unicode.Scalar(value)
            else { throw failure("invalid escape sequence", from: start) }
            return scalar
        case "0"..."7":
            let more = scalars[position...].prefix { ("0"..."7").contains($0) }.prefix(2)
            // A single digit other than 0 would refer to a group, which linear time does not allow.
            guard scalar == "0" || !more.isEmpty else { throw failure("invalid escape sequence", from: start) }
            position += more.count
            let value = ([scalar] + more).reduce(0) { $0 * 8 + $1.value - 48 }
            guard let result = Unicode.Scalar(value) else { throw failure("invalid escape sequence", from: start) }
            return result
        default:
            let isAlphanumeric = Self.letters.contains { $0.contains(scalar.value) } && scalar != "_"
            guard scalar.isASCII, !isAlphanumeric else { throw failure("invalid escape sequence", from: start) }
            return scalar
        }
    }

    // MARK: Tables

    private static let digits: [ClosedRange<UInt32>] = [0x30...0x39]
    private static let blanks: [ClosedRange<UInt32>] = [0x09...0x0A, 0x0C...0x0D, 0x20...0x20]
    private static let letters: [ClosedRange<UInt32>] = [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]

    private static let namedRanges: [String: [ClosedRange<UInt32>]] = [
        "alnum": [0x30...0x39, 0x41...0x5A, 0x61...0x7A],
        "alpha": [0x41...0x5A, 0x61...0x7A],
        "ascii": [0x00...0x7F],
        "blank": [0x09...0x09, 0x20...0x20],
        "cntrl": [0x00...0x1F, 0x7F...0x7F],
        "digit": digits,
        "graph": [0x21...0x7E],
        "lower": [0x61...0x7A],
        "print": [0x20...0x7E],
        "punct": [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E],
        "space": [0x09...0x0D, 0x20...0x20],
        "upper": [0x41...0x5A],
        "word": letters,
        "xdigit": [0x30...0x39, 0x41...0x46, 0x61...0x66],
    ]

    private static let categories: [String: Unicode.GeneralCategory] = [
        "Lu": .uppercaseLetter, "Ll": .lowercaseLetter, "Lt": .titlecaseLetter, "Lm": .modifierLetter,
        "Lo": .otherLetter, "Mn": .nonspacingMark, "Mc": .spacingMark, "Me": .enclosingMark, "Nd": .decimalNumber,
        "Nl": .letterNumber, "No": .otherNumber, "Pc": .connectorPunctuation, "Pd": .dashPunctuation,
        "Ps": .openPunctuation, "Pe": .closePunctuation, "Pi": .initialPunctuation, "Pf": .finalPunctuation,
        "Po": .otherPunctuation, "Sm": .mathSymbol, "Sc": .currencySymbol, "Sk": .modifierSymbol, "So": .otherSymbol,
        "Zs": .spaceSeparator, "Zl": .lineSeparator, "Zp": .paragraphSeparator, "Cc": .control, "Cf": .format,
        "Cs": .surrogate, "Co": .privateUse,
    ]
}
