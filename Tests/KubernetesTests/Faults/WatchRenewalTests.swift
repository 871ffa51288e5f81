import Manifests
import TestSupport
import Testing
import YAML

@testable import Kubernetes

/// A watch whose answers a real API server ends when it was asked to.
@Suite(SharedNamespace())
struct AWatchThatIsRenewed {
    @Test func `goes on from where it was, without a list and without a pause`() async throws {
        try await WatchLab.with(length: .seconds(2)) { lab in
            let (kept, edited) = (lab.object("kept"), lab.object("edited"))
            try await lab.correct([kept, edited])
            for round in 1...3 {
                let watches = lab.watches
                try await lab.wait("renewal \(round)") { lab.watches > watches }
                try await lab.edit(edited, "theirs \(round)")
                try await lab.expectChanged([edited], "edit \(round)")
                try await lab.correct([edited])
            }
            #expect(lab.lists == 1)
            #expect(lab.clock.pauses.isEmpty)
            #expect(lab.reports.all.isEmpty)
        }
    }

    @Test func `begins with a new list when the last one is half a day old`() async throws {
        try await WatchLab.with(length: .seconds(2)) { lab in
            let kept = lab.object("kept")
            try await lab.correct([kept])
            try await lab.clock.sleep(for: .seconds(11 * 3600))
            let watches = lab.watches
            try await lab.wait("young") { lab.watches > watches + 1 }
            #expect(lab.lists == 1)
            try await lab.clock.sleep(for: .seconds(8 * 3600))
            try await lab.wait("old") { lab.lists == 2 }
            let later = lab.watches
            try await lab.wait("young again") { lab.watches > later + 1 }
            #expect(lab.lists == 2)
            // Nothing was wrong meanwhile.
            #expect(lab.state.changed.isEmpty && lab.reports.all.isEmpty)
        }
    }
}

/// A cluster of its own that is put back to an earlier state.
struct AClusterThatIsPutBack {
    @Test func `is seen as it is then, since the connection was lost`() async throws {
        try await LoadLimit.controlPlanes.with {
            try await withControlPlane { plane in
                try await FaultProxy.with(plane) { proxy in
                    let clock = HurriedClock()
                    let selector = "\(LoadBearingNames.ownerLabel)=lab"
                    let watched = WatchedEngine(try proxy.engine(), selector: selector, clock: clock) { _, _ in }
                    defer { watched.stop() }
                    try await check(plane, proxy, watched)
                }
            }
        }
    }

    private func configMap(_ name: String, _ value: String) -> Manifest {
        Manifest([
            "apiVersion": "v1", "kind": "ConfigMap", "data": ["value": .string(value)],
            "metadata": [
                "name": .string(name), "namespace": "default", "labels": [LoadBearingNames.ownerLabel: "lab"],
            ],
        ])
    }

    private func apply(_ manifests: [Manifest], _ engine: WatchedEngine) async throws {
        for outcome in try await Applier(engine: engine, cluster: "lab").apply(manifests) {
            engine.state.confirm(try #require(outcome.live, "\(outcome.action)"), wanted: "1")
        }
    }

    private func wait(until isMet: () -> Bool) async throws {
        for _ in 0..<2400 where !isMet() { try await Task.sleep(for: .milliseconds(50)) }
    }

    private func check(_ plane: ControlPlane, _ proxy: FaultProxy, _ watched: WatchedEngine) async throws {
        let (kept, changed, made) = (configMap("kept", "1"), configMap("changed", "2"), configMap("made", "1"))
        let store = InventoryStore(engine: watched, cluster: "lab", state: watched.state)
        try await apply([kept, configMap("changed", "1")], watched)
        try await store.save(Inventory(revision: "one"))
        try await plane.putBack {
            try await wait { watched.state.isAsWanted(kept.reference, digest: "1") }
            try await apply([changed, made], watched)
            _ = try await store.load()
            try await store.save(Inventory(revision: "two"))
            let isFollowed = { watched.state.isAsWanted(made.reference, digest: "1") }
            try await wait(until: isFollowed)
            #expect(isFollowed())
        }
        // Nobody asks for anything; the versions that the server tells of now have all been seen before.
        try await wait { watched.state.changed.count == 2 }
        #expect(watched.state.changed == [changed.reference, made.reference])
        #expect(watched.state.isAsWanted(kept.reference, digest: "1"))
        #expect(try await store.load().revision == "one")
    }
}
