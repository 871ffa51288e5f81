// go-yaml's brackets go down to the last scalar: what is written in a list or mapping in brackets has none of the forms
// that only block style has, whatever its own style says, and some scalars are not the same afterwards.
extension TracedValue {
    /// Makes every scalar in brackets what it is once go-yaml has written it there.
    ///
    /// Null that is written as nothing becomes an empty string, since go-yaml writes '' there, and a date with a colon
    /// becomes a string, since it writes that in quotes. Blocks become quoted texts, which are read as they were.
    package mutating func settleFlow() {
        if hasFlow { settle(isFlow: false) }
    }

    /// Whether there is anything in brackets.
    private var hasFlow: Bool {
        switch content {
        case .scalar: false
        case .sequence(let elements): isFlow && !elements.isEmpty || elements.contains(where: \.hasFlow)
        case .mapping(let fields): isFlow && !fields.isEmpty || fields.contains(where: \.value.hasFlow)
        }
    }

    private mutating func settle(isFlow isInFlow: Bool) {
        let isInFlow = isInFlow || isFlow
        switch content {
        case .scalar(let scalar):
            if isInFlow, let settled = scalar.settledInFlow { content = .scalar(settled) }
        case .sequence:
            _ = modifyElements { elements in
                for index in elements.indices { elements[index].settle(isFlow: isInFlow) }
            }
        case .mapping:
            _ = modifyFields { fields in
                for index in fields.indices { fields[index].value.settle(isFlow: isInFlow) }
            }
        }
    }
}

extension TracedScalar {
    /// What it is once it was written in brackets; nil for the same.
    fileprivate var settledInFlow: TracedScalar? {
        switch style {
        case .quoted, .tagged: return nil
        case .literal, .folded: return TracedScalar(text, tag: tag, style: .quoted)
        case .plain:
            let isQuoted =
                switch tag ?? Self.tag(ofPlain: text) {
                case .null: text.isEmpty
                case .timestamp: text.utf8.contains(UInt8(ascii: ":")) && Self.tag(ofPlain: text) == .timestamp
                case .string: text.utf8.contains(0x0A)
                default: false
                }
            return isQuoted ? TracedScalar(text, tag: .string, style: .quoted) : nil
        }
    }
}
