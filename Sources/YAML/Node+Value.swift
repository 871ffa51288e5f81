extension Node {
    /// What this node means as JSON: scalars resolved, merge keys applied, keys made strings.
    ///
    /// A whole number that is written with point or exponent becomes an integer, since that is what JSON text makes of
    /// it.
    ///
    /// - Parameters:
    ///   - file: what errors name.
    ///   - rules: which plain scalars are no strings.
    /// - Throws: `YAMLError` with the place: a number that JSON has not, a tag that does not fit its value, a key that
    ///   is no scalar or stands twice, a merge of what is no mapping.
    package func value(file: String, rules: ScalarRules = .kubernetes) throws(YAMLError) -> Value {
        try ValueMaker(file: file, rules: rules).value(of: self)
    }
}

private struct ValueMaker {
    let file: String
    let rules: ScalarRules

    private func failure(_ node: Node, _ message: String) -> YAMLError {
        YAMLError(file: file, mark: node.mark, message: message)
    }

    func value(of node: Node) throws(YAMLError) -> Value {
        switch node.content {
        case .scalar(let text, let isPlain):
            if node.tag == nil, !isPlain { return .string(text) }
            guard let value = (try scalar(of: node, text)).value(text, rules: rules) else {
                throw failure(node, "infinity and NaN are no numbers of JSON; quote the text")
            }
            return node.tag == Tag.binary ? .string(try decoded(node, text)) : value
        case .sequence(let elements):
            var values: [Value] = []
            values.reserveCapacity(elements.count)
            for element in elements { values.append(try value(of: element)) }
            return .array(values)
        case .mapping(let entries): return .object(try fields(of: entries))
        }
    }

    /// Resolves a scalar that is plain or has a tag; the tag says what must come out.
    private func scalar(of node: Node, _ text: String) throws(YAMLError) -> Scalar {
        guard let tag = node.tag else { return Scalar(plain: text, rules: rules) }
        guard Tag.resolvable.contains(tag) else { return .string }
        let scalar = Scalar(plain: text, rules: rules)
        switch (tag, scalar) {
        case (Tag.null, .null), (Tag.bool, .bool), (Tag.int, .integer), (Tag.int, .unsigned), (Tag.float, .float),
            (Tag.timestamp, .timestamp):
            return scalar
        case (Tag.float, .integer(let number)): return .float(Double(number))
        default: throw failure(node, "is no !!\(tag.dropFirst(Tag.prefix.count)); correct the value or the tag")
        }
    }

    private func decoded(_ node: Node, _ text: String) throws(YAMLError) -> String {
        guard let bytes = Base64.decode(text) else { throw failure(node, "!!binary is not followed by base64") }
        guard let decoded = String(validating: bytes, as: UTF8.self) else {
            throw failure(
                node,
                "!!binary holds bytes that are no text; a Secret's or ConfigMap's binaryData takes base64"
            )
        }
        return decoded
    }

    private func fields(of entries: [Node.Entry]) throws(YAMLError) -> [String: Value] {
        var fields = Dictionary<String, Value>(minimumCapacity: entries.count)
        var merges: [Node] = []
        for entry in entries {
            if entry.key.isMergeKey {
                merges.append(entry.value)
                continue
            }
            let name = try entry.key.fieldName(file: file, rules: rules)
            guard fields.updateValue(try value(of: entry.value), forKey: name) == nil else {
                throw failure(entry.key, "key '\(name)' stands twice, once written in another way")
            }
        }
        // What is written out wins over what is merged, and an earlier merge over a later one.
        for merge in merges {
            for source in try merge.mergedMappings(file: file) {
                fields.merge(try self.fields(of: source)) { written, _ in written }
            }
        }
        return fields
    }

    func key(_ node: Node) throws(YAMLError) -> String {
        guard case .scalar(let text, let isPlain) = node.content else {
            throw failure(node, "a key must be a scalar, not a list or a mapping")
        }
        if node.tag == nil, !isPlain { return text }
        let scalar = try scalar(of: node, text)
        if rules == .kustomize, scalar != .string {
            throw failure(node, "key '\(text)' is no string; quote it")
        }
        switch scalar {
        case .string: return node.tag == Tag.binary ? try decoded(node, text) : text
        case .timestamp: return text
        case .bool(let truth): return truth ? "true" : "false"
        case .integer(let number): return String(number)
        case .float(let number): return GoNumber.text(number)
        case .null, .unsigned: throw failure(node, "key '\(text)' cannot be a key of JSON; quote it")
        }
    }
}

extension Node {
    /// What the tag says that a scalar is.
    var scalarTag: TracedScalar.Tag {
        switch tag {
        case Tag.string: .string
        case Tag.null: .null
        case Tag.bool: .bool
        case Tag.int: .integer
        case Tag.float: .float
        case Tag.timestamp: .timestamp
        case Tag.binary: .binary
        default: .custom
        }
    }

    /// Whether this key stands for the fields of its value, not for a field.
    var isMergeKey: Bool {
        guard case .scalar("<<", let isPlain) = content else { return false }
        return tag == Tag.merge || (tag == nil && isPlain)
    }

    /// The mappings that a merge key has as its value.
    func mergedMappings(file: String) throws(YAMLError) -> [[Node.Entry]] {
        switch content {
        case .mapping(let entries): return [entries]
        case .sequence(let elements):
            var mappings: [[Node.Entry]] = []
            for element in elements {
                guard case .mapping(let entries) = element.content else { throw element.mergeFailure(file) }
                mappings.append(entries)
            }
            return mappings
        case .scalar: throw mergeFailure(file)
        }
    }

    private func mergeFailure(_ file: String) -> YAMLError {
        YAMLError(file: file, mark: mark, message: "a merge key '<<' takes a mapping or a list of mappings")
    }

    /// The text of a key.
    func fieldName(file: String, rules: ScalarRules = .kustomize) throws(YAMLError) -> String {
        try ValueMaker(file: file, rules: rules).key(self)
    }
}

private enum Tag {
    static let prefix = "tag:yaml.org,2002:"
    static let string = prefix + "str"
    static let null = prefix + "null"
    static let bool = prefix + "bool"
    static let int = prefix + "int"
    static let float = prefix + "float"
    static let timestamp = prefix + "timestamp"
    static let binary = prefix + "binary"
    static let merge = prefix + "merge"
    /// Those that ask for a certain kind of scalar.
    ///
    /// All others give a string.
    static let resolvable: Set<String> = [null, bool, int, float, timestamp]
}
