import Manifests
import Testing
import YAML

struct ManifestReadingTests {
    private func read(_ text: String) throws(Problems) -> [Manifest] {
        try Manifest.read(yaml: Array(text.utf8), file: "base/a.yaml")
    }

    private func problems(_ text: String) -> String? {
        do {
            _ = try read(text)
            return nil
        } catch {
            return error.description
        }
    }

    @Test("every document is an object that knows its file and line, and empty ones are passed over")
    func documents() throws {
        let manifests = try read(
            """
            # a comment alone
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: a}
            ---
            ---
            null
            ---

            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: b
              namespace: a
            """
        )
        #expect(manifests.map(\.reference.description) == ["Namespace/a", "apps/Deployment/a/b"])
        #expect(
            manifests.map(\.origin) == [Origin(file: "base/a.yaml", line: 3), Origin(file: "base/a.yaml", line: 11)]
        )
    }

    @Test("a list is taken apart, and each item knows its own line")
    func lists() throws {
        let manifests = try read(
            """
            apiVersion: v1
            kind: List
            items:
            - apiVersion: v1
              kind: ConfigMap
              metadata: {name: a}
            - apiVersion: v1
              kind: SecretList
              items:
              - {apiVersion: v1, kind: Secret, metadata: {name: b}}
            """
        )
        #expect(manifests.map(\.reference.description) == ["ConfigMap/a", "Secret/b"])
        #expect(manifests.compactMap(\.origin?.line) == [4, 10])
    }

    @Test("JSON is read as well")
    func json() throws {
        let manifests = try read(
            "{\"apiVersion\": \"v1\",\n\t\"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"a\"}}"
        )
        #expect(manifests.map(\.name) == ["a"])
    }

    @Test("the origin tells that the file is encrypted")
    func encrypted() throws {
        let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
        let manifests = try Manifest.read(yaml: Array(text.utf8), file: "a.yaml", isEncrypted: true)
        #expect(manifests.map(\.isSensitive) == [true])
    }

    @Test("all that is missing is told at once, each with its line")
    func identity() {
        #expect(
            problems(
                """
                kind: ConfigMap
                metadata: {}
                ---
                - a
                ---
                apiVersion: v1
                kind: ''
                metadata: {name: 1, namespace: [x]}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: x
                ---
                a: .nan
                """
            ) == """
                base/a.yaml:1: apiVersion: is missing
                base/a.yaml:1: metadata.name: is missing
                base/a.yaml:4: is a list, not a Kubernetes object
                base/a.yaml:6: kind: is empty
                base/a.yaml:6: metadata.name: is an integer, not a string; quote it
                base/a.yaml:6: metadata.namespace: is a list, not a string
                base/a.yaml:10: metadata: is a string, not an object
                base/a.yaml:14:4: infinity and NaN are no numbers of JSON; quote the text
                """
        )
    }

    @Test("bad YAML names its place")
    func syntax() {
        #expect(problems("a: 1\na: 2\n") == "base/a.yaml:2:1: key 'a' stands twice; the first is in line 1")
    }

    @Test("manifests are written as documents with a line of dashes between")
    func writing() throws {
        let text = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"
        #expect(try read("\(text)---\n\(text)").yamlText == "\(text)---\n\(text)")
        #expect([Manifest]().yamlText == "")
    }
}
