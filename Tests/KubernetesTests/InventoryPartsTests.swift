import Foundation
import Manifests
import Synchronization
import SystemPackage
import TestSupport
import Testing
import YAML

@testable import Kubernetes

private func entries(_ numbers: some Sequence<Int>, digest: String = "0123456789abcdef") -> [Inventory.Entry] {
    numbers.map { number in
        Inventory.Entry(
            reference: ObjectReference(
                group: "apps",
                kind: "Deployment",
                namespace: "some-team-\(number % 40)",
                name: "component-with-a-long-name-\(number)",
            ),
            apiVersion: "apps/v1",
            stage: "all",
            digest: digest,
        )
    }
}

/// Passes everything on to a real engine and notes what is written; may die at one of the writes.
private final class WriteRecorder: ClusterEngine {
    /// What happens to the write at which it dies.
    enum Death {
        case beforeWrite
        /// It is carried out, and the answer is lost.
        case afterWrite
    }

    private struct State {
        var calls = 0
        var writes: [String] = []
        var isDead = false
    }

    private let engine: any ClusterEngine
    private let death: (write: Int, kind: Death)?
    private let afterFirstRead: @Sendable () async throws -> Void
    private let state = Mutex(State())

    init(
        _ engine: any ClusterEngine,
        death: (write: Int, kind: Death)? = nil,
        afterFirstRead: @escaping @Sendable () async throws -> Void = {},
    ) {
        self.engine = engine
        self.death = death
        self.afterFirstRead = afterFirstRead
    }

    var calls: Int { state.withLock { $0.calls } }
    var isDead: Bool { state.withLock { $0.isDead } }

    /// What was written since the last question.
    func takeWrites() -> [String] {
        state.withLock { state in
            defer { state.writes = [] }
            return state.writes
        }
    }

    private static let silence = KubernetesError(.unreachable, subject: "lab", "gives no answer")

    private func asking<Result>(_ body: () async throws -> Result) async throws -> Result {
        try state.withLock { state in
            state.calls += 1
            if state.isDead { throw Self.silence }
        }
        return try await body()
    }

    private func writing<Result>(_ what: String, _ body: () async throws -> Result) async throws -> Result {
        let dies = try state.withLock { state in
            state.calls += 1
            if state.isDead { throw Self.silence }
            state.writes.append(what)
            state.isDead = state.writes.count == death?.write
            return state.isDead
        }
        if dies, death?.kind == .beforeWrite { throw Self.silence }
        let result = try await body()
        if dies { throw Self.silence }
        return result
    }

    func read(_ references: [KindedReference]) async throws -> [ReadResult] {
        let isFirst = calls == 0
        let results = try await asking { try await engine.read(references) }
        if isFirst { try await afterFirstRead() }
        return results
    }

    func apply(_ manifests: [Manifest], mode: ApplyMode) async throws -> [ApplyResult] {
        try await writing("apply \(manifests.map(\.name).joined(separator: " "))") {
            try await engine.apply(manifests, mode: mode)
        }
    }

    func create(_ manifest: Manifest) async throws -> LiveObject {
        try await writing("create \(manifest.name)") { try await engine.create(manifest) }
    }

    func delete(_ live: LiveObject, propagation: DeletePropagation) async throws {
        try await writing("delete \(live.reference.name)") { try await engine.delete(live, propagation: propagation) }
    }

    func replaceManagedFields(of live: LiveObject, with managedFields: [Value]) async throws -> LiveObject {
        try await writing("change \(live.reference.name)") {
            try await engine.replaceManagedFields(of: live, with: managedFields)
        }
    }

    func list(_ kind: GroupVersionKind, namespace: String?, selector: String, detail: ListDetail) async throws
        -> [LiveObject]
    {
        try await asking { try await engine.list(kind, namespace: namespace, selector: selector, detail: detail) }
    }

    func contents(of namespace: String, kinds: [KnownKinds.Kind]) async throws -> [LiveObject] {
        try await asking { try await engine.contents(of: namespace, kinds: kinds) }
    }

    func kinds() async throws -> KnownKinds {
        try await asking { try await engine.kinds() }
    }
}

extension TheInventoryStore {
    private static let configMaps = GroupVersionKind(apiVersion: "v1", kind: "ConfigMap")
    /// Takes some 20 of the entries of these tests.
    private static let limit = 2000

    private func store(_ engine: any ClusterEngine) -> InventoryStore {
        InventoryStore(engine: engine, cluster: "perso", limit: Self.limit)
    }

