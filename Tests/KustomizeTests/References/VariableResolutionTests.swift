import Manifests
import Testing
import YAML

@testable import Kustomize

struct VariableResolutionTests {
    private static let fields = [
        FieldSpec("spec/value", kind: "Use"), FieldSpec("spec/list", kind: "Use"), FieldSpec("spec/map", kind: "Use"),
    ]

    /// A Source, a Use, and the variable `V` that takes `path` from the Source.
    private func objects(_ source: String, _ use: String, path: String) throws -> (BuiltObjects, VariableSet) {
        let objects = try BuiltObjects(
            """
            apiVersion: v1
            kind: Source
            metadata: {name: source}
            spec: \(source)
            ---
            apiVersion: v1
            kind: Use
            metadata: {name: use}
            spec: \(use)
            """
        )
        let entry = "{name: V, objref: {apiVersion: v1, kind: Source, name: source}, fieldref: {fieldpath: '\(path)'}}"
        var variables = VariableSet()
        try variables.add([try Variable(try objects.fields(entry))], of: objects.objects, objects.context)
        return (objects, variables)
    }

    private func resolved(_ source: String, path: String = "spec.x") throws -> String {
        var (objects, variables) = try objects(
            source,
            "{value: $(V), list: [$(V), a-$(V), $(W)], map: {a: $(V), b: 5, c: [$(V)]}}",
            path: path,
        )
        if let problem = try objects.problems(of: VariableResolution(variables, in: Self.fields)).first {
            return problem
        }
        return String(decoding: objects[1].node["spec"]?.yaml() ?? [], as: UTF8.self)
    }

    @Test("a variable alone keeps the type of its value, inside a text it is one")
    func values() throws {
        #expect(
            try resolved("{x: 8080}") == """
                list:
                - 8080
                - a-8080
                - $(W)
                map:
                  a: 8080
                  b: 5
                  c:
                  - $(V)
                value: 8080

                """
        )
    }

    @Test(
        "values are read and written as Go does it",
        arguments: [
            ("text", "text", "a-text"), ("\"8080\"", "\"8080\"", "a-8080"), ("True", "true", "a-true"),
            ("0755", "755", "a-755"), ("1000000.0", "1000000", "a-1e+06"), ("1_0.5", "10.5", "a-10.5"),
            ("0.5e-9", "5e-10", "a-5e-10"), ("-2.5e+30", "-2.5e+30", "a--2.5e+30"), ("", "\"\"", "a-"),
            ("~", "\"~\"", "a-~"), ("2020-01-01", "\"2020-01-01\"", "a-2020-01-01"), ("{a: b}", "$(V)", "a-$(V)"),
            ("[1]", "$(V)", "a-$(V)"),
        ]
    )
    func scalars(source: String, alone: String, inside: String) throws {
        let lines = try resolved("{x: \(source)}").split(separator: "\n").map(String.init)
        #expect(lines[1...2] == ["- \(alone)", "- \(inside)"])
    }

    @Test(
        "the ways to a value",
        arguments: [
            "spec.a.b", ".spec.a.b", "spec.list[1].b", "spec.list.1.b", "spec.list.-.b", "spec.list.[name=n].b",
            "spec.[x.y/z].b", "spec.x\\.y/z.b", "spec.names.[=b]", "spec. a .b", "spec.list.[host=x.y].b",
        ]
    )
    func paths(path: String) throws {
        let source =
            "{a: {b: b}, list: [{b: c, name: m}, {b: b, name: n, host: x.y}], x.y/z: {b: b}, names: [a, b]}"
        #expect(try resolved(source, path: path).hasPrefix("list:\n- b\n- a-b\n"))
    }

    @Test(
        "a value that is not there is an error",
        arguments: [
            "spec.none", "spec.x.y", "spec.list[2]", "spec.list.*", "spec.list.-1", "spec.list.[name=n]", "spec.[x]",
            "spec.empty.-", "spec.hex", "spec.infinite",
        ]
    )
    func missing(path: String) throws {
        #expect(
            try resolved("{x: 1, list: [1, 2], empty: [], hex: 0x10, infinite: .inf}", path: path)
                == "kustomization.yaml:1: field '\(path)' specified in var 'V' not found in corresponding resource"
                + " v1/Source/source; correct its fieldpath, or write a number in plain digits"
        )
    }

    @Test("a variable of an object that is not there is an error")
    func missingObject() throws {
        var (objects, variables) = try objects("{x: 1}", "{}", path: "spec.x")
        objects.objects = ResourceSet([objects[1]])
        #expect(
            try objects.problems(of: VariableResolution(variables, in: [])) == [
                "kustomization.yaml:1: var 'V' cannot be mapped to a field in the set of known resources: there is no"
                    + " v1/Source/source; its objref needs the object's full apiVersion, kind and name"
            ]
        )
    }

    @Test("variables that nothing uses are named, and objects without variables are left alone")
    func unused() throws {
        var (objects, variables) = try objects("{x: 1}", "{value: $$5}", path: "spec.x")
        try objects.run(VariableResolution(VariableSet(), in: Self.fields))
        #expect(objects[1].node.at("spec", "value")?.text == "$$5")
        try objects.run(VariableResolution(variables, in: Self.fields))
        #expect(objects[1].node.at("spec", "value")?.text == "$5")
        #expect(objects.context.warnings == ["well-defined vars that were never replaced: V"])
    }

    @Test("lists take strings only, and dollars stand before ASCII only")
    func problems() throws {
        var (objects, variables) = try objects("{x: 1}", "{list: [$(V), 5]}", path: "spec.x")
        #expect(
            try objects.problems(of: VariableResolution(variables, in: Self.fields)) == [
                "base/objects.yaml:9: considering field 'spec/list' of object v1/Use/use: invalid value type expect a"
                    + " string, but an element of the list is a number; quote it"
            ]
        )
        (objects, variables) = try self.objects("{x: 1}", "{value: $é}", path: "spec.x")
        #expect(
            try objects.problems(of: VariableResolution(variables, in: Self.fields)) == [
                "base/objects.yaml:9: considering field 'spec/value' of object v1/Use/use: a dollar stands before a"
                    + " letter that is not ASCII, which kustomize destroys where there are vars; write two dollars for"
                    + " one"
            ]
        )
    }

    @Test("a changed text says which variable changed it and where the value was written")
    func trace() throws {
        var (objects, variables) = try objects("{x: 1}", "{value: a-$(V), map: {a: $$5}}", path: "spec.x")
        try objects.run(VariableResolution(variables, in: Self.fields))
        #expect(
            objects[1].node.at("spec", "value")?.trace.places == [
                Place(file: 1, line: 9, column: 15), Place(file: 1, line: 4, column: 11),
                Place(file: 2, line: 1, column: 1, writer: .variable),
            ]
        )
        #expect(objects[1].node.at("spec", "map", "a")?.trace.earlier == [])
    }
}
