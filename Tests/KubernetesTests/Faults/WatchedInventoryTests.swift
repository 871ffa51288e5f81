import HTTP
import Manifests
import TestSupport
import Testing
import YAML

@testable import Kubernetes

/// The inventory of a cluster of which watches tell, through a proxy.
private struct InventoryLab {
    let lab: WatchLab
    let store: InventoryStore
    private let path: String

    static func with(limit: Int = Inventory.dataLimit, _ body: (InventoryLab) async throws -> Void) async throws {
        try await WatchLab.with { lab in
            let system = try #require(FaultLab.suite).system
            let store = InventoryStore(engine: lab.watched, cluster: lab.lab.id, state: lab.state, limit: limit)
            let path = "/api/v1/namespaces/\(system)/configmaps"
            let inventory = InventoryLab(lab: lab, store: store, path: path)
            #expect(try await store.load() == Inventory())
            try await store.save(Self.inventory)
            try await lab.watched.follow(InventoryStore.kind)
            try await inventory.expectKnown()
            try await body(inventory)
        }
    }

    static let inventory = Inventory(
        revision: "ours",
        objects: (0..<40).map { number in
            Inventory.Entry(
                reference: ObjectReference(group: "", kind: "ConfigMap", namespace: "app", name: "number-\(number)"),
                apiVersion: "v1",
                stage: "all",
                digest: "0123456789abcdef",
            )
        },
    )

    /// What was asked, watches left out.
    var requests: Int { lab.proxy.requests.count { !$0.isWatch } }

    /// Waits until loading asks nothing.
    func expectKnown() async throws {
        try await lab.wait("known") {
            let before = requests
            let found = try await store.load()
            #expect(found == Self.inventory)
            return requests == before
        }
    }

    /// Whether it is stored in the cluster.
    func isThere() async throws -> Bool {
        let sound = try lab.proxy.engine()
        let first = KindedReference(reference: InventoryStore.reference, kind: InventoryStore.kind)
        return try await sound.read([first]).first?.live != nil
    }

    // MARK: What somebody does

    func edit() async throws {
        try await lab.proxy.change(.patch, name(), ["data": ["revision": "theirs"]])
    }

    func delete(part: Int? = nil) async throws {
        try await lab.proxy.change(.delete, name(part))
    }

    func unlabel() async throws {
        let labels = Value.object([LoadBearingNames.ownerLabel: .null])
        try await lab.proxy.change(.patch, name(), ["metadata": ["labels": labels]])
    }

    func replace() async throws {
        var other = Self.inventory
        other.revision = "theirs"
        try await delete()
        try await InventoryStore(engine: try lab.proxy.engine(), cluster: lab.lab.id).save(other)
    }

    private func name(_ part: Int? = nil) -> String {
        "\(path)/\(lab.lab.id)-inventory" + (part.map { "-\($0)" } ?? "")
    }
}

@Suite(SharedNamespace())
struct AnInventoryThatIsWatched {
    @Test func `is not read again while it is as it was left, also in parts`() async throws {
        for limit in [Inventory.dataLimit, 2_000] {
            try await InventoryLab.with(limit: limit) { inventory in
                let before = inventory.requests
                for _ in 0..<3 {
                    #expect(try await inventory.store.load() == InventoryLab.inventory)
                    try await inventory.store.save(InventoryLab.inventory)
                }
                #expect(inventory.requests == before)
                // Before something is written it is asked for once.
                try await inventory.store.save(intent: InventoryLab.inventory)
                try await inventory.store.save(intent: InventoryLab.inventory)
                #expect(inventory.requests == before + 1)
            }
        }
    }

    @Test func `is read when somebody edited or replaced it`() async throws {
        try await InventoryLab.with { inventory in
            try await inventory.edit()
            try await inventory.lab.wait("edit") { try await inventory.store.load().revision == "theirs" }
            try await inventory.store.save(intent: InventoryLab.inventory)
            try await inventory.expectKnown()
            try await inventory.replace()
            try await inventory.lab.wait("replacement") { try await inventory.store.load().revision == "theirs" }
        }
    }

    @Test func `counts as empty when somebody deleted it, and as another's when it lost its label`() async throws {
        try await InventoryLab.with { inventory in
            try await inventory.unlabel()
            try await inventory.lab.wait("label") {
                let error = try await kubernetesError { _ = try await inventory.store.load() }
                return error?.message.hasPrefix("it lacks the label") == true
            }
            try await inventory.delete()
            #expect(try await inventory.store.load() == Inventory())
        }
        try await InventoryLab.with { inventory in
            try await inventory.delete()
            try await inventory.lab.wait("deletion") { try await inventory.store.load() == Inventory() }
        }
    }

    @Test func `is not whole when somebody deleted a part`() async throws {
        try await InventoryLab.with(limit: 2_000) { inventory in
            try await inventory.delete(part: 1)
            try await inventory.lab.wait("part") {
                let error = try await kubernetesError { _ = try await inventory.store.load() }
                return error?.message.hasPrefix("of its parts, ") == true
            }
        }
    }

    @Test func `is read each time while it cannot be watched`() async throws {
        try await InventoryLab.with { inventory in
            inventory.lab.proxy.watches.start(WatchPlan(fault: .instead(.unavailable)))
            // The running watch makes room for the fault, and tells nothing of it.
            try await inventory.edit()
            try await inventory.lab.wait("fault") { inventory.lab.proxy.watches.hits > 0 }
            // Who watches learns of it a moment later.
            try await inventory.lab.wait("edit") { try await inventory.store.load().revision == "theirs" }
            try await inventory.delete()
            #expect(try await inventory.store.load() == Inventory())
        }
    }

    @Test func `that somebody changed, which a watch tells late, has nothing written`() async throws {
        for isDeleted in [false, true] {
            try await InventoryLab.with { inventory in
                inventory.lab.proxy.watches.start(WatchPlan(fault: .silence, event: 1))
                try await (isDeleted ? inventory.delete() : inventory.edit())
                try await inventory.lab.wait("silence") { inventory.lab.proxy.watches.hits == 1 }
                #expect(try await inventory.store.load() == InventoryLab.inventory)
                let error = try await kubernetesError {
                    try await inventory.store.save(intent: InventoryLab.inventory)
                }
                #expect(error?.reason == .conflict)
                #expect(try await inventory.isThere() == !isDeleted)
                #expect(try await inventory.store.load().revision == (isDeleted ? nil : "theirs"))
            }
        }
    }

    @Test func `that somebody deleted, which a watch tells late, is not made again by a result`() async throws {
        try await InventoryLab.with { inventory in
            inventory.lab.proxy.watches.start(WatchPlan(fault: .silence, event: 1))
            try await inventory.delete()
            try await inventory.lab.wait("silence") { inventory.lab.proxy.watches.hits == 1 }
            #expect(try await inventory.store.load() == InventoryLab.inventory)
            var next = InventoryLab.inventory
            next.revision = "next"
            let error = try await kubernetesError { try await inventory.store.save(next) }
            #expect(error?.reason == .conflict)
            #expect(try await !inventory.isThere())
        }
    }
}
