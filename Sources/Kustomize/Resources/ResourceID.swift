internal import Manifests

/// What tells one object of a build from another, as kustomize has it (its `kyaml/resid`).
///
/// Two IDs are equal when group, version, kind and name are, and the namespaces where no namespace counts as `default`.
struct ResourceID: Sendable {
    var kind: GroupVersionKind
    var name: String
    /// As it is written; empty for none.
    var namespace: String
    /// Whether the kind is known to have no namespace.
    var isClusterScoped: Bool

    /// What stands for the namespace of an object that cannot have one.
    static let noNamespace = "_non_namespaceable_"
    static let defaultNamespace = "default"

    /// The namespace to compare by.
    var effectiveNamespace: String {
        if isClusterScoped { return Self.noNamespace }
        return namespace.isEmpty ? Self.defaultNamespace : namespace
    }

    func hasSameKindAndName(as other: ResourceID) -> Bool {
        name == other.name && kind == other.kind
    }

    /// Whether every part that `selector` names is equal; an empty part selects all.
    func isSelected(by selector: ResourceID) -> Bool {
        (selector.name.isEmpty || selector.name == name)
            && (selector.namespace.isEmpty || selector.effectiveNamespace == effectiveNamespace)
            && kind.isSelected(by: selector.kind)
    }
}

extension ResourceID: Hashable {
    static func == (left: ResourceID, right: ResourceID) -> Bool {
        left.hasSameKindAndName(as: right) && left.effectiveNamespace == right.effectiveNamespace
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(kind.kind)
        hasher.combine(name)
        hasher.combine(effectiveNamespace)
    }
}

extension ResourceID: CustomStringConvertible {
    /// `apps/v1/Deployment/namespace/name`, without what is empty.
    var description: String {
        [kind.group, kind.version, kind.kind, namespace, name].filter { !$0.isEmpty }.joined(separator: "/")
    }
}

extension ResourceID {
    /// As kustomize writes it (`ResId.String` in its `kyaml/resid`).
    var kustomizeText: String {
        let kind = [
            kind.kind.isEmpty ? "[noKind]" : kind.kind, kind.version.isEmpty ? "[noVer]" : kind.version,
            kind.group.isEmpty ? "[noGrp]" : kind.group,
        ]
        let name = name.isEmpty ? "[noName]" : name
        let namespace = namespace.isEmpty ? "[noNs]" : namespace
        return "\(kind.joined(separator: "."))/\(name).\(namespace)"
    }
}

extension GroupVersionKind {
    /// Whether every part that `selector` names is equal; an empty part selects all.
    func isSelected(by selector: GroupVersionKind) -> Bool {
        (selector.group.isEmpty || selector.group == group)
            && (selector.version.isEmpty || selector.version == version)
            && (selector.kind.isEmpty || selector.kind == kind)
    }
}
