/// Which plain scalars stand for something else than their text.
package enum ScalarRules: Sendable {
    /// As kubectl and Flux read an object, by YAML 1.1: `yes`, `on` and `y` are true, and a date stays as it is
    /// written.
    case kubernetes
    /// As kustomize reads its files: `yes`, `on` and `y` are strings, a date becomes a full timestamp, and a key must
    /// be a string.
    case kustomize
}

/// What a scalar without quotes stands for.
enum Scalar: Hashable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// A whole number past `Int64`.
    case unsigned(UInt64)
    /// Infinity and NaN too.
    case float(Double)
    case timestamp(Timestamp)
    case string

    /// Resolves `text` as go-yaml does.
    ///
    /// The order of the attempts is its order.
    init(plain text: String, rules: ScalarRules) {
        guard let first = text.utf8.first else {
            self = .null
            return
        }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"):
            self = Self.digits(text).map(Self.integer) ?? Self.words[text] ?? Self.number(Array(text.utf8))
        case UInt8(ascii: "."):
            self = Self.words[text] ?? Self.fraction(Array(text.utf8))
        case _ where Self.isWordInitial(first):
            // No word is longer than `false`.
            guard text.utf8.count <= 5 else {
                self = .string
                return
            }
            self = Self.words[text] ?? (rules == .kubernetes ? Self.oldWords[text] : nil) ?? .string
        default: self = .string
        }
    }

    /// Whether a word that means something else than its text may begin so.
    static func isWordInitial(_ byte: UInt8) -> Bool {
        switch byte | 0x20 {
        case UInt8(ascii: "y"), UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "o"): true
        default: byte == UInt8(ascii: "~")
        }
    }

    private static let words: [String: Scalar] = table([
        (.bool(true), ["true", "True", "TRUE"]), (.bool(false), ["false", "False", "FALSE"]),
        (.null, ["~", "null", "Null", "NULL"]), (.float(.nan), [".nan", ".NaN", ".NAN"]),
        (.float(.infinity), [".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"]),
        (.float(-.infinity), ["-.inf", "-.Inf", "-.INF"]),
    ])

    /// The booleans that YAML 1.1 has and YAML 1.2 dropped.
    private static let oldWords: [String: Scalar] = table([
        (.bool(true), ["y", "Y", "yes", "Yes", "YES", "on", "On", "ON"]),
        (.bool(false), ["n", "N", "no", "No", "NO", "off", "Off", "OFF"]),
    ])

    private static func table(_ rows: [(Scalar, [String])]) -> [String: Scalar] {
        var table: [String: Scalar] = [:]
        for (scalar, words) in rows {
            for word in words { table[word] = scalar }
        }
        return table
    }

    /// The number that a few plain digits are, as nearly all numbers are written; nil for everything else.
    private static func digits(_ text: String) -> Int64? {
        guard text.utf8.count <= 18, text.utf8.first != UInt8(ascii: "0") || text.utf8.count == 1 else { return nil }
        var number: Int64 = 0
        for byte in text.utf8 {
            guard (0x30...0x39).contains(byte) else { return nil }
            number = number * 10 + Int64(byte - 0x30)
        }
        return number
    }

    private static func number(_ bytes: [UInt8]) -> Scalar {
        if let timestamp = Timestamp(bytes) { return .timestamp(timestamp) }
        let plain = bytes.filter { $0 != UInt8(ascii: "_") }[...]
        if let whole = GoNumber.whole(plain) {
            if let number = int64(whole) { return .integer(number) }
            if !whole.hasSign { return .unsigned(whole.magnitude) }
        }
        return GoNumber.float(plain).map(Scalar.float) ?? .string
    }

    private static func int64(_ whole: GoNumber.Whole) -> Int64? {
        if let number = Int64(exactly: whole.magnitude) { return whole.isNegative ? -number : number }
        return whole.isNegative && whole.magnitude == Int64.min.magnitude ? .min : nil
    }

    /// A number that begins with its point; an underscore may stand between two digits.
    private static func fraction(_ bytes: [UInt8]) -> Scalar {
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "_") {
            guard index > 0, index + 1 < bytes.count, (0x30...0x39).contains(bytes[index - 1]),
                (0x30...0x39).contains(bytes[index + 1])
            else { return .string }
        }
        return GoNumber.float(bytes.filter { $0 != UInt8(ascii: "_") }[...]).map(Scalar.float) ?? .string
    }
}

extension Scalar {
    /// This scalar, written as `text`, as JSON has it; nil for infinity and NaN, which JSON has not.
    func value(_ text: String, rules: ScalarRules) -> Value? {
        switch self {
        case .null: .null
        case .bool(let truth): .bool(truth)
        case .integer(let number): .integer(number)
        case .unsigned(let number): .number(Double(number))
        case .float(let number) where !number.isFinite: nil
        case .float(let number): GoNumber.wholeText(number).flatMap { Int64($0) }.map(Value.integer) ?? .number(number)
        case .timestamp(let timestamp): .string(rules == .kustomize ? timestamp.text : text)
        case .string: .string(text)
        }
    }
}
