import Helm
import Manifests
import Testing
import YAML

struct ValuesOfARelease {
    private func merged(_ spec: [String: Value], _ objects: [String: [String: String]] = [:]) async throws
        -> ReleaseValues
    {
        try await ReleaseValues.merged(of: try HelmRelease.read(helmRelease(spec))) { reference in
            objects["\(reference.kind)/\(reference.name)"]?.mapValues { [UInt8]($0.utf8) }
        }
    }

    @Test func `are its references in their order and its own on top`() async throws {
        let values = try await merged(
            [
                "valuesFrom": [["kind": "ConfigMap", "name": "one"], ["kind": "ConfigMap", "name": "two"]],
                "values": ["map": ["own": 1], "list": ["own"]],
            ],
            [
                "ConfigMap/one": ["values.yaml": "map: {own: 0, one: 1, both: 1}\nlist: [one, one]\nrest: one"],
                "ConfigMap/two": ["values.yaml": "map:\n  both: 2"],
            ],
        )
        #expect(
            values.values == ["map": ["own": 1, "one": 1, "both": 2], "list": ["own"], "rest": "one"],
        )
        #expect(!values.isSensitive)
    }

    @Test func `keep a null, for helm to drop the chart's value`() async throws {
        let values = try await merged(
            ["valuesFrom": [["kind": "ConfigMap", "name": "one"]], "values": ["a": ["b": nil]]],
            ["ConfigMap/one": ["values.yaml": "a: {b: 1, c: 2}"]],
        )
        #expect(values.values == ["a": ["b": nil, "c": 2]])
    }

    @Test func `take a single value to its place, above their own, and say so`() async throws {
        let values = try await merged(
            [
                "valuesFrom": [
                    ["kind": "Secret", "name": "db", "valuesKey": "password", "targetPath": "auth.users[1].password"],
                    ["kind": "Secret", "name": "db", "valuesKey": "port", "targetPath": "port"],
                ],
                "values": ["port": 1, "auth": ["users": [["name": "first"]]]],
            ],
            ["Secret/db": ["password": "canary-4711", "port": "5432"]],
        )
        #expect(
            values.values == [
                "port": 5432, "auth": ["users": [["name": "first"], ["password": "canary-4711"]]],
            ],
        )
        #expect(values.isSensitive)
        #expect(
            values.notes.map(\.message) == [
                "spec.valuesFrom[1]: sets 'port', which spec.values sets too; the reference wins here, and may not in "
                    + "Flux; remove one of them"
            ],
        )
        #expect(values.mask.hide(in: "no canary-4711 here") == "no «secret» here")
    }

    @Test func `may lack what is optional, object or key`() async throws {
        let values = try await merged(
            [
                "valuesFrom": [
                    ["kind": "Secret", "name": "none", "optional": true],
                    ["kind": "ConfigMap", "name": "one", "valuesKey": "none", "optional": true],
                ]
            ],
            ["ConfigMap/one": ["values.yaml": "a: 1"]],
        )
        #expect(values.values == [:])
    }

    @Test func `report everything that is missing or broken, and no value`() async throws {
        let error = await #expect(throws: Problems.self) {
            try await merged(
                [
                    "valuesFrom": [
                        ["kind": "Secret", "name": "none"],
                        ["kind": "ConfigMap", "name": "one", "valuesKey": "none"],
                        ["kind": "Secret", "name": "broken"],
                        ["kind": "Secret", "name": "broken", "targetPath": "a", "valuesKey": "comma"],
                        ["kind": "ConfigMap", "name": "one", "valuesKey": "list"],
                    ]
                ],
                [
                    "ConfigMap/one": ["list": "[1]"],
                    "Secret/broken": ["values.yaml": "canary-4711: [\n", "comma": "canary,4711"],
                ],
            )
        }
        #expect(
            error?.list.map(\.message) == [
                "spec.valuesFrom[0]: Secret apps/none is neither rendered nor in the cluster; add it, or set optional: "
                    + "true",
                "spec.valuesFrom[1]: ConfigMap apps/one has no key 'none'; add it, or correct valuesKey",
                "spec.valuesFrom[2]: Secret apps/broken, key 'values.yaml' is no YAML that can be read: line 2",
                "spec.valuesFrom[3]: targetPath 'a': the value holds a comma, which --set takes for the next "
                    + "assignment; write \\, or set literal: true",
                "spec.valuesFrom[4]: ConfigMap apps/one, key 'list' is no map of values",
            ],
        )
    }

    @Test(arguments: [
        ("true", Value.bool(true)), ("null", nil), ("0", 0), ("007", "007"), ("-3", -3), ("1.5", "1.5"),
        ("'12'", "12"), ("\"true\"", "true"), ("a\\,b", "a,b"), ("{a,1,true}", Value.array(["a", 1, true])),
        ("{}", Value.array([])), ("", ""),
    ])
    func `are read as --set reads them`(text: String, expected: Value) throws {
        #expect(try SetExpression.value(text) == expected)
    }

    @Test(arguments: [
        ("a.b", [SetExpression.Step.key("a"), .key("b")]), ("a\\.b", [.key("a.b")]),
        ("a[0].b", [.key("a"), .index(0), .key("b")]), ("a[0][1]", [.key("a"), .index(0), .index(1)]),
    ])
    func `have places as --set names them`(text: String, expected: [SetExpression.Step]) throws {
        #expect(try SetExpression.path(text) == expected)
    }

    @Test(arguments: ["", "a..b", "[0]", "a[x]", "a[99999]", "a=b", "a,b", "a."])
    func `have no other places`(text: String) {
        #expect(throws: SetExpression.Failure.self) { try SetExpression.path(text) }
    }
}
