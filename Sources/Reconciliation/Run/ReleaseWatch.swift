internal import Helm
internal import Kubernetes
internal import Manifests
internal import Synchronization

/// What is known of the objects of the releases of one cluster.
final class ReleaseWatch: Sendable {
    /// The objects of one revision of a release.
    struct Contents: Sendable {
        let release: HelmRelease
        let revision: Int
        let rules: [IgnoreRule]
        let objects: Set<ObjectReference>
        /// Takes the secrets of the release's values out of what is told.
        var mask: SecretMask

        /// What tells whether an object is still wanted as it was.
        var digest: String {
            "\(release.namespace)/\(release.name) \(revision) \(rules.hashValue) \(release.driftDetection.mode)"
        }
    }

    /// The name of helm's field manager.
    static let manager = "helm"

    let engine: any ClusterEngine
    private let watched: WatchedEngine?
    private let plain: any WatchingEngine
    private let contents = Mutex<[Inventory.ReleaseIdentity: Contents]>([:])

    /// - Parameters:
    ///   - engine: carries the requests.
    ///   - watched: what watches the objects that carry helm's label; nil where nobody watches.
    init(_ engine: any WatchingEngine, watched: WatchedEngine?) {
        plain = engine
        self.watched = watched
        self.engine = watched ?? engine
    }

    var state: ClusterState? { watched?.state }

    func stop() {
        watched?.stop()
    }

    func scopes(of kinds: Set<GroupVersionKind>) async throws -> [GroupVersionKind: Bool] {
        try await plain.scopes(of: kinds)
    }

    subscript(identity: Inventory.ReleaseIdentity) -> Contents? {
        get { contents.withLock { $0[identity] } }
        set { contents.withLock { $0[identity] = newValue } }
    }

    /// The objects of some releases, as far as they have been looked at.
    func objects(of identities: Set<Inventory.ReleaseIdentity>) -> Set<ObjectReference> {
        contents.withLock { contents in
            identities.reduce(into: []) { $0.formUnion(contents[$1]?.objects ?? []) }
        }
    }

    /// Forgets all other releases, and the objects that are in none any more.
    func keep(_ identities: Set<Inventory.ReleaseIdentity>) {
        let gone = contents.withLock { contents in
            let gone = contents.filter { !identities.contains($0.key) }
            for identity in gone.keys { contents[identity] = nil }
            return gone.values.flatMap(\.objects)
        }
        for reference in gone { state?.forget(reference) }
    }

    /// The releases of which objects were changed since they were looked at, with those objects.
    var changed: [(contents: Contents, objects: Set<ObjectReference>)] {
        guard let changed = state?.changed, !changed.isEmpty else { return [] }
        return contents.withLock(\.values).map { ($0, $0.objects.intersection(changed)) }.filter { !$0.1.isEmpty }
    }
}
