@testable import Kustomize
import Manifests
import Testing
import YAML

struct ValueAddTests {
    private func target(_ path: String, _ position: Int = 0) -> ValueAddTransformer.Target {
        ValueAddTransformer.Target(
            selects: { _ in true },
            fieldPath: path,
            filePathPosition: position,
            place: .unknown,
        )
    }

    @Test("fields are made where they are missing, and elements by what they say")
    func paths() throws {
        var objects = try TransformedObjects(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: a}
            spec: [{}, {x: 1}]
            n: null
            u: [{}, {}]
            arr: [a, b]
            h: {g: /a/b}
            """
        )
        let paths = ["spec/1/c", "n/f", "q/0/f", "w/[=z]", "u/-/k", #"s\/t/k"#, "arr/[=b]", "pth/[a=b]/c"]
        let targets = paths.map { target($0) } + [target("h/g", 2), target("metadata/namespace")]
        try objects.apply(ValueAddTransformer("v", targets: targets))
        #expect(
            objects.yaml == """
                apiVersion: v1
                arr:
                - a
                - v
                h:
                  g: /a/v/b
                kind: Pod
                metadata:
                  name: a
                  namespace: v
                "n": null
                pth:
                - a: b
                  c: v
                q: []
                s/t:
                  k: v
                spec:
                - {}
                - c: v
                  x: 1
                u:
                - {}
                - k: v
                w:
                - v

                """
        )
    }

    @Test(
        "a value in a file's path keeps the path absolute or relative",
        arguments: [
            ("", 0, "P"), ("/", 0, "/P"), ("pie", 0, "P/pie"), ("/pie", 0, "/P/pie"), ("raw", 1, "raw/P"),
            ("/raw", 9, "/raw/P"), ("a/nice/pie", 2, "a/nice/P/pie"), ("/a/nice/pie", 2, "/a/nice/P/pie"),
            ("a//b/../c", 0, "P/a/c"),
        ]
    )
    func filePaths(path: String, position: Int, expected: String) {
        #expect(ValueAddFilePath(path).inserting("P", at: position) == expected)
    }

    @Test("a list is no place for a value")
    func list() throws {
        var objects = try TransformedObjects("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: [x]\n")
        #expect(
            try objects.failure(of: ValueAddTransformer("v", targets: [target("spec")]))
                == "objects.yaml:4: field 'spec'"
                + " of v1/Pod/a: wrong node kind: expected ScalarNode but got SequenceNode; correct 'fieldPath'"
                + " (kustomization)"
        )
    }
}
