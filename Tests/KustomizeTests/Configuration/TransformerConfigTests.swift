@testable import Kustomize
import Manifests
import Testing
import YAML

struct TransformerConfigTests {
    private let objects: TransformedObjects

    init() throws {
        objects = try TransformedObjects("")
    }

    private func failure(_ yaml: String) -> String? {
        #expect(throws: Problems.self) { try objects.config(yaml) }?.description
    }

    @Test("the built-in fields are all there, in kustomize's order of kinds")
    func builtIn() {
        let config = TransformerConfig.builtIn
        #expect(config.commonLabels.count == 32)
        #expect(config.templateLabels.count == 10)
        #expect(config.commonAnnotations.count == 9)
        #expect(config.variableReferences.count == 72)
        #expect(config.nameReferences.map(\.referrers.count).reduce(0, +) == 167)
        #expect(
            config.nameReferences.map(\.kind.kind) == [
                "StorageClass", "ServiceAccount", "Role", "ClusterRole", "ConfigMap", "Secret", "Service",
                "PriorityClass", "PersistentVolume", "PersistentVolumeClaim", "Deployment", "StatefulSet",
                "ValidatingAdmissionPolicy", "IngressClass", "ReplicaSet", "ReplicationController",
            ]
        )
    }

    @Test("merged with themselves the built-in fields stay what they are")
    func idempotence() throws {
        let merged = try TransformerConfig().merged(with: .builtIn).merged(with: .builtIn)
        for list in TransformerConfig.lists {
            #expect(merged[keyPath: list.path] == TransformerConfig.builtIn[keyPath: list.path])
        }
        #expect(merged.nameReferences == TransformerConfig.builtIn.nameReferences)
    }

    @Test("a spec of one kind that sorts before the built-in one for all kinds takes its place")
    func overriding() throws {
        let deployment = FieldSpec("metadata/name", group: "apps", kind: "Deployment")
        let config = try objects.config("namePrefix: [{path: metadata/name, group: apps, kind: Deployment}]")
        #expect(config.namePrefix == [deployment, FieldSpec("metadata/name")])
        #expect(try TransformerConfig().merged(with: config).namePrefix == [deployment])
    }

    @Test("a file adds fields, whatever the case of its letters")
    func reading() throws {
        let config = try objects.config(
            """
            NamePrefix:
            - Path: spec/x
              create: true
            - path: metadata/name
            nameReference:
            - kind: Secret
              version: v1
              fieldSpecs: [{path: spec/y, kind: Foo}]
            - kind: Bar
              fieldSpecs: [{path: spec/bar, kind: Foo}]
            """
        )
        #expect(config.namePrefix == [FieldSpec("metadata/name"), FieldSpec("spec/x", creates: true)])
        let secret = config.nameReferences.first { $0.kind.kind == "Secret" }
        #expect(secret?.referrers.last == FieldSpec("spec/y", kind: "Foo"))
        #expect(config.nameReferences.count == TransformerConfig.builtIn.nameReferences.count + 1)
        #expect(try TransformerConfig(.null(), objects.context).namePrefix.isEmpty)
    }

    @Test(
        "what no configuration has is refused",
        arguments: [
            ("apiVersion: v1", "config.yaml:1: unknown field \"apiVersion\"; remove it or correct its name"),
            ("images: [{path: a, foo: 1}]", "config.yaml:1: unknown field \"foo\"; remove it or correct its name"),
            ("images: [{path: a, create: \"true\"}]", "config.yaml:1: create: is a string, not true or false"),
            ("- a", "config.yaml:1: the file of 'configurations' is a list, not a mapping"),
            (
                "commonLabels: [{path: metadata/labels}]",
                "kustomization: failed to merge CommonLabels fieldSpec: conflicting fieldspecs: 'metadata/labels' is there"
                    + " with another 'create'; give both the same"
            ),
        ]
    )
    func refusal(yaml: String, expected: String) {
        #expect(failure(yaml) == expected)
    }

    @Test("definitions mark names, labels and annotations, through references to others")
    func definitions() throws {
        let definitions = try objects.document(
            """
            {"example.com/v1.Kind": {"Schema": {"properties": {
                "kind": {}, "apiVersion": {}, "metadata": {},
                "spec": {"$ref": "example.com/v1.Spec"}}}},
             "example.com/v1.Spec": {"Schema": {"properties": {
                "beeRef": {"x-kubernetes-object-ref-api-version": "v1beta1", "x-kubernetes-object-ref-kind": "Bee"},
                "key": {"x-kubernetes-object-ref-api-version": "v1", "x-kubernetes-object-ref-kind": "Secret",
                    "x-kubernetes-object-ref-name-key": "id"},
                "labels": {"x-kubernetes-label-selector": ""},
                "notes": {"x-kubernetes-annotation": ""},
                "name": {"x-kubernetes-identity": ""}}}}}
            """,
            "crds.json"
        )
        let config = try TransformerConfig(definitions: definitions, objects.context)
        #expect(config.namePrefix == [FieldSpec("spec/name", kind: "Kind")])
        #expect(config.commonLabels == [FieldSpec("spec/labels", kind: "Kind")])
        #expect(config.commonAnnotations == [FieldSpec("spec/notes", kind: "Kind")])
        #expect(
            config.nameReferences == [
                TransformerConfig.NameReference(
                    kind: GroupVersionKind(group: "", version: "v1", kind: "Secret"),
                    referrers: [FieldSpec("spec/key/id", kind: "Kind")],
                ),
                TransformerConfig.NameReference(
                    kind: GroupVersionKind(group: "", version: "v1beta1", kind: "Bee"),
                    referrers: [FieldSpec("spec/beeRef/name", kind: "Kind")],
                ),
            ]
        )
    }

    @Test("definitions that hold themselves are refused")
    func cycle() throws {
        let definitions = try objects.document(
            """
            a.Kind:
              schema:
                properties: {kind: {}, apiVersion: {}, metadata: {}, spec: {$ref: a.Kind}}
            """,
            "crds.yaml"
        )
        let error = #expect(throws: Problems.self) {
            try TransformerConfig(definitions: definitions, objects.context)
        }
        #expect(
            error?.description == "crds.yaml:3: definition 'a.Kind' refers to itself, by way of 'spec'; take one '$ref'"
                + " out"
        )
    }
}
