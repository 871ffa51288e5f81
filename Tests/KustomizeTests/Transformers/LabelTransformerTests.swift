@testable import Kustomize
import Manifests
import Testing
import YAML

struct LabelTransformerTests {
    private func labels(_ objects: TransformedObjects, _ entries: KeyValuePairs<String, String>) -> LabelTransformer {
        let entries = entries.map { (name: $0.key, text: $0.value, place: objects.place(3)) }
        return LabelTransformer(entries, fieldSpecs: TransformerConfig.builtIn.commonLabels)
    }

    @Test("labels stand in metadata, templates and selectors, as strings, and null makes room for them")
    func everywhere() throws {
        var objects = try TransformedObjects(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: d, labels: null}
            spec: {selector: null, template: null, replicas: null}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: s}
            spec: {selector: {app: null, x: 5}}
            ---
            apiVersion: batch/v1
            kind: Job
            metadata: {name: j}
            spec: {selector: {matchLabels: null}, template: {metadata: null}}
            """
        )
        try objects.apply(labels(objects, ["app": "1"]))
        #expect(
            objects.yaml == """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  labels:
                    app: "1"
                  name: d
                spec:
                  replicas: null
                  selector:
                    matchLabels:
                      app: "1"
                  template:
                    metadata:
                      labels:
                        app: "1"
                ---
                apiVersion: v1
                kind: Service
                metadata:
                  labels:
                    app: "1"
                  name: s
                spec:
                  selector:
                    app: "1"
                    x: 5
                ---
                apiVersion: batch/v1
                kind: Job
                metadata:
                  labels:
                    app: "1"
                  name: j
                spec:
                  selector:
                    matchLabels: null
                  template:
                    metadata:
                      labels:
                        app: "1"

                """
        )
    }

    @Test("terms of affinities get labels in each element, and only where selectors are")
    func lists() throws {
        var objects = try TransformedObjects(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: d}
            spec:
              template:
                spec:
                  topologySpreadConstraints: [{labelSelector: {matchLabels: {a: b}}}, {labelSelector: {}}]
            """
        )
        try objects.apply(labels(objects, ["app": "x"]))
        let constraints = objects.all[0].node.at("spec", "template", "spec", "topologySpreadConstraints")
        #expect(
            try constraints?.value() == [
                ["labelSelector": ["matchLabels": ["a": "b", "app": "x"]]], ["labelSelector": [:]],
            ]
        )
    }

    @Test("a label says who wrote it and what was there before")
    func traces() throws {
        var objects = try TransformedObjects(
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  labels:\n    app: old\n"
        )
        try objects.apply(labels(objects, ["app": "new", "tier": "web"]))
        let labels = objects.all[0].node.at("metadata", "labels")
        let written = objects.place(3).written(by: .label)
        #expect(labels?["tier"]?.trace == Trace(written))
        #expect(labels?["app"]?.trace.places == [Place(file: 1, line: 6, column: 10), written])
    }

    @Test("an entry of labels names what is labelled besides metadata")
    func entries() throws {
        let pod = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {x: {}}\n"
        func keys(_ entry: String) throws -> [String] {
            var objects = try TransformedObjects(pod)
            let fields = try objects.fields("pairs: {app: x}\n\(entry)")
            try objects.apply(try LabelTransformer(entry: fields, config: .builtIn))
            return objects.yaml.split(separator: "\n").filter { $0.hasSuffix(":") }.map(String.init)
        }
        #expect(try keys("") == ["metadata:", "  labels:", "spec:"])
        #expect(
            try keys("includeTemplates: true") == [
                "metadata:", "  labels:", "spec:", "  template:", "    metadata:", "      labels:",
            ]
        )
        #expect(
            try keys("includeSelectors: true") == [
                "metadata:", "  labels:", "spec:", "  selector:", "    matchLabels:", "  template:", "    metadata:",
                "      labels:",
            ]
        )
        #expect(
            try keys("fields: [{path: spec/x/z, create: true}]") == [
                "metadata:", "  labels:", "spec:", "  x:", "    z:",
            ]
        )
    }

    @Test("field specs of an entry that contradict the built-in ones are refused")
    func conflict() throws {
        let objects = try TransformedObjects("")
        let fields = try objects.fields("pairs: {app: x}\nfields: [{path: metadata/labels}]")
        let error = #expect(throws: Problems.self) { try LabelTransformer(entry: fields, config: .builtIn) }
        #expect(
            error?.description == "config.yaml:2: failed to merge labels: conflicting fieldspecs: 'metadata/labels' is"
                + " there with another 'create'; give both the same"
        )
    }

    @Test("numbers and truth values in a plugin's file are texts, and null is an empty one")
    func plugin() throws {
        var objects = try TransformedObjects("apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n")
        let config = try objects.fields(
            """
            Labels: {a: 1, b: 1.50, c: true, d: null}
            fieldSpecs: [{path: metadata/labels, create: true, kind: null}]
            """
        )
        try objects.apply(try LabelTransformer(config: config))
        #expect(
            try objects.all[0].node.at("metadata", "labels")?.value() == ["a": "1", "b": "1.5", "c": "true", "d": ""]
        )
    }

    @Test(
        "what stands in the way is named",
        arguments: [
            (
                "kind: ConfigMap\nmetadata: {name: d, labels: [a]}",
                "objects.yaml:3: considering field 'metadata/labels' of object v1/ConfigMap/d: wrong node kind: expected"
                    + " MappingNode but got SequenceNode; correct the object, or the field specs of what changes it"
                    + " (kustomization.yaml:3)"
            ),
            (
                "kind: Service\nmetadata: {name: d}\nspec: foo",
                "objects.yaml:4: considering field 'spec/selector' of object v1/Service/d: expected sequence or mapping"
                    + " node, but 'spec' is a string; correct the object, or the field specs of what changes it (kustomization.yaml:3)"
            ),
        ]
    )
    func refusal(object: String, expected: String) throws {
        var objects = try TransformedObjects("apiVersion: v1\n\(object)\n")
        #expect(try objects.failure(of: labels(objects, ["app": "1"])) == expected)
    }

    @Test("annotations go to objects and pods")
    func annotations() throws {
        var objects = try TransformedObjects(
            "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: c, annotations: null}\nspec: {}\n"
        )
        try objects.apply(
            AnnotationsTransformer(
                [(name: "on", text: "yes", place: objects.place(1))],
                fieldSpecs: TransformerConfig.builtIn.commonAnnotations,
            )
        )
        #expect(
            objects.yaml == """
                apiVersion: batch/v1
                kind: CronJob
                metadata:
                  annotations:
                    "on": "yes"
                  name: c
                spec:
                  jobTemplate:
                    metadata:
                      annotations:
                        "on": "yes"
                    spec:
                      template:
                        metadata:
                          annotations:
                            "on": "yes"

                """
        )
    }
}
