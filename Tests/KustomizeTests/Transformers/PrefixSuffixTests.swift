@testable import Kustomize
import Manifests
import Testing
import YAML

struct PrefixSuffixTests {
    @Test("names get longer, but not those of kinds that live by their names")
    func names() throws {
        var objects = try TransformedObjects(
            ["Pod", "Namespace", "CustomResourceDefinition", "APIService"].map {
                "apiVersion: v1\nkind: \($0)\nmetadata: {name: 12}\n"
            }.joined(separator: "---\n") + "---\napiVersion: apiregistration.k8s.io/v1\nkind: APIService\n"
                + "metadata: {name: x}\n"
        )
        let specs = TransformerConfig.builtIn.namePrefix
        try objects.apply(PrefixTransformer("a-", at: objects.place(1), fieldSpecs: specs))
        try objects.apply(SuffixTransformer("-z", at: objects.place(2), fieldSpecs: specs))
        #expect(objects.all.map(\.name) == ["a-12-z", "12", "12", "a-12-z", "x"])
        let pod = objects.all[0]
        #expect(pod.formerIDs.map(\.name) == ["12", "a-12"])
        #expect(pod.history.prefixes == ["a-"])
        #expect(pod.history.suffixes == ["-z"])
        #expect(pod.node.at("metadata", "name")?.trace.places.map(\.writer) == [.source, .namePrefix, .nameSuffix])
    }

    @Test("a plugin that does both reads one file, and an empty text changes and remembers nothing")
    func plugin() throws {
        var objects = try TransformedObjects("apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {e: null}\n")
        let config = try objects.fields(
            "suffix: 1\nfieldSpecs: [{path: metadata/name}, {path: spec/e, create: true, kind: Pod}]"
        )
        try objects.apply(try PrefixSuffixTransformer(config: config))
        #expect(
            objects.yaml == """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: p1
                spec:
                  e: null1

                """
        )
        #expect(objects.all[0].history.prefixes.isEmpty)
        #expect(objects.all[0].formerIDs.map(\.name) == ["p"])
    }

    @Test("a plugin without field specs is refused")
    func missingFieldSpecs() throws {
        let config = try TransformedObjects("").fields("prefix: a-")
        let error = #expect(throws: Problems.self) { try PrefixTransformer(config: config) }
        #expect(
            error?.description == "config.yaml:1: fieldSpecs is not expected to be nil; name the fields, metadata/name"
                + " for one"
        )
    }
}
