import Helm
import Manifests
import SourceTrees
import SystemPackage
import TestSupport
import Testing
import YAML

/// Each way from one state to the next, on the real control plane.
struct AReleaseOnItsWay {
    private static let noWait: [String: Value] = ["disableWait": true]

    private static func options(
        install: [String: Value] = [:],
        upgrade: [String: Value] = [:],
        test: Value? = nil,
    ) -> [String: Value] {
        var spec: [String: Value] = [
            "install": .object(noWait.merging(install) { $1 }), "upgrade": .object(noWait.merging(upgrade) { $1 }),
            "rollback": .object(noWait),
        ]
        spec["test"] = test
        return spec
    }

    @Test func `from absent to failed to in sync: an install fails, and a retry succeeds`() async throws {
        try await Workplace.with { place in
            // Somebody else's Service has the port that the chart wants.
            let blocker =
                "apiVersion: v1\nkind: Service\nmetadata: {name: blocker}\n"
                + "spec: {type: NodePort, ports: [{port: 80, nodePort: 31234}]}"
            let template =
                "apiVersion: v1\nkind: Service\nmetadata: {name: wants}\n"
                + "spec: {type: NodePort, ports: [{port: 80, nodePort: 31234}]}"
            let repository = try Workplace.repository(["charts/web/templates/port.yaml": template])
            try await place.plane.kubectl(["apply", "-n", place.namespace, "-f", "-"], input: blocker)
            let planned = try await place.plan([:], Self.options(), repository: repository)
            let failed = try await place.tried(planned)
            #expect(failed.steps == [.install])
            #expect(failed.state.name == "failed")
            #expect(failed.error?.message.contains("31234") == true)
            #expect(failed.attempt?.failures == 1)
            #expect(failed.nextTry != nil)

            let early = try await place.tried(planned, after: failed.attempt)
            #expect(early.steps == [] && early.isWaiting)
            try await place.plane.kubectl(["delete", "service", "blocker", "-n", place.namespace])
            let retried = try await place.tried(planned, after: failed.attempt, delay: 60)
            #expect(retried.steps == [.upgrade])
            #expect(retried.state.isInSync)
            #expect(retried.attempt == nil)
        }
    }

    @Test func `from failed to absent and back: a failed install is uninstalled, and tried once more`() async throws {
        try await Workplace.with { place in
            let spec = Self.options(install: ["remediation": ["retries": 1, "remediateLastFailure": true]])
            let planned = try await place.plan(["broken": true, "secret": "nonsense"], spec)
            let first = try await place.tried(planned)
            #expect(first.steps == [.install, .uninstall])
            #expect(first.error?.message.contains("it was uninstalled") == true)
            #expect(try await place.configMaps() == [])
            let second = try await place.tried(planned, after: first.attempt, delay: 60)
            #expect(second.steps == [.install, .uninstall])
            #expect(second.attempt?.failures == 2)
            #expect(second.nextTry == nil)
            #expect(second.error?.isTransient == false)
            let third = try await place.tried(planned, after: second.attempt, delay: 9999)
            #expect(third.steps == [] && third.isWaiting)
            // Something else is wanted: everything begins anew.
            let next = try await place.plan(["text": "well"], spec)
            #expect(try await place.tried(next, after: second.attempt).steps == [.install])
        }
    }

    @Test func `from out of sync to failed to rolled back: an upgrade fails`() async throws {
        try await Workplace.with { place in
            let spec = Self.options(upgrade: ["remediation": ["retries": 1]])
            let good = try await place.plan(["text": "good"], spec)
            _ = try await place.tried(good, commit: "1111111")
            let bad = try await place.plan(["text": "bad", "broken": true, "secret": "nonsense"], spec)
            let outcome = try await place.tried(bad, commit: "2222222")
            #expect(outcome.steps == [.upgrade, .rollBack(to: 1)])
            #expect(try await place.text() == "good")
            #expect(outcome.error?.message.contains("broken") == true)
            #expect(outcome.error?.message.contains("revision 3 runs, from commit 1111111") == true)
            // The rollback's own record is fettle's, so that the release can be removed later.
            #expect(outcome.state.record?.owner == Workplace.cluster)
            let last = try await place.tried(bad, after: outcome.attempt, delay: 60)
            #expect(last.steps == [.upgrade, .rollBack(to: 3)])
            #expect(last.nextTry == nil)
            #expect(try await place.text() == "good")
            let fixed = try await place.plan(["text": "fixed"], spec)
            #expect(try await place.tried(fixed, after: last.attempt).steps == [.upgrade])
            #expect(try await place.text() == "fixed")
        }
    }

