import Testing

struct APatchOfTheWrongKind {
    @Test(
        arguments: [
            (
                "spec: {routes: {a: secret}}", "spec: {routes: [1]}",
                "spec.routes: wrong node kind: expected SequenceNode but got MappingNode; give a list, as the object has"
                    + " one"
            ),
            (
                "spec: {routes: secret}", "spec: {routes: {a: 1}}",
                "spec.routes: wrong node kind: expected MappingNode but got ScalarNode; give a mapping, as the object has"
                    + " one"
            ),
            (
                "spec: {routes: [secret]}", "spec: {routes: 1}",
                "spec.routes: wrong node kind: expected ScalarNode but got SequenceNode; give a text or number, as the"
                    + " object has one"
            ),
            (
                "[secret]", "spec: {}",
                "wrong node kind: expected MappingNode but got SequenceNode; give a mapping, as the object has one"
            ),
        ]
    )
    func `says which, and nothing of the values`(patch: String, object: String, message: String) {
        #expect(StrategicMergeFixture.failure(patch, into: object) == "overlay/patch.yaml:1: \(message)")
    }

    @Test func `names elements that cannot be told apart`() {
        #expect(
            StrategicMergeFixture.failure(
                "spec: {replicas: 2}",
                into: "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - {name: a}\n  - secret",
            )
                == "base/object.yaml:6: spec.containers[]: wrong node kind: expected MappingNode but got ScalarNode; the"
                + " list merges by a key, so make all elements mappings"
        )
        #expect(
            StrategicMergeFixture.failure(
                "metadata: {finalizers: [a]}",
                into: "apiVersion: v1\nkind: Pod\nmetadata:\n  finalizers:\n  - {name: secret}",
            )
                == "base/object.yaml:5: metadata.finalizers[]: wrong node kind: expected ScalarNode but got MappingNode;"
                + " the list merges by its texts, so make all elements texts"
        )
    }

    @Test func `is none where the object has null`() throws {
        #expect(try StrategicMergeFixture.merged("a: {b: 1}", into: "a: null") == "a:\n  b: 1\n")
        #expect(try StrategicMergeFixture.merged("a: [1]", into: "a: ~") == "a:\n- 1\n")
    }
}
