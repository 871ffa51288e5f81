/// The bytes that a bracket expression of a shell pattern allows.
struct ByteSet: Sendable {
    private var members: Set<UInt8> = []
    private var isNegated = false

    func contains(_ byte: UInt8) -> Bool {
        members.contains(byte) != isNegated
    }

    /// Reads `[…]` at `position` and steps over it; nil when it is malformed.
    ///
    /// As in git: `!` and `^` negate, a `]` that comes first stands for itself, `\` takes the next byte as it is, and
    /// `[:name:]` is a class of ASCII.
    init?(bracketsIn pattern: [UInt8], at position: inout Int) {
        var reader = Reader(pattern: pattern, position: position + 1)
        if let first = reader.peek, first == UInt8(ascii: "!") || first == UInt8(ascii: "^") {
            isNegated = true
            reader.position += 1
        }
        /// The byte that a range may begin with.
        var start: UInt8?
        var isFirst = true
        while let byte = reader.next() {
            if byte == UInt8(ascii: "]"), !isFirst {
                position = reader.position
                return
            }
            isFirst = false
            if byte == UInt8(ascii: "-"), let low = start, let high = reader.peek, high != UInt8(ascii: "]") {
                reader.position += 1
                guard let end = reader.literal(high) else { return nil }
                if low <= end { members.formUnion(low...end) }
                start = nil
            } else if byte == UInt8(ascii: "["), reader.peek == UInt8(ascii: ":"), let name = reader.className() {
                guard let members = Self.classes[name] else { return nil }
                self.members.formUnion(members)
                start = nil
            } else {
                guard let literal = reader.literal(byte) else { return nil }
                members.insert(literal)
                start = literal
            }
        }
        return nil
    }

    private struct Reader {
        let pattern: [UInt8]
        var position: Int

        var peek: UInt8? {
            position < pattern.count ? pattern[position] : nil
        }

        mutating func next() -> UInt8? {
            defer { position += 1 }
            return peek
        }

        /// `byte`, or when it is a backslash the byte after it.
        mutating func literal(_ byte: UInt8) -> UInt8? {
            byte == UInt8(ascii: "\\") ? next() : byte
        }

        /// The name in `:name:]`, stepped over; nil, and nothing stepped over, when this is no class.
        ///
        /// A pattern that ends before a `]` is malformed anyway, so that case needs no mark of its own.
        mutating func className() -> String? {
            guard let end = pattern[(position + 1)...].firstIndex(of: UInt8(ascii: "]")) else { return nil }
            guard end - 1 > position, pattern[end - 1] == UInt8(ascii: ":") else { return nil }
            defer { position = end + 1 }
            return String(decoding: pattern[(position + 1)..<(end - 1)], as: UTF8.self)
        }
    }

    private static let classes: [String: Set<UInt8>] = {
        let digits = Set(UInt8(ascii: "0")...UInt8(ascii: "9"))
        let lower = Set(UInt8(ascii: "a")...UInt8(ascii: "z"))
        let upper = Set(UInt8(ascii: "A")...UInt8(ascii: "Z"))
        let letters = lower.union(upper)
        let graph = Set<UInt8>(0x21...0x7E)
        return [
            "alnum": letters.union(digits),
            "alpha": letters,
            "blank": [0x20, 0x09],
            "cntrl": Set<UInt8>(0...0x1F).union([0x7F]),
            "digit": digits,
            "graph": graph,
            "lower": lower,
            "print": graph.union([0x20]),
            "punct": graph.subtracting(letters).subtracting(digits),
            "space": [0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D],
            "upper": upper,
            "xdigit": digits.union("abcdefABCDEF".utf8),
        ]
    }()
}
