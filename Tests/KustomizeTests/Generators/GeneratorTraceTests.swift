import Testing
import YAML

@testable import Kustomize

struct GeneratorTraceTests {
    private static let files = [
        "kustomization.yaml": """
        secretGenerator:
        - name: x
          literals:
          - a=1
          files: [secret.txt]
          envs: [e]
        """,
        "secret.txt": "hunter2",
        "e": "# c\nB=2\n",
    ]

    @Test func `a value knows the line of its literal, its file, or its line in an env file`() throws {
        let build = try GeneratorBuild(Self.files)
        #expect(build.places("data", "a") == ["kustomization.yaml:4"])
        #expect(build.places("data", "secret.txt") == ["secret.txt:1"])
        #expect(build.places("data", "B") == ["e:2"])
        let value = build.resources.resources[0].node.at("data", "a")
        #expect(value?.trace.place.writer == .generator)
    }

    @Test func `a name with a suffix knows the line of the name, and that the suffix is from the contents`() throws {
        let build = try GeneratorBuild(Self.files)
        #expect(build.places("metadata", "name") == ["kustomization.yaml:2", "kustomization.yaml:2"])
        let writers = build.resources.resources[0].node.at("metadata", "name")?.trace.places.map(\.writer)
        #expect(writers == [.generator, .hash])
    }

    @Test func `what comes from an encrypted file is secret, in base64 as well`() throws {
        let build = try GeneratorBuild(Self.files, encrypted: ["secret.txt"])
        let data = build.resources.resources[0].node["data"]
        let secret = data?.fields.filter { build.context.files.isEncrypted($0.value.trace) }.map(\.name)
        #expect(secret == ["secret.txt"])
    }

    @Test func `a merged value knows where both were written`() throws {
        let build = try GeneratorBuild([
            "kustomization.yaml": """
            resources: [r.yaml]
            configMapGenerator:
            - name: x
              behavior: merge
              literals: [a=new]
            """,
            "r.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  a: old\n  b: old\n",
        ])
        #expect(build.places("data", "a") == ["r.yaml:6", "kustomization.yaml:5"])
        #expect(build.places("data", "b") == ["r.yaml:7"])
        #expect(build.places("metadata", "name") == ["r.yaml:4", "kustomization.yaml:3"])
    }
}
