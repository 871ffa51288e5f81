@testable import Kustomize
import Manifests
import Testing
import YAML

struct FieldSpecTests {
    @Test(
        "paths are split at slashes that no backslash stands before",
        arguments: [
            ("a/b", ["a", "b"]), ("/a/b", ["a", "b"]), (#"a/b\/c/d"#, ["a", "b/c", "d"]), ("a//b", ["a", "", "b"]),
            ("a", ["a"]), ("", [""]),
        ]
    )
    func splitting(path: String, names: [String]) {
        #expect(EscapedPath.parts(of: path, separatedBy: "/") == names)
    }

    @Test(
        "names that kustomize takes for places in lists are refused",
        arguments: [
            ("spec/1", "fieldName: 1: wrong node kind: expected SequenceNode but got MappingNode"),
            ("spec//d", "cannot set or create an empty field name"),
            ("spec/*", "wildcard is not supported in PathGetter"),
        ]
    )
    func refusal(path: String, reason: String) throws {
        let object = try TransformedObjects("apiVersion: v1\nkind: Pod\nmetadata: {name: d}\nspec: {\"1\": x}\n")
        let error = #expect(throws: Problems.self) {
            try object.all[0].visit(FieldSpecTable([FieldSpec(path)]), creating: .nothing, at: .unknown) { _ in }
        }
        #expect(
            error?.description
                == "objects.yaml:4: considering field '\(path)' of object v1/Pod/d: \(reason); correct the"
                + " object, or the field specs of what changes it (kustomization)"
        )
    }

    @Test("what is made stops before a list that is not there")
    func creation() throws {
        let object = try TransformedObjects("apiVersion: v1\nkind: Pod\nmetadata: {name: d}\nx: {l: null}\n").all[0]
        let specs = [
            FieldSpec("spec/a[]/b", kind: "Pod", creates: true), FieldSpec("x/l[]/b"),
            FieldSpec("y", group: "apps", kind: "Pod", creates: true), FieldSpec("z", version: "v1", creates: true),
        ]
        try object.visit(FieldSpecTable(specs), creating: .scalar(.string), at: .unknown) {
            try $0.setText("1", at: .unknown)
        }
        #expect(
            String(decoding: object.node.yaml(.folded), as: UTF8.self) == """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: d
                spec: {}
                x:
                  l: []
                z: 1

                """
        )
    }
}
