import Manifests
import Testing
import YAML

@testable import Kubernetes

/// A kind of request that a run makes, and a call that makes it.
enum AskedRequest: CaseIterable, Sendable {
    case discovery
    case kinds
    case get
    case list
    case secondPage
    case dryRun
    case apply
    case takeOver
    case create
    case delete
    case inventoryLoad
    case inventorySave
    case inventoryCreation

    var isWrite: Bool {
        switch self {
        case .apply, .takeOver, .create, .delete, .inventorySave, .inventoryCreation: true
        default: false
        }
    }

    /// Whether doing it twice is something else than doing it once.
    var isCreation: Bool { self == .create || self == .inventoryCreation }

    /// The faults that it can meet, and where.
    var meetings: [(fault: Fault, moment: Fault.Moment)] {
        Fault.allCases.flatMap { fault in
            Fault.Moment.allCases.compactMap { moment in
                switch (fault, moment) {
                // A server that has no time has done nothing.
                case (.tooManyRequests, .afterTheServer): nil
                case (.truncated, .beforeTheServer): nil
                case (.truncated, .afterTheServer): (fault, moment)
                // The rest of what a read does is the same.
                case (_, .afterTheServer) where !isWrite && fault != .slowness: nil
                // For who waits the same as silence.
                case (.slowness, _) where self != .get && self != .apply: nil
                case (.slowness, .beforeTheServer): nil
                default: (fault, moment)
                }
            }
        }
    }

    /// Whether it is made by a store that has read the inventory before.
    var usesStore: Bool { self == .inventorySave || self == .inventoryCreation }

    func meets(_ lab: FaultLab) -> @Sendable (ProxyRequest) -> Bool {
        let request = self
        let a = lab.path("a")
        let list = lab.path()
        return { sent in
            let kind = sent.headers["content-type"] ?? ""
            switch request {
            case .discovery: return sent.path == "/api/v1"
            case .kinds: return sent.path == "/apis"
            case .get: return sent.method == "GET" && sent.path == a
            case .list: return sent.method == "GET" && sent.path == list && !sent.query.contains("continue=")
            case .secondPage: return sent.method == "GET" && sent.query.contains("continue=")
            case .dryRun: return sent.path == a && sent.query.contains("dryRun=All")
            case .apply: return sent.path == a && kind.contains("apply-patch")
            case .takeOver: return sent.path == a && kind.contains("json-patch")
            case .create: return sent.method == "POST" && sent.path == list
            case .delete: return sent.method == "DELETE" && sent.path == a
            case .inventoryLoad: return sent.method == "GET" && sent.path.hasSuffix("/fettle-inventory")
            case .inventorySave: return sent.method == "PATCH" && sent.path.hasSuffix("/fettle-inventory")
            case .inventoryCreation:
                return sent.method == "POST" && sent.path == "/api/v1/namespaces/fettle-system/configmaps"
            }
        }
    }
}

/// What is there before a request meets a fault: `a`, which it is about, and others that must stay as they are.
struct AskedScene {
    let request: AskedRequest
    let lab: FaultLab
    /// Reaches the cluster while no fault is planned.
    let sound: APIEngine
    let a: LiveObject?
    let others: [LiveObject?]
    private let store: InventoryStore

    private static let inventory = Inventory(revision: "one")
    private static let nextInventory = Inventory(revision: "two")

    /// `engine` makes the request; it knows the cluster's kinds after this.
    init(_ request: AskedRequest, _ lab: FaultLab, _ engine: APIEngine) async throws {
        self.request = request
        self.lab = lab
        sound = try lab.proxy.engine()
        try await lab.apply(lab.configMap("b"), lab.configMap("c"), lab.configMap("d"), lab.configMap("e"), by: sound)
        switch request {
        case .create: break
        case .takeOver: _ = try await sound.create(lab.configMap("a"))
        default: try await lab.apply(lab.configMap("a"), by: sound)
        }
        if request == .inventoryLoad || request == .inventorySave {
            try await InventoryStore(engine: sound, cluster: lab.id).save(Self.inventory)
        }
        let all = try await lab.read("a", "b", "c", "d", "e", by: sound)
        a = all[0]
        others = Array(all.dropFirst())
        store = InventoryStore(engine: engine, cluster: lab.id)
        guard request != .discovery else { return }
        // One with little time may need more than one try on a busy machine.
        for _ in 0..<20 {
            guard (try? await engine.read([KindedReference(lab.configMap("b"))])) != nil else { continue }
            guard request.usesStore, (try? await store.load()) == nil else { return }
        }
    }

    /// Makes the call, which throws, or gives all that it must.
    func act(_ engine: APIEngine) async throws {
        let map = lab.configMap("a", "2")
        switch request {
        case .discovery, .get:
            let results = try await engine.read([KindedReference(map), KindedReference(lab.configMap("b"))])
            if let error = results.compactMap(\.error).first { throw error }
            #expect(results.map { $0.live?.reference } == [a?.reference, others[0]?.reference])
        case .kinds:
            let known = try await engine.kinds()
            let deployment = GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment")
            #expect(known.kinds.contains(KnownKinds.Kind(deployment, isNamespaced: true)))
        case .list, .secondPage:
            let all = try await engine.list(
                map.kind,
                namespace: lab.namespace,
                selector: "test=\(lab.id)",
                detail: .metadata
            )
            #expect(Set(all.map(\.uid)) == Set(([a] + others).compactMap { $0?.uid }))
        case .dryRun:
            #expect(try await engine.apply([map], mode: .dryRun).single.live.value == "2")
        case .apply:
            #expect(try await engine.apply([map], mode: .persist).single.live.value == "2")
        case .takeOver:
            try await Applier(engine: engine, cluster: lab.id).takeOver(try #require(a))
        case .create:
            #expect(try await engine.create(map).value == "2")
        case .delete:
            try await engine.delete(try #require(a), propagation: .background)
        case .inventoryLoad:
            #expect(try await InventoryStore(engine: engine, cluster: lab.id).load() == Self.inventory)
        case .inventorySave, .inventoryCreation:
            try await store.save(Self.nextInventory)
        }
    }

    /// Expects that nothing is there but what was, or what the request asks for.
    ///
    /// The latter where `isDone` says that the server has done it.
    func expectState(isDone: Bool, _ comment: Comment) async throws {
        let all = try await lab.read("a", "b", "c", "d", "e", by: sound)
        #expect(Array(all.dropFirst()) == others, comment)
        let now = all[0]
        switch request {
        case .apply, .create:
            #expect(now?.value == (isDone ? "2" : a?.value), comment)
        case .delete:
            #expect(now == (isDone ? nil : a), comment)
        case .takeOver:
            let adoption = now.flatMap { Adoption.managedFields(for: $0) }
            #expect((adoption == nil) == isDone, comment)
            #expect(now?.value == "1" && now?.uid == a?.uid, comment)
        case .inventorySave, .inventoryCreation:
            #expect(now == a, comment)
            let before = request == .inventorySave ? Self.inventory : Inventory()
            let stored = try await InventoryStore(engine: sound, cluster: lab.id).load()
            #expect(stored == (isDone ? Self.nextInventory : before), comment)
        default:
            #expect(now == a, comment)
        }
    }
}
