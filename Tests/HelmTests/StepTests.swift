import Helm
import Manifests
import Testing
import YAML

/// The table of what follows a failure, without a cluster.
struct WhatFollowsAFailure {
    private func planned(_ spec: [String: Value]) async throws -> PlannedRelease {
        try await planIndexed(helmRelease(["values": [:]].merging(spec) { $1 }), key: [1])
    }

    private func record(_ revision: Int, _ status: ReleaseRecord.Status, _ digest: String) -> ReleaseRecord {
        let labels = [
            "owner": "helm", "fettle.dev/digest": digest, "fettle.dev/owner": "perso",
            "fettle.dev/revision": String(revision),
        ]
        return ReleaseRecord(name: "web", namespace: "apps", revision: revision, status: status, labels: labels)
    }

    /// What follows the `count`th failure of `action`, `seconds` later.
    private func step(
        _ spec: [String: Value],
        _ action: ReleaseAttempt.Action,
        failures count: Int,
        after seconds: Int64,
        isUndone: Bool = false,
    ) async throws -> ReleaseStep {
        let planned = try await planned(spec)
        let good = record(1, .deployed, "good")
        let bad = record(action == .install ? 1 : 2, .failed, planned.digest)
        let records: [ReleaseRecord] =
            switch (action, isUndone) {
            case (.install, false): [bad]
            case (.install, true): []
            case (.upgrade, false): [good, bad]
            case (.upgrade, true): [good, bad, record(3, .deployed, "good")]
            }
        let facts = ReleaseFacts(
            records: records,
            attempt: ReleaseAttempt(digest: planned.digest, action: action, failures: count, at: 1000),
            now: 1000 + seconds,
        )
        return ReleaseStep(for: .of(planned, facts, cluster: "perso"), planned, facts)
    }

    @Test(arguments: [(1, 5), (2, 10), (3, 20), (7, 300), (40, 300)])
    func `is another try, after longer and longer pauses`(failures: Int, pause: Int64) async throws {
        for action in [ReleaseAttempt.Action.install, .upgrade] {
            let early = try await step([:], action, failures: failures, after: pause - 1)
            #expect(early == .wait(until: 1000 + pause))
            #expect(try await step([:], action, failures: failures, after: pause) == .upgrade)
        }
    }

    @Test func `is another try after the interval that is asked for`() async throws {
        let spec: [String: Value] = ["upgrade": ["strategy": ["name": "RetryOnFailure", "retryInterval": "90s"]]]
        #expect(try await step(spec, .upgrade, failures: 9, after: 89) == .wait(until: 1090))
        #expect(try await step(spec, .upgrade, failures: 9, after: 90) == .upgrade)
        let usual: [String: Value] = ["upgrade": ["strategy": ["name": "RetryOnFailure"]]]
        #expect(try await step(usual, .upgrade, failures: 1, after: 0) == .wait(until: 1300))
    }

    @Test func `of an upgrade is a rollback, and the last one too, by default`() async throws {
        let spec: [String: Value] = ["upgrade": ["remediation": ["retries": 1]]]
        #expect(try await step(spec, .upgrade, failures: 1, after: 0) == .rollBack(to: 1))
        #expect(try await step(spec, .upgrade, failures: 1, after: 60, isUndone: true) == .upgrade)
        #expect(try await step(spec, .upgrade, failures: 2, after: 0) == .rollBack(to: 1))
        #expect(try await step(spec, .upgrade, failures: 2, after: 9999, isUndone: true) == .giveUp)
        let keep: [String: Value] = ["upgrade": ["remediation": ["retries": 1, "remediateLastFailure": false]]]
        #expect(try await step(keep, .upgrade, failures: 2, after: 0) == .giveUp)
    }

    @Test func `of an upgrade can be an uninstall`() async throws {
        let spec: [String: Value] = ["upgrade": ["remediation": ["retries": 1, "strategy": "uninstall"]]]
        #expect(try await step(spec, .upgrade, failures: 1, after: 0) == .uninstall)
    }

    @Test func `of an install is an uninstall, but for the last one, by default`() async throws {
        let spec: [String: Value] = ["install": ["remediation": ["retries": 1]]]
        #expect(try await step(spec, .install, failures: 1, after: 0) == .uninstall)
        #expect(try await step(spec, .install, failures: 1, after: 60, isUndone: true) == .install)
        #expect(try await step(spec, .install, failures: 2, after: 0) == .giveUp)
        let last: [String: Value] = ["install": ["remediation": ["retries": 1, "remediateLastFailure": true]]]
        #expect(try await step(last, .install, failures: 2, after: 0) == .uninstall)
    }

    @Test func `never ends where the retries are not limited`() async throws {
        let spec: [String: Value] = ["upgrade": ["remediation": ["retries": -1]]]
        #expect(try await step(spec, .upgrade, failures: 500, after: 0) == .rollBack(to: 1))
        #expect(try await step(spec, .upgrade, failures: 500, after: 300, isUndone: true) == .upgrade)
    }

    @Test func `is nothing where the repository says so`() async throws {
        let spec: [String: Value] = ["upgrade": ["strategy": ["name": "RemediateOnFailure"]]]
        #expect(try await step(spec, .upgrade, failures: 1, after: 9999) == .giveUp)
    }
}