    /// The ConfigMaps that hold inventories.
    private func records(_ engine: any ClusterEngine) async throws -> [LiveObject] {
        try await engine.list(Self.configMaps, namespace: "fettle-system", selector: "", detail: .full)
            .filter { InventoryStore.isRecord($0.reference) }.sorted { $0.reference < $1.reference }
    }

    private func names(_ engine: any ClusterEngine) async throws -> [String] {
        try await records(engine).map(\.reference.name)
    }

    @Test(arguments: EngineKind.allCases)
    func `keeps 12000 objects in several ConfigMaps, and writes only those that change`(kind: EngineKind) async throws {
        try await with(kind) { plane, engine in
            let recorder = WriteRecorder(engine)
            let store = InventoryStore(engine: recorder, cluster: "perso")
            var large = Inventory(revision: "one", objects: entries(0..<12_000))
            try await store.save(large)
            #expect(try await InventoryStore(engine: engine, cluster: "perso").load() == large)
            let parts = ["fettle-inventory-1", "fettle-inventory-2"]
            #expect(try await names(engine) == ["fettle-inventory"] + parts)
            #expect(
                recorder.takeWrites() == [
                    "create fettle-inventory", "create fettle-system", "create fettle-inventory",
                    "create fettle-inventory-1", "create fettle-inventory-2", "apply fettle-inventory",
                ]
            )
            let calls = recorder.calls
            try await store.save(large)
            #expect(recorder.calls == calls)

            large.revision = "two"
            try await store.save(large)
            #expect(recorder.takeWrites() == ["apply fettle-inventory"])
            large.insert(entries([7], digest: "changed")[0])
            try await store.save(large)
            let writes = recorder.takeWrites()
            #expect(writes.prefix(2) == ["create fettle-inventory-3", "apply fettle-inventory"])
            #expect(writes.count == 3 && parts.map { "delete \($0)" }.contains(writes.last ?? ""))
            #expect(try await InventoryStore(engine: engine, cluster: "perso").load() == large)

            // Nobody changes a part by accident.
            let part = try #require(try await names(engine).last)
            let patch = ["--namespace", "fettle-system", "patch", "configmap", part, "--patch", #"{"data":{"a":"b"}}"#]
            await #expect(throws: CommandFailure.self) { try await plane.kubectl(patch) }

            // One that fits again is as if it had never been larger.
            let small = Inventory(revision: "three", objects: entries(0..<100))
            try await store.save(small)
            let left = try await records(engine)
            #expect(left.map(\.reference.name) == ["fettle-inventory"])
            #expect(left.first?.object["data"] == .object(small.data().mapValues { .string($0) }))
            #expect(try await InventoryStore(engine: engine, cluster: "perso").load() == small)
        }
    }

    private static let small = Inventory(revision: "one", objects: entries(0..<10))
    private static let large = Inventory(revision: "two", objects: entries(0..<60))
    private static let other = Inventory(
        revision: "three",
        objects: entries(20..<50) + entries(50..<60, digest: "changed") + entries(60..<90),
    )
    private static let shrunk = Inventory(revision: "three", objects: entries(55..<90))

    /// What is stored before the save that is killed, and what that stores.
    private static let steps: [(Inventory?, Inventory)] = [
        (nil, large), (small, large), (large, other), (other, shrunk), (large, small),
    ]

    @Test(arguments: EngineKind.allCases)
    func `is whole whenever it is killed`(kind: EngineKind) async throws {
        try await with(kind) { plane, engine in
            try await withTemporaryDirectory { folder in
                // Each kubectl takes a tenth of a second, and what is looked at is the same.
                let api = try pruneEngine(.api, on: plane, cluster: "perso", folder: folder)
                let deaths: [WriteRecorder.Death] = kind == .api ? [.beforeWrite, .afterWrite] : [.beforeWrite]
                for (step, (old, new)) in Self.steps.enumerated() {
                    for death in deaths {
                        var write = 1
                        while try await kill(engine, api, (write, death), old, new, step) { write += 1 }
                        #expect(write > 2)
                    }
                }
            }
        }
    }

