import Testing

struct SecretGeneratorTests {
    @Test func `all data is base64, and the type is Opaque`() throws {
        let build = try GeneratorBuild([
            "kustomization.yaml": """
            secretGenerator:
            - name: x
              literals: [password=hunter2]
              files: [tls.key]
            """,
            "tls.key": String(repeating: "0123456789", count: 6),
        ])
        #expect(
            build.text == """
                apiVersion: v1
                data:
                  password: aHVudGVyMg==
                  tls.key: |
                    MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMT
                    IzNDU2Nzg5
                kind: Secret
                metadata:
                  name: x-42gk4772d4
                type: Opaque

                """
        )
    }

    @Test func `without any source there is an empty map of data`() throws {
        let build = try GeneratorBuild(["kustomization.yaml": "secretGenerator:\n- name: x\n  type: '12'\n"])
        #expect(
            build.text == "apiVersion: v1\ndata: {}\nkind: Secret\nmetadata:\n  name: x-c5kgbc2kg5\ntype: \"12\"\n"
        )
    }
}
