import Kubernetes
import Manifests
import Testing

@testable import Reconciliation

@Suite("A run that ends at any call")
struct CrashedRunTests {
    /// From one commit to the next: one object changes, one goes, one comes, one is secret and changes.
    private let before = [
        configMap("same", "1"), configMap("changed", "1"), configMap("gone", "1"), secret("key", "b25l"),
    ]
    private let after = [
        configMap("same", "1"), configMap("changed", "2"), configMap("new", "1"), secret("key", "dHdv"),
    ]
    private let wanted = ["same": "1", "changed": "2", "new": "1", "key": "dHdv"]

    @Test(
        "is made good by the next one, and everything in the cluster is in the record meanwhile",
        arguments: MemoryCluster.Death.allCases
    )
    func everyCall(_ death: MemoryCluster.Death) async throws {
        try await RunFixture.with { fixture in
            var survived = false
            for call in 0..<40 where !survived {
                let (first, second) = (try await fixture.desired(before), try await fixture.desired(after, "two"))
                _ = try await fixture.run(first)
                await fixture.cluster.die(afterCalls: call, death)
                do {
                    _ = try await fixture.run(second)
                    survived = true
                } catch is KubernetesError {}
                await fixture.cluster.revive()

                let contents = await fixture.cluster.contents
                let meanwhile = try await fixture.recorded()
                for name in contents.keys {
                    let kind = name == "key" ? "Secret" : "ConfigMap"
                    #expect(meanwhile[MemoryCluster.reference(kind, "app", name)] != nil, "\(name) after call \(call)")
                }
                #expect(contents["same"] == "1", "after call \(call)")

                let report = try await fixture.run(second)
                #expect(report.isConverged, "after call \(call): \(report.failures)")
                #expect(await fixture.cluster.contents == wanted, "after call \(call)")
                let record = try await fixture.recorded()
                #expect(record.revision == "two", "after call \(call)")
                #expect(Set(record.objects.keys.map(\.name)) == Set(wanted.keys), "after call \(call)")
                #expect(record.objects.values.allSatisfy { $0.digest != nil }, "after call \(call)")
            }
            #expect(survived)
        }
    }

    @Test("of a fresh cluster is made good by the next one", arguments: MemoryCluster.Death.allCases)
    func fresh(_ death: MemoryCluster.Death) async throws {
        var survived = false
        for call in 0..<40 where !survived {
            try await RunFixture.with { fixture in
                let desired = try await fixture.desired(before)
                await fixture.cluster.die(afterCalls: call, death)
                do {
                    _ = try await fixture.run(desired)
                    survived = true
                } catch is KubernetesError {}
                await fixture.cluster.revive()
                let meanwhile = try await fixture.recorded()
                let names = Set(meanwhile.objects.keys.map(\.name))
                #expect(names.isSuperset(of: await fixture.cluster.contents.keys), "after call \(call)")
                #expect(try await fixture.run(desired).isConverged, "after call \(call)")
                #expect(await fixture.cluster.contents.count == before.count, "after call \(call)")
            }
        }
        #expect(survived)
    }

    @Test("that fails for one object applies the others and deletes nothing until it is repaired")
    func oneRefused() async throws {
        try await RunFixture.with { fixture in
            _ = try await fixture.run(try await fixture.desired(before))
            let refused = MemoryCluster.reference("ConfigMap", "app", "changed")
            await fixture.cluster.refuse(refused)
            let second = try await fixture.desired(after, "two")
            let report = try await fixture.run(second)
            #expect(report.failures.count == 1)
            #expect(
                await fixture.cluster.contents == ["same": "1", "changed": "1", "new": "1", "gone": "1", "key": "dHdv"]
            )
            #expect(try await fixture.recorded().revision == "one")
            await fixture.cluster.refuse(refused, false)
            #expect(try await fixture.run(second).isConverged)
            #expect(await fixture.cluster.contents == wanted)
        }
    }
}
