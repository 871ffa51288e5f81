import Manifests
import Testing
import YAML

@testable import Kustomize

struct ACustomSchema {
    private static let file = """
        definitions:
          Farm:
            properties:
              spec:
                properties:
                  animals:
                    type: array
                    items: {$ref: "#/definitions/Animal"}
                    x-kubernetes-patch-strategy: merge
                    x-kubernetes-patch-merge-key: id
                  fields:
                    type: [array]
                    items: {properties: {owners: {$ref: "#/definitions/Farm/properties/spec/properties/tags"}}}
                    x-kubernetes-patch-strategy: retainKeys,merge
                    x-kubernetes-patch-merge-key: id
                    x-kubernetes-list-map-keys: [country, number]
                  tags: {type: array, items: {type: string}, x-kubernetes-patch-strategy: merge}
                  stalls: {additionalProperties: {$ref: "#/definitions/Animal"}}
                  lost: {$ref: "#/definitions/Lost"}
                  circle: {$ref: "#/definitions/Circle"}
            x-kubernetes-group-version-kind:
            - {group: example.com, version: v1, kind: Farm}
            - {group: "", version: v1, kind: Farm}
          Animal:
            properties:
              parts: {type: array, items: {}, x-kubernetes-patch-strategy: merge, x-kubernetes-patch-merge-key: name}
          Circle: {$ref: "#/definitions/Circle"}
        paths:
          /apis/example.com/v1/farms:
            get: {x-kubernetes-group-version-kind: {group: example.com, version: v1, kind: Farm}}
          /apis/example.com/v1/namespaces/{namespace}/fences/{name}:
            get: {x-kubernetes-group-version-kind: {group: example.com, version: v1, kind: Fence}}
          /apis/example.com/v1/fences:
            get: {x-kubernetes-group-version-kind: {group: example.com, version: v1, kind: Fence}}
          /version: {}
        """

    private let fixture = StrategicMergeFixture()
    private let farm = GroupVersionKind(apiVersion: "example.com/v1", kind: "Farm")
    private let deployment = GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment")

    private func choice(version: String? = nil, _ text: String? = nil) throws -> Schema.Choice {
        let place = try fixture.document("openapi: {}", file: "kustomization.yaml").trace.place
        let file = try text.map { try fixture.document($0, file: "schema.yaml") }
        return Schema.Choice(version: version, file: file, place: place)
    }

    private func failure(_ choice: Schema.Choice) -> String? {
        do {
            try fixture.context.schema.choose(choice, in: fixture.context)
            return nil
        } catch {
            return "\(error)"
        }
    }

    private func keys(_ path: String...) -> [String]? {
        let schema = fixture.context.schema
        return path.reduce(schema.shape(of: farm)) { shape, step in
            shape.flatMap { step == "[]" ? schema.shape(ofElementsIn: $0) : schema.shape(ofField: step, in: $0) }
        }?.mergeKeys
    }

    @Test func `says how lists merge`() throws {
        try fixture.context.schema.choose(try choice(Self.file), in: fixture.context)
        #expect(keys("spec", "animals") == ["id"])
        #expect(keys("spec", "animals", "[]", "parts") == ["name"])
        #expect(keys("spec", "fields") == ["country", "number"])
        #expect(keys("spec", "fields", "[]", "owners") == [])
        #expect(keys("spec", "tags") == [])
        #expect(keys("spec", "stalls", "any", "parts") == ["name"])
        let schema = fixture.context.schema
        let spec = schema.shape(of: farm).flatMap { schema.shape(ofField: "spec", in: $0) }
        for name in ["lost", "circle", "none"] {
            #expect(spec.flatMap { schema.shape(ofField: name, in: $0) }?.mergeKeys == nil)
        }
        #expect(schema.shape(of: GroupVersionKind(apiVersion: "v1", kind: "Farm")) != nil)
    }

