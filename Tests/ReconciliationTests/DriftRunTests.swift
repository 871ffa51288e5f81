import Kubernetes
import Manifests
import Testing

@testable import Reconciliation

@Suite("Drift")
struct DriftRunTests {
    private let config = MemoryCluster.reference("ConfigMap", "app", "a")
    private let key = MemoryCluster.reference("Secret", "app", "key")

    @Test("in a secret is told as drift by a process that did not apply it, without its value")
    func secretDrift() async throws {
        try await RunFixture.with { fixture in
            let desired = try await fixture.desired([secret("key", "b25l")])
            _ = try await fixture.run(desired)
            await fixture.cluster.edit(key, "a", to: "dHdv")
            let report = try await fixture.run(desired)
            #expect(report.corrected == 1)
            #expect(await fixture.cluster.contents["key"] == "b25l")
            let lines = fixture.log(with: "drift")
            #expect(lines.count == 1 && lines.allSatisfy { $0.contains("want=«secret»") })
            #expect(fixture.log(with: "b25l").isEmpty && fixture.log(with: "dHdv").isEmpty)
        }
    }

    @Test("in a secret is left alone by a new process where drift is only reported")
    func secretReported() async throws {
        try await RunFixture.with { fixture in
            let desired = try await fixture.desired([secret("key", "b25l")], spec: "  drift: report\n")
            _ = try await fixture.run(desired)
            await fixture.cluster.edit(key, "a", to: "dHdv")
            let writes = await fixture.cluster.writes
            #expect(try await fixture.run(desired).drifted == 1)
            #expect(await fixture.cluster.writes == writes)
            #expect(await fixture.cluster.contents["key"] == "dHdv")
        }
    }

    @Test("in a secret has a digest in the record that is nothing without the cluster's key")
    func digest() async throws {
        try await RunFixture.with { fixture in
            let manifest = secret("key", "b25l")
            let desired = try await fixture.desired([manifest])
            _ = try await fixture.run(desired)
            let digest = try #require(try await fixture.recorded()[key]?.digest)
            let labelled = try #require(desired.objects.first)
            #expect(digest != Inventory.digest(of: labelled, key: []))
            let bytes = try await DigestKey(engine: fixture.cluster).bytes()
            #expect(digest == Inventory.digest(of: labelled, key: bytes))
        }
    }

    @Test("that comes back each time is told as an error once, and corrected less and less often")
    func contest() async throws {
        try await RunFixture.with { fixture in
            let desired = try await fixture.desired([configMap("a", "1")])
            var memory = RunMemory()
            _ = try await fixture.run(desired, &memory)
            var corrected = 0
            for second in 0..<300 {
                await fixture.cluster.edit(config, "a", to: "other \(second)", by: "rival")
                corrected += try await fixture.run(desired, &memory).corrected
                try await fixture.clock.sleep(for: .seconds(1))
            }
            // Five at once; then one after a minute, after two more, and the next is not due yet.
            #expect(corrected == 7)
            let lines = fixture.log(with: "error contested")
            #expect(lines.count == 1)
            let line = try #require(lines.first)
            #expect(line.contains("ConfigMap/app/a: is changed again and again by "), "\(line)")
        }
    }

    @Test("an object that somebody applied as it is belongs to fettle again, but where drift is only reported")
    func ownership() async throws {
        try await RunFixture.with { fixture in
            let reporting = try await fixture.desired([configMap("a", "1")], spec: "  drift: report\n")
            _ = try await fixture.run(reporting)
            await fixture.cluster.edit(config, "a", to: "1", by: "kubectl-client-side-apply")
            let writes = await fixture.cluster.writes
            _ = try await fixture.run(reporting)
            #expect(await fixture.cluster.writes == writes)
            _ = try await fixture.run(try await fixture.desired([configMap("a", "1")]))
            #expect(await fixture.cluster.writes > writes)
        }
    }
}
