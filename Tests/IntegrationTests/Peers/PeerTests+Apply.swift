import Foundation
import TestSupport
import Testing

extension PeerTests {
    @Test(
        "9: while an API group does not answer its objects are not pruned, and nobody says that all is well",
        arguments: Engine.allCases,
    )
    func flakyGroup(engine: Engine) async throws {
        try await Scenario.with(engine: engine) { scenario in
            let plane = try scenario.plane
            try await plane.kubectl(["apply", "--filename", "-"], input: Self.definition(stored: "v1"))
            try await plane.waitUntilEstablished("things.example.org")
            try await scenario.push(
                Samples.app().merging([
                    "overlays/one/kustomization.yaml": Samples.overlay("thing.yaml"),
                    "overlays/one/thing.yaml": Self.thing("first", version: "v1"),
                ]) { $1 }
            )
            try await scenario.sync()

            // As an aggregated API whose pods are away.
            let service = "apiservice/v1.example.org"
            try await plane.kubectl(["label", service, "kube-aggregator.kubernetes.io/automanaged-"])
            let away = #"{"spec":{"service":{"name":"nowhere","namespace":"default"},"insecureSkipTLSVerify":true}}"#
            try await plane.kubectl(["patch", service, "--type", "merge", "--patch", away])
            while (try? await plane.kubectl(["get", "--raw", "/apis/example.org/v1"])) != nil {
                try await Task.sleep(for: .milliseconds(100))
            }
            let failed = try await scenario.fettle("sync")
            #expect(failed.exitCode == 1, "\(failed.errors)")
            #expect(failed.errors.contains("example.org/Thing/app/first"), "\(failed.errors)")
            #expect(failed.errors.contains("not converged"), "\(failed.errors)")

            try scenario.remove("overlays/one/thing.yaml")
            try await scenario.push(["overlays/one/kustomization.yaml": Samples.overlay()])
            let kept = try await scenario.fettle("sync")
            let line = kept.errors.split(separator: "\n").first { $0.contains("example.org/Thing/app/first") }
            #expect(line?.contains("not pruned") == true, "\(kept.errors)")
            #expect(line?.contains("reason=\"it cannot be read: the server ") == true, "\(kept.errors)")

            // The server makes it anew, as it was.
            try await plane.kubectl(["delete", service])
            try await plane.waitUntilEstablished("things.example.org")
            #expect(try await plane.field(".spec.size", of: "things.v1.example.org/first") == "1")
            try await scenario.sync()
            #expect(try await plane.field(".metadata.name", of: "things.v1.example.org/first").isEmpty)
        }
    }

