import Helm
import Manifests
import SourceTrees
import SystemPackage
import TestSupport
import Testing
import Tools
import YAML

struct AReleaseOnACluster {
    @Test func `is installed, left alone while nothing changes, upgraded and removed`() async throws {
        try await Workplace.with { place in
            let first = try await place.plan(["text": "one"])
            let installed = try await place.converge(first)
            #expect(installed.steps == [.install])
            #expect(installed.state.record?.revision == 1)
            #expect(try await place.text() == "one")

            place.runner.forget()
            #expect(try await place.state(of: first).isInSync)
            #expect(try await place.converge(first).steps == [])
            #expect(place.runner.invocations.isEmpty)

            let second = try await place.plan(["text": "two"])
            let upgraded = try await place.converge(second)
            #expect(upgraded.steps == [.upgrade])
            #expect(upgraded.state.record?.revision == 2)
            #expect(try await place.text() == "two")
            // The server's version is asked for once.
            #expect(place.runner.invocations.map(\.tool) == ["helm"])

            for _ in 0..<2 {
                try await place.client.uninstall(name: "web", namespace: place.namespace, subject: "web")
            }
            #expect(try await place.state(of: second) == .absent)
            #expect(try await place.configMaps().isEmpty)
        }
    }

    @Test func `is upgraded when the chart in the repository changes`() async throws {
        try await Workplace.with { place in
            try await place.converge(try await place.plan())
            let changed = try Workplace.repository(["charts/web/values.yaml": "text: other\nreplicas: 0\n"])
            let next = try await place.plan(repository: changed)
            #expect(try await !place.state(of: next).isInSync)
            try await place.converge(next)
            #expect(try await place.text() == "other")
        }
    }

    @Test func `takes the values files that stand in for the chart's own`() async throws {
        try await Workplace.with { place in
            let repository = try Workplace.repository([
                "values/a.yaml": "text: a\nreplicas: 0", "values/b.yaml": "text: b",
            ])
            let spec: [String: Value] = [
                "install": ["disableWait": true],
                "chart": [
                    "spec": [
                        "chart": "charts/web", "sourceRef": ["kind": "GitRepository", "name": "lab"],
                        "valuesFiles": ["values/a.yaml", "values/b.yaml", "values/none.yaml"],
                        "ignoreMissingValuesFiles": true,
                    ]
                ],
            ]
            try await place.converge(try await place.plan([:], spec, repository: repository))
            #expect(try await place.text() == "b")
        }
    }

    @Test func `that somebody upgraded by hand is put back`() async throws {
        try await Workplace.with { place in
            let planned = try await place.plan(["text": "ours"])
            try await place.converge(planned)
            let chart = place.folder.appending("by-hand")
            try write(Workplace.chart, below: chart)
            try await place.helm("upgrade", "web", chart.string, "--set", "text=theirs")
            #expect(try await place.text() == "theirs")
            guard case .unmanaged = try await place.state(of: planned) else {
                Issue.record("the state is \(try await place.state(of: planned))")
                return
            }
            try await place.converge(planned)
            #expect(try await place.text() == "ours")
            #expect(try await place.state(of: planned).isInSync)
        }
    }

    @Test func `that fails says why without its secrets, and is upgraded by the next plan`() async throws {
        try await Workplace.with { place in
            let canary = "canary-4711"
            let spec: [String: Value] = [
                "install": ["disableWait": true], "upgrade": ["disableWait": true],
                "valuesFrom": [["kind": "Secret", "name": "keys"]],
            ]
            let planned = try await place.plan(
                ["broken": true],
                spec,
                secrets: ["keys": ["values.yaml": "secret: \(canary)"]],
            )
            let error = await #expect(throws: HelmError.self) { try await place.converge(planned) }
            #expect(error?.reason == .rejected)
            #expect(error?.description.hasPrefix("base/web/release.yaml: HelmRelease/\(place.namespace)/web: ") == true)
            #expect(error?.message.contains("broken") == true)
            #expect(error?.message.contains(canary) == false)
            #expect(error?.message.contains("\n") == false)
            for invocation in place.runner.invocations {
                #expect(!invocation.arguments.contains { $0.contains(canary) })
                #expect(!invocation.environment.values.contains { $0.contains(canary) })
            }
            guard case .failed(_?, _) = try await place.state(of: planned) else {
                Issue.record("the state is \(try await place.state(of: planned))")
                return
            }
            let next = try await place.plan(["text": "well"])
            try await place.converge(next)
            #expect(try await place.text() == "well")
        }
    }

