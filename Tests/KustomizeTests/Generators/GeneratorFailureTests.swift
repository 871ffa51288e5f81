import Testing

struct GeneratorFailureTests {
    @Test(
        "what is wrong with a generator is said where it is written",
        arguments: [
            ("literals: [a=b]", "1: a configmap must have a name, and so must a secret; give it one"),
            ("name: x\n  literals: [a]", "3: invalid literal source, expected key=value; write it so"),
            ("name: x\n  literals: [=a]", "3: invalid literal source, expected key=value; write it so"),
            (
                "name: x\n  files: [a=b=c]",
                "3: files: a source's key name or file path contains '='; write key=path, and literals under 'literals'"
            ),
            (
                "name: x\n  files: [=b]",
                "3: files: missing key name for file path 'b' in source '=b'; write key=path"
            ),
            (
                "name: x\n  files: [a=]",
                "3: files: missing file path for key name 'a' in source 'a='; write key=path"
            ),
            ("name: x\n  files: [none]", "3: 'none': no such file or directory; correct the path, or add it"),
            ("name: x\n  files: [folder]", "3: 'folder': is a directory, not a file"),
            (
                "name: x\n  literals:\n  - a=1\n  - a=2",
                "5: configmap x illegally repeats the key `a`; it stands at kustomization.yaml:4 already, so remove one"
                    + " of them"
            ),
            ("name: x\n  kind: y", "3: unknown field \"kind\"; remove it or correct its name"),
            ("name: x\n  options: {hash: false}", "3: unknown field \"hash\"; remove it or correct its name"),
            ("name: x\n  options: {labels: {a: 1}}", "3: labels.a: is a number, not a string; quote it"),
            (
                "name: x\n  behavior: merge",
                "2: id v1/ConfigMap/x does not exist; cannot merge or replace it, so add what makes it to the resources"
                    + " or take the behavior away"
            ),
            (
                "name: x\n- name: x",
                "3: id v1/ConfigMap/x exists; behavior must be merge or replace, since kustomization.yaml:2 makes it"
                    + " already"
            ),
        ]
    )
    func failures(entry: String, message: String) throws {
        let files = ["kustomization.yaml": "configMapGenerator:\n- \(entry)\n", "folder/file": ""]
        // The entry begins in the line of its first field.
        let line = message.hasPrefix("1: ") ? "2\(message.dropFirst())" : message
        #expect(try GeneratorBuild.failure(files) == "kustomization.yaml:\(line)")
    }

    @Test func `a line of an env file that kustomize would drop is refused`() throws {
        let message = try GeneratorBuild.failure([
            "kustomization.yaml": "configMapGenerator:\n- name: x\n  envs: [e]\n",
            "e": "A=1\nB=\(String(repeating: "x", count: 65_534))\n",
        ])
        #expect(
            message == "e:2: the line is longer than 65535 bytes, where kustomize stops reading without a word; put the"
                + " value into a file of its own and name it in 'files'"
        )
    }
}
