import Helm
import Manifests
import SourceTrees
import Testing
import YAML

struct TheStateOfARelease {
    private func planned(_ values: Value = ["a": 1], key: UInt8 = 7) async throws -> PlannedRelease {
        try await plan(helmRelease(["values": values]), key: [UInt8](repeating: key, count: 32))
    }

    private func record(
        _ revision: Int,
        _ status: ReleaseRecord.Status,
        _ digest: String?,
        owner: String = "perso",
        expected: Int? = nil,
    ) -> ReleaseRecord {
        var labels = ["owner": "helm"]
        if let digest {
            labels["fettle.dev/digest"] = digest
            labels["fettle.dev/owner"] = owner
            labels["fettle.dev/revision"] = String(expected ?? revision)
        }
        return ReleaseRecord(name: "web", namespace: "apps", revision: revision, status: status, labels: labels)
    }

    private func plan(_ manifest: Manifest, key: [UInt8]) async throws -> PlannedRelease {
        let release = try HelmRelease.read(manifest)
        let sources = ChartSources(
            [source("HelmRepository", "charts", ["url": "https://charts.example.org"])],
            repository: ThisRepository(url: nil),
        )
        return try await withFolderOfCharts { charts in
            try await PlannedRelease.plan(
                release,
                sources: sources,
                charts: charts,
                repository: InMemoryTree(),
                lookup: { _ in nil },
                key: key,
            )
        }
    }

    @Test func `follows from the last record`() async throws {
        let planned = try await planned()
        let digest = planned.digest
        func state(_ records: ReleaseRecord...) -> ReleaseState {
            ReleaseState.of(planned, records: records, cluster: "perso")
        }
        let old = record(1, .superseded, "old")
        #expect(state() == .absent)
        #expect(state(record(1, .uninstalled, digest)) == .absent)
        #expect(state(old, record(2, .deployed, digest)) == .inSync(record(2, .deployed, digest)))
        #expect(state(record(2, .deployed, "other")) == .outOfSync(record(2, .deployed, "other"), .changed))
        #expect(state(record(2, .deployed, nil)) == .outOfSync(record(2, .deployed, nil), .unmanaged))
        let byHand = record(3, .deployed, digest, expected: 2)
        #expect(state(byHand) == .outOfSync(byHand, .unmanaged))
        let foreign = record(3, .deployed, digest, owner: "foundation")
        #expect(state(foreign) == .outOfSync(foreign, .foreignOwner))
        #expect(state(record(2, .failed, digest)) == .failed(record(2, .failed, digest), isSamePlan: true))
        #expect(state(record(2, .failed, "other")) == .failed(record(2, .failed, "other"), isSamePlan: false))
        let same = record(2, .pendingUpgrade, digest)
        #expect(state(record(1, .deployed, "old"), same) == .pending(same, .forget))
        let other = record(2, .pendingUpgrade, "other")
        #expect(state(record(1, .deployed, "old"), other) == .pending(other, .rollBack(to: 1)))
        let first = record(1, .pendingInstall, "other")
        #expect(state(first) == .pending(first, .rollBack(to: 1)))
        #expect(state(record(2, .uninstalling, digest)) == .uninstalling(record(2, .uninstalling, digest)))
    }

    @Test func `changes with chart, values and key, and not with time-outs`() async throws {
        let digest = try await planned().digest
        #expect(digest.count == 40)
        #expect(try await planned().digest == digest)
        #expect(try await planned(["a": 2]).digest != digest)
        #expect(try await planned(key: 8).digest != digest)
        let key = [UInt8](repeating: 7, count: 32)
        let later = helmRelease(["values": ["a": 1], "timeout": "1m", "upgrade": ["disableWait": true]])
        #expect(try await plan(later, key: key).digest == digest)
        let noHooks = helmRelease(["values": ["a": 1], "upgrade": ["disableHooks": true]])
        #expect(try await plan(noHooks, key: key).digest != digest)
    }

    @Test func `is read from the Secrets that helm keeps`() throws {
        let secret = Manifest([
            "apiVersion": "v1", "kind": "Secret",
            "metadata": [
                "name": "sh.helm.release.v1.web.v12", "namespace": "apps",
                "labels": [
                    "owner": "helm", "name": "web", "version": "12", "status": "pending-upgrade",
                    "createdAt": "1764000000",
                ],
            ],
        ])
        let record = try #require(ReleaseRecord(secret))
        #expect(record.revision == 12)
        #expect(record.status == .pendingUpgrade)
        #expect(record.modifiedAt == 1_764_000_000)
        #expect(record.secret.name == "sh.helm.release.v1.web.v12")
        #expect(record.owner == nil)
        #expect(ReleaseRecord(Manifest(["kind": "Secret"])) == nil)
    }
}
