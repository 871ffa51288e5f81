import Helm
import Manifests
import Testing
import YAML

struct ThePostRendererOfARelease {
    private let templates = """
        ---
        # Source: web/templates/app.yaml
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {ports: [{port: 80}]}
        ---
        # Source: web/templates/app.yaml
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          labels: {app: web}
        spec:
          replicas: 1
          template:
            spec:
              containers:
                - {name: main, image: "registry.example.org/web:1"}
                - {name: side, image: "registry.example.org/side:1"}
        """

    private let hook = """

        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: before, annotations: {helm.sh/hook: pre-install}}
        data: {kept: "as # it is"}

        """

    private func result(_ spec: [String: Value], of manifests: String? = nil) throws -> [Manifest] {
        let rendering = try HelmRelease.read(helmRelease(spec)).postRendering
        let bytes = try PostRenderer(rendering: rendering).result(of: Array((manifests ?? templates).utf8))
        return try Manifest.read(yaml: bytes, file: "result")
    }

    private static func patch(_ text: String, _ target: Value? = nil) -> Value {
        var patch: Value = ["patch": .string(text)]
        patch["target"] = target
        return patch
    }

    @Test func `changes objects by both kinds of patches and by images, step after step, in their order`() throws {
        let deployment: Value = ["kind": "Deployment"]
        let result = try result([
            "postRenderers": [
                [
                    "kustomize": [
                        "patches": [
                            Self.patch(
                                """
                                apiVersion: apps/v1
                                kind: Deployment
                                metadata: {name: web}
                                spec: {template: {spec: {containers: [{name: side, env: [{name: A, value: b}]}]}}}
                                """
                            ),
                            Self.patch("- {op: replace, path: /spec/replicas, value: 3}", deployment),
                        ],
                        "images": [["name": "registry.example.org/web", "newTag": "2"]],
                    ]
                ],
                ["kustomize": ["patches": [Self.patch("- {op: test, path: /spec/replicas, value: 3}", deployment)]]],
                ["kustomize": ["images": [["name": "registry.example.org/web", "newName": "other.example.org/web"]]]],
            ]
        ])
        #expect(result.map(\.kind.kind) == ["Service", "Deployment"])
        let spec = result.last?.object.at("spec", "template", "spec")
        #expect(result.last?.object.at("spec", "replicas") == 3)
        #expect(
            spec?["containers"]?.array?.compactMap { $0["image"]?.string } == [
                // As kustomize does: what a patch names comes first.
                "registry.example.org/side:1", "other.example.org/web:2",
            ]
        )
        #expect(spec?["containers"]?.array?.first?["env"] == [["name": "A", "value": "b"]])
    }

    @Test func `sets common labels and annotations on every object and on no template of pods`() throws {
        let result = try result([
            "commonMetadata": ["labels": ["app": "shop", "tier": "front"], "annotations": ["owner": "1"]]
        ])
        for object in result {
            #expect(object.object.at("metadata", "labels") == ["app": "shop", "tier": "front"])
            #expect(object.annotation("owner") == "1")
        }
        #expect(result.last?.object.at("spec", "template", "metadata") == nil)
    }

    private static let strategies: [(strategy: String?, mark: String?)] = [
        ("combined", "set"), ("separate", "set"), ("nohooks", nil), (nil, "set"),
    ]

    @Test(arguments: strategies)
    func `changes hooks as its strategy says`(strategy: String?, expected: String?) throws {
        var spec: [String: Value] = ["commonMetadata": ["labels": ["mark": "set"]]]
        spec["postRenderStrategy"] = strategy.map(Value.string)
        let result = try result(spec, of: templates + hook)
        #expect(result.map(\.name) == ["web", "web", "before"])
        #expect(result.map { $0.label("mark") } == ["set", "set", expected])
        #expect(result.last?.object.at("data", "kept") == "as # it is")
    }

    @Test func `takes a hook with the name of another object only apart from it`() throws {
        let twin = hook.replacing("ConfigMap", with: "Service").replacing("before", with: "web")
        var spec: [String: Value] = ["commonMetadata": ["labels": ["mark": "set"]], "postRenderStrategy": "separate"]
        #expect(try result(spec, of: templates + twin).count == 3)
        spec["postRenderStrategy"] = "combined"
        #expect(throws: Problems.self) { try result(spec, of: templates + twin) }
    }

    private static let wrongPatches: [(patch: String, target: Value?, part: String)] = [
        (
            "kind: Deployment\napiVersion: apps/v1\nmetadata: {name: other}", nil,
            "no resource matches strategic merge patch"
        ),
        ("- {op: remove, path: /spec/none}", ["kind": "Deployment"], "/spec/none"),
        ("just: text", nil, "patches[0]"),
        ("- {op: remove, path: /spec}", nil, "target"),
    ]

    @Test(arguments: wrongPatches)
    func `names the patch that cannot be applied`(patch: String, target: Value?, part: String) throws {
        let error = try #require(throws: Problems.self) {
            try result(["postRenderers": [["kustomize": ["patches": [Self.patch(patch, target)]]]]])
        }
        #expect(error.description.contains("spec.postRenderers[0].kustomize.patches[0]"), "\(error)")
        #expect(error.description.contains(part), "\(error)")
    }

    @Test func `is none where a release says nothing of it`() throws {
        for spec: [String: Value] in [
            [:], ["postRenderers": []], ["postRenderers": [["kustomize": [:]]], "commonMetadata": [:]],
            ["postRenderStrategy": "separate"],
        ] {
            #expect(try HelmRelease.read(helmRelease(spec)).postRendering.isEmpty)
        }
    }
}
