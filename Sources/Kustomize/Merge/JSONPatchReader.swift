internal import Manifests
internal import YAML

/// Reads JSON patches as kustomize does: as JSON when the text begins with a bracket, else as the first document of a
/// YAML text by the rules of YAML 1.1.
struct JSONPatchReader {
    let context: BuildContext

    /// The patch of a text.
    ///
    /// - Parameters:
    ///   - text: where it lies in the file stays known.
    /// - Throws: `Problems` when it is no list of operations.
    func patch(in text: PatchText) throws -> JSONPatch {
        guard !text.bytes.isEmpty else { throw context.failure(text.place, "empty json patch operations") }
        let list = try text.bytes.first == UInt8(ascii: "[") ? json(text) : yaml(text)
        if list.isNull { return JSONPatch(operations: []) }
        guard list.isSequence else {
            throw context.failure(list, "a JSON patch is \(list.kindName), not a list of operations")
        }
        var operations = try list.elements.map(operation)
        if operations.contains(where: { $0.kind == "test" }), text.bytes.first == UInt8(ascii: "[") {
            for (index, written) in zip(operations.indices, JSONText(text.bytes[...]).elements) {
                guard let value = operations[index].value, let text = written["value"] else { continue }
                operations[index].hasOtherSpelling = !text.isSpelledByGo(value)
            }
        }
        return JSONPatch(operations: operations)
    }

    private func operation(_ value: TracedValue) throws -> JSONPatch.Operation {
        guard value.isMapping || value.isNull else {
            throw context.failure(value, "an operation of a JSON patch is \(value.kindName), not a mapping")
        }
        var operation = JSONPatch.Operation(place: value.trace.place)
        if let kind = value["op"]?.string { operation.kind = kind }
        operation.path = value["path"]?.string
        operation.from = value["from"]?.string
        operation.value = value["value"]
        do {
            try operation.value?.passThroughJSON()
        } catch {
            throw context.failure(error.place, error.message)
        }
        return operation
    }

    private func json(_ text: PatchText) throws -> TracedValue {
        let value: Value
        do {
            value = try Value(json: text.bytes)
        } catch {
            throw context.failure(text.place, "a JSON patch that begins with '[' is no JSON: \(error.message)")
        }
        // JSON is YAML but for some escapes; only YAML is read with places.
        let path = context.files.path(of: text.file)
        if let node = try? Node.parse(text.linedBytes, file: path).first,
            let traced = try? JSONPatchValues(file: path, number: text.file).value(of: node),
            (try? traced.value()) == value
        {
            return traced
        }
        return TracedValue(value, trace: Trace(text.place))
    }

    private func yaml(_ text: PatchText) throws -> TracedValue {
        let path = context.files.path(of: text.file)
        do {
            let documents = try Node.parse(text.linedBytes, file: path, onlyFirst: true) { key, mark in
                let place = Place(file: text.file, line: mark.line, column: mark.column)
                context.noteDuplicate(key, at: place)
            }
            guard let node = documents.first else { return .null() }
            return try JSONPatchValues(file: path, number: text.file).value(of: node)
        } catch {
            let place = Place(file: text.file, line: error.mark.line, column: error.mark.column)
            throw context.failure(place, "malformed YAML: \(error.message)")
        }
    }
}

/// Makes values of YAML nodes by the rules of YAML 1.1, where `yes` is true and a date is a text.
private struct JSONPatchValues {
    let file: String
    let number: Int

    func value(of node: Node) throws(YAMLError) -> TracedValue {
        let trace = Trace(Place(file: number, line: node.mark.line, column: node.mark.column))
        switch node.content {
        case .scalar(let text, let isPlain):
            if isPlain, node.tag == nil, text.utf8.first == UInt8(ascii: "-") {
                let scalar = TracedScalar(text, tag: nil)
                if scalar.isNegativeZero { return TracedValue(.scalar(scalar), trace: trace) }
            }
            return TracedValue(try node.value(file: file), trace: trace)
        case .sequence(let nodes):
            var elements: [TracedValue] = []
            for node in nodes { elements.append(try value(of: node)) }
            return TracedValue(.sequence(elements), trace: trace)
        case .mapping(let entries):
            var fields: [TracedField] = []
            for entry in entries {
                guard case .scalar(let text, let isPlain) = entry.key.content, !isPlain || !Self.isSpecial(text) else {
                    // Merge keys, and keys that become texts only.
                    return TracedValue(try node.value(file: file), trace: trace)
                }
                fields.append(TracedField(text, tag: .string, try value(of: entry.value)))
            }
            return TracedValue(.mapping(fields), trace: trace)
        }
    }

    private static func isSpecial(_ key: String) -> Bool {
        key == "<<" || key.utf8.count <= 5 && TracedScalar.tag(ofPlain: key) != .string
            || key.utf8.first.map { (0x2B...0x39).contains($0) || $0 == UInt8(ascii: "~") } ?? true
            || ["y", "n", "yes", "no", "on", "off"].contains(key.lowercased())
    }
}