    @Test func `whose chart cannot be rendered or is not there says so`() async throws {
        try await Workplace.with { place in
            let wrong = try Workplace.repository(["charts/web/templates/bad.yaml": "x: {{ .Values.no.such.key }}"])
            let planned = try await place.plan(repository: wrong)
            let error = await #expect(throws: HelmError.self) { try await place.converge(planned) }
            #expect(error?.reason == .chart)
            let missing = await #expect(throws: HelmError.self) {
                try await place.plan(repository: try InMemoryTree(["other": ""]))
            }
            #expect(
                missing?.message == "there is no chart in this repository at charts/web, as it has no Chart.yaml; "
                    + "correct the path",
            )
            #expect(try await place.state(of: planned) == .absent)
        }
    }

    @Test func `takes its chart from a repository over http, once for each version`() async throws {
        try await Workplace.with { place in
            let charts = place.folder.appending("charts")
            try await place.package("1.2.3", into: charts)
            try await serving(charts) { url in
                try await place.index(charts, url)
                let repository = object(
                    "source.toolkit.fluxcd.io/v1",
                    "HelmRepository",
                    "http",
                    place.namespace,
                    ["url": .string(url)],
                )
                func plan(_ version: String, interval: String = "1h") async throws -> PlannedRelease {
                    let spec: [String: Value] = [
                        "interval": .string(interval), "install": ["disableWait": true],
                        "upgrade": ["disableWait": true],
                        "chart": [
                            "spec": [
                                "chart": "web", "version": .string(version),
                                "sourceRef": ["kind": "HelmRepository", "name": "http"],
                            ]
                        ],
                    ]
                    return try await place.plan([:], spec, sources: [repository])
                }
                try await place.converge(try await plan("1.2.3"))
                // No helm downloads it.
                #expect(place.runner.helmCommands == ["upgrade"])
                // The range leads to the version that is deployed already.
                place.runner.forget()
                let range = try await plan("^1.0.0")
                #expect(range.chart.version == "1.2.3")
                #expect(try await place.state(of: range).isInSync)
                #expect(place.runner.helmCommands == [])
                // A new version is found when the interval is over, and not before.
                try await place.package("1.3.0", into: charts)
                try await place.index(charts, url)
                place.runner.forget()
                #expect(try await plan("^1.0.0").chart.version == "1.2.3")
                #expect(place.runner.helmCommands == [])
                let newer = try await plan("^1.0.0", interval: "0s")
                #expect(newer.chart.version == "1.3.0")
                #expect(try await place.converge(newer).steps == [.upgrade])
                let error = await #expect(throws: HelmError.self) { try await plan("^9") }
                #expect(error?.reason == .chartNotFound)
            }
        }
    }
}

struct AReleaseWhoseHelmWasKilled {
    private static let waiting: [String: Value] = ["install": ["timeout": "60s"], "upgrade": ["timeout": "60s"]]

    /// Kills helm while it waits for pods that nobody starts.
    private func kill(_ planned: PlannedRelease, at place: Workplace) async throws {
        // The last that helm makes before it waits is behind the second ConfigMap.
        place.runner.killNext("upgrade") {
            guard case .locked(_, .dead) = try await place.state(of: planned) else { return false }
            return try await place.configMaps().count == 2
        }
        await #expect(throws: CancellationError.self) { try await place.converge(planned) }
        guard case .locked(_, .dead) = try await place.state(of: planned) else {
            Issue.record("the state is \(try await place.state(of: planned))")
            return
        }
    }

