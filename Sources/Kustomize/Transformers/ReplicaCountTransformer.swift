internal import Manifests
internal import YAML

/// Sets how many pods the objects of one name have: kustomize's `replicas` and `ReplicaCountTransformer`.
struct ReplicaCountTransformer: Transformer {
    private let name: String
    private let count: Int64
    private let place: Place
    private let fieldSpecs: [FieldSpec]

    /// - Parameters:
    ///   - name: what the objects are or were called.
    ///   - count: of pods.
    ///   - place: where it is written.
    ///   - fieldSpecs: the counts.
    init(name: String, count: Int64, at place: Place, fieldSpecs: [FieldSpec]) {
        self.name = name
        self.count = count
        self.place = place.written(by: .replicas)
        self.fieldSpecs = fieldSpecs
    }

    /// The plugin that `config` describes.
    init(config: ConfigFields) throws {
        let replica = try config.object("replica")
        self.init(
            name: try replica?.looseText("name") ?? "",
            count: try replica?.integer("count") ?? 0,
            at: replica?.place("count") ?? config.value.trace.place,
            fieldSpecs: try config.fieldSpecs("fieldSpecs"),
        )
    }

    /// What one entry of a kustomization's `replicas` asks for.
    init(entry: ConfigFields, fieldSpecs: [FieldSpec]) throws {
        self.init(
            name: try entry.text("name") ?? "",
            count: try entry.integer("count") ?? 0,
            at: entry.place("count"),
            fieldSpecs: fieldSpecs,
        )
    }

    func transform(_ resources: inout ResourceSet, _ context: BuildContext) throws {
        let named = resources.matchingAnyID { $0.name == name }
        var isFound = false
        for spec in fieldSpecs {
            let table = FieldSpecTable([spec])
            for resource in named where resource.isOrWas(spec.kind, called: name) {
                isFound = true
                try resource.visit(table, creating: .scalar(.integer), at: place) { value in
                    try value.setScalar(TracedScalar(String(count), tag: .integer), at: place)
                }
            }
        }
        guard isFound else {
            throw context.failure(
                place,
                "resource with name \(name) does not match a config with the following GVK"
                    + " [\(fieldSpecs.map(\.kind.kustomizeText).joined(separator: " "))]; name an object of one of them",
            )
        }
    }
}

extension Resource {
    /// Whether the object is or was of such a kind under that name.
    fileprivate func isOrWas(_ kind: GroupVersionKind, called name: String) -> Bool {
        ([currentID] + formerIDs).contains { $0.name == name && $0.kind.isSelected(by: kind) }
    }
}

extension GroupVersionKind {
    /// As kustomize writes it in errors.
    fileprivate var kustomizeText: String {
        [(kind, "[noKind]"), (version, "[noVer]"), (group, "[noGrp]")]
            .map { $0.0.isEmpty ? $0.1 : $0.0 }
            .joined(separator: ".")
    }
}
