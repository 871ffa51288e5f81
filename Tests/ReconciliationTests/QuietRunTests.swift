import Kubernetes
import Manifests
import Testing

@testable import Reconciliation

@Suite("A run with nothing to do")
struct QuietRunTests {
    @Test("writes nothing and logs nothing, also in a new process")
    func second() async throws {
        try await RunFixture.with { fixture in
            let desired = try await fixture.desired([configMap("a", "1"), secret("b", "Mg==")])
            _ = try await fixture.run(desired)
            let (writes, lines) = (await fixture.cluster.writes, fixture.log.count)
            let calls = await fixture.cluster.calls
            let report = try await fixture.run(desired)
            #expect(report.isConverged && !report.hasChanged)
            #expect(await fixture.cluster.writes == writes)
            #expect(fixture.log.count == lines, "\(fixture.log)")
            // The record, the key for secret digests, the objects with their namespaces.
            #expect(await fixture.cluster.calls - calls == 3)
        }
    }

    @Test("records the commit once more only when something was written for it")
    func revision() async throws {
        try await RunFixture.with { fixture in
            _ = try await fixture.run(try await fixture.desired([configMap("a", "1")]))
            let writes = await fixture.cluster.writes
            _ = try await fixture.run(try await fixture.desired([configMap("a", "1")], "two"))
            #expect(await fixture.cluster.writes == writes)
            #expect(try await fixture.recorded().revision == "one")
            _ = try await fixture.run(try await fixture.desired([configMap("a", "2")], "three"))
            #expect(try await fixture.recorded().revision == "three")
        }
    }

    @Test("tells once why an object is not deleted, and waits once for one that does not go")
    func stuck() async throws {
        try await RunFixture.with { fixture in
            _ = try await fixture.run(try await fixture.desired([configMap("a", "1"), configMap("b", "1")]))
            await fixture.cluster.hold(MemoryCluster.reference("ConfigMap", "app", "b"))
            let second = try await fixture.desired([configMap("a", "1")], "two")
            var memory = RunMemory()
            let before = fixture.stopwatch.elapsed
            #expect(try await fixture.run(second, &memory).isConverged)
            #expect(fixture.stopwatch.elapsed - before >= .seconds(30))
            #expect(fixture.stopwatch.elapsed - before < .seconds(32))
            #expect(fixture.log(with: "info being deleted").count == 1)

            let between = fixture.stopwatch.elapsed
            for _ in 0..<3 { #expect(try await fixture.run(second, &memory).isConverged) }
            #expect(fixture.stopwatch.elapsed == between)
            #expect(fixture.log(with: "not pruned").count == 1)
            #expect(try await fixture.recorded().objects.count == 2)

            await fixture.cluster.remove(MemoryCluster.reference("ConfigMap", "app", "b"))
            _ = try await fixture.run(second, &memory)
            #expect(try await fixture.recorded().objects.count == 1)
        }
    }
}
