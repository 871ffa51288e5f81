import Manifests
import Testing
import YAML

@testable import Kustomize

struct VariableTests {
    private let services = """
        {apiVersion: v1, kind: Service, metadata: {name: app, namespace: a}}
        ---
        {apiVersion: v1, kind: Service, metadata: {name: app, namespace: b}}
        ---
        {apiVersion: apps/v1, kind: Deployment, metadata: {name: app}}
        """

    private func variable(_ text: String, _ objects: BuiltObjects) throws -> Variable {
        try Variable(try objects.fields(text))
    }

    private func message(_ body: () throws -> Void) throws -> String {
        do {
            try body()
            return ""
        } catch let error as Problems {
            return error.description
        }
    }

    @Test(
        "apiVersion says group and version, and group and version say them apart",
        arguments: [
            ("{apiVersion: apps/v1, kind: K, name: n}", "apps/v1/K/n"),
            ("{apiVersion: v1, kind: K, name: n, namespace: s}", "v1/K/s/n"),
            ("{group: apps, version: v1, kind: K, name: n}", "apps/v1/K/n"),
            ("{group: apps, version: v2, apiVersion: v1, kind: K, name: n}", "apps/v1/K/n"),
            ("{group: apps, version: v2, apiVersion: a/b/c, kind: K, name: n}", "apps/v2/K/n"),
            ("{kind: K, name: n}", "K/n"),
        ]
    )
    func target(text: String, expected: String) throws {
        let read = try variable("{name: X, objref: \(text)}", try BuiltObjects(services))
        #expect(read.target.description == expected)
        #expect(read.fieldPath == "metadata.name")
    }

    @Test("case plays no part in the names of fields, and other fields are refused")
    func fields() throws {
        let objects = try BuiltObjects(services)
        let read = try variable("{Name: X, objRef: {kind: K, name: n}, fieldref: {fieldpath: a.b}}", objects)
        #expect(read.name == "X")
        #expect(read.fieldPath == "a.b")
        let text = try message {
            _ = try variable("{name: X, objref: {kind: K, uid: u}, fieldref: {path: a.b}}", objects)
        }
        #expect(
            text == """
                kustomization.yaml:1: unknown field "uid"; remove it or correct its name
                kustomization.yaml:1: unknown field "path"; remove it or correct its name
                """
        )
    }

    @Test("the object that a variable names is marked, under any of its names")
    func marks() throws {
        let objects = try BuiltObjects(services)
        objects[0].rename(prefix: "my-", namespace: "c")
        var set = VariableSet()
        try set.add(
            [
                try variable("{name: A, objref: {apiVersion: v1, kind: Service, name: app, namespace: a}}", objects),
                try variable("{name: C, objref: {apiVersion: v1, kind: Service, name: my-app}}", objects),
                try variable("{name: D, objref: {apiVersion: apps/v1, kind: Deployment, name: app}}", objects),
                try variable("{name: N, objref: {kind: Deployment, name: app}}", objects),
            ],
            of: objects.objects,
            objects.context,
        )
        #expect(objects.objects.resources.map(\.variableNames) == [["A", "C"], [], ["D"]])
        #expect(set.variables.map(\.name) == ["A", "C", "D", "N"])
    }

    @Test("a variable that several objects match is an error, and a namespace tells them apart")
    func ambiguity() throws {
        let objects = try BuiltObjects(services)
        var set = VariableSet()
        let text = try message {
            let open = try variable("{name: X, objref: {apiVersion: v1, kind: Service, name: app}}", objects)
            try set.add([open], of: objects.objects, objects.context)
        }
        #expect(
            text == "kustomization.yaml:1: found 2 resId matches for var 'X' (unable to disambiguate):"
                + " v1/Service/a/app, v1/Service/b/app; name the namespace in its objref"
        )
        #expect(set.isEmpty)
    }

    @Test("a name that stands twice is an error, in one kustomization or in two")
    func duplicates() throws {
        let objects = try BuiltObjects(services)
        let text = "\n{name: X, objref: {apiVersion: v1, kind: Service, name: none}}"
        let first = try variable(text, objects)
        let second = try variable("\n" + text, objects)
        var set = VariableSet()
        let expected =
            "kustomization.yaml:3: var 'X' already encountered in kustomization.yaml:2; give one of them"
            + " another name"
        #expect(try message { try set.add([first, second], of: objects.objects, objects.context) } == expected)

        var one = VariableSet()
        try one.add([first], of: objects.objects, objects.context)
        var two = VariableSet()
        try two.add([second], of: objects.objects, objects.context)
        let again = one
        #expect(try message { try one.merge(two, objects.context) } == expected)
        #expect(
            try message { try two.merge(two, objects.context) } == "kustomization.yaml:3: var 'X' already encountered:"
                + " its kustomization is built twice; move the vars to the one that builds it"
        )
        #expect(again.variables.count == 1)
    }
}
