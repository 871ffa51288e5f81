internal import Manifests
internal import YAML

/// Sets namespaces in objects (kustomize's `api/filters/namespace`).
struct NamespaceSetting {
    /// Which subjects of role bindings move to the namespace, too.
    enum Subjects: String {
        /// Those that are called `default`.
        case defaultOnly
        case allServiceAccounts
        case none
    }

    /// Which values are replaced.
    enum Condition {
        case always
        /// Only where nothing is set.
        case unset
    }

    let namespace: String
    let place: Place
    private let subjects: Subjects
    private let condition: Condition
    private let ownNamespace = FieldSpecTable([FieldSpec("metadata/namespace", creates: true)])
    /// By what they are for: names count as namespaces in objects of `v1` only.
    private let table: FieldSpecTable
    private let tableWithoutNames: FieldSpecTable

    init(
        _ namespace: String,
        at place: Place,
        fieldSpecs: [FieldSpec] = [],
        subjects: Subjects = .defaultOnly,
        condition: Condition = .always,
    ) {
        self.namespace = namespace
        self.place = place.written(by: .namespace)
        self.subjects = subjects
        self.condition = condition
        let specs = fieldSpecs.filter { $0.path != "metadata/namespace" }
        table = FieldSpecTable(specs)
        tableWithoutNames = FieldSpecTable(specs.filter { $0.path != "metadata/name" })
    }

    /// Sets the namespace of the object, of the subjects it binds, and in the fields of the field specs.
    func set(in resource: Resource) throws {
        let id = resource.currentID
        if !id.isClusterScoped {
            try resource.visit(ownNamespace, creating: .scalar(nil), at: place) { value in
                // A null that is written out counts as set, since kustomize looks at its text.
                if condition == .unset, value.isNull, value.text != "" { return }
                try set(&value)
            }
        }
        let isBinding = Self.isBinding(id.kind.kind)
        if isBinding { try setSubjects(in: resource) }
        let specs = id.kind.apiVersion == "v1" ? table : tableWithoutNames
        let rows = specs.rows(for: id.kind).filter { row in
            !(isBinding && Self.isBinding(row.spec.kind.kind) && row.spec.path == "subjects/namespace")
        }
        try resource.visit(rows, id, creating: .scalar(.string), at: place) { value in
            do {
                try set(&value)
            } catch var error as FieldMismatch {
                error.advice = "namespace field specs must target scalar nodes"
                throw error
            }
        }
    }

    private static func isBinding(_ kind: String) -> Bool {
        kind == "RoleBinding" || kind == "ClusterRoleBinding"
    }

    private func set(_ value: inout TracedValue) throws {
        if condition == .unset, !value.isNull, let text = value.text, !text.isEmpty { return }
        try value.setScalar(TracedScalar(namespace, tag: .string), at: place)
    }

    private func setSubjects(in resource: Resource) throws {
        guard subjects != .none else { return }
        do {
            _ = try resource.node.modify("subjects") { list in
                if list.isNull { return }
                let found: Void? = try list.modifyElements { elements in
                    for index in elements.indices { try setSubject(&elements[index]) }
                }
                guard found != nil else { throw list.mismatch(expected: "SequenceNode") }
            }
        } catch let error as FieldMismatch {
            throw resource.context.failure(
                error.place,
                "setting namespace on (cluster)role binding subjects of \(resource.currentID): \(error.message);"
                    + " make subjects a list of mappings",
            )
        }
    }

    private func setSubject(_ subject: inout TracedValue) throws {
        if subject.isNull { return }
        guard subject.isMapping else { throw subject.mismatch(expected: "MappingNode") }
        let (field, wanted) = subjects == .allServiceAccounts ? ("kind", "ServiceAccount") : ("name", "default")
        guard let value = subject[field], !value.isNull else { return }
        guard let text = value.text else { throw value.mismatch(expected: "ScalarNode") }
        guard text == wanted else { return }
        let empty = TracedValue(.scalar(TracedScalar("", tag: nil)), trace: Trace(place))
        _ = try subject.modify("namespace", or: empty) { try set(&$0) }
    }
}
