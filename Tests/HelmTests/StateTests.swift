import Helm
import Manifests
import Testing
import YAML

struct TheStateOfARelease {
    private func planned(_ values: Value = ["a": 1], key: UInt8 = 7) async throws -> PlannedRelease {
        try await planIndexed(helmRelease(["values": values]), key: [UInt8](repeating: key, count: 32))
    }

    private func record(
        _ revision: Int,
        _ status: ReleaseRecord.Status,
        _ digest: String?,
        owner: String = "perso",
        expected: Int? = nil,
        tests: String? = nil,
        rollback: String? = nil,
        at time: Int64? = nil,
    ) -> ReleaseRecord {
        var labels = ["owner": "helm"]
        if let digest {
            labels["fettle.dev/digest"] = digest
            labels["fettle.dev/owner"] = owner
            labels["fettle.dev/revision"] = String(expected ?? revision)
        }
        labels["fettle.dev/tests"] = tests
        labels["fettle.dev/rollback"] = rollback
        return ReleaseRecord(
            name: "web",
            namespace: "apps",
            revision: revision,
            status: status,
            labels: labels,
            modifiedAt: time,
        )
    }

    @Test func `follows from the last record`() async throws {
        let planned = try await planned()
        let digest = planned.digest
        func state(_ records: ReleaseRecord..., now: Int64 = 1000) -> ReleaseState {
            ReleaseState.of(planned, ReleaseFacts(records: records, now: now), cluster: "perso")
        }
        let old = record(1, .superseded, "old")
        #expect(state() == .absent)
        #expect(state(record(1, .uninstalled, digest)) == .absent)
        #expect(state(old, record(2, .deployed, digest)) == .inSync(record(2, .deployed, digest)))
        #expect(state(record(2, .deployed, "other")) == .outOfSync(record(2, .deployed, "other")))
        #expect(state(record(2, .deployed, nil)) == .unmanaged(record(2, .deployed, nil)))
        let byHand = record(3, .deployed, digest, expected: 2)
        #expect(state(byHand) == .unmanaged(byHand))
        let foreign = record(3, .deployed, digest, owner: "foundation")
        #expect(state(foreign) == .outOfSync(foreign))
        let failure = ReleaseAttempt(digest: digest, action: .install, failures: 1, at: 1000)
        #expect(state(record(2, .failed, digest)) == .failed(record(2, .failed, digest), failure))
        #expect(state(record(2, .failed, "other")) == .outOfSync(record(2, .failed, "other")))
        let same = record(2, .pendingUpgrade, digest)
        #expect(state(record(1, .deployed, "old"), same) == .locked(same, .dead(.forget)))
        let other = record(2, .pendingUpgrade, "other")
        #expect(state(record(1, .deployed, "old"), other) == .locked(other, .dead(.rollBack(to: 1))))
        let first = record(1, .pendingInstall, "other")
        #expect(state(first) == .locked(first, .dead(.rollBack(to: 1))))
        let going = record(2, .uninstalling, digest)
        #expect(state(going) == .locked(going, .dead(.uninstall)))
        // Somebody else's helm may still be running until its time is over.
        let theirs = record(2, .pendingUpgrade, nil, at: 900)
        #expect(state(record(1, .deployed, "old"), theirs, now: 1000) == .locked(theirs, .held(until: 1200)))
        // A rollback has the labels of the revision it goes back to, so fettle writes down that it is its own.
        let rollback = record(3, .pendingRollback, "old", expected: 1, at: 900)
        let before = [record(1, .deployed, "old"), record(2, .failed, digest)]
        #expect(state(before[0], before[1], rollback) == .locked(rollback, .held(until: 1200)))
        let announced = record(2, .failed, digest, rollback: "3")
        #expect(state(before[0], announced, rollback) == .locked(rollback, .dead(.rollBack(to: 1))))
        #expect(state(record(1, .deployed, "old"), theirs, now: 1200) == .locked(theirs, .dead(.rollBack(to: 1))))
    }

    @Test func `is untested until the tests were run for its last revision`() async throws {
        let manifest = helmRelease(["values": ["a": 1], "test": ["enable": true]])
        let planned = try await planIndexed(manifest, key: [UInt8](repeating: 7, count: 32))
        func state(tests: String?) -> ReleaseState {
            let last = record(3, .deployed, planned.digest, tests: tests)
            return ReleaseState.of(planned, ReleaseFacts(records: [last], now: 0), cluster: "perso")
        }
        #expect(state(tests: nil) == .untested(record(3, .deployed, planned.digest)))
        #expect(state(tests: "2-passed").name == "untested")
        #expect(state(tests: "3-passed").isInSync)
        #expect(state(tests: "3-failed").name == "failed")
    }

