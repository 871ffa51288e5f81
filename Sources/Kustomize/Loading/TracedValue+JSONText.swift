internal import YAML

extension TracedValue {
    /// This value as it is once it was written as JSON by Go and read as YAML: strings are quoted, null is a word,
    /// numbers are written in one way, and lists and mappings stand in brackets.
    ///
    /// It is decoded as it was read, so the ways in which it may be written play no part.
    ///
    /// - Throws: `NoValue` for a number that JSON has not, and for a key that is no string.
    func readFromJSON() throws(NoValue) -> TracedValue {
        switch content {
        case .scalar(let scalar): return TracedValue(.scalar(try readFromJSON(scalar)), trace: trace)
        case .sequence(let elements):
            var read: [TracedValue] = []
            for element in elements { read.append(try element.readFromJSON()) }
            return TracedValue(.sequence(read), isFlow: true, trace: trace)
        case .mapping(let fields):
            var read: [TracedField] = []
            for field in fields {
                if let failure = field.nameFailure { throw failure }
                read.append(TracedField(field.name, tag: field.nameTag, try field.value.readFromJSON()))
            }
            return TracedValue(.mapping(read), isFlow: true, trace: trace)
        }
    }

    private func readFromJSON(_ scalar: TracedScalar) throws(NoValue) -> TracedScalar {
        if scalar.isNegativeZero { return TracedScalar("-0", tag: .integer) }
        if scalar.resolvedTag == .string {
            return TracedScalar(JSONRoundTrip.text(scalar.text), tag: .string, isQuoted: true)
        }
        if scalar.resolvedTag == .null { return TracedScalar("null", tag: .null) }
        switch try value() {
        // A date.
        case .string(let text): return TracedScalar(JSONRoundTrip.text(text), tag: .string, isQuoted: true)
        case .bool(let truth): return TracedScalar(truth ? "true" : "false", tag: .bool)
        case .integer(let number): return TracedScalar(String(number), tag: .integer)
        // A whole number that `Value` cannot hold stays as it is.
        case .number where scalar.resolvedTag == .integer: return scalar
        case .number(let number):
            let text = HashedJSON.text(of: number)
            return TracedScalar(text, tag: TracedScalar.tag(ofPlain: text))
        case .null, .array, .object: return TracedScalar("null", tag: .null)
        }
    }
}
