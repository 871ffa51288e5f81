package import Manifests

/// An engine that can tell of what happens to objects while it happens.
package protocol WatchingEngine: ClusterEngine {
    /// Whether the objects of each kind lie in namespaces; kinds that the cluster does not know are left out.
    ///
    /// - Throws: `KubernetesError`.
    func scopes(of kinds: Set<GroupVersionKind>) async throws -> [GroupVersionKind: Bool]

    /// As `ClusterEngine.read(_:)`, for objects of which most are expected not to be there.
    func read(probablyAbsent references: [KindedReference]) async throws -> [ReadResult]

    /// All objects of one kind that carry the labels of `selector`, and the moment for which that holds.
    ///
    /// - Throws: `KubernetesError`.
    func snapshot(of kind: GroupVersionKind, selector: String) async throws -> Snapshot

    /// Tells of what happens after `version` to objects of one kind that carry the labels of `selector`, until the server
    /// ends its answer as it was asked to.
    ///
    /// - Throws: `SnapshotExpired` when the server does not know any more what has happened since; `KubernetesError` when
    ///   it cannot be asked, the connection is lost, or the answer ends before its time; `CancellationError`.
    func watch(
        _ kind: GroupVersionKind,
        selector: String,
        after version: String,
        _ handle: (WatchEvent) throws -> Void,
    ) async throws
}

/// Objects of one kind, all as they were at one moment.
package struct Snapshot: Sendable {
    package let objects: [LiveObject]
    /// The moment, as the server names it.
    package let version: String

    package init(objects: [LiveObject], version: String) {
        self.objects = objects
        self.version = version
    }
}

/// One thing that happened.
package enum WatchEvent: Sendable {
    /// Nothing yet: from now on all events are told as they happen.
    case begun
    /// An object came, or is another than before.
    case changed(LiveObject)
    /// An object was deleted, or carries the labels no longer; as it was then.
    case gone(LiveObject)
    /// Nothing: all events up to this moment have been told.
    case progress(version: String)
}

/// The moment after which somebody wants to know what happened is too long ago.
package struct SnapshotExpired: Error {
    package init() {}
}
