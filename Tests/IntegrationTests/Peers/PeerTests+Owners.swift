import TestSupport
import Testing

extension PeerTests {
    @Test(
        "5: what carries another owner's label, and what copies ours below an owner of its own, is not pruned",
        arguments: Engine.allCases,
    )
    func otherOwners(engine: Engine) async throws {
        try await Scenario.with(engine: engine) { scenario in
            let plane = try scenario.plane
            try await scenario.push(
                Samples.app().merging([
                    "clusters/one/cluster.yaml": scenario.cluster("one", "pruneLimit: 100%"),
                    "overlays/one/kustomization.yaml": Samples.overlay("foreign.yaml", "owned.yaml", "plain.yaml"),
                    "overlays/one/foreign.yaml": Samples.configMap("foreign", "a: b"),
                    "overlays/one/owned.yaml": Samples.configMap("owned", "a: b"),
                    "overlays/one/plain.yaml": Samples.configMap("plain", "a: b"),
                ]) { $1 }
            )
            try await scenario.sync()
            try await plane.kubectl([
                "label", "configmap/foreign", "--namespace", "app", "--overwrite", "fettle.dev/owner=other",
            ])
            let uid = try await plane.field(".metadata.uid", of: "deployment/web")
            let owners = #"[{"apiVersion":"apps/v1","kind":"Deployment","name":"web","uid":"\#(uid)"}]"#
            try await plane.kubectl([
                "patch", "configmap/owned", "--namespace", "app", "--patch",
                #"{"metadata":{"ownerReferences":\#(owners)}}"#,
            ])
            // As an operator makes its child objects.
            try await plane.kubectl(
                ["create", "--filename", "-"],
                input: """
                    {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "child", "namespace": "app",
                     "labels": {"fettle.dev/owner": "one"}, "ownerReferences": \(owners)}}
                    """,
            )

            try scenario.remove("overlays/one/foreign.yaml", "overlays/one/owned.yaml", "overlays/one/plain.yaml")
            try await scenario.push(["overlays/one/kustomization.yaml": Samples.overlay()])
            let result = try await scenario.sync()
            for (object, reason) in [
                ("foreign", "its label fettle.dev/owner names other"), ("owned", "another object owns it"),
            ] {
                let line = result.errors.split(separator: "\n").first { $0.contains("ConfigMap/app/\(object)") }
                #expect(line?.contains("left alone") == true && line?.contains(reason) == true, "\(result.errors)")
            }
            let names = try await plane.kubectl(["get", "configmaps", "--namespace", "app", "--output", "name"])
            for name in ["foreign", "owned", "child", "settings"] {
                #expect(names.contains("configmap/\(name)\n"), "\(name) is gone")
            }
            #expect(!names.contains("configmap/plain\n"))
        }
    }

    @Test(
        "6: a namespace of the system, one that is no longer ours and one that holds another's object are never deleted",
        arguments: Engine.allCases,
    )
    func namespaces(engine: Engine) async throws {
        try await Scenario.with(engine: engine) { scenario in
            let plane = try scenario.plane
            let names = ["default", "loose", "shared", "free"]
            let namespaces = names.map { "apiVersion: v1\nkind: Namespace\nmetadata: { name: \($0) }\n" }
            try await scenario.push(
                Samples.app().merging([
                    "clusters/one/cluster.yaml": scenario.cluster("one", "pruneLimit: 100%"),
                    "overlays/one/kustomization.yaml": Samples.overlay("namespaces.yaml"),
                    "overlays/one/namespaces.yaml": namespaces.joined(separator: "---\n"),
                ]) { $1 }
            )
            try await scenario.sync()
            try await plane.kubectl(["create", "configmap", "theirs", "--namespace", "shared"])
            try await plane.kubectl(["label", "namespace/loose", "fettle.dev/owner-"])

            try scenario.remove("overlays/one/namespaces.yaml")
            try await scenario.push(["overlays/one/kustomization.yaml": Samples.overlay()])
            let result = try await scenario.sync()
            for (name, reason) in [
                ("default", "it is a system namespace"), ("loose", "it lacks the label fettle.dev/owner"),
                ("shared", "it holds ConfigMap/shared/theirs, which stays"),
            ] {
                let line = result.errors.split(separator: "\n").first { $0.contains("object=Namespace/\(name) ") }
                #expect(line?.contains(reason) == true, "\(name): \(result.errors)")
            }
            let left = try await plane.kubectl([
                "get", "namespaces", "--output",
                "jsonpath={range .items[*]}{.metadata.name} {.metadata.deletionTimestamp}{\"\\n\"}{end}",
            ])
            for name in ["default", "loose", "shared", "app"] { #expect(left.contains("\(name) \n"), "\(left)") }
            #expect(!left.contains("free"))
        }
    }
}
