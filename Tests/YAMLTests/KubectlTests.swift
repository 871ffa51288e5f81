import SystemPackage
import TestSupport
import Testing
import YAML

/// What the real kubectl reads and writes, against what fettle does.
struct KubectlTests {
    private static let scalars = [
        "true", "True", "TRUE", "tRue", "false", "yes", "Yes", "YES", "no", "on", "off", "Off", "y", "Y", "n", "N",
        "~", "null", "Null", "NULL", "nULL", "''", "\"\"", "", "0", "-0", "+1", "1_000", "_1", "1_", "0x1F", "0X1f",
        "0x", "0o17",
        "0O17", "0755", "08", "0b11", "-0b11", "0b12", "9223372036854775807", "-9223372036854775808", "1.0", "1.", ".5",
        "-.5",
        "+.5", "1e3", "1E-7", "1e400", "1.5e3", "0.1", "1e23", "123456789.125", "2001-01-02", "2001-1-2", "2001-02-30",
        "2001-01-02 3:04:05", "2001-01-02T03:04:05Z", "2001-01-02t03:04:05.670+01:00", "12:30:45", "190:20:30.15",
        "'1'", "\"true\"", "!!str 1", "!!str true", "!!int 1", "!!float 1", "!!float 1.5", "!!bool true", "!!null ''",
        "!!binary aGVsbG8=", "!custom x", "<<", "=", "-x", "a b", "${x}", "1a", "0x1G", "--1", "1e", "...",
        "word # note",
    ]

    /// An object whose `spec` has every scalar, and kubectl's own lines around it.
    private static func document(_ scalars: [String]) -> String {
        let fields = scalars.enumerated().map { "  k\($0.offset): \($0.element)\n" }.joined()
        return "apiVersion: example.com/v1\nkind: Sample\nmetadata:\n  annotations: {a: b}\n  name: x\nspec:\n\(fields)"
    }

    private func local(_ text: String, format: String) async throws -> String {
        try await run(
            "kubectl",
            "annotate",
            "--local",
            "--overwrite",
            "-f",
            "-",
            "-o",
            format,
            "a=b",
            input: text,
        )
    }

    private func value(_ text: String, _ rules: ScalarRules) throws -> Value {
        try #require(try Node.parse(Array(text.utf8), file: "a.yaml").first).value(file: "a.yaml", rules: rules)
    }

    @Test("every scalar is read as kubectl reads it")
    func scalarsOfKubectl() async throws {
        let text = Self.document(Self.scalars)
        let expected = try Value(json: try await local(text, format: "json").utf8)
        let read = try value(text, .kubernetes)
        let got = try #require(read["spec"]?.object)
        let want = try #require(expected["spec"]?.object)
        for (index, scalar) in Self.scalars.enumerated() {
            #expect(got["k\(index)"] == want["k\(index)"], "\(scalar)")
        }
    }

    @Test("every scalar is read as kustomize reads it, and the whole object written in its bytes")
    func scalarsOfKustomize() async throws {
        try await withTemporaryDirectory { folder in
            let text = Self.document(Self.scalars)
            try write(["a.yaml": text, "kustomization.yaml": "resources: [a.yaml]\n"], below: folder)
            let expected = try await run("kubectl", "kustomize", ".", in: folder)
            #expect(String(decoding: try value(text, .kustomize).yaml(.folded), as: UTF8.self) == expected)
        }
    }

    @Test("keys that are no strings are named as kubectl names them")
    func keys() async throws {
        let text = Self.document([]) + "  1: a\n  true: b\n  off: c\n  1.5: d\n  0x10: e\n  2001-01-02: f\n  '7': g\n"
        let expected = try Value(json: try await local(text, format: "json").utf8)
        #expect(try value(text, .kubernetes)["spec"] == expected["spec"])
    }

    @Test("merge keys do what kubectl does")
    func merges() async throws {
        let text =
            Self.document([])
                + """
                  p: &p {a: 1, b: 1}
                  q: &q {b: 2, c: 2}
                  r: {<<: *p, b: 3}
                  s: {<<: [*p, *q], d: 4}
                """
        let expected = try Value(json: try await local(text, format: "json").utf8)
        #expect(try value(text, .kubernetes)["spec"] == expected["spec"])
    }

    @Test("an object is written in kubectl's bytes")
    func writing() async throws {
        var generator = Generator(state: 7)
        // On its way from JSON to YAML kubectl itself trips over these two.
        let texts = (0..<600).map { _ in generator.string() }
            .filter { !$0.unicodeScalars.contains("\u{7F}") && !$0.unicodeScalars.contains("\u{85}") }
        let object: Value = [
            "apiVersion": "example.com/v1", "kind": "Sample", "metadata": ["annotations": ["a": "b"], "name": "x"],
            "spec": [
                "texts": .array(texts.map(Value.string)),
                "keys": .object(
                    Dictionary(uniqueKeysWithValues: Self.scalars.enumerated().map { ("k\($0) \($1)", true) })
                ),
                "plainKeys": [
                    "a1": 1, "a10": 2, "a2": 3, "A": 4, "_a": 5, "a-b": 6, "a.b": 7, "yes": 8, "1": 9, "": 10,
                ],
                "numbers": [0, -1, 1_000_000, .integer(.max), 0.5, 1e-7, 123_456.75, 1.5e300, 1e23, 0.1],
                "nested": [["a": ["b", ["c", ["d": [:]]]]], [[], [[:]]]],
                "long": .string(String(repeating: "k", count: 200)),
            ],
        ]
        let expected = try await local(object.jsonText, format: "yaml")
        #expect(String(decoding: object.yaml(.folded), as: UTF8.self) == expected)
    }
}
