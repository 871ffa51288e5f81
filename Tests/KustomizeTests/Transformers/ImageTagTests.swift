@testable import Kustomize
import Manifests
import Testing
import YAML

struct ImageTagTests {
    /// What becomes of `image` in a container of a Pod.
    private func changed(_ image: String, _ entry: String) throws -> String? {
        var objects = try TransformedObjects(
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{image: \"\(image)\"}]}\n"
        )
        let specs = TransformerConfig.builtIn.images
        try objects.apply(try ImageTagTransformer(entry: try objects.fields(entry), fieldSpecs: specs))
        return objects.all[0].node.at("spec", "containers")?.elements[0]["image"]?.text
    }

    @Test(
        "each part is replaced by itself",
        arguments: [
            ("nginx", "{name: nginx, newTag: v2}", "nginx:v2"),
            ("nginx:1@sha256:ab", "{name: nginx, newTag: v2}", "nginx:v2"),
            ("nginx:1@sha256:ab", "{name: nginx, newName: r:5/n}", "r:5/n:1@sha256:ab"),
            ("nginx:1", "{name: nginx, digest: sha256:cd}", "nginx@sha256:cd"),
            ("nginx:1", "{name: nginx, newTag: v2, digest: sha256:cd}", "nginx:v2@sha256:cd"),
            ("r:5000/a/nginx", "{name: \"r:5000/a/nginx\", newTag: v2}", "r:5000/a/nginx:v2"),
            ("r:5000/a/nginx@sha256:ab", "{name: \"r:5000/a/nginx\", newName: x}", "x@sha256:ab"),
            ("nginx:{STABLE}", "{name: nginx, newTag: v2}", "nginx:v2"),
            (":foo", "{name: \"\", newTag: v2}", ":v2"),
            ("nginx-x", "{name: nginx, newTag: v2}", "nginx-x"),
            ("x/nginx", "{name: nginx, newTag: v2}", "x/nginx"),
            ("nginx@sha512:ab", "{name: nginx, newTag: v2}", "nginx@sha512:ab"),
        ]
    )
    func parts(image: String, entry: String, expected: String) throws {
        #expect(try changed(image, entry) == expected)
    }

    @Test(
        "names are regular expressions, put into a larger one as they are",
        arguments: [
            ("aXb/c", "a.b/c", true), ("aéb/c", "a.b/c", true), ("ab/c", "a.b/c", false),
            ("docker.io/bar:1", "docker.io/(foo|bar)", true), ("xoo", "x|y", true), ("fooy", "x|y", true),
            ("foox", "x|y", false), ("reg/any/thing:1", "reg/.*", true),
        ]
    )
    func expressions(image: String, name: String, matches: Bool) throws {
        #expect(try ImageTagPattern(name).matches(image) == matches)
    }

    @Test("a name that is no regular expression is refused")
    func brokenExpression() throws {
        let error = #expect(throws: Problems.self) { try changed("nginx", "{name: \"[\", newTag: v2}") }
        #expect(
            error?.description == "config.yaml:1: image name '[' is no valid regular expression; put a backslash before"
                + " what stands for itself"
        )
    }

    @Test("images of all containers are found, and a tag suffix comes twice where a field spec names them, too")
    func everywhere() throws {
        var objects = try TransformedObjects(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: d}
            spec:
              containers: [{image: "nginx:1"}]
              initContainers: null
              other: {containers: [{image: "nginx:1@sha256:abc"}], c: [{containers: {image: nginx}}, {initContainers: [{}]}]}
            ---
            apiVersion: v1
            kind: CustomResourceDefinition
            metadata: {name: d}
            spec: {containers: [{image: nginx}]}
            """
        )
        let entry = try objects.fields("{name: nginx, tagSuffix: \"-a\"}")
        try objects.apply(try ImageTagTransformer(entry: entry, fieldSpecs: TransformerConfig.builtIn.images))
        #expect(
            objects.yaml == """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: d
                spec:
                  containers:
                  - image: nginx:1-a-a
                  initContainers: []
                  other:
                    c:
                    - containers:
                        image: nginx
                    - initContainers:
                      - {}
                    containers:
                    - image: nginx:1-a
                ---
                apiVersion: v1
                kind: CustomResourceDefinition
                metadata:
                  name: d
                spec:
                  containers:
                  - image: nginx

                """
        )
    }

    @Test(
        "containers and images of the wrong kind are refused",
        arguments: [
            ("[{image: [a]}]", "expected ScalarNode but got SequenceNode"),
            ("[nginx]", "expected MappingNode but got ScalarNode"),
        ]
    )
    func wrongKinds(containers: String, expected: String) throws {
        var objects = try TransformedObjects(
            "apiVersion: v1\nkind: Foo\nmetadata: {name: f}\nspec: {containers: \(containers)}\n"
        )
        let transformer = try ImageTagTransformer(entry: try objects.fields("{name: a, newTag: b}"), fieldSpecs: [])
        #expect(
            try objects.failure(of: transformer) == "objects.yaml:4: image of a container of v1/Foo/f: wrong node kind:"
                + " \(expected); make containers a list of mappings, and image a string"
        )
    }
}
