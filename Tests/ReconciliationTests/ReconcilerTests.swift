import Git
import Kubernetes
import Manifests
import TestSupport
import Testing

@testable import Reconciliation

@Suite("When a cluster runs")
struct ReconcilerTests {
    private let config = MemoryCluster.reference("ConfigMap", "app", "a")

    private func overlay(_ value: String) -> [String: String] {
        [
            "overlays/one/kustomization.yaml": "resources: [a.yaml]\n",
            "overlays/one/a.yaml": """
            apiVersion: v1
            kind: ConfigMap
            metadata: { name: a, namespace: app }
            data: { a: "\(value)" }
            """,
        ]
    }

    @Test("a commit that changes nothing for it asks it nothing, and does not put off the next comparison")
    func unconcerned() async throws {
        try await RunFixture.with { fixture in
            let reconciler = ClusterReconciler("one", fixture.workshop)
            let files = ["clusters/one/cluster.yaml": fixture.clusterFile("  interval: 10m\n")]
            reconciler.offer(try await fixture.push(files.merging(overlay("1")) { $1 }))
            let first = try #require(await reconciler.turn())
            #expect(first > .seconds(500))
            let calls = await fixture.cluster.calls

            try await fixture.clock.sleep(for: .seconds(400))
            reconciler.offer(try await fixture.push(["overlays/two/file": "of no concern\n"]))
            let second = try #require(await reconciler.turn())
            #expect(await fixture.cluster.calls == calls)
            #expect(second <= first - .seconds(400))

            await fixture.cluster.edit(config, "a", to: "edited")
            try await fixture.clock.sleep(for: second)
            _ = await reconciler.turn()
            #expect(await fixture.cluster.contents == ["a": "1"])
        }
    }

    @Test("a cluster that does not answer is told of a few times, then once as away, and once when it is back")
    func away() async throws {
        try await RunFixture.with { fixture in
            let reconciler = ClusterReconciler("one", fixture.workshop)
            let files = ["clusters/one/cluster.yaml": fixture.clusterFile("  interval: 10m\n")]
            reconciler.offer(try await fixture.push(files.merging(overlay("1")) { $1 }))
            await fixture.cluster.die(afterCalls: 0, .beforeCall)
            var pause = Duration.zero
            for _ in 0..<8 {
                try await fixture.clock.sleep(for: pause)
                pause = try #require(await reconciler.turn())
            }
            #expect(pause > .seconds(100), "the pauses grow")
            #expect(fixture.log(with: "error failed").count == 3)
            #expect(fixture.log(with: "warning cluster is away").count == 1)

            await fixture.cluster.revive()
            try await fixture.clock.sleep(for: pause)
            _ = await reconciler.turn()
            #expect(fixture.log(with: "info cluster is back").count == 1)
            #expect(await fixture.cluster.contents == ["a": "1"])
        }
    }

    @Test("a cluster that was away and refuses what it is asked is back, and what it refuses is told")
    func awayThenForbidden() async throws {
        try await RunFixture.with { fixture in
            let reconciler = ClusterReconciler("one", fixture.workshop)
            let files = ["clusters/one/cluster.yaml": fixture.clusterFile()]
            reconciler.offer(try await fixture.push(files.merging(overlay("1")) { $1 }))
            await fixture.cluster.die(afterCalls: 0, .beforeCall)
            for _ in 0..<4 {
                let pause = try #require(await reconciler.turn())
                try await fixture.clock.sleep(for: pause)
            }
            #expect(fixture.log(with: "warning cluster is away").count == 1)
            #expect(fixture.log(with: "error failed").count == 3)

            await fixture.cluster.revive()
            await fixture.cluster.refuseAll(KubernetesError(.forbidden, subject: "memory", "does not know who asks"))
            _ = await reconciler.turn()
            #expect(fixture.log(with: "info cluster is back").count == 1)
            #expect(fixture.log(with: "error failed").count == 4)
        }
    }

    @Test("while a cluster is away, a commit that does not render is told nevertheless")
    func awayAndBroken() async throws {
        try await RunFixture.with { fixture in
            let reconciler = ClusterReconciler("one", fixture.workshop)
            let files = ["clusters/one/cluster.yaml": fixture.clusterFile()]
            reconciler.offer(try await fixture.push(files.merging(overlay("1")) { $1 }))
            await fixture.cluster.die(afterCalls: 0, .beforeCall)
            for _ in 0..<4 {
                let pause = try #require(await reconciler.turn())
                try await fixture.clock.sleep(for: pause)
            }
            reconciler.offer(try await fixture.push(["overlays/one/kustomization.yaml": "resources: [nothing.yaml]\n"]))
            _ = await reconciler.turn()
            #expect(fixture.log(with: "error failed").count == 4)
        }
    }