    /// Saves `new` over `old`, kills that at one of its writes, looks at what is there, and goes on.
    ///
    /// - Returns: whether it came to that write.
    private func kill(
        _ engine: any ClusterEngine,
        _ api: any ClusterEngine,
        _ death: (write: Int, kind: WriteRecorder.Death),
        _ old: Inventory?,
        _ new: Inventory,
        _ step: Int,
    ) async throws -> Bool {
        for record in try await records(api) { try await api.delete(record, propagation: .background) }
        if let old { try await store(api).save(old) }
        let dying = WriteRecorder(engine, death: death)
        let result = await Result { try await store(dying).save(new) }
        #expect(dying.isDead == ((try? result.get()) == nil), "\(result)")

        let found = try await store(api).load()
        let place: Comment = "step \(step), \(death), after \(dying.takeWrites())"
        let before = old ?? Inventory()
        #expect(found == before || found == new, place)
        let common = Set(before.objects.keys).intersection(new.objects.keys)
        #expect(common.allSatisfy { found[$0] != nil }, place)

        let next = store(api)
        try await next.save(new)
        #expect(try await store(api).load() == new, place)
        // What nobody refers to goes with the next write.
        var later = new
        later.revision = "later"
        try await next.save(later)
        let left = try await names(api)
        guard case .parts(let parts) = try InventoryForm(later, limit: Self.limit) else {
            #expect(left == ["fettle-inventory"], place)
            return dying.isDead
        }
        #expect(left.count == parts.count + 1, place)
        return dying.isDead
    }

    @Test(arguments: EngineKind.allCases)
    func `notices another fettle with several ConfigMaps, and reads none of them halfway`(kind: EngineKind) async throws
    {
        try await with(kind) { plane, engine in
            let one = store(engine)
            try await one.save(Self.large)
            let other = store(engine)
            _ = try await other.load()
            try await other.save(Self.other)
            var error = await #expect(throws: KubernetesError.self) { try await one.save(Self.shrunk) }
            #expect(error?.reason == .conflict)
            #expect(try await store(engine).load() == Self.other)
            error = await #expect(throws: KubernetesError.self) {
                let third = store(engine)
                _ = try await third.load()
                try await other.save(Self.large)
                try await third.save(Self.small)
            }
            #expect(error?.reason == .conflict)
            #expect(try await store(engine).load() == Self.large)

            // Somebody saves between a reader's first ConfigMap and its parts.
            let reader = WriteRecorder(engine) { try await other.save(Self.other) }
            #expect(try await store(reader).load() == Self.other)
            let late = WriteRecorder(engine) { try await other.save(Self.small) }
            #expect(try await store(late).load() == Self.small)
            #expect(try await names(engine) == ["fettle-inventory"])
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `never takes one whose parts are lost for a smaller one`(kind: EngineKind) async throws {
        try await with(kind) { plane, engine in
            let running = store(engine)
            try await running.save(Self.large)
            let delete = ["--namespace", "fettle-system", "delete", "configmap"]
            let subject = "inventory of cluster perso (ConfigMap/fettle-system/fettle-inventory): "
            let anew =
                "; put back what was lost, or delete fettle-inventory and all fettle-inventory-… to start anew: then nothing "
                + "applied before and removed since is ever pruned"

            let all = try await records(engine)
            try await plane.kubectl(delete + ["fettle-inventory-2"])
            var error = await #expect(throws: KubernetesError.self) { try await store(engine).load() }
            #expect(error?.description == "\(subject)of its parts, fettle-inventory-2 is not there\(anew)")
            #expect(error?.isTransient == false)
            error = await #expect(throws: KubernetesError.self) { try await store(engine).save(Self.small) }
            #expect(error?.reason == .invalid)

            // Whoever deletes one loses nothing that a run knows.
            var changed = Self.large
            changed.revision = "later"
            try await running.save(changed)
            #expect(try await store(engine).load() == changed)

            // Another one under the same name.
            try await plane.kubectl(delete + ["fettle-inventory-2"])
            var wrong = all[1].object
            wrong["metadata"] = ["name": "fettle-inventory-2", "namespace": "fettle-system"]
            _ = try await engine.create(Manifest(wrong))
            error = await #expect(throws: KubernetesError.self) { try await store(engine).load() }
            #expect(
                error?.description == "\(subject)its part fettle-inventory-2 is not what it was made with\(anew)"
            )
            changed.revision = "last"
            try await running.save(changed)
            #expect(try await store(engine).load() == changed)

            try await plane.kubectl(delete + ["fettle-inventory"])
            error = await #expect(throws: KubernetesError.self) { try await store(engine).load() }
            let parts = try await names(engine).joined(separator: " and ")
            #expect(
                error?.description == "\(subject)it is not there, yet \(parts), which only it can have made, are\(anew)"
            )

            // Without any of them there is none, also for who began with some.
            try await plane.kubectl(["delete", "namespace", "fettle-system"])
            changed.revision = "again"
            try await running.save(changed)
            #expect(try await store(engine).load() == changed)
            try await running.save(Self.small)
            let left = try await records(engine)
            #expect(left.map { $0.object["data"] } == [.object(Self.small.data().mapValues { .string($0) })])
        }
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: () async throws -> Success) async {
        do {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}
