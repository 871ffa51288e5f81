import Kustomize
import SourceTrees
import SystemPackage
import TestSupport
import Testing

/// Files of `crds`, of which kustomize uses little, but reads all.
struct ADefinition {
    @Test(arguments: [
        "[]", "x", "12", "null", "{Schema: []}", "{Schema: null}", "{Dependencies: x}", "{Dependencies: [12, null]}",
        "{Dependencies: [{}]}", "{Other: 12}", "{schema: {properties: []}}", "{schema: {properties: {b: []}}}",
        "{schema: {properties: {b: null}}}", "{schema: {description: yes}}", "{schema: {description: null}}",
        "{schema: {Description: 12, PROPERTIES: {b: []}}}", "{schema: {type: 12}}", "{schema: {type: [a, b]}}",
        "{schema: {type: [12]}}", "{schema: {items: 12}}", "{schema: {items: [{type: 12}]}}", "{schema: {required: x}}",
        "{schema: {additionalProperties: 12}}", "{schema: {additionalProperties: true}}", "{schema: {maximum: 1.5}}",
        "{schema: {maximum: x}}", "{schema: {maxLength: 1.5}}", "{schema: {maxLength: 1.0}}", "{schema: {nullable: x}}",
        "{schema: {enum: x}}", "{schema: {allOf: {}}}", "{schema: {allOf: [null]}}", "{schema: {not: []}}",
        "{schema: {externalDocs: 12}}", "{schema: {dependencies: {b: [c], d: {type: x}}}}",
        "{schema: {dependencies: {b: [12]}}}", "{schema: {$ref: 12, x-kubernetes-identity: 12, example: 12}}",
    ])
    func `is refused where kubectl refuses it`(definition: String) async throws {
        let files = [
            "top/kustomization.yaml": "resources: [object.yaml]\ncrds: [crd.yaml]\n",
            "top/object.yaml": ARareBuild.gadget, "top/crd.yaml": "a: \(definition)\n",
        ]
        try await withTemporaryDirectory { folder in
            try write(files, below: folder)
            let kubectl = try await attempt(["kubectl", "kustomize", folder.appending("top").string])
            let output = try? Kustomizer.output(
                of: FolderBuild(tree: try InMemoryTree(files), path: try TreePath("top"))
            )
            #expect((output != nil) == (kubectl.exitCode == 0))
        }
    }
}
