import Manifests
import Testing
import YAML

@testable import Kustomize

struct SortOrderTests {
    private static let text = """
        {apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, metadata: {name: a}}
        ---
        {apiVersion: v1, kind: Pod, metadata: {name: a}}
        ---
        {apiVersion: example.com/v1, kind: Other, metadata: {name: a}}
        ---
        {apiVersion: v1, kind: ConfigMap, metadata: {name: b}}
        ---
        {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: team}}
        ---
        {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: team-a}}
        ---
        {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}
        ---
        {apiVersion: example.com/v1, kind: Namespace, metadata: {name: a}}
        ---
        {apiVersion: v1, kind: Namespace, metadata: {name: b}}
        ---
        {apiVersion: apps/v1, kind: Deployment, metadata: {name: a}}
        """

    private func order(_ transformer: (BuiltObjects) throws -> SortOrderTransformer) throws -> [String] {
        var objects = try BuiltObjects(Self.text)
        try objects.run(try transformer(objects))
        return objects.objects.resources.map(\.currentID.description)
    }

    @Test("the legacy order is kustomize's")
    func legacy() throws {
        #expect(
            try order { _ in SortOrderTransformer(.legacy) } == [
                "v1/Namespace/b", "example.com/v1/Namespace/a",
                "v1/ConfigMap/team-a/a", "v1/ConfigMap/team/a", "v1/ConfigMap/a", "v1/ConfigMap/b",
                "apps/v1/Deployment/a", "example.com/v1/Other/a", "v1/Pod/a",
                "admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration/a",
            ]
        )
    }

    @Test("kinds can be put first and last")
    func ownLists() throws {
        let sorted = try order { objects in
            SortOrderTransformer(
                try SortOrder(
                    options: objects.fields(
                        "{order: legacy, legacySortOptions: {orderFirst: [Pod, Other, Namespace], orderLast: [ConfigMap, Pod]}}"
                    )
                )
            )
        }
        #expect(
            sorted == [
                "example.com/v1/Other/a", "v1/Namespace/b", "example.com/v1/Namespace/a",
                "admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration/a", "apps/v1/Deployment/a",
                "v1/ConfigMap/team-a/a", "v1/ConfigMap/team/a", "v1/ConfigMap/a", "v1/ConfigMap/b", "v1/Pod/a",
            ]
        )
    }

    @Test(
        "first in, first out is the order of the plugin without options",
        arguments: ["{}", "{sortOptions: {order: fifo}}"]
    )
    func fifo(config: String) throws {
        let original = try BuiltObjects(Self.text).objects.resources.map(\.currentID.description)
        #expect(try order { try SortOrderTransformer(config: $0.fields(config)) } == original)
    }

    @Test(
        "options that do not go together are refused",
        arguments: [
            ("{}", "the field 'sortOptions.order' must be one of [fifo, legacy]; correct it"),
            ("{order: Legacy}", "the field 'sortOptions.order' must be one of [fifo, legacy]; correct it"),
            (
                "{legacySortOptions: {orderFirst: [Pod]}}",
                "the field 'sortOptions.order' must be one of [fifo, legacy]; correct it"
            ),
            (
                "{order: fifo, legacySortOptions: {}}",
                "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy';"
                    + " remove one of them"
            ),
        ]
    )
    func refusals(options: String, expected: String) throws {
        let objects = try BuiltObjects(Self.text)
        #expect(throws: Problems.self) { try SortOrder(options: objects.fields(options)) }
        do {
            _ = try SortOrder(options: objects.fields(options))
        } catch let error as Problems {
            #expect(error.description == "kustomization.yaml:1: \(expected)")
        }
    }

    @Test("fields that the options do not have are named")
    func unknownFields() throws {
        let options = try BuiltObjects(Self.text).fields(
            "{order: legacy, legacySortOptions: {orderfirst: [], orderMid: []}}"
        )
        #expect(
            try SortOrder.unknownFields(in: options).map(\.description) == [
                "kustomization.yaml:1: unknown field \"orderMid\"; remove it or correct its name"
            ]
        )
    }

    @Test("two objects of one ID are found when the objects are sorted")
    func duplicates() throws {
        var objects = try BuiltObjects(Self.text)
        objects[3].name = "a"
        #expect(
            try objects.problems(of: SortOrderTransformer(.legacy)) == [
                "base/objects.yaml:13: may not add v1/ConfigMap/a, which is already registered by"
                    + " base/objects.yaml:7; remove one of them"
            ]
        )
    }
}