    @Test func `lets patches merge`() throws {
        try fixture.context.schema.choose(try choice(Self.file), in: fixture.context)
        let merged = try fixture.merge(
            "spec: {animals: [{id: 7, name: Rosa}]}",
            into: "apiVersion: example.com/v1\nkind: Farm\nspec: {animals: [{id: 1}, {id: 7, legs: 4}]}",
        )
        #expect(
            merged.map { String(decoding: $0.yaml(.folded), as: UTF8.self) } == """
                apiVersion: example.com/v1
                kind: Farm
                spec:
                  animals:
                  - id: 7
                    legs: 4
                    name: Rosa
                  - id: 1

                """
        )
    }

    @Test func `says which kinds have a namespace, but not of built-in ones`() throws {
        let text = Self.file + "\n  /v1/pods: {get: {x-kubernetes-group-version-kind: {version: v1, kind: Pod}}}\n"
        try fixture.context.schema.choose(try choice(text), in: fixture.context)
        let schema = fixture.context.schema
        #expect(schema.isCertainlyClusterScoped(farm))
        #expect(!schema.isCertainlyClusterScoped(GroupVersionKind(apiVersion: "example.com/v1", kind: "Fence")))
        #expect(!schema.isCertainlyClusterScoped(GroupVersionKind(apiVersion: "v1", kind: "Pod")))
        #expect(schema.isCertainlyClusterScoped(GroupVersionKind(apiVersion: "v1", kind: "Node")))
    }

    @Test func `of the topmost kustomization replaces the built-in kinds, and those of its bases do not count`() throws
    {
        let schema = fixture.context.schema
        try schema.choose(try choice(Self.file), in: fixture.context)
        try schema.chooseIfOpen(try choice("definitions: {}"), in: fixture.context)
        try schema.chooseIfOpen(try choice(version: "v1.21.2"), in: fixture.context)
        #expect(!schema.isCertainlyClusterScoped(GroupVersionKind(apiVersion: "example.com/v1", kind: "Barn")))
        #expect(schema.shape(of: farm) != nil)
        #expect(schema.shape(of: deployment) == nil)
    }

    @Test func `of a base counts only when the topmost kustomization chooses nothing`() throws {
        let schema = fixture.context.schema
        try schema.choose(try choice(version: "v1.21.2"), in: fixture.context)
        try schema.chooseIfOpen(try choice(Self.file), in: fixture.context)
        #expect(schema.shape(of: farm) == nil)
        #expect(schema.shape(of: deployment) != nil)
    }

    @Test func `of a base leaves the built-in kinds that were used before`() throws {
        let schema = fixture.context.schema
        try schema.choose(try choice(), in: fixture.context)
        #expect(schema.shape(of: deployment) != nil)
        try schema.chooseIfOpen(try choice(Self.file), in: fixture.context)
        #expect(schema.shape(of: farm) != nil)
        #expect(schema.shape(of: deployment) != nil)
    }

    @Test func `of a base leaves the built-in kinds when a kind was met that they do not know`() throws {
        let schema = fixture.context.schema
        #expect(!schema.isCertainlyClusterScoped(farm))
        try schema.chooseIfOpen(try choice(Self.file), in: fixture.context)
        #expect(schema.isCertainlyClusterScoped(farm))
        #expect(schema.shape(of: deployment) != nil)
        #expect(schema.shape(of: farm) != nil)
    }

    @Test func `may be empty`() throws {
        try fixture.context.schema.choose(try choice("# nothing"), in: fixture.context)
        #expect(fixture.context.schema.shape(of: deployment) == nil)
    }

    @Test func `fails where it is none`() throws {
        #expect(
            failure(try choice("- a"))
                == "schema.yaml:1: invalid schema file: is a list, not an OpenAPI document"
        )
        #expect(
            failure(try choice("\ndefinitions: [a]"))
                == "schema.yaml:2: invalid schema file: definitions is a list, not a mapping"
        )
        #expect(
            failure(try choice("definitions:\n  A:\n    x-kubernetes-group-version-kind:\n    - {kind: A}"))
                == "schema.yaml:4: invalid schema file: x-kubernetes-group-version-kind has no version or kind that is a"
                + " string; add it"
        )
    }

    @Test func `does not go with a version, and there is one version only`() throws {
        #expect(
            failure(try choice(version: "v1.21.2", Self.file))
                == "kustomization.yaml:1: openapi: builtin version and custom schema provided, cannot use both; remove"
                + " version or path"
        )
        #expect(
            failure(try choice(version: "v1.14.1"))
                == "kustomization.yaml:1: openapi: the specified OpenAPI version is not built in; write v1.21.2"
        )
        #expect(failure(try choice(version: "")) == nil)
    }
}
