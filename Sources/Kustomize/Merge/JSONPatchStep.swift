internal import YAML

/// One operation of a JSON patch at work.
struct JSONPatchStep {
    /// Why it cannot be done.
    struct Problem: Error {
        let message: String

        init(_ message: String) {
            self.message = message
        }
    }

    let operation: JSONPatch.Operation
    /// What asked for the patch.
    let place: Place

    func apply(to document: inout TracedValue) throws(Problem) {
        switch operation.kind {
        case "add": try add(operation.value ?? null, to: &document, pointer: try pointer(\.path, "path"))
        case "remove": _ = try remove(from: &document, pointer: try pointer(\.path, "path"))
        case "replace": try replace(in: &document, pointer: try pointer(\.path, "path"))
        case "move":
            let value = try remove(from: &document, pointer: try pointer(\.from, "from"))
            try add(value, to: &document, pointer: try pointer(\.path, "path"))
        case "copy":
            let source = try pointer(\.from, "from")
            let value = try found(try get(source, in: document), source, "from path")
            try add(value ?? null, to: &document, pointer: try pointer(\.path, "path"))
        case "test": try test(document, pointer: try pointer(\.path, "path"))
        default:
            throw Problem(
                "Unexpected kind of operation; 'op' is one of add, remove, replace, move, copy and test"
            )
        }
    }

    /// What stands for a value that is missing.
    private var null: TracedValue { .null(Trace(operation.place)) }

    private func pointer(_ field: KeyPath<JSONPatch.Operation, String?>, _ name: String) throws(Problem) -> JSONPointer
    {
        guard let text = operation[keyPath: field] else {
            throw Problem(
                "\(operation.kind) operation failed to decode \(name): missing value; write '\(name)' as a string"
            )
        }
        return JSONPointer(text)
    }

    /// `value` as one that was written at `place`.
    private func written(_ value: TracedValue) -> TracedValue {
        TracedValue(value.content, trace: Trace.unknown.changed(at: place, from: [value.trace]))
    }

    // MARK: Operations

    private func add(_ value: TracedValue, to document: inout TracedValue, pointer: JSONPointer) throws(Problem) {
        let result = pointer.modifyContainer(in: &document) { container -> Problem? in
            if container.isMapping {
                set(pointer.key, to: value, in: &container)
                return nil
            }
            let count = container.elements.count
            guard let number = pointer.key == "-" ? count : Int(pointer.key) else {
                return Problem(
                    "error in add for path: '\(pointer.text)': value was not a proper array index: '\(pointer.key)'"
                )
            }
            let index = number < 0 ? number + count + 1 : number
            guard (0...count).contains(index) else { return Self.invalidIndex(pointer, "add", number) }
            _ = container.modifyElements { $0.insert(written(value), at: index) }
            return nil
        }
        if let problem = try found(result, pointer, operation.kind == "add" ? "path" : "destination path") {
            throw problem
        }
    }

    private func set(_ key: String, to value: TracedValue, in container: inout TracedValue) {
        _ = container.modifyFields { fields in
            if let index = fields.firstIndex(where: { $0.name == key }) {
                fields[index].value.replace(with: value, at: place, from: [value.trace])
            } else {
                fields.append(TracedField(key, tag: .string, written(value)))
            }
        }
    }

    private func remove(from document: inout TracedValue, pointer: JSONPointer) throws(Problem) -> TracedValue {
        let kind = operation.kind
        let result = pointer.modifyContainer(in: &document) { container -> Result<TracedValue, Problem> in
            if container.isMapping {
                guard let value = container.remove(pointer.key) else {
                    return .failure(
                        Problem(
                            "error in \(kind) for path: '\(pointer.text)': Unable to remove nonexistent key:"
                                + " \(pointer.key): missing value"
                        )
                    )
                }
                return .success(value)
            }
            do throws(Problem) {
                let index = try Self.index(pointer, count: container.elements.count, kind)
                return container.modifyElements { .success($0.remove(at: index)) }
                    ?? .failure(Self.invalidIndex(pointer, kind, index))
            } catch {
                return .failure(error)
            }
        }
        return try found(result, pointer, kind == "move" ? "from path" : "path").get()
    }

    private func replace(in document: inout TracedValue, pointer: JSONPointer) throws(Problem) {
        if pointer.text.isEmpty {
            guard let value = operation.value else {
                throw Problem("replace operation of the whole document without value; add 'value'")
            }
            // The library passes over scalars without a word.
            if !value.isScalar { document.replace(with: value, at: place, from: [value.trace]) }
            return
        }
        let value = operation.value ?? null
        let result = pointer.modifyContainer(in: &document) { container -> Problem? in
            if container.isMapping {
                set(pointer.key, to: value, in: &container)
                return nil
            }
            guard let index = try? Self.index(pointer, count: container.elements.count, "replace") else {
                return Problem(
                    "replace operation does not apply: doc is missing key: \(pointer.text): missing value;"
                        + " correct the index"
                )
            }
            _ = container.modifyElements { $0[index].replace(with: value, at: place, from: [value.trace]) }
            return nil
        }
        if let problem = try found(result, pointer, "path") { throw problem }
    }

    private func test(_ document: TracedValue, pointer: JSONPointer) throws(Problem) {
        guard let expected = operation.value else { throw Problem("test operation without value; add 'value'") }
        let actual: TracedValue?
        if pointer.text.isEmpty {
            actual = document
        } else {
            actual = try found(try get(pointer, in: document), pointer, "path")
        }
        // The library compares the texts of JSON, and Go has written that of the object.
        let isSpelledAlike = !operation.hasOtherSpelling || actual == nil
        guard isSpelledAlike, actual?.means(expected) ?? expected.isNull else {
            throw Problem("testing value \(pointer.text) failed: test failed; the object holds something else there")
        }
    }

    // MARK: Places

    /// What is at `pointer`: nil when its container is missing, a nil in it when a mapping lacks the key.
    private func get(_ pointer: JSONPointer, in document: TracedValue) throws(Problem) -> TracedValue?? {
        guard let container = pointer.container(in: document) else { return nil }
        if container.isMapping { return .some(container[pointer.key]) }
        return container.elements[try Self.index(pointer, count: container.elements.count, operation.kind)]
    }

    private func found<Value>(_ value: Value?, _ pointer: JSONPointer, _ what: String) throws(Problem) -> Value {
        if let value { return value }
        throw Problem(
            "\(operation.kind) operation does not apply: doc is missing \(what): \"\(pointer.text)\": missing value;"
                + " correct the path, or add what is above it first"
        )
    }

    /// The index of an element that is there.
    private static func index(_ pointer: JSONPointer, count: Int, _ kind: String) throws(Problem) -> Int {
        guard let number = Int(pointer.key) else {
            throw Problem("error in \(kind) for path: '\(pointer.text)': '\(pointer.key)' is no index of a list")
        }
        let index = number < 0 ? number + count : number
        guard (0..<count).contains(index) else { throw invalidIndex(pointer, kind, number) }
        return index
    }

    private static func invalidIndex(_ pointer: JSONPointer, _ kind: String, _ index: Int) -> Problem {
        Problem(
            "error in \(kind) for path: '\(pointer.text)': Unable to access invalid index: \(index):"
                + " invalid index referenced; the list is shorter"
        )
    }
}