    @Test("a commit that is taken back after it was half applied is undone")
    func takenBack() async throws {
        try await RunFixture.with { fixture in
            let reconciler = ClusterReconciler("one", fixture.workshop)
            let files = ["clusters/one/cluster.yaml": fixture.clusterFile()]
            reconciler.offer(try await fixture.push(files.merging(overlay("1")) { $1 }))
            _ = await reconciler.turn()

            let more = [
                "overlays/one/kustomization.yaml": "resources: [a.yaml, b.yaml, c.yaml]\n",
                "overlays/one/b.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: b, namespace: app}}\n",
                "overlays/one/c.yaml": "{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: app}}\n",
            ]
            await fixture.cluster.refuse(MemoryCluster.reference("ConfigMap", "app", "c"))
            reconciler.offer(try await fixture.push(more))
            _ = await reconciler.turn()
            #expect(await fixture.cluster.contents.keys.sorted() == ["a", "b"])

            reconciler.offer(try await fixture.push(overlay("1")))
            _ = await reconciler.turn()
            #expect(await fixture.cluster.contents.keys.sorted() == ["a"])
        }
    }

    @Test("after a start with a commit that does not render, the cluster is kept at the one applied last")
    func lastApplied() async throws {
        try await RunFixture.with { fixture in
            let files = ["clusters/one/cluster.yaml": fixture.clusterFile()]
            let good = try await fixture.push(files.merging(overlay("1")) { $1 })
            let first = ClusterReconciler("one", fixture.workshop)
            first.offer(good)
            _ = await first.turn()
            await fixture.cluster.edit(config, "a", to: "edited")

            // cluster.yaml cannot be read either: an older commit says how the cluster is reached.
            let broken = try await fixture.push([
                "overlays/one/kustomization.yaml": "resources: [missing.yaml]\n",
                "clusters/one/cluster.yaml": "nothing: right\n",
            ])
            let second = ClusterReconciler("one", fixture.workshop)
            second.offer(broken)
            _ = await second.turn()
            #expect(await fixture.cluster.contents == ["a": "1"])
            #expect(fixture.log(with: "kept=\(good.commit.revision.short)").count == 1, "\(fixture.log)")
            #expect(try await fixture.recorded().revision == good.commit.revision.id)

            // It is gone on with, and a cluster that was down at the start is found later.
            let third = ClusterReconciler("one", fixture.workshop)
            await fixture.cluster.die(afterCalls: 0, .beforeCall)
            third.offer(broken)
            let pause = try #require(await third.turn())
            #expect(pause < .seconds(10))
            await fixture.cluster.revive()
            await fixture.cluster.edit(config, "a", to: "edited")
            try await fixture.clock.sleep(for: pause)
            _ = await third.turn()
            #expect(await fixture.cluster.contents == ["a": "1"])
        }
    }

    @Test("a suspended cluster is asked nothing, said once, and goes on when it is resumed")
    func suspended() async throws {
        try await RunFixture.with { fixture in
            let reconciler = ClusterReconciler("one", fixture.workshop)
            let suspended = ["clusters/one/cluster.yaml": fixture.clusterFile("  suspend: true\n")]
            for value in ["1", "2"] {
                reconciler.offer(try await fixture.push(suspended.merging(overlay(value)) { $1 }))
                #expect(await reconciler.turn() == nil)
            }
            #expect(await fixture.cluster.calls == 0)
            #expect(fixture.log(with: "info suspended").count == 1)
            reconciler.offer(try await fixture.push(["clusters/one/cluster.yaml": fixture.clusterFile()]))
            _ = await reconciler.turn()
            #expect(await fixture.cluster.contents == ["a": "2"])
        }
    }

    @Test("what always fails is tried less and less often")
    func alwaysFailing() async throws {
        try await RunFixture.with { fixture in
            let reconciler = ClusterReconciler("one", fixture.workshop)
            let files = ["clusters/one/cluster.yaml": fixture.clusterFile()]
            await fixture.cluster.die(afterCalls: 0, .beforeCall)
            reconciler.offer(try await fixture.push(files.merging(overlay("1")) { $1 }))
            var pauses: [Duration] = []
            for _ in 0..<10 {
                let pause = try #require(await reconciler.turn())
                pauses.append(pause)
                try await fixture.clock.sleep(for: pause)
            }
            #expect(pauses[0] >= .seconds(1) && pauses[0] < .seconds(3))
            #expect(pauses[9] >= .seconds(225))
        }
    }

    @Test("a cluster that leaves the repository keeps what it has, and is taken up again when it comes back")
    func retired() async throws {
        try await RunFixture.with { fixture in
            var fleet = Fleet(fixture.workshop)
            let files = ["clusters/one/cluster.yaml": fixture.clusterFile()]
            let new = try fleet.take(try await fixture.push(files.merging(overlay("1")) { $1 }))
            let reconciler = try #require(new.first)
            _ = await reconciler.turn()
            try await fixture.git.git("mv", "clusters/one", "clusters/other")
            #expect(try fleet.take(try await fixture.push([:])).map(\.name) == ["other"])
            let calls = await fixture.cluster.calls
            #expect(await reconciler.turn() == nil)
            #expect(await fixture.cluster.calls == calls)
            #expect(await fixture.cluster.contents == ["a": "1"])
            // The same one, so that two runs of one cluster never stand beside each other.
            try await fixture.git.git("mv", "clusters/other", "clusters/one")
            #expect(try fleet.take(try await fixture.push(overlay("2"))).isEmpty)
            _ = await reconciler.turn()
            #expect(await fixture.cluster.contents == ["a": "2"])
        }
    }
}
