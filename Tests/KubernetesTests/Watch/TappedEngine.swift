import Kubernetes
import Manifests
import Synchronization
import YAML

/// Passes everything on, counts it, and breaks watches where a test wants it.
final class TappedEngine: WatchingEngine {
    private struct Record {
        var calls: [String] = []
        var breaks: [any Error] = []
    }

    private let engine: APIEngine
    private let record = Mutex(Record())

    init(_ engine: APIEngine) {
        self.engine = engine
    }

    /// What was asked, in order: `snapshot`, `watch`, `read 3`, `dryRun 1`, `persist 1` and the like.
    var calls: [String] { record.withLock(\.calls) }

    func forget() {
        record.withLock { $0.calls = [] }
    }

    /// Has the watches that follow end with these errors, one each: a running one after its next event, others at once.
    func breakWatches(_ errors: [any Error]) {
        record.withLock { $0.breaks += errors }
    }

    private func note(_ call: String) {
        record.withLock { $0.calls.append(call) }
    }

    private func nextBreak() throws {
        let error = record.withLock { $0.breaks.isEmpty ? nil : $0.breaks.removeFirst() }
        if let error { throw error }
    }

    func scopes(of kinds: Set<GroupVersionKind>) async throws -> [GroupVersionKind: Bool] {
        try await engine.scopes(of: kinds)
    }

    func snapshot(of kind: GroupVersionKind, selector: String) async throws -> Snapshot {
        note("snapshot \(kind.kind)")
        return try await engine.snapshot(of: kind, selector: selector)
    }

    func watch(
        _ kind: GroupVersionKind,
        selector: String,
        after version: String,
        _ handle: (WatchEvent) throws -> Void,
    ) async throws {
        note("watch \(kind.kind)")
        try nextBreak()
        try await engine.watch(kind, selector: selector, after: version) { event in
            try handle(event)
            if case .begun = event { return }
            try nextBreak()
        }
    }

    func read(_ references: [KindedReference]) async throws -> [ReadResult] {
        if !references.isEmpty { note("read \(references.count)") }
        return try await engine.read(references)
    }

    func read(_ references: [KindedReference], labelled selector: String) async throws -> [ReadResult] {
        if !references.isEmpty { note("read \(references.count)") }
        return try await engine.read(references, labelled: selector)
    }

    func read(probablyAbsent references: [KindedReference]) async throws -> [ReadResult] {
        if !references.isEmpty { note("read \(references.count)") }
        return try await engine.read(probablyAbsent: references)
    }

    func apply(_ manifests: [Manifest], mode: ApplyMode) async throws -> [ApplyResult] {
        note("\(mode) \(manifests.count)")
        return try await engine.apply(manifests, mode: mode)
    }

    func replaceManagedFields(of live: LiveObject, with managedFields: [Value]) async throws -> LiveObject {
        note("replaceManagedFields")
        return try await engine.replaceManagedFields(of: live, with: managedFields)
    }

    func delete(_ live: LiveObject, propagation: DeletePropagation) async throws {
        note("delete")
        try await engine.delete(live, propagation: propagation)
    }

    func list(_ kind: GroupVersionKind, namespace: String?, selector: String, detail: ListDetail) async throws
        -> [LiveObject]
    {
        note("list \(kind.kind)")
        return try await engine.list(kind, namespace: namespace, selector: selector, detail: detail)
    }

    func contents(of namespace: String, kinds: [KnownKinds.Kind]) async throws -> [LiveObject] {
        try await engine.contents(of: namespace, kinds: kinds)
    }

    func kinds() async throws -> KnownKinds {
        try await engine.kinds()
    }

    func create(_ manifest: Manifest) async throws -> LiveObject {
        note("create")
        return try await engine.create(manifest)
    }
}
