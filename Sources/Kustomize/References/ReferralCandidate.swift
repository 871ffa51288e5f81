internal import Manifests
internal import YAML

/// An object that others may refer to by its name.
struct ReferralCandidate {
    let resource: Resource
    /// What it was called before any reference was updated.
    ///
    /// Decides who may refer to it, so that the order in which referrers come plays no part even where a reference
    /// stands in an object's own metadata.
    let id: ResourceID
    /// The effective namespace that it had in its file.
    let originalNamespace: String
    /// The kinds that it had, in the version that it has now.
    let formerKinds: [GroupVersionKind]
    let context: NameContext

    /// What a reference to it says.
    private(set) var name: String
    private(set) var nameTrace: Trace
    private(set) var namespace: String
    private(set) var namespaceTrace: Trace

    init(_ resource: Resource) {
        self.resource = resource
        id = resource.currentID
        originalNamespace = resource.originalID.effectiveNamespace
        var kinds: [GroupVersionKind] = []
        for former in resource.formerIDs where !kinds.contains(former.kind) { kinds.append(former.kind) }
        formerKinds = kinds
        context = NameContext(prefixes: resource.history.prefixes, suffixes: resource.history.suffixes)
        name = id.name
        namespace = id.namespace
        nameTrace = Self.trace("name", of: resource)
        namespaceTrace = Self.trace("namespace", of: resource)
    }

    /// Looks again at what the object is called.
    mutating func refresh() {
        name = resource.name
        namespace = resource.namespace
        nameTrace = Self.trace("name", of: resource)
        namespaceTrace = Self.trace("namespace", of: resource)
    }

    private static func trace(_ field: String, of resource: Resource) -> Trace {
        resource.node["metadata"]?[field]?.trace ?? .unknown
    }

    /// Whether it was of a kind that `selector` names.
    func was(_ selector: GroupVersionKind) -> Bool {
        formerKinds.contains { $0.isSelected(by: selector) }
    }

    /// The key of where it lives: its namespace as written, or what stands for none where it can have none.
    var home: String { id.isClusterScoped ? ResourceID.noNamespace : id.namespace }
}
