import Kubernetes
import Manifests
import Testing
import YAML

struct ImmutableFields {
    private static let set = """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: db, annotations: {note: a}}
        spec:
          serviceName: db
          selector: {matchLabels: {app: db}}
          template:
            metadata: {labels: {app: db}}
            spec: {containers: [{name: db, image: "example.org/db:1"}]}
          volumeClaimTemplates:
          - metadata: {name: data}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
        """

    private func failure(_ fixture: DriftFixture, _ manifest: Manifest) async throws -> KubernetesError? {
        guard case .failed(let error)? = try await fixture.applier.apply([manifest]).first?.action else { return nil }
        return error
    }

    @Test(arguments: EngineKind.allCases)
    func `of a deployment are an error that says what to set`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            try await fixture.apply(Samples.deployment)
            let changed = try fixture.manifest(Samples.deployment.replacing("app: app}", with: "app: other}"))
            let error = try #require(try await failure(fixture, changed))
            #expect(error.reason == .immutable)
            #expect(
                error.message.hasSuffix(
                    "; set the annotation fettle.dev/recreate: orphan to make it anew while what it owns stays, "
                        + "or kustomize.toolkit.fluxcd.io/force: enabled to delete it first"
                )
            )
            #expect(try await fixture.live("deployment/app", ".spec.selector.matchLabels.app") == "app")
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `of a deployment change with Flux's force`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            try await fixture.apply(Samples.deployment)
            let before = try await fixture.live("deployment/app", ".metadata.uid")
            let changed = try fixture.manifest(
                Samples.deployment.replacing("app: app}", with: "app: other}").replacing(
                    "{name: app}",
                    with: "{name: app, annotations: {kustomize.toolkit.fluxcd.io/force: enabled}}"
                )
            )
            let comparison = try await fixture.compare(changed)
            #expect(comparison.recreation == .delete)
            #expect(comparison.differences.contains { $0.path == ".spec.selector.matchLabels.app" })
            #expect(try await fixture.applier.apply([comparison]).map(\.action) == [.recreated])
            #expect(try await fixture.live("deployment/app", ".metadata.uid") != before)
            #expect(try await fixture.compare(changed).isInSync)
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `of a stateful set are an error that says how its pods stay`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            try await fixture.apply(Self.set)
            let larger = try fixture.manifest(Self.set.replacing("storage: 1Gi", with: "storage: 2Gi"))
            let error = try #require(try await failure(fixture, larger))
            #expect(
                error.message.hasSuffix(
                    "; set the annotation fettle.dev/recreate: orphan to make it anew while its pods and volumes stay"
                )
            )
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `of a stateful set change while its pods and claims stay`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            try await fixture.apply(Self.set)
            func identity(_ kind: String) async throws -> String {
                try await fixture.kubectl("get", kind, "-o", "jsonpath={.items[*].metadata.uid}")
            }
            var pods = ""
            for _ in 0..<100 where pods.isEmpty {
                pods = try await identity("pods")
                try await Task.sleep(for: .milliseconds(100))
            }
            let claims = try await identity("pvc")
            let before = try await fixture.live("statefulset/db", ".metadata.uid")
            #expect(!pods.isEmpty && !claims.isEmpty)
            let larger = try fixture.manifest(
                Self.set.replacing("storage: 1Gi", with: "storage: 2Gi")
                    .replacing("note: a", with: "fettle.dev/recreate: orphan")
            )
            #expect(try await fixture.applier.apply([larger]).map(\.action) == [.recreated])
            let after = try await fixture.live("statefulset/db", ".metadata.uid")
            #expect(after != before)
            #expect(try await identity("pods") == pods)
            #expect(try await identity("pvc") == claims)
            var owner = ""
            for _ in 0..<100 where owner != after {
                owner = try await fixture.live("pod/db-0", ".metadata.ownerReferences[0].uid")
                try await Task.sleep(for: .milliseconds(100))
            }
            #expect(owner == after)
            #expect(try await fixture.compare(larger).isInSync)
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `with an annotation that means nothing are an error`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            try await fixture.apply(Self.set)
            let larger = try fixture.manifest(
                Self.set.replacing("storage: 1Gi", with: "storage: 2Gi")
                    .replacing("note: a", with: "fettle.dev/recreate: always")
            )
            let error = try #require(try await failure(fixture, larger))
            #expect(error.message == "the annotation fettle.dev/recreate is 'always'; write orphan or never")
        }
    }
}