    @Test func `from out of sync to failed to absent: an upgrade fails and is uninstalled`() async throws {
        try await Workplace.with { place in
            let spec = Self.options(upgrade: ["remediation": ["retries": 1, "strategy": "uninstall"]])
            try await place.converge(try await place.plan(["text": "good"], spec))
            let bad = try await place.plan(["broken": true, "secret": "nonsense"], spec)
            let outcome = try await place.tried(bad)
            #expect(outcome.steps == [.upgrade, .uninstall])
            #expect(try await place.configMaps() == [])
            #expect(try await place.records.list(namespace: place.namespace, name: "web") == [])
        }
    }

    @Test func `from untested to in sync: the tests pass`() async throws {
        try await Workplace.with { place in
            let spec = Self.options(test: ["enable": true])
            let planned = try await place.plan(["tested": "ClusterIP"], spec)
            let outcome = try await place.tried(planned)
            #expect(outcome.steps == [.install, .test])
            #expect(outcome.state.isInSync)
            #expect(outcome.state.record?.tests == .passed)
            #expect(try await place.tried(planned).steps == [])
            // A revision that was not tested is, even though the one before was.
            let next = try await place.plan(["tested": "ClusterIP", "text": "two"], spec)
            #expect(try await place.tried(next).steps == [.upgrade, .test])
        }
    }

    @Test func `from untested to failed to rolled back: the tests fail`() async throws {
        try await Workplace.with { place in
            let spec = Self.options(
                upgrade: ["remediation": ["retries": 0, "remediateLastFailure": true]],
                test: ["enable": true]
            )
            try await place.converge(try await place.plan(["text": "good", "tested": "ClusterIP"], spec))
            let bad = try await place.plan(["text": "bad", "tested": "nonsense"], spec)
            let outcome = try await place.tried(bad)
            #expect(outcome.steps == [.upgrade, .test, .rollBack(to: 1)])
            #expect(try await place.text() == "good")
            #expect(outcome.error?.message.contains("web-test") == true)
        }
    }

    @Test func `from untested to in sync: the tests fail and are ignored`() async throws {
        try await Workplace.with { place in
            let spec = Self.options(test: ["enable": true, "ignoreFailures": true])
            let planned = try await place.plan(["tested": "nonsense"], spec)
            let outcome = try await place.tried(planned)
            #expect(outcome.steps == [.install, .test])
            #expect(outcome.error == nil)
            #expect(try await place.tried(planned).steps == [])
        }
    }

    @Test func `stays failed with values that the chart cannot be rendered with, and what runs stays`() async throws {
        try await Workplace.with { place in
            let wrong = ["charts/web/templates/bad.yaml": "{{ if .Values.bad }}{{ fail \"bad is no good\" }}{{ end }}"]
            let repository = try Workplace.repository(wrong)
            let spec = Self.options()
            _ = try await place.tried(try await place.plan(["text": "good"], spec, repository: repository))
            let bad = try await place.plan(["text": "bad", "bad": true], spec, repository: repository)
            let outcome = try await place.tried(bad)
            #expect(outcome.error?.message.contains("bad is no good") == true)
            #expect(outcome.attempt?.action == .upgrade)
            #expect(try await place.text() == "good")
        }
    }

    @Test func `is let be while somebody else's helm is at it, and unlocked when that is too old`() async throws {
        try await Workplace.with { place in
            let spec = Self.options()
            let planned = try await place.plan(["text": "good"], spec)
            try await place.converge(planned)
            // What a hand-run helm leaves when it is killed.
            let chart = place.folder.appending("by-hand")
            try write(Workplace.chart, below: chart)
            try await place.helm("upgrade", "web", chart.string, "--set", "text=theirs")
            try await place.plane.kubectl([
                "label", "--overwrite", "secret", "sh.helm.release.v1.web.v2", "-n", place.namespace,
                "status=pending-upgrade",
            ])
            let held = try await place.tried(planned)
            #expect(held.steps == [] && held.isWaiting)
            #expect(held.nextTry != nil)
            #expect(held.error?.message.contains("pending-upgrade 2") == true)
            let later = try await place.tried(planned, delay: 301)
            #expect(later.state.isInSync)
            #expect(try await place.text() == "good")
        }
    }

    @Test func `ends its wait for a new commit, and never its writing`() async throws {
        try await Workplace.with { place in
            let spec: [String: Value] = ["install": ["timeout": "300s"]]
            // Its pods never come up, as nobody runs them here.
            let stuck = try await place.plan(["replicas": 1, "extra": true], spec)
            await #expect(throws: Superseded.self) {
                try await place.tried(stuck, newCommit: {})
            }
            // All was written before.
            #expect(try await place.configMaps() == ["configmap/web", "configmap/web-extra"])
            #expect(try await place.plane.kubectl(["get", "deployment", "web", "-n", place.namespace]).contains("web"))
            let next = try await place.plan(["text": "next"], Self.options())
            let outcome = try await place.tried(next)
            #expect(outcome.state.isInSync)
            #expect(try await place.text() == "next")
        }
    }
}
