import Testing
import YAML

struct ADirectiveOfAPatch {
    private func deployment(_ containers: String) -> String {
        "apiVersion: apps/v1\nkind: Deployment\nspec: {template: {spec: {containers: \(containers)}}}\n"
    }

    private func containers(_ patch: String, into object: String) throws -> String? {
        let merged = try StrategicMergeFixture().merge(deployment(patch), into: deployment(object))
        let spec = merged?.at("spec", "template", "spec")
        return spec.map { String(decoding: $0.yaml(.folded), as: UTF8.self) }
    }

    @Test(
        "is for a mapping",
        arguments: [
            ("a: {$patch: delete}", "a: {x: 1}\nb: 1", "b: 1\n"),
            ("a: {$patch: delete, y: 1}", "b: 1", "b: 1\n"),
            ("a: {$patch: replace, y: 1, z: null}", "a: {x: 1}", "a:\n  \"y\": 1\n"),
            ("a: {$patch: replace, y: 1}", "b: 1", "a:\n  \"y\": 1\nb: 1\n"),
            ("a: {$patch: merge, y: 1}", "a: {x: 1}", "a:\n  x: 1\n  \"y\": 1\n"),
            ("a: {b: {$patch: delete, y: 1}, c: 1}", "d: 1", "a:\n  c: 1\nd: 1\n"),
            ("a: {$patch: replace, b: {$patch: delete, y: 1}, c: 1}", "a: {x: 1}", "a:\n  c: 1\n"),
        ]
    )
    func mappings(patch: String, object: String, expected: String) throws {
        #expect(try StrategicMergeFixture.merged(patch, into: object) == expected)
    }

    @Test(
        "is for a list, or an element of it",
        arguments: [
            ("[{name: a, $patch: delete}]", "[{name: a}, {name: b}]", "containers:\n- name: b\n"),
            ("[{name: a, $patch: delete}, {name: c}]", "[{name: a}]", "containers:\n- name: c\n"),
            ("[{$patch: replace}, {name: c}]", "[{name: a}]", "containers:\n- name: c\n"),
            ("[{name: c}, {$patch: replace}]", "[{name: a}]", "containers:\n- name: c\n"),
            ("[{$patch: delete}]", "[{name: a}]", "{}\n"),
            ("[{$patch: merge}, {name: c}]", "[{name: a}]", "containers:\n- name: c\n- name: a\n"),
            // An element cannot be replaced.
            (
                "[{name: a, $patch: replace, tty: true}]", "[{name: a, image: x}]",
                "containers:\n- image: x\n  name: a\n"
            ),
            ("[{name: a, $patch: merge, tty: true}]", "[{name: a}]", "containers:\n- name: a\n  tty: true\n"),
        ]
    )
    func lists(patch: String, object: String, expected: String) throws {
        #expect(try containers(patch, into: object) == expected)
    }

    @Test func `for a list stays as an element where just the list is new`() throws {
        let merged = try StrategicMergeFixture.merged(
            "spec: {ports: [{$patch: replace}, {port: 1}]}",
            into: "apiVersion: v1\nkind: Service\nspec: {type: ClusterIP}",
        )
        #expect(
            merged == """
                apiVersion: v1
                kind: Service
                spec:
                  ports:
                  - $patch: replace
                  - port: 1
                  type: ClusterIP

                """
        )
        let deeper = try StrategicMergeFixture.merged(
            "spec: {ports: [{$patch: replace}, {port: 1}]}",
            into: "apiVersion: v1\nkind: Service",
        )
        #expect(deeper == "apiVersion: v1\nkind: Service\nspec:\n  ports:\n  - port: 1\n")
    }

    @Test func `deletes a whole object, but does not replace it`() throws {
        let object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: y}\n"
        #expect(try StrategicMergeFixture.merged("$patch: delete\nmetadata: {name: a}", into: object) == nil)
        let replaced = try StrategicMergeFixture.merged("$patch: replace\ndata: {z: z}", into: object)
        #expect(replaced == "apiVersion: v1\ndata:\n  x: \"y\"\nkind: ConfigMap\nmetadata:\n  name: a\n")
    }

    @Test func `that is unknown fails where there is something to merge`() throws {
        let failure = "unknown patch strategy in $patch; write delete, replace or merge"
        #expect(
            StrategicMergeFixture.failure("spec:\n  a: {$patch: remove}", into: "spec: {a: {b: 1}}")
                == "overlay/patch.yaml:2: spec.a: \(failure)"
        )
        #expect(
            StrategicMergeFixture.failure(
                deployment("[{$patch: remove}]"),
                into: deployment("[{name: a}]"),
            ) == "overlay/patch.yaml:3: spec.template.spec.containers: \(failure)"
        )
        #expect(
            StrategicMergeFixture.failure("a: {b: {$patch: remove}}", into: "c: 1")
                == "overlay/patch.yaml:1: a.b: \(failure)"
        )
        // Directly in what is new it is a field.
        #expect(
            try StrategicMergeFixture.merged("a: {$patch: remove}", into: "c: 1") == "a:\n  $patch: remove\nc: 1\n"
        )
    }
}
