/// What the emitter can write.
protocol Emittable {
    var shape: Shape<Self> { get }
    /// What is said behind a scalar or an empty collection, on its line; nil for nothing.
    var comment: String? { get }
}

extension Emittable {
    var comment: String? { nil }
}

/// A value as the emitter sees it.
enum Shape<Element> {
    /// A scalar that is written as it is: a number, a truth value, null.
    case word(String)
    case string(String)
    case sequence([Element])
    /// In the order in which they are written; `sorted(_:)` makes it.
    case mapping([(String, Element)])

    /// A mapping of these fields, in any order.
    static func sorted(_ fields: consuming [(String, Element)]) -> Shape {
        fields.sort { KeyOrder.precedes($0.0, $1.0) }
        return .mapping(fields)
    }

    /// Whether the value stands behind its key, with nothing below it.
    var isOnOneLine: Bool {
        switch self {
        case .word, .string: true
        case .sequence(let elements): elements.isEmpty
        case .mapping(let fields): fields.isEmpty
        }
    }
}

extension Value: Emittable {
    var shape: Shape<Value> {
        switch self {
        case .null: .word("null")
        case .bool(let truth): .word(truth ? "true" : "false")
        case .integer(let number): .word(String(number))
        case .number(let number): .word(Self.word(of: number))
        case .string(let text): .string(text)
        case .array(let elements): .sequence(elements)
        case .object(let fields): .sorted(fields.map { ($0.key, $0.value) })
        }
    }

    private static func word(of number: Double) -> String {
        guard number.isFinite else { return "null" }
        if let digits = GoNumber.wholeText(number), Int64(digits) != nil || UInt64(digits) != nil { return digits }
        return GoNumber.text(number)
    }
}

extension TracedValue: Emittable {
    var shape: Shape<TracedValue> {
        switch content {
        case .sequence(let elements): return .sequence(elements)
        case .mapping(let fields): return .sorted(fields.map { (JSONRoundTrip.text($0.name), $0.value) })
        case .scalar(let scalar):
            if scalar.writtenTag == .string { return .string(JSONRoundTrip.text(scalar.writtenText)) }
            // kustomize keeps whole numbers that are too large for most readers.
            if scalar.writtenTag == .integer, case .unsigned(let number) = Scalar(plain: scalar.text, rules: .kustomize)
            {
                return .word("\(number)")
            }
            switch (try? scalar.value())?.shape {
            case .word(let word)?: return .word(word)
            case .string(let text)?: return .string(JSONRoundTrip.text(text))
            default: return .word("null")
            }
        }
    }
}