    @Test func `is failed after it was undone, until something else is wanted`() async throws {
        let planned = try await planned()
        let attempt = ReleaseAttempt(digest: planned.digest, action: .upgrade, failures: 2, at: 5)
        let back = record(3, .deployed, "old", expected: 1)
        func state(_ records: [ReleaseRecord], _ attempt: ReleaseAttempt) -> ReleaseState {
            ReleaseState.of(planned, ReleaseFacts(records: records, attempt: attempt, now: 9), cluster: "perso")
        }
        #expect(state([back], attempt) == .failed(back, attempt))
        #expect(state([], attempt) == .failed(nil, attempt))
        let other = ReleaseAttempt(digest: "other", action: .upgrade, failures: 2, at: 5)
        #expect(state([], other) == .absent)
        #expect(state([record(1, .deployed, planned.digest)], attempt).isInSync)
    }

    @Test func `is to begin anew with a chart of another name, unless it is to be upgraded in place`() async throws {
        func found(
            _ last: ReleaseRecord,
            _ others: [ReleaseRecord] = [],
            was: String? = "shop",
            upgrade: [String: Value] = [:],
        ) async throws -> (ReleaseState, ReleaseStep, asks: Bool) {
            let planned = try await planIndexed(helmRelease(["upgrade": .object(upgrade)]), key: [1])
            var facts = ReleaseFacts(records: others + [last], now: 0)
            let before = ReleaseState.of(planned, facts, cluster: "perso")
            let step = ReleaseStep(for: before, planned, facts)
            let asks = step.needsBase(before, of: planned.release, cluster: "perso")
            facts.base = UpgradeBase(recorded: RecordedRelease(chartName: was), chartName: "web")
            let state = ReleaseState.of(planned, facts, cluster: "perso")
            return (state, ReleaseStep(for: state, planned, facts), asks)
        }
        let own = record(2, .deployed, "old")
        let other = try await found(own)
        #expect(other == (.otherChart(own, ChartRenaming(was: "shop", isNow: "web")), .uninstall, true))
        #expect(other.0.name == "out of sync" && other.0.reason == "the chart was shop and is web")
        #expect(try await found(own, was: "web") == (.outOfSync(own), .upgrade, true))
        #expect(try await found(own, was: nil) == (.outOfSync(own), .upgrade, true))
        let inPlace: [String: Value] = ["chartNameChangeStrategy": "InPlaceUpdate"]
        #expect(try await found(own, upgrade: inPlace) == (.outOfSync(own), .upgrade, false))
        // What somebody else installed is never uninstalled.
        let theirs = record(2, .deployed, nil)
        #expect(try await found(theirs) == (.unmanaged(theirs), .upgrade, false))
        let foreign = record(2, .deployed, "old", owner: "foundation")
        #expect(try await found(foreign) == (.outOfSync(foreign), .upgrade, false))
        // What fettle rolled back after a kill is its own, whatever the labels say.
        let killed = record(2, .pendingUpgrade, "newer", rollback: "3")
        let back = record(3, .deployed, "old", expected: 1)
        let renaming = ChartRenaming(was: "shop", isNow: "web")
        #expect(try await found(back, [killed]) == (.otherChart(back, renaming), .uninstall, true))
    }

    @Test func `that is drifted leads to a correction, unless its HelmRelease says otherwise`() async throws {
        for (mode, step) in [("enabled", ReleaseStep.correct), ("warn", .nothing), ("disabled", .nothing)] {
            let manifest = helmRelease(["driftDetection": ["mode": .string(mode)]])
            let planned = try await planIndexed(manifest, key: [1])
            let drifted = ReleaseState.drifted(record(1, .deployed, planned.digest))
            #expect(ReleaseStep(for: drifted, planned, ReleaseFacts(records: [], now: 0)) == step)
        }
    }

    @Test func `changes with chart, values and key, and not with time-outs`() async throws {
        let digest = try await planned().digest
        #expect(digest.count == 40)
        #expect(try await planned().digest == digest)
        #expect(try await planned(["a": 2]).digest != digest)
        #expect(try await planned(key: 8).digest != digest)
        let key = [UInt8](repeating: 7, count: 32)
        let later = helmRelease(["values": ["a": 1], "timeout": "1m", "upgrade": ["disableWait": true]])
        #expect(try await planIndexed(later, key: key).digest == digest)
        let noHooks = helmRelease(["values": ["a": 1], "upgrade": ["disableHooks": true]])
        #expect(try await planIndexed(noHooks, key: key).digest != digest)
        // Values that were preserved have to go once they no longer are.
        let preserving = helmRelease(["values": ["a": 1], "upgrade": ["preserveValues": true]])
        #expect(try await planIndexed(preserving, key: key).digest != digest)
        // What a chart brings with its next upgrade upgrades nothing by itself.
        let replacing = helmRelease(["values": ["a": 1], "upgrade": ["crds": "CreateReplace"]])
        #expect(try await planIndexed(replacing, key: key).digest == digest)
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
