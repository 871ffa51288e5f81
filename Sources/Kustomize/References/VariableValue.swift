internal import YAML

/// What `$(NAME)` stands for.
struct VariableValue {
    /// In place of a text that is nothing but the variable; keeps its type.
    let alone: TracedScalar
    /// Inside a longer text.
    let text: String
    /// Where it was written.
    let trace: Trace

    /// Nil when `value` is a list or a mapping, or a number that Go does not read back as it is written.
    init?(_ value: TracedValue) {
        guard case .scalar(let scalar) = value.content else { return nil }
        trace = value.trace
        switch scalar.tag {
        case .integer:
            guard let number = Int(scalar.text) else { return nil }
            text = String(number)
            alone = TracedScalar(text, tag: .integer)
        case .float:
            guard let number = Self.number(scalar) else { return nil }
            text = TracedValue(.number(number)).text ?? ""
            alone = TracedScalar(Self.plainDigits(text), tag: .float)
        case .bool:
            guard let truth = Self.truths[scalar.text] else { return nil }
            text = truth ? "true" : "false"
            alone = TracedScalar(text, tag: .bool)
        case .string, .null, .timestamp, .binary, .custom, nil:
            text = scalar.text
            alone = TracedScalar(text, tag: .string)
        }
    }

    /// What Go's `strconv.ParseBool` takes.
    private static let truths = [
        "1": true, "t": true, "T": true, "true": true, "TRUE": true, "True": true,
        "0": false, "f": false, "F": false, "false": false, "FALSE": false, "False": false,
    ]

    private static func number(_ scalar: TracedScalar) -> Double? {
        switch try? scalar.value() {
        case .number(let number): number
        case .integer(let number): Double(number)
        default: nil
        }
    }

    /// A number such as `1.5e-07` without its exponent.
    private static func plainDigits(_ text: String) -> String {
        let parts = text.split(separator: "e")
        guard parts.count == 2, let exponent = Int(parts[1]) else { return text }
        let sign = parts[0].hasPrefix("-") ? "-" : ""
        let mantissa = parts[0].drop { $0 == "-" }.split(separator: ".")
        let digits = mantissa.joined()
        let point = (mantissa.first?.count ?? 0) + exponent
        if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
        if point >= digits.count { return sign + digits + String(repeating: "0", count: point - digits.count) }
        return "\(sign)\(digits.prefix(point)).\(digits.dropFirst(point))"
    }
}
