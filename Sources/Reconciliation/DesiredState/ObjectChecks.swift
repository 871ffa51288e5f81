internal import GitCrypt
internal import Kubernetes
internal import Manifests
internal import YAML

/// What must hold for a rendered object before anything is written.
enum ObjectChecks {
    /// Everything that is wrong with the objects of one cluster.
    static func problems(in stages: [(stage: Stage, objects: [Manifest])]) -> [Problem] {
        var problems: [Problem] = []
        var first: [ObjectReference: (stage: Stage, object: Manifest)] = [:]
        let scopes = Scopes(stages.flatMap(\.objects))
        for (stage, objects) in stages {
            for object in objects {
                problems += self.problems(with: object, scopes)
                guard let other = first.updateValue((stage, object), forKey: object.reference) else { continue }
                let places = [other.object, object].map { $0.place }
                problems.append(
                    Problem(
                        object.place,
                        "\(object.reference) is rendered by stage \(other.stage.name) (\(places[0])) and again by"
                            + " stage \(stage.name); keep it in one of them",
                    )
                )
            }
        }
        return problems
    }

    private static func problems(with object: Manifest, _ scopes: Scopes) -> [Problem] {
        var problems: [Problem] = []
        func add(_ message: String) { problems.append(Problem(object.place, message)) }

        let reference = object.reference
        if object.name.isEmpty {
            add("an object of kind \(reference.kind) has no metadata.name; name it")
        }
        if object.kind.apiVersion.hasPrefix("fettle.dev/") {
            add("\(reference) is fettle's own kind; it belongs into \(ClusterDefinition.folder)/<name>/cluster.yaml")
        }
        if InventoryStore.isRecord(reference) {
            add("\(reference) is fettle's own record; rename the object")
        }
        if reference.namespace == nil, scopes.isNamespaced(object.kind) {
            add("\(reference) has no namespace; set metadata.namespace, or namespace in its kustomization.yaml")
        }
        for path in holdsCiphertext(object.object) ? encryptedFields(of: object.object, at: "") : [] {
            add("\(reference) holds bytes that git-crypt encrypted, at \(path); see that .gitattributes names the file")
        }
        return problems
    }

    /// Whether there is anything for `encryptedFields` to find, which is told without a path.
    private static func holdsCiphertext(_ value: Value) -> Bool {
        switch value {
        case .string(let text): EncryptedBlob.isContained(in: text)
        case .array(let elements): elements.contains(where: holdsCiphertext)
        case .object(let fields): fields.values.contains(where: holdsCiphertext)
        default: false
        }
    }

    /// The paths of the texts that hold git-crypt's ciphertext.
    private static func encryptedFields(of value: Value, at path: String) -> [String] {
        switch value {
        case .string(let text):
            EncryptedBlob.isContained(in: text) ? [path] : []
        case .array(let elements):
            elements.enumerated().flatMap { encryptedFields(of: $1, at: "\(path)[\($0)]") }
        case .object(let fields):
            fields.sorted { $0.key < $1.key }.flatMap { encryptedFields(of: $0.value, at: "\(path).\($0.key)") }
        default: []
        }
    }
}

extension Manifest {
    /// Where the object was written, for the beginning of a message.
    var place: String {
        origin.map(String.init(describing:)) ?? "\(reference)"
    }
}
