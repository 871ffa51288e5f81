extension Node {
    /// This node to be changed: aliases are expanded already, merge keys are applied, keys are texts.
    ///
    /// - Parameters:
    ///   - file: what errors name.
    ///   - number: the number of that file in places.
    ///   - lineOffset: how many lines of the file stand before the text that was parsed.
    ///   - rules: which plain scalars are no strings.
    /// - Throws: `YAMLError` with the place, for the same as `value(file:rules:)` where the rules are kustomize's,
    ///   except that numbers are not looked at yet.
    package func traced(
        file: String,
        number: Int,
        lineOffset: Int = 0,
        rules: ScalarRules = .kustomize,
    ) throws(YAMLError) -> TracedValue {
        try TracedMaker(file: file, number: number, lineOffset: lineOffset, rules: rules).value(of: self)
    }
}

private struct TracedMaker {
    let file: String
    let number: Int
    let lineOffset: Int
    let rules: ScalarRules

    func value(of node: Node) throws(YAMLError) -> TracedValue {
        let trace = Trace(Place(file: number, line: node.mark.line + lineOffset, column: node.mark.column))
        switch node.content {
        case .scalar(let text, let isPlain):
            // go-yaml takes the tag that says "no tag" for none.
            if node.tag == nil || node.tag == "!" {
                let scalar = isPlain ? plain(text) : TracedScalar(text, tag: .string, style: style(of: node))
                return TracedValue(.scalar(scalar), trace: trace)
            }
            return TracedValue(.scalar(try tagged(node, text)), trace: trace)
        case .sequence(let nodes):
            var elements: [TracedValue] = []
            elements.reserveCapacity(nodes.count)
            for node in nodes { elements.append(try value(of: node)) }
            return TracedValue(.sequence(elements), isFlow: node.style == .flow, trace: trace)
        case .mapping(let entries):
            return TracedValue(.mapping(try fields(of: entries)), isFlow: node.style == .flow, trace: trace)
        }
    }

    /// The style of a scalar that is not plain.
    private func style(of node: Node) -> TracedScalar.Style {
        guard rules == .kustomize else { return .quoted }
        return switch node.style {
        case .literal: .literal
        case .folded: .folded
        case .usual, .flow: .quoted
        }
    }

    private func plain(_ text: String) -> TracedScalar {
        guard rules == .kubernetes else {
            return TracedScalar(text, tag: TracedScalar.tag(ofValue: text))
        }
        // What only YAML 1.1 knows is written so that later readers know it, too; a date stays a string.
        return switch Scalar(plain: text, rules: rules) {
        case .bool(let truth): TracedScalar(truth ? "true" : "false", tag: .bool)
        case .timestamp, .string: TracedScalar(text, tag: .string)
        case .null: TracedScalar(text, tag: .null)
        case .integer, .unsigned: TracedScalar(text, tag: .integer)
        case .float: TracedScalar(text, tag: .float)
        }
    }

    private func tagged(_ node: Node, _ text: String) throws(YAMLError) -> TracedScalar {
        // Whether the text is what the tag says is seen where it is written, if it still stands there by then.
        if rules == .kustomize { return TracedScalar(text, tag: node.scalarTag, style: .tagged) }
        return switch try node.value(file: file, rules: rules) {
        case .null: TracedScalar(text, tag: .null)
        case .bool: TracedScalar(text, tag: .bool)
        case .integer: TracedScalar(text, tag: .integer)
        case .number: TracedScalar(text, tag: .float)
        // Differs from the text where base64 or a date was written.
        case .string(let string): TracedScalar(string, tag: .string)
        case .array, .object: TracedScalar(text, tag: .string)
        }
    }

    private func field(_ entry: Node.Entry) throws(YAMLError) -> TracedField {
        guard case .scalar(let text, let isPlain) = entry.key.content else {
            throw YAMLError(
                file: file,
                mark: entry.key.mark,
                message: "a key must be a scalar, not a list or a mapping"
            )
        }
        // A key that is no string is refused where it would be printed, not where a patch replaces it.
        if isPlain, entry.key.tag == nil, rules == .kustomize {
            return TracedField(text, tag: TracedScalar.tag(ofPlain: text), try value(of: entry.value))
        }
        let name = try entry.key.fieldName(file: file, rules: rules)
        return TracedField(name, tag: .string, try value(of: entry.value))
    }

    private func fields(of entries: [Node.Entry]) throws(YAMLError) -> [TracedField] {
        var fields: [TracedField] = []
        fields.reserveCapacity(entries.count)
        var merges: [Node] = []
        for entry in entries {
            if entry.key.isMergeKey {
                merges.append(entry.value)
            } else {
                fields.append(try field(entry))
            }
        }
        // What is written out wins over what is merged, and an earlier merge over a later one.
        for merge in merges {
            for source in try merge.mergedMappings(file: file) {
                for field in try self.fields(of: source) where !fields.contains(where: { $0.name == field.name }) {
                    fields.append(field)
                }
            }
        }
        return fields
    }
}
