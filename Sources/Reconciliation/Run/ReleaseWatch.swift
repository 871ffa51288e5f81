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
    private let known = Mutex(Known())

    private struct Known {
        var contents: [Inventory.ReleaseIdentity: Contents] = [:]
        /// Whose objects nobody has looked at since helm made them.
        var unseen: Set<Inventory.ReleaseIdentity> = []
    }

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

    /// What is known of the objects of a release; nil for nothing.
    ///
    /// What is set was found by looking at them.
    subscript(identity: Inventory.ReleaseIdentity) -> Contents? {
        get { known.withLock { $0.contents[identity] } }
        set {
            known.withLock {
                $0.contents[identity] = newValue
                $0.unseen.remove(identity)
            }
        }
    }

    /// Has the objects of a release looked at later.
    func postpone(_ contents: Contents) {
        let identity = Inventory.ReleaseIdentity(contents.release)
        known.withLock {
            $0.contents[identity] = contents
            $0.unseen.insert(identity)
        }
    }

    /// The releases of which nobody has looked at any object since `postpone` was called.
    var unseen: [Contents] {
        known.withLock { known in known.unseen.compactMap { known.contents[$0] } }
    }

    /// Whether the objects of a release were looked at, and nobody has changed one since.
    ///
    /// - Parameter digest: that of the contents which are wanted now.
    func isAsWanted(_ identity: Inventory.ReleaseIdentity, digest: String) -> Bool {
        let contents = known.withLock { $0.unseen.contains(identity) ? nil : $0.contents[identity] }
        guard let contents, contents.digest == digest, let state else { return false }
        return contents.objects.allSatisfy { state.isAsWanted($0, digest: digest) }
    }

    /// The objects of some releases, as far as they have been looked at.
    func objects(of identities: Set<Inventory.ReleaseIdentity>) -> Set<ObjectReference> {
        known.withLock { known in
            identities.reduce(into: []) { $0.formUnion(known.contents[$1]?.objects ?? []) }
        }
    }

    /// Forgets all other releases, and the objects that are in none any more.
    func keep(_ identities: Set<Inventory.ReleaseIdentity>) {
        let gone = known.withLock { known in
            let gone = known.contents.filter { !identities.contains($0.key) }
            for identity in gone.keys { known.contents[identity] = nil }
            known.unseen.formIntersection(identities)
            return gone.values.flatMap(\.objects)
        }
        for reference in gone { state?.forget(reference) }
    }

    /// The releases of which objects were changed since they were looked at, with those objects.
    var changed: [(contents: Contents, objects: Set<ObjectReference>)] {
        guard let changed = state?.changed, !changed.isEmpty else { return [] }
        let seen = known.withLock { known in known.contents.filter { !known.unseen.contains($0.key) } }
        return seen.values.map { ($0, $0.objects.intersection(changed)) }.filter { !$0.1.isEmpty }
    }
}
