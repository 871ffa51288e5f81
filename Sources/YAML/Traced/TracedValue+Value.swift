extension TracedScalar {
    /// This scalar as JSON has it.
    ///
    /// - Throws: `NoNumber` for infinity and NaN, which JSON has not.
    package func value() throws(NoNumber) -> Value {
        switch resolvedTag {
        case .string: return .string(writtenText)
        case .null: return style == .emptyInFlow ? .string("") : .null
        default:
            guard let value = Scalar(plain: text, rules: .kustomize).value(text, rules: .kustomize) else {
                throw NoNumber()
            }
            return value
        }
    }

    /// A number that JSON cannot hold.
    package struct NoNumber: Error, CustomStringConvertible {
        package let description = "infinity and NaN are no numbers of JSON; quote the text"
    }
}

extension TracedValue {
    /// A scalar that JSON cannot hold, and where it was written.
    package struct NoValue: Error {
        package let trace: Trace
        package let reason: String

        package init(trace: Trace, reason: String) {
            self.trace = trace
            self.reason = reason
        }
    }

    /// Why a string cannot be printed; nil when it can.
    private func textFailure(_ scalar: TracedScalar) -> NoValue? {
        let text = scalar.text
        // kustomize writes such a text as a block whose indentation its own reader then looks for in vain.
        if !scalar.isQuoted, text.utf8.first == 0x09, text.utf8.contains(0x0A) {
            let reason = "found a tab character where an indentation space is expected; begin the text with another one"
            return NoValue(trace: trace, reason: reason)
        }
        return JSONRoundTrip.forbidden(in: text).map { character in
            let code = String(character.value, radix: 16, uppercase: true)
            return NoValue(trace: trace, reason: "control characters are not allowed: there is U+\(code); take it out")
        }
    }

    /// The first scalar in this value that cannot be printed; nil when there is none.
    package var firstWithoutValue: NoValue? {
        switch content {
        case .scalar(let scalar):
            if scalar.resolvedTag == .string { return textFailure(scalar) }
            guard scalar.resolvedTag == .float else { return nil }
            do throws(TracedScalar.NoNumber) {
                _ = try scalar.value()
                return nil
            } catch {
                return NoValue(trace: trace, reason: error.description)
            }
        case .sequence(let elements): return elements.lazy.compactMap(\.firstWithoutValue).first
        case .mapping(let fields):
            for field in fields {
                if let failure = field.nameFailure ?? field.value.firstWithoutValue { return failure }
            }
            return nil
        }
    }

    /// This as plain data.
    ///
    /// - Throws: `NoValue`.
    package func value() throws(NoValue) -> Value {
        switch content {
        case .scalar(let scalar):
            do throws(TracedScalar.NoNumber) {
                return try scalar.value()
            } catch {
                throw NoValue(trace: trace, reason: error.description)
            }
        case .sequence(let elements):
            var values: [Value] = []
            values.reserveCapacity(elements.count)
            for element in elements { values.append(try element.value()) }
            return .array(values)
        case .mapping(let fields):
            var values = Dictionary<String, Value>(minimumCapacity: fields.count)
            for field in fields {
                if let failure = field.nameFailure { throw failure }
                values[field.name] = try field.value.value()
            }
            return .object(values)
        }
    }

    /// Plain data as one that was written at `trace`, fields in the order of their names.
    package init(_ value: Value, trace: Trace = .unknown) {
        switch value {
        case .null: self = .null(trace)
        case .bool(let truth): self.init(.scalar(TracedScalar(truth ? "true" : "false", tag: .bool)), trace: trace)
        case .integer(let number): self.init(.scalar(TracedScalar(String(number), tag: .integer)), trace: trace)
        case .number(let number): self.init(.scalar(TracedScalar(GoNumber.text(number), tag: .float)), trace: trace)
        case .string(let text): self.init(string: text, trace: trace)
        case .array(let elements):
            self.init(.sequence(elements.map { TracedValue($0, trace: trace) }), trace: trace)
        case .object(let fields):
            let sorted = fields.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            let entries = sorted.map { TracedField($0.key, tag: .string, TracedValue($0.value, trace: trace)) }
            self.init(.mapping(entries), trace: trace)
        }
    }
}

extension TracedField {
    /// Why JSON cannot have this name; nil when it can.
    fileprivate var nameFailure: TracedValue.NoValue? {
        if hasTextName { return nil }
        let reason = "unsupported type: key '\(name)' is no string; quote it, or give it another name"
        return TracedValue.NoValue(trace: value.trace, reason: reason)
    }
}
