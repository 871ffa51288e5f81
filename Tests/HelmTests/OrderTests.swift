import Helm
import Manifests
import Testing
import YAML

struct TheOrderOfReleases {
    private func release(_ name: String, after names: String...) throws -> HelmRelease {
        let entries = names.map { Value.object(["name": .string($0)]) }
        return try HelmRelease.read(
            helmRelease(name, ["dependsOn": .array(entries)], origin: Origin(file: "\(name).yaml")),
        )
    }

    @Test func `has each after what it depends on`() throws {
        let releases = [
            try release("grafana", after: "loki", "tempo"), try release("tempo", after: "loki"), try release("loki"),
            try release("alloy"),
        ]
        let waves = try ReleaseOrder.waves(releases)
        #expect(waves.map { $0.map(\.reference.name) } == [["alloy", "loki"], ["tempo"], ["grafana"]])
    }

    @Test func `leaves out circles and what waits for nobody, and names them`() throws {
        let order = ReleaseOrder([
            try release("a", after: "b"), try release("b", after: "a"), try release("c", after: "a"),
            try release("d", after: "none"), try release("e"),
        ])
        #expect(order.waves.map { $0.map(\.reference.name) } == [["e"]])
        #expect(order.blocked.map(\.reference.name) == ["a", "b", "c", "d"])
        #expect(
            order.problems.map(\.description) == [
                "d.yaml: HelmRelease/apps/d: spec.dependsOn: there is no HelmRelease apps/none; add it, or correct the "
                    + "name",
                "a.yaml: HelmRelease/apps/a: spec.dependsOn: HelmReleases wait for each other: apps/a → apps/b → "
                    + "apps/a; break the circle",
            ],
        )
    }
}
