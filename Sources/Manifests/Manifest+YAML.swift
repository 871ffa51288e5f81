package import YAML

extension Manifest {
    /// Reads every object of a YAML or JSON text: all its documents, empty ones passed over, lists such as `List` taken
    /// apart.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8.
    ///   - file: its path from the root of the repository; the origin of every object, with the line where it begins.
    ///   - isEncrypted: whether the repository holds the file encrypted.
    ///   - rules: which plain scalars are no strings.
    ///   - allowsDuplicates: whether a key may stand twice; the last one counts then.
    /// - Throws: `Problems`, one for each object without `apiVersion`, `kind` or `metadata.name`, and for bad YAML.
    package static func read(
        yaml bytes: [UInt8],
        file: String,
        isEncrypted: Bool = false,
        rules: ScalarRules = .kubernetes,
        allowsDuplicates: Bool = false,
    ) throws(Problems) -> [Manifest] {
        let documents: [Node]
        do {
            documents = try Node.parse(bytes, file: file, noteDuplicate: allowsDuplicates ? { _, _ in } : nil)
        } catch {
            throw Problems(error.place, error.message)
        }
        var reader = ManifestReader(file: file, isEncrypted: isEncrypted, rules: rules)
        for document in documents { reader.read(document) }
        guard reader.problems.isEmpty else { throw Problems(reader.problems) }
        return reader.manifests
    }
}

extension [Manifest] {
    /// All objects as YAML documents with `---` between them, long lines left whole.
    package var yamlText: String {
        map(\.object.yamlText).joined(separator: "---\n")
    }
}

extension YAMLError {
    fileprivate var place: String { "\(file):\(mark.line):\(mark.column)" }
}

private struct ManifestReader {
    let file: String
    let isEncrypted: Bool
    let rules: ScalarRules
    var manifests: [Manifest] = []
    var problems: [Problem] = []

    mutating func read(_ node: Node) {
        if let items = listItems(of: node) {
            for item in items { read(item) }
            return
        }
        do {
            let value = try node.value(file: file, rules: rules)
            if value != .null { add(value, line: node.mark.line) }
        } catch {
            problems.append(Problem(error.place, error.message))
        }
    }

    /// The items of an object whose kind ends in `List` and that has a list of them.
    private func listItems(of node: Node) -> [Node]? {
        guard case .mapping(let fields) = node.content,
            case .scalar(let kind, _)? = fields.first(where: { $0.key.isScalar("kind") })?.value.content,
            kind.hasSuffix("List"),
            case .sequence(let items)? = fields.first(where: { $0.key.isScalar("items") })?.value.content
        else { return nil }
        return items
    }

    private mutating func add(_ value: Value, line: Int) {
        let manifest = Manifest(value, origin: Origin(file: file, line: line, isEncrypted: isEncrypted))
        let missing = manifest.identityProblems()
        manifests.append(manifest)
        problems += missing.map { Problem("\(file):\(line)", $0) }
    }
}

extension Manifest {
    /// What keeps this from being an object of a cluster.
    ///
    /// `kind: is missing`. Empty when nothing does.
    package func identityProblems() -> [String] {
        guard object.object != nil else { return ["is \(object.kindName), not a Kubernetes object"] }
        var problems = ["apiVersion", "kind"].compactMap { Self.problem($0, object[$0]) }
        switch object["metadata"] {
        case nil, .null: problems.append("metadata.name: is missing")
        case .object(let metadata)?:
            problems += [Self.problem("metadata.name", metadata["name"])].compactMap { $0 }
            if let namespace = metadata["namespace"], namespace != .null, namespace.string == nil {
                problems.append("metadata.namespace: is \(namespace.kindName), not a string")
            }
        case let other?: problems.append("metadata: is \(other.kindName), not an object")
        }
        return problems
    }

    private static func problem(_ field: String, _ value: Value?) -> String? {
        switch value {
        case nil, .null: "\(field): is missing"
        case .string(let text)?: text.isEmpty ? "\(field): is empty" : nil
        case let other?: "\(field): is \(other.kindName), not a string; quote it"
        }
    }
}

extension Node {
    fileprivate func isScalar(_ name: String) -> Bool {
        if case .scalar(name, _) = content { true } else { false }
    }
}
