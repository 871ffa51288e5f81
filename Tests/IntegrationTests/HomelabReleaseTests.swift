import TestSupport
import Testing

@Suite("A commit that changes the values of a release and nothing else")
struct HomelabReleaseTests {
    @Test("is the one that drift compares the cluster with from then on")
    func applied() async throws {
        try await Scenario.with { scenario in
            try await scenario.push(Samples.app().merging(Chart.files) { $1 })
            try await scenario.push([
                "overlays/one/kustomization.yaml": Samples.overlay("release.yaml"),
                "overlays/one/release.yaml": Chart.release(values: "round: 1"),
            ])
            try await scenario.sync()
            try await scenario.push(["overlays/one/release.yaml": Chart.release(values: "round: 2")])
            try await scenario.sync()
            #expect(try await scenario.plane.field(".data.round", of: "configmap/from-chart") == "2")

            let none = try await scenario.fettle("drift", "one")
            #expect(none.exitCode == 0 && none.output.isEmpty, "\(none.output)\(none.errors)")
            try await scenario.plane.kubectl(["delete", "configmap/settings", "--namespace", "app"])
            let found = try await scenario.fettle("drift", "one")
            #expect(found.exitCode == 1 && found.output.contains("create ConfigMap/app/settings"), "\(found.output)")
        }
    }
}
