extension TracedScalar {
    /// This scalar as JSON has it, which is what kustomize reads when it has written the scalar as YAML.
    ///
    /// - Throws: `Misfit`.
    package func value() throws(Misfit) -> Value {
        switch writtenTag {
        case .string:
            if isUnreadableBlock { throw .unreadableBlock }
            return .string(writtenText)
        case .custom: return .string(writtenText)
        case .binary:
            guard let bytes = Base64.decode(text) else { throw .noBase64 }
            return .string(GoText.decoding(bytes))
        case let written:
            let scalar = Scalar(plain: text, rules: .kustomize)
            let actual = Self.tag(of: scalar)
            switch (written, scalar) {
            case (actual, _), (.float, .integer): break
            default: throw .wrongTag(actual, written)
            }
            guard let value = scalar.value(text, rules: .kustomize) else { throw .noNumber }
            return value
        }
    }

    /// Why JSON cannot hold a scalar, or kustomize not read what it writes.
    package enum Misfit: Error, CustomStringConvertible {
        /// Infinity or NaN.
        case noNumber
        case noBase64
        /// The text is something else than the tag says.
        case wrongTag(_ actual: Tag, _ expected: Tag)
        case unreadableBlock

        package var description: String {
            switch self {
            case .noNumber: "infinity and NaN are no numbers of JSON; quote the text"
            case .noBase64: "!!binary value contains invalid base64 data; correct it, or take the tag out"
            case .wrongTag(let actual, let expected):
                "cannot decode \(actual.name) as a \(expected.name); the field has another type than the value, so quote"
                    + " what stands there now"
            case .unreadableBlock:
                "found a tab character where an indentation space is expected; begin the text with another one"
            }
        }
    }

    /// Whether go-yaml writes the text as a block that begins with a tab, and then takes that for indentation, which must
    /// not have any.
    fileprivate var isUnreadableBlock: Bool {
        guard text.utf8.first == 0x09, style != .quoted else { return false }
        return (isQuoted || text.utf8.contains(0x0A)) && FoldedText.allowsBlock(text)
    }
}

extension TracedScalar.Tag {
    /// As YAML writes it.
    fileprivate var name: String {
        switch self {
        case .string: "!!str"
        case .null: "!!null"
        case .bool: "!!bool"
        case .integer: "!!int"
        case .float: "!!float"
        case .timestamp: "!!timestamp"
        case .binary: "!!binary"
        case .custom: "another tag"
        }
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
        if scalar.isUnreadableBlock {
            return NoValue(trace: trace, reason: TracedScalar.Misfit.unreadableBlock.description)
        }
        return JSONRoundTrip.forbidden(in: scalar.text).map { character in
            let code = String(character.value, radix: 16, uppercase: true)
            return NoValue(trace: trace, reason: "control characters are not allowed: there is U+\(code); take it out")
        }
    }

    /// The first scalar in this value that cannot be printed; nil when there is none.
    package var firstWithoutValue: NoValue? {
        switch content {
        case .scalar(let scalar):
            if scalar.writtenTag == .string { return textFailure(scalar) }
            do throws(TracedScalar.Misfit) {
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
            do throws(TracedScalar.Misfit) {
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
    package var nameFailure: TracedValue.NoValue? {
        if hasTextName { return nil }
        let reason = "unsupported type: key '\(name)' is no string; quote it, or give it another name"
        return TracedValue.NoValue(trace: value.trace, reason: reason)
    }
}