    @Test(
        "10: a definition and its object come in one commit, and it does not go while somebody else's object is live",
        arguments: Engine.allCases,
    )
    func definition(engine: Engine) async throws {
        try await Scenario.with(engine: engine) { scenario in
            let plane = try scenario.plane
            try await scenario.push(
                Samples.app().merging([
                    "clusters/one/cluster.yaml": scenario.cluster("one", "pruneLimit: 100%"),
                    "overlays/one/kustomization.yaml": Samples.overlay("thing.yaml", "definition.yaml"),
                    "overlays/one/definition.yaml": Self.definition(stored: "v1"),
                    "overlays/one/thing.yaml": Self.thing("first", version: "v1"),
                ]) { $1 }
            )
            try await scenario.sync()
            #expect(try await plane.field(".spec.size", of: "things.v1.example.org/first") == "1")
            try await plane.kubectl(["create", "--filename", "-"], input: Self.thing("theirs", version: "v1"))

            try scenario.remove("overlays/one/thing.yaml", "overlays/one/definition.yaml")
            try await scenario.push(["overlays/one/kustomization.yaml": Samples.overlay()])
            let result = try await scenario.sync()
            #expect(
                result.errors.contains("it holds example.org/Thing/app/theirs, which stays"),
                "\(result.errors)",
            )
            let names = try await plane.kubectl(["get", "things", "--namespace", "app", "--output", "name"])
            #expect(names == "thing.example.org/theirs\n")

            try await plane.kubectl(["delete", "things/theirs", "--namespace", "app"])
            try await scenario.sync()
            let left = try await plane.kubectl(["get", "crd", "--output", "name", "--ignore-not-found"])
            #expect(left.isEmpty)
        }
    }

    @Test(
        "10: a definition's next version and its object in that version come in one commit",
        arguments: Engine.allCases
    )
    func definitionVersions(engine: Engine) async throws {
        try await Scenario.with(engine: engine) { scenario in
            let plane = try scenario.plane
            try await scenario.push(
                Samples.app().merging([
                    "overlays/one/kustomization.yaml": Samples.overlay("thing.yaml", "definition.yaml"),
                    "overlays/one/definition.yaml": Self.definition(stored: "v1alpha1"),
                    "overlays/one/thing.yaml": Self.thing("first", version: "v1alpha1"),
                ]) { $1 }
            )
            try await scenario.sync()
            let uid = try await plane.field(".metadata.uid", of: "things.v1alpha1.example.org/first")

            try await scenario.push([
                "overlays/one/definition.yaml": Self.definition(stored: "v1", older: ["v1alpha1"]),
                "overlays/one/thing.yaml": Self.thing("first", version: "v1", size: 2),
            ])
            try await scenario.sync()
            #expect(try await plane.field(".metadata.uid", of: "things.v1.example.org/first") == uid)
            #expect(try await plane.field(".spec.size", of: "things.v1.example.org/first") == "2")
            #expect(try await scenario.sync().errors.isEmpty)

            // Its fields are recorded with the version that they were applied in, which must not keep it from changing.
            try await plane.kubectl([
                "patch", "things.v1.example.org/first", "--namespace", "app", "--type", "merge", "--patch",
                #"{"spec":{"size":5}}"#,
            ])
            let result = try await scenario.sync()
            #expect(result.errors.contains("field=.spec.size want=2 live=5"), "\(result.errors)")
        }
    }

    @Test(
        "11: an immutable field is an error that says what to set, and with force it changes",
        arguments: Engine.allCases
    )
    func immutable(engine: Engine) async throws {
        try await Scenario.with(engine: engine) { scenario in
            let plane = try scenario.plane
            try await scenario.push(Samples.app())
            try await scenario.sync()
            let uid = try await plane.field(".metadata.uid", of: "deployment/web")
            let changed = try #require(Samples.app()["base/app/deployment.yaml"]).replacing(
                "app: web",
                with: "app: other"
            )

            try await scenario.push(["base/app/deployment.yaml": changed])
            let refused = try await scenario.fettle("sync")
            #expect(refused.exitCode == 1)
            #expect(refused.errors.contains("or kustomize.toolkit.fluxcd.io/force: enabled to delete it first"))
            #expect(try await plane.field(".metadata.uid", of: "deployment/web") == uid)

            let force = "name: web\n  annotations: { kustomize.toolkit.fluxcd.io/force: enabled }\n  namespace"
            try await scenario.push([
                "base/app/deployment.yaml": changed.replacing("name: web\n  namespace", with: force)
            ])
            let result = try await scenario.sync()
            #expect(result.errors.contains("action=recreated"), "\(result.errors)")
            #expect(try await plane.field(".metadata.uid", of: "deployment/web") != uid)
            #expect(try await plane.field(".spec.selector.matchLabels.app", of: "deployment/web") == "other")
            #expect(try await scenario.sync().errors.isEmpty)
        }
    }

    @Test(
        "11: a stateful set's claims change where the annotation says so, and its pods and volumes stay",
        arguments: Engine.allCases,
    )
    func claims(engine: Engine) async throws {
        try await Scenario.with(engine: engine) { scenario in
            let plane = try scenario.plane
            func set(_ size: String, _ annotation: String = "note: none") -> [String: String] {
                [
                    "overlays/one/set.yaml": """
                    apiVersion: apps/v1
                    kind: StatefulSet
                    metadata: { name: db, namespace: app, annotations: { \(annotation) } }
                    spec:
                      serviceName: db
                      selector: { matchLabels: { app: db } }
                      template:
                        metadata: { labels: { app: db } }
                        spec: { containers: [{ name: db, image: registry.invalid/db:1 }] }
                      volumeClaimTemplates:
                        - metadata: { name: data }
                          spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: \(size) } } }
                    """
                ]
            }
            func identities() async throws -> String {
                try await plane.kubectl([
                    "get", "pods,persistentvolumeclaims", "--namespace", "app", "--selector", "app=db", "--output",
                    "jsonpath={range .items[*]}{.kind} {.metadata.uid}{\"\\n\"}{end}",
                ])
            }
            try await scenario.push(
                Samples.app().merging(set("1Gi")) { $1 }
                    .merging(["overlays/one/kustomization.yaml": Samples.overlay("set.yaml")]) { $1 }
            )
            try await scenario.sync()
            while try await identities().split(separator: "\n").count < 2 {
                try await Task.sleep(for: .milliseconds(100))
            }
            let before = try await identities()

            try await scenario.push(set("2Gi"))
            let refused = try await scenario.fettle("sync")
            #expect(refused.exitCode == 1)
            #expect(refused.errors.contains("set the annotation fettle.dev/recreate: orphan"), "\(refused.errors)")

            try await scenario.push(set("2Gi", "fettle.dev/recreate: orphan"))
            let result = try await scenario.sync()
            #expect(result.errors.contains("action=recreated"), "\(result.errors)")
            let path = ".spec.volumeClaimTemplates[0].spec.resources.requests.storage"
            #expect(try await plane.field(path, of: "statefulset/db") == "2Gi")
            #expect(try await identities() == before)
        }
    }

    private static func definition(stored: String, older: [String] = []) -> String {
        let versions = ([stored] + older).map { name in
            """
                - name: \(name)
                  served: true
                  storage: \(name == stored)
                  schema:
                    openAPIV3Schema:
                      type: object
                      properties:
                        spec: { type: object, properties: { size: { type: integer } } }

            """
        }
        return """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: { name: things.example.org }
            spec:
              group: example.org
              names: { kind: Thing, listKind: ThingList, plural: things, singular: thing }
              scope: Namespaced
              versions:
            \(versions.joined())
            """
    }

    private static func thing(_ name: String, version: String, size: Int = 1) -> String {
        """
        apiVersion: example.org/\(version)
        kind: Thing
        metadata: { name: \(name), namespace: app }
        spec: { size: \(size) }
        """
    }
}
