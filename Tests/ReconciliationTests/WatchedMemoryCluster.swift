import Kubernetes
import Manifests
import Synchronization
import YAML

/// A cluster in memory that tells of what happens in it, and falls silent or breaks off where a test wants it.
final class WatchedMemoryCluster: WatchingEngine {
    private enum Line {
        case sound
        /// They stay, and tell nothing.
        case silent
        /// They end, and nothing that they ask for is answered.
        case broken
    }

    private struct Watch: Hashable {
        let kind: GroupVersionKind
        let selector: String
    }

    private let cluster: MemoryCluster
    private let line = Mutex(Line.sound)
    /// The version up to which each watch has told everything.
    private let told = Mutex<[Watch: Int]>([:])
    /// The watches that have broken off, and ask for a list.
    private let open = Mutex<Set<Watch>>([])

    init(_ cluster: MemoryCluster) {
        self.cluster = cluster
    }

    func fallSilent() {
        line.withLock { $0 = .silent }
    }

    /// Ends all watches, and waits until that was noticed.
    func breakOff() async throws {
        line.withLock { $0 = .broken }
        while open.withLock(\.count) < told.withLock(\.count) { try await Task.sleep(for: .milliseconds(1)) }
    }

    /// Waits until all watches have told what happened until now.
    func settle() async throws {
        let version = await cluster.version
        while told.withLock({ $0.values.contains { $0 < version } }) { try await Task.sleep(for: .milliseconds(1)) }
    }

    // MARK: WatchingEngine

    func scopes(of kinds: Set<GroupVersionKind>) -> [GroupVersionKind: Bool] {
        Dictionary(uniqueKeysWithValues: kinds.map { ($0, $0.kind != "Namespace") })
    }

    func read(probablyAbsent references: [KindedReference]) async throws -> [ReadResult] {
        try await cluster.read(references)
    }

    func snapshot(of kind: GroupVersionKind, selector: String) async throws -> Snapshot {
        let watch = Watch(kind: kind, selector: selector)
        while line.withLock({ $0 == .broken }) {
            _ = open.withLock { $0.insert(watch) }
            try await Task.sleep(for: .milliseconds(1))
        }
        let version = await cluster.version
        let objects = try await cluster.list(kind, namespace: nil, selector: selector, detail: .full)
        told.withLock { $0[watch] = version }
        return Snapshot(objects: objects, version: "\(version)")
    }

    func watch(
        _ kind: GroupVersionKind,
        selector: String,
        after version: String,
        _ handle: (WatchEvent) throws -> Void,
    ) async throws {
        let watch = Watch(kind: kind, selector: selector)
        var last = Int(version) ?? 0
        try handle(.begun)
        while true {
            try await Task.sleep(for: .milliseconds(1))
            switch line.withLock({ $0 }) {
            case .silent: continue
            case .broken: throw KubernetesError(.unreachable, subject: "memory", "breaks off")
            case .sound: break
            }
            let until = await cluster.version
            for change in await cluster.changes(after: last) where change.version <= until {
                if let event = Self.event(change, kind, selector) { try handle(event) }
            }
            last = until
            told.withLock { $0[watch] = until }
        }
    }

    private static func event(
        _ change: MemoryCluster.Change,
        _ kind: GroupVersionKind,
        _ selector: String,
    ) -> WatchEvent? {
        func isMeant(_ object: Value) -> Bool {
            Manifest(object).kind == kind && MemoryCluster.carries(object, selector)
        }
        if let after = change.after, isMeant(after) { return .changed(LiveObject(after)) }
        guard let before = change.before, isMeant(before) else { return nil }
        var gone = before
        gone["metadata"]?["resourceVersion"] = .string("\(change.version)")
        return .gone(LiveObject(gone))
    }

    // MARK: ClusterEngine

    func read(_ references: [KindedReference]) async throws -> [ReadResult] {
        try await cluster.read(references)
    }

    func apply(_ manifests: [Manifest], mode: ApplyMode) async throws -> [ApplyResult] {
        try await cluster.apply(manifests, mode: mode)
    }

    func replaceManagedFields(of live: LiveObject, with managedFields: [Value]) async throws -> LiveObject {
        try await cluster.replaceManagedFields(of: live, with: managedFields)
    }

    func delete(_ live: LiveObject, propagation: DeletePropagation) async throws {
        try await cluster.delete(live, propagation: propagation)
    }

    func list(_ kind: GroupVersionKind, namespace: String?, selector: String, detail: ListDetail) async throws
        -> [LiveObject]
    {
        try await cluster.list(kind, namespace: namespace, selector: selector, detail: detail)
    }

    func contents(of namespace: String, kinds: [KnownKinds.Kind]) async throws -> [LiveObject] {
        try await cluster.contents(of: namespace, kinds: kinds)
    }

    func kinds() async throws -> KnownKinds {
        try await cluster.kinds()
    }

    func create(_ manifest: Manifest) async throws -> LiveObject {
        try await cluster.create(manifest)
    }
}
