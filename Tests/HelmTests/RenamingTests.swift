import Helm
import Manifests
import SourceTrees
import SystemPackage
import TestSupport
import Testing
import YAML

/// Charts of other names, on the real control plane.
struct AReleaseWhoseChartIsRenamed {
    /// A repository whose chart at the same path has that name.
    private static func repository(_ name: String) throws -> InMemoryTree {
        try Workplace.repository(["charts/web/Chart.yaml": "apiVersion: v2\nname: \(name)\nversion: 1.2.3\n"])
    }

    private static func spec(_ upgrade: [String: Value] = [:]) -> [String: Value] {
        [
            "install": ["disableWait": true],
            "upgrade": .object(["disableWait": true].merging(upgrade) { $1 }),
        ]
    }

    private func uid(_ place: Workplace) async throws -> String {
        try await place.plane.kubectl([
            "get", "configmap", "web", "-n", place.namespace, "-o", "jsonpath={.metadata.uid}",
        ])
    }

    @Test func `is uninstalled and installed`() async throws {
        try await Workplace.with { place in
            _ = try await place.converge(
                try await place.plan(
                    ["text": "one", "extra": true],
                    Self.spec(),
                    repository: try Self.repository("shop")
                )
            )
            let before = try await uid(place)
            let renamed = try await place.plan(["text": "two"], Self.spec(), repository: try Self.repository("web"))
            let outcome = try await place.converge(renamed)
            #expect(outcome.steps == [.uninstall, .install])
            #expect(outcome.state.record?.revision == 1)
            #expect(try await place.text() == "two")
            #expect(try await uid(place) != before)
            #expect(try await place.configMaps() == ["configmap/web"])
            place.runner.forget()
            #expect(try await place.converge(renamed).steps == [])
            #expect(place.runner.helmCommands == [])
        }
    }

    @Test func `is upgraded where that is asked for, and loses nothing`() async throws {
        try await Workplace.with { place in
            let spec = Self.spec(["chartNameChangeStrategy": "InPlaceUpdate"])
            try await place.converge(
                try await place.plan(["text": "one"], spec, repository: try Self.repository("shop"))
            )
            let before = try await uid(place)
            let renamed = try await place.plan(["text": "two"], spec, repository: try Self.repository("web"))
            let outcome = try await place.converge(renamed)
            #expect(outcome.steps == [.upgrade])
            #expect(outcome.state.record?.revision == 2)
            #expect(try await place.text() == "two")
            #expect(try await uid(place) == before)
        }
    }

    @Test func `is upgraded where somebody else installed it`() async throws {
        try await Workplace.with { place in
            let chart = place.folder.appending("by-hand")
            try write(
                Workplace.chart.merging(["Chart.yaml": "apiVersion: v2\nname: shop\nversion: 9.0.0\n"]) { $1 },
                below: chart
            )
            try await place.helm("install", "web", chart.string, "--set", "text=theirs", "--server-side=false")
            let before = try await uid(place)
            let planned = try await place.plan(["text": "ours"], Self.spec())
            #expect(try await place.converge(planned).steps == [.upgrade])
            #expect(try await place.text() == "ours")
            #expect(try await uid(place) == before)
        }
    }

    @Test func `is installed by who comes next when fettle ends at the uninstall`() async throws {
        try await Workplace.with { place in
            try await place.converge(
                try await place.plan(["text": "one"], Self.spec(), repository: try Self.repository("shop"))
            )
            let renamed = try await place.plan(["text": "two"], Self.spec(), repository: try Self.repository("web"))
            place.runner.killNext("uninstall") {
                try await place.records.list(namespace: place.namespace, name: "web").allSatisfy {
                    $0.status != .deployed
                }
            }
            _ = try? await place.tried(renamed)
            let outcome = try await place.converge(renamed)
            #expect(outcome.steps.last == .install)
            #expect(try await place.text() == "two")
        }
    }

    @Test func `is not looked at as long as nothing is to be done`() async throws {
        try await Workplace.with { place in
            let planned = try await place.plan(["text": "one"], Self.spec())
            try await place.converge(planned)
            let records = try await place.records.list(namespace: place.namespace, name: nil)
            let outcome = try await place.client.converge(
                planned,
                records: records,
                attempt: nil,
                ReleaseContext(
                    records: place.records,
                    lookup: { _ in nil },
                    commit: "0000000",
                    newCommit: { await never() },
                    recorded: { record in
                        Issue.record("\(record.secret) was read")
                        return nil
                    },
                    define: { _, _ in
                        Issue.record("something was to be defined")
                        return false
                    },
                    now: { Workplace.now() },
                ),
            )
            #expect(outcome.steps == [])
        }
    }
}