    @Test func `in an upgrade converges with the same plan`() async throws {
        try await Workplace.with { place in
            try await place.converge(try await place.plan(["text": "one"]))
            let values: Value = ["text": "two", "extra": true, "replicas": 1]
            try await kill(try await place.plan(values, Self.waiting), at: place)
            let again = try await place.plan(values)
            let outcome = try await place.converge(again)
            #expect(outcome.steps == [.unlock(.forget), .upgrade])
            #expect(try await place.text() == "two")
            #expect(try await place.state(of: again).isInSync)
        }
    }

    @Test func `in an upgrade converges with another plan, and nothing of the killed one stays`() async throws {
        try await Workplace.with { place in
            try await place.converge(try await place.plan(["text": "one"]))
            try await kill(
                try await place.plan(["text": "two", "extra": true, "replicas": 1], Self.waiting),
                at: place
            )
            #expect(try await place.configMaps().count == 2)
            let next = try await place.plan(["text": "three"])
            try await place.converge(next)
            #expect(try await place.text() == "three")
            #expect(try await place.configMaps() == ["configmap/web"])
            #expect(try await place.state(of: next).isInSync)
            let records = try await place.records.list(namespace: place.namespace, name: "web")
            #expect(records.allSatisfy { !$0.status.isPending })
        }
    }

    @Test func `in its install converges with another plan, and nothing of the killed one stays`() async throws {
        try await Workplace.with { place in
            try await kill(
                try await place.plan(["text": "one", "extra": true, "replicas": 1], Self.waiting),
                at: place
            )
            let next = try await place.plan(["text": "two"])
            try await place.converge(next)
            #expect(try await place.text() == "two")
            #expect(try await place.configMaps() == ["configmap/web"])
            #expect(try await place.state(of: next).isInSync)
            let records = try await place.records.list(namespace: place.namespace, name: "web")
            #expect(records.allSatisfy { !$0.status.isPending })
        }
    }

    @Test func `in its removal converges when it is wanted again`() async throws {
        try await Workplace.with { place in
            // The hook waits for a pod that nobody starts.
            let hook = """
                apiVersion: batch/v1
                kind: Job
                metadata: {name: last-words, annotations: {helm.sh/hook: pre-delete}}
                spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: none}]}}}
                """
            let repository = try Workplace.repository(["charts/web/templates/hook.yaml": hook])
            let spec: [String: Value] = [
                "install": ["disableWait": true], "upgrade": ["disableWait": true],
                "uninstall": ["disableHooks": true],
            ]
            let planned = try await place.plan(["text": "one"], spec, repository: repository)
            try await place.converge(planned)
            place.runner.killNext("uninstall") {
                if case .locked(_, .dead(.uninstall)) = try await place.state(of: planned) { true } else { false }
            }
            await #expect(throws: CancellationError.self) {
                try await place.client.uninstall(name: "web", namespace: place.namespace, subject: "web")
            }
            guard case .locked(_, .dead(.uninstall)) = try await place.state(of: planned) else {
                Issue.record("the state is \(try await place.state(of: planned))")
                return
            }
            let outcome = try await place.converge(planned)
            #expect(outcome.steps.last == .install)
            #expect(outcome.steps.first == .unlock(.uninstall))
            #expect(try await place.text() == "one")
            #expect(try await place.state(of: planned).isInSync)
        }
    }

    @Test func `in its install converges with the same plan`() async throws {
        try await Workplace.with { place in
            let values: Value = ["text": "one", "extra": true, "replicas": 1]
            try await kill(try await place.plan(values, Self.waiting), at: place)
            let again = try await place.plan(values)
            #expect(try await place.converge(again).steps.last == .install)
            #expect(try await place.state(of: again).isInSync)
        }
    }
}

extension Workplace {
    /// Makes an archive of the chart in another version.
    func package(_ version: String, into charts: FilePath) async throws {
        let chart = folder.appending("package-\(version)").appending("web")
        var files = Workplace.chart
        files["Chart.yaml"] = "apiVersion: v2\nname: web\nversion: \(version)\n"
        try write(files, below: chart)
        try write(["keep": ""], below: charts)
        try await run("helm", "package", chart.string, "--destination", charts.string)
    }

    func index(_ charts: FilePath, _ url: String) async throws {
        try await run("helm", "repo", "index", charts.string, "--url", url)
    }
}
