import TestSupport
import Testing

@Suite("A repository may hold the namespace that fettle keeps its records in")
struct HomelabNamespaceTests {
    @Test("its labels stay when fettle makes its own objects there, and the second run finds no drift")
    func labels() async throws {
        try await Scenario.with { scenario in
            try await scenario.push(Samples.app().merging(Chart.files) { $1 })
            try await scenario.push([
                "overlays/one/kustomization.yaml": Samples.overlay("namespace.yaml", "release.yaml"),
                "overlays/one/release.yaml": Chart.release(values: "round: 1"),
                "overlays/one/namespace.yaml": """
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: fettle-system
                  labels:
                    pod-security.kubernetes.io/enforce: restricted
                """,
            ])
            try await scenario.sync()
            let label = ".metadata.labels.pod-security\\.kubernetes\\.io/enforce"
            #expect(try await scenario.plane.field(label, of: "namespace/fettle-system") == "restricted")
            let again = try await scenario.sync()
            #expect(again.errors.isEmpty, "\(again.errors)")
        }
    }
}
