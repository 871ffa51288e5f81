package import Manifests
internal import Synchronization
package import YAML

/// An engine that keeps watching the kinds of the objects that it is asked for, so that later on nobody has to ask.
///
/// The first read of a kind is the list that its watch begins with. Watches end with `stop()`, or with the engine.
package final class WatchedEngine: ClusterEngine {
    package let state = ClusterState()
    /// The labels of the objects that are watched.
    package let selector: String
    private let engine: any WatchingEngine
    private let clock: any Clock<Duration>
    private let report: @Sendable (GroupVersionKind, KubernetesError?) -> Void
    private let watches = Mutex<[GroupVersionKind: Task<Void, Never>]>([:])

    /// - Parameters:
    ///   - engine: carries the requests.
    ///   - selector: the labels of the objects that are watched.
    ///   - clock: what pauses go by.
    ///   - report: told of a kind that cannot be watched, and with nil once it can again.
    package init(
        _ engine: any WatchingEngine,
        selector: String,
        clock: any Clock<Duration> = ContinuousClock(),
        report: @escaping @Sendable (GroupVersionKind, KubernetesError?) -> Void,
    ) {
        self.engine = engine
        self.selector = selector
        self.clock = clock
        self.report = report
    }

    deinit {
        stop()
    }

    /// Ends all watches; the next read begins them anew.
    package func stop() {
        end { _ in true }
    }

    /// Ends the watches of all other kinds.
    package func keep(_ kinds: Set<GroupVersionKind>) {
        end { !kinds.contains($0) }
    }

    private func end(where isOver: (GroupVersionKind) -> Bool) {
        for kind in watches.withLock({ $0.keys.filter(isOver) }) { end(kind) }
    }

    /// As `WatchingEngine.scopes(of:)`.
    package func scopes(of kinds: Set<GroupVersionKind>) async throws -> [GroupVersionKind: Bool] {
        try await engine.scopes(of: kinds)
    }

    /// Watches a kind from now on, if it is not watched already and may be.
    ///
    /// - Throws: `KubernetesError` when the cluster could not be asked.
    package func follow(_ kind: GroupVersionKind) async throws {
        guard watches.withLock({ $0[kind] == nil }) else { return }
        _ = try await begin(kind)
    }

    // MARK: Reading

    package func read(_ references: [KindedReference], labelled selector: String) async throws -> [ReadResult] {
        guard selector == self.selector else { return try await engine.read(references, labelled: selector) }
        let open = watches.withLock { watches in Set(references.map(\.kind)).filter { watches[$0] == nil } }
        let snapshots = try await Array(open).mapConcurrentlyUntilFailure(atMost: APIEngine.concurrency) { kind in
            try await self.begin(kind)
        }
        let found = Dictionary(snapshots.flatMap { $0 }.map { ($0.reference, $0) }) { $1 }
        let absent = references.filter { open.contains($0.kind) && found[$0.reference] == nil }
        let known = references.filter { !open.contains($0.kind) }
        async let absentResults = absent.isEmpty ? [] : engine.read(probablyAbsent: absent)
        async let knownResults = known.isEmpty ? [] : readAgain(known)
        var (absentAnswers, knownAnswers) = try await (absentResults.makeIterator(), knownResults.makeIterator())
        return references.compactMap { reference in
            guard open.contains(reference.kind) else { return knownAnswers.next() }
            return found[reference.reference].map { .found($0) } ?? absentAnswers.next()
        }
    }

    /// Reads objects of kinds that are watched: a few by their names, many by their label.
    private func readAgain(_ references: [KindedReference]) async throws -> [ReadResult] {
        guard references.count > Self.few else { return try await engine.read(references) }
        return try await engine.read(references, labelled: selector)
    }

    /// How many objects are better asked for one by one than with all others of their kinds.
    private static let few = 32

    /// Lists a kind and goes on watching it; nothing where it cannot be listed.
    private func begin(_ kind: GroupVersionKind) async throws -> [LiveObject] {
        let snapshot: Snapshot
        do {
            snapshot = try await engine.snapshot(of: kind, selector: selector)
        } catch let error as KubernetesError where error.reason == .unknownKind || error.reason == .forbidden {
            end(kind)
            if error.reason == .forbidden { report(kind, error) }
            return []
        }
        end(kind)
        state.replace(with: snapshot, of: kind)
        let other = watches.withLock { watches in
            // Who counts as the follower is who stays among the watches.
            let watch = KindWatch(
                engine: engine,
                kind: kind,
                selector: selector,
                state: state,
                follower: state.newFollower(of: kind),
                clock: clock,
                report: report,
            )
            return watches.updateValue(Task { await watch.run(after: snapshot.version) }, forKey: kind)
        }
        other?.cancel()
        return snapshot.objects
    }

    private func end(_ kind: GroupVersionKind) {
        let watch = watches.withLock { watches in
            state.unfollow(kind)
            return watches.removeValue(forKey: kind)
        }
        watch?.cancel()
    }

    package func read(_ references: [KindedReference]) async throws -> [ReadResult] {
        try await engine.read(references)
    }

    package func list(
        _ kind: GroupVersionKind,
        namespace: String?,
        selector: String,
        detail: ListDetail,
    ) async throws -> [LiveObject] {
        try await engine.list(kind, namespace: namespace, selector: selector, detail: detail)
    }

    package func contents(of namespace: String, kinds: [KnownKinds.Kind]) async throws -> [LiveObject] {
        try await engine.contents(of: namespace, kinds: kinds)
    }

    package func kinds() async throws -> KnownKinds {
        try await engine.kinds()
    }

    // MARK: Writing

    package func apply(_ manifests: [Manifest], mode: ApplyMode) async throws -> [ApplyResult] {
        try await engine.apply(manifests, mode: mode)
    }

    package func create(_ manifest: Manifest) async throws -> LiveObject {
        try await engine.create(manifest)
    }

    package func replaceManagedFields(of live: LiveObject, with managedFields: [Value]) async throws -> LiveObject {
        try await engine.replaceManagedFields(of: live, with: managedFields)
    }

    package func delete(_ live: LiveObject, propagation: DeletePropagation) async throws {
        try await engine.delete(live, propagation: propagation)
    }
}
