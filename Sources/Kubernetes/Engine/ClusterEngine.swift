package import Manifests
package import YAML

/// Talks to one cluster.
///
/// Everything above it is the same whatever carries the requests.
///
/// Calls that take many objects report on each of them and throw only when the cluster as a whole gave no answer.
package protocol ClusterEngine: Sendable {
    /// Reads objects as they are, managed fields included.
    ///
    /// - Returns: one state for each reference, in their order.
    /// - Throws: `KubernetesError` when the cluster could not be asked.
    func read(_ references: [KindedReference]) async throws -> [ReadResult]

    /// As `read(_:)`, for objects of which most are expected to carry the labels of `selector`, so that those of one kind
    /// may be asked for together.
    func read(_ references: [KindedReference], labelled selector: String) async throws -> [ReadResult]

    /// Applies objects server-side as the field manager `fettle`, forced.
    ///
    /// Namespaces and definitions of kinds are there before those that are given after them are applied.
    ///
    /// - Parameters:
    ///   - manifests: an object without namespace goes to the kubeconfig's, `default` if that names none.
    ///   - mode: whether the server keeps the result.
    /// - Returns: one result for each manifest, in their order.
    /// - Throws: `KubernetesError` when the cluster could not be asked.
    func apply(_ manifests: [Manifest], mode: ApplyMode) async throws -> [ApplyResult]

    /// Sets the managed fields of a live object, if it is still the version given, so that fettle takes over what other
    /// client-side managers own. Returns the object as it is then.
    ///
    /// - Throws: `KubernetesError`; reason `conflict` when the object changed meanwhile.
    func replaceManagedFields(of live: LiveObject, with managedFields: [Value]) async throws -> LiveObject

    /// Deletes one object if it is still the one with this identity, and does not wait until it is gone.
    ///
    /// Gone already counts as deleted.
    ///
    /// - Throws: `KubernetesError`; reason `conflict` when another object has its name by now.
    func delete(_ live: LiveObject, propagation: DeletePropagation) async throws

    /// All objects of one kind, of every namespace or of one, that carry the labels of `selector`.
    ///
    /// - Parameters:
    ///   - kind: in the version in which the objects are wanted.
    ///   - namespace: nil for all.
    ///   - selector: a label selector as kubectl takes it; empty for all.
    ///   - detail: how much of each.
    /// - Returns: the objects in the server's order.
    /// - Throws: `KubernetesError`; reason `unknownKind` when the cluster has no such kind.
    func list(_ kind: GroupVersionKind, namespace: String?, selector: String, detail: ListDetail) async throws
        -> [LiveObject]

    /// Every object of one namespace, as `ListDetail.metadata` has it.
    ///
    /// - Parameters:
    ///   - namespace: the namespace's name.
    ///   - kinds: the kinds to look for; those of the whole cluster are passed over.
    /// - Returns: the objects in no order.
    /// - Throws: `KubernetesError` when one kind could not be listed.
    func contents(of namespace: String, kinds: [KnownKinds.Kind]) async throws -> [LiveObject]

    /// Every kind that the cluster knows and that can be listed, with its preferred version, and the API groups that did not
    /// answer.
    ///
    /// - Throws: `KubernetesError`.
    func kinds() async throws -> KnownKinds

    /// Makes a new object; used where apply would overwrite what somebody else made first.
    ///
    /// - Throws: `KubernetesError`; reason `alreadyExists`.
    func create(_ manifest: Manifest) async throws -> LiveObject
}

extension ClusterEngine {
    package func read(_ references: [KindedReference], labelled selector: String) async throws -> [ReadResult] {
        try await read(references)
    }
}

/// An object and the version of its API in which it is asked for.
package struct KindedReference: Hashable, Sendable {
    package let reference: ObjectReference
    package let kind: GroupVersionKind

    package init(_ manifest: Manifest) {
        reference = manifest.reference
        kind = manifest.kind
    }

    package init(reference: ObjectReference, kind: GroupVersionKind) {
        self.reference = reference
        self.kind = kind
    }
}

/// An object as it is in a cluster.
package struct LiveObject: Hashable, Sendable {
    /// The whole object with `metadata.managedFields`.
    package let object: Value

    package init(_ object: Value) {
        self.object = object
    }

    package var manifest: Manifest { Manifest(object) }
    package var reference: ObjectReference { manifest.reference }
    package var uid: String { object.at("metadata", "uid")?.string ?? "" }
    package var resourceVersion: String { object.at("metadata", "resourceVersion")?.string ?? "" }
    package var managedFields: [Value] { object.at("metadata", "managedFields")?.array ?? [] }
    package var isBeingDeleted: Bool { object.at("metadata", "deletionTimestamp")?.string != nil }
    package var hasOwnerReferences: Bool { !(object.at("metadata", "ownerReferences")?.array ?? []).isEmpty }
}

/// What reading one object gave.
package enum ReadResult: Sendable {
    case found(LiveObject)
    case absent
    /// The cluster does not know the kind, for now or for good.
    case unknownKind
    case failed(KubernetesError)
}

/// Whether the server keeps what is applied, and for whom.
package enum ApplyMode: Hashable, Sendable {
    /// It is kept as fettle's.
    case persist
    /// It is kept as what another tool applied, whose field manager has this name.
    case persistAs(manager: String)
    case dryRun
    /// It is not kept; answered is what another tool's apply would leave.
    case dryRunAs(manager: String)

    /// The field manager that the fields get.
    var manager: String {
        switch self {
        case .persist, .dryRun: LoadBearingNames.fieldManager
        case .persistAs(let manager), .dryRunAs(let manager): manager
        }
    }

    var isDryRun: Bool {
        switch self {
        case .persist, .persistAs: false
        case .dryRun, .dryRunAs: true
        }
    }
}

/// What applying one object gave.
package enum ApplyResult: Sendable {
    /// The object as the server has it, or would have it, afterwards.
    case applied(LiveObject)
    case failed(KubernetesError)
}

/// What happens to the objects that depend on a deleted one.
package enum DeletePropagation: Sendable {
    case background
    case foreground
    case orphan
}

extension DeletePropagation {
    /// The body of a request that deletes `live` if it is still the same object (apimachinery's `DeleteOptions`).
    func options(for live: LiveObject) -> Value {
        let policy =
            switch self {
            case .background: "Background"
            case .foreground: "Foreground"
            case .orphan: "Orphan"
            }
        return [
            "apiVersion": "v1",
            "kind": "DeleteOptions",
            "preconditions": ["uid": .string(live.uid)],
            "propagationPolicy": .string(policy),
        ]
    }
}

/// How much of each listed object is wanted.
package enum ListDetail: Sendable {
    /// The whole object.
    case full
    /// Only `metadata` without managed fields, for what would be large or secret otherwise.
    case metadata
}

/// The kinds of a cluster.
package struct KnownKinds: Sendable {
    /// One entry for each group and kind.
    package let kinds: [Kind]
    /// Groups and versions that did not answer; nothing may be concluded about their kinds.
    package let unavailable: [String]

    package struct Kind: Hashable, Sendable {
        package let kind: GroupVersionKind
        package let isNamespaced: Bool

        package init(_ kind: GroupVersionKind, isNamespaced: Bool) {
            self.kind = kind
            self.isNamespaced = isNamespaced
        }
    }

    package init(kinds: [Kind], unavailable: [String]) {
        self.kinds = kinds
        self.unavailable = unavailable
    }
}
