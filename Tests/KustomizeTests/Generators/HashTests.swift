import Testing
import YAML

@testable import Kustomize

struct HashTests {
    private func suffix(_ text: String) throws -> String {
        let context = BuildContext()
        let file = context.files.number(of: "r.yaml", isEncrypted: false)
        let resources = try ResourceReader(context: context).resources(in: Array(text.utf8), file: file)
        return try HashedContent(of: resources[0]).suffix
    }

    private func object(_ kind: String, _ fields: String) -> String {
        "apiVersion: v1\nkind: \(kind)\nmetadata: {name: x}\n\(fields)\n"
    }

    private static let odd = """
        {a: 1, b: 1.0, c: 1e23, d: 1e-7, e: 123456789012345678, f: true, g: 2001-01-01, h: [1, {x: <&>}], i: 0.000001,
        j: -0.0, k: 0x10, l: 1e21, m: 123456.789, n: 18446744073709551615}
        """

    @Test(
        "a suffix is the one that kubectl gives, whatever the fields are",
        arguments: [
            (odd, "kchkkgtgfc", "c8mchgtg5c"), ("{}", "86fg992hdf", "7757dck9gf"),
            ("[]", "t8bmh4kc6d", "2bm52526cf"), ("[1, 2]", "t8bmh4kc6d", "2bm52526cf"),
            ("null", "g886t7dd28", "9md7cgfgd8"), ("abc", "c6597bhf7m", "8gd89c8tft"),
            ("{a: null}", "94477g8h8b", "7h9m28t4m8"),
        ]
    )
    func suffixes(data: String, configMap: String, secret: String) throws {
        #expect(try suffix(object("ConfigMap", "data: \(data)\nbinaryData: \(data)")) == configMap)
        #expect(try suffix(object("Secret", "type: 1.0\ndata: \(data)\nstringData: \(data)")) == secret)
    }

    @Test func `what is hashed is Go's JSON`() throws {
        let context = BuildContext()
        let text = #"{"b": "<é>&\u2028\u2029\t\b\f\x01\\\"", "a": [1.5e-7, 1e21, -12.5, 0.001, 1e20, -0.0, false]}"#
        let node = try ResourceReader(context: context).resources(
            in: Array(object("ConfigMap", "data: \(text)").utf8),
            file: 0,
        )
        let json = String(decoding: try HashedContent(of: node[0]).json, as: UTF8.self)
        #expect(
            json == #"{"data":{"a":[1.5e-7,1e+21,-12.5,0.001,100000000000000000000,-0,false],"#
                + #""b":"\u003cé\u003e\u0026\u2028\u2029\t\b\f\u0001\\\""},"kind":"ConfigMap","name":""}"#
        )
    }

    @Test func `the name before the suffix is remembered`() throws {
        let build = try GeneratorBuild(["kustomization.yaml": "configMapGenerator:\n- name: a\n  literals: [a=b]\n"])
        let resource = try #require(build.resources.resources.first)
        #expect(resource.name == "a-4h2mbtbbt6")
        #expect(resource.formerIDs.map(\.name) == ["a"])
    }

    @Test func `an object that became another kind has no suffix that could be known`() throws {
        #expect(throws: (any Error).self) { try suffix(object("Foo", "data: {a: b}")) }
    }
}
