import Kustomize
import Manifests
import SourceTrees
import Testing
import YAML

struct Adjusting {
    private let files = [
        "x/kustomization.yaml": "resources: [all.yaml]",
        "x/all.yaml": """
        apiVersion: v1
        kind: Namespace
        metadata: {name: keep}
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: runner}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: binding, namespace: old}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
        subjects:
          - {kind: ServiceAccount, name: runner}
          - {kind: ServiceAccount, name: default, namespace: old}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: wide}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
        subjects: [{kind: ServiceAccount, name: runner}]
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: pod, labels: {app: pod}}
        spec: {containers: [{name: main, image: example/main:1}], serviceAccountName: runner}
        """,
        "parts/one/kustomization.yaml": """
        apiVersion: kustomize.config.k8s.io/v1alpha1
        kind: Component
        resources: [part.yaml]
        """,
        "parts/one/part.yaml": configMap("part"),
    ]

    @Test func `the namespace moves all but cluster-wide objects, and renames no Namespace`() async throws {
        try Fixture.with { fixture in
            let manifests = try fixture.render(files, "x") { $0.targetNamespace = "new" }
            #expect(
                Set(manifests.map(\.reference.description)) == [
                    "Namespace/keep", "ServiceAccount/new/runner", "Pod/new/pod",
                    "rbac.authorization.k8s.io/RoleBinding/new/binding",
                    "rbac.authorization.k8s.io/ClusterRoleBinding/wide",
                ]
            )
            let subjects = try manifests["binding"].object["subjects"]?.array?.map { $0["namespace"]?.string }
            #expect(subjects == ["new", "new"])
            #expect(try manifests["wide"].object["subjects"]?.array?.first?["namespace"] == "new")
        }
    }

    @Test func `patches, images, names and components change what the folder gives`() async throws {
        try Fixture.with { fixture in
            let stage = Origin(file: "clusters/a/stage.yaml", line: 3)
            let manifests = try fixture.render(files, "x") { adjustments in
                adjustments.origin = stage
                adjustments.patches = [
                    [
                        "patch": "- {op: add, path: /spec/nodeName, value: node}", "target": ["kind": "Pod"],
                    ],
                    ["patch": "apiVersion: v1\nkind: Pod\nmetadata: {name: pod}\nspec: {restartPolicy: Never}\n"],
                ]
                adjustments.images = [["name": "example/main", "newTag": "2"]]
                adjustments.namePrefix = "a-"
                adjustments.nameSuffix = "-z"
                adjustments.components = ["../parts/one", "../parts/none"]
                adjustments.ignoreMissingComponents = true
            }
            let pod = try manifests["a-pod"]
            #expect(pod.name == "a-pod-z")
            #expect(pod.object.at("spec", "nodeName") == "node")
            #expect(pod.object.at("spec", "restartPolicy") == "Never")
            #expect(pod.object.at("spec", "serviceAccountName") == "a-runner-z")
            #expect(pod.object.at("spec", "containers")?.array?.first?["image"] == "example/main:2")
            #expect(pod.origin == Origin(file: "x/all.yaml", line: 23))
            #expect(pod.touchedBy == [stage])
            #expect(try manifests["a-part"].name == "a-part-z")
        }
    }

    @Test func `labels and annotations are set at last, on every object itself`() async throws {
        try Fixture.with { fixture in
            let manifests = try fixture.render(files, "x") { adjustments in
                adjustments.labels = ["app": "other", "team": "a"]
                adjustments.annotations = ["note": "n"]
            }
            #expect(manifests.count == 5)
            for manifest in manifests {
                #expect(manifest.label("app") == "other")
                #expect(manifest.label("team") == "a")
                #expect(manifest.annotation("note") == "n")
            }
        }
    }

    @Test func `what is wrong is named with the file that asks for it`() async throws {
        try Fixture.with { fixture in
            let problems = try fixture.problems(try InMemoryTree(files), "x") { adjustments in
                adjustments.origin = Origin(file: "clusters/a/stage.yaml", line: 3)
                adjustments.components = ["../parts/none", "https://example.com/part", "../../out"]
            }
            #expect(
                problems == [
                    "clusters/a/stage.yaml:3: components: '../parts/none': no such file or directory; correct the path, or "
                        + "add it",
                    "clusters/a/stage.yaml:3: components: https://example.com/part: is a remote place, and fettle renders "
                        + "this repository only; copy its files in",
                    "clusters/a/stage.yaml:3: '../../out': leaves the repository (seen from x); keep it inside",
                ]
            )
            let patches = try fixture.problems(try InMemoryTree(files), "x") { adjustments in
                adjustments.origin = Origin(file: "clusters/a/stage.yaml", line: 3)
                adjustments.patches = [["patch": "a: [\n"]]
            }
            #expect(patches.first?.hasPrefix("clusters/a/stage.yaml:") == true, "\(patches)")
        }
    }
}
