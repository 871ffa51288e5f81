internal import Manifests
internal import YAML

/// Puts objects into a namespace: kustomize's `namespace` and `NamespaceTransformer`.
struct NamespaceTransformer: Transformer {
    private let setting: NamespaceSetting

    /// - Parameters:
    ///   - namespace: nothing is done when it is empty.
    ///   - place: where it is written.
    ///   - fieldSpecs: namespaces besides that of the object itself.
    ///   - subjects: which subjects of role bindings move along.
    ///   - condition: which values are replaced.
    init(
        _ namespace: String,
        at place: Place,
        fieldSpecs: [FieldSpec],
        subjects: NamespaceSetting.Subjects = .defaultOnly,
        condition: NamespaceSetting.Condition = .always,
    ) {
        setting = NamespaceSetting(
            namespace,
            at: place,
            fieldSpecs: fieldSpecs,
            subjects: subjects,
            condition: condition,
        )
    }

    /// The plugin that `config` describes; its own namespace is the one to set.
    init(config: ConfigFields) throws {
        let metadata = try config.object("metadata")
        self.init(
            try metadata?.looseText("namespace") ?? "",
            at: metadata?.place("namespace") ?? config.value.trace.place,
            fieldSpecs: try config.fieldSpecs("fieldSpecs"),
            subjects: try Self.subjects(config),
            condition: try config.flag("unsetOnly") ? .unset : .always,
        )
    }

    private static func subjects(_ config: ConfigFields) throws -> NamespaceSetting.Subjects {
        let text = try config.looseText("setRoleBindingSubjects") ?? ""
        if text.isEmpty { return .defaultOnly }
        guard let subjects = NamespaceSetting.Subjects(rawValue: text) else {
            throw config.context.failure(
                config.place("setRoleBindingSubjects"),
                "invalid value \"\(text)\" for setRoleBindingSubjects; must be one of \"defaultOnly\", \"none\" or"
                    + " \"allServiceAccounts\"",
            )
        }
        return subjects
    }

    func transform(_ resources: inout ResourceSet, _ context: BuildContext) throws {
        guard !setting.namespace.isEmpty else { return }
        try resources.transform { resources in
            var counts: [ResourceID: Int] = [:]
            for resource in resources { counts[resource.currentID, default: 0] += 1 }
            for resource in resources where !resource.node.isNullOrEmpty {
                counts[resource.currentID, default: 0] -= 1
                resource.rememberID()
                try setting.set(in: resource)
                let id = resource.currentID
                counts[id, default: 0] += 1
                guard counts[id] == 1 else { throw conflict(of: resource, in: resources) }
            }
        }
    }

    private func conflict(of resource: Resource, in resources: [Resource]) -> Problems {
        let id = resource.currentID
        let places = resources.filter { $0.currentID == id }.map {
            resource.context.files.description(of: $0.node.trace.place)
        }
        return resource.context.failure(
            setting.place,
            "namespace transformation produces ID conflict: \(id) is there twice: \(places.joined(separator: ", "));"
                + " rename one of them",
        )
    }
}
