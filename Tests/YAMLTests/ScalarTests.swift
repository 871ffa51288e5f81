import Testing
import YAML

struct ScalarTests {
    private func value(_ text: String, _ rules: ScalarRules = .kubernetes) throws(YAMLError) -> Value? {
        try Node.parse(Array(text.utf8), file: "a.yaml").first?.value(file: "a.yaml", rules: rules)
    }

    private func problem(_ text: String, _ rules: ScalarRules = .kubernetes) -> String? {
        do {
            _ = try value(text, rules)
            return nil
        } catch {
            return error.description
        }
    }

    @Test("what is quoted, a block or tagged as one is a string")
    func strings() throws {
        #expect(try value("['1', \"true\", !!str 1, !custom x]") == ["1", "true", "1", "x"])
        #expect(try value("a: |\n  1\nb: >-\n  true\n") == ["a": "1\n", "b": "true"])
    }

    @Test("a number that is whole is an integer, however it is written")
    func integers() throws {
        #expect(
            try value("[1, 1.0, 1e3, 0x1F, 0o17, 017, 0b11, 1_000, 08, -0]") == [1, 1, 1000, 31, 15, 15, 3, 1000, 8, 0]
        )
        #expect(try value("9223372036854775807") == .integer(.max))
        #expect(try value("-9223372036854775808") == .integer(.min))
        #expect(try value("9223372036854775808") == .number(9_223_372_036_854_775_808))
    }

    @Test("a tag that fits says what a scalar is, whatever its quotes")
    func tags() throws {
        #expect(
            try value("[!!int '7', !!float 3, !!bool yes, !!null '', !!binary aGVsbG8=]") == [7, 3, true, nil, "hello"]
        )
    }

    @Test("merge keys add what is not written out, and the first of several wins")
    func merges() throws {
        let text = "a: &a {p: 1, q: 1}\nb: &b {q: 2, r: 2}\nc:\n  r: 3\n  <<: [*a, *b]\n"
        #expect(try value(text)?["c"] == ["p": 1, "q": 1, "r": 3])
    }

    @Test("keys become strings")
    func keys() throws {
        #expect(try value("1: a\ntrue: b\n1.5: c\n0x10: d\n") == ["1": "a", "true": "b", "1.5": "c", "16": "d"])
        #expect(try value("yes: a\n", .kustomize) == ["yes": "a"])
    }

    @Test("kustomize's rules keep the words of YAML 1.1 and write dates out")
    func kustomizeRules() throws {
        #expect(try value("[yes, off, y, true, 1_0]", .kustomize) == ["yes", "off", "y", true, 10])
        #expect(
            try value("[2001-1-2, 2001-01-02 3:04:05.60, 2001-01-02T03:04:05-05:30, 2001-02-30]", .kustomize) == [
                "2001-01-02T00:00:00Z", "2001-01-02T03:04:05.6Z", "2001-01-02T03:04:05-05:30", "2001-02-30",
            ],
        )
    }

    @Test(
        "what JSON cannot hold names its place, and no value",
        arguments: [
            ("a:\n  - .inf\n", "a.yaml:2:5: infinity and NaN are no numbers of JSON; quote the text"),
            ("a: !!int x\n", "a.yaml:1:4: is no !!int; correct the value or the tag"),
            ("a: !!binary '*'\n", "a.yaml:1:4: !!binary is not followed by base64"),
            (
                "a: !!binary /w==\n",
                "a.yaml:1:4: !!binary holds bytes that are no text; a Secret's or ConfigMap's binaryData takes base64"
            ),
            ("? [a]\n: b\n", "a.yaml:1:3: a key must be a scalar, not a list or a mapping"),
            ("null: a\n", "a.yaml:1:1: key 'null' cannot be a key of JSON; quote it"),
            ("1: a\n0x1: b\n", "a.yaml:2:1: key '1' stands twice, once written in another way"),
            ("a:\n  <<: x\n", "a.yaml:2:7: a merge key '<<' takes a mapping or a list of mappings"),
        ]
    )
    func refuses(text: String, expected: String) {
        #expect(problem(text) == expected)
    }

    @Test("kustomize's rules refuse a key that is no string")
    func kustomizeKeys() {
        #expect(problem("a:\n  1: b\n", .kustomize) == "a.yaml:2:3: key '1' is no string; quote it")
    }

    @Test("anchors in anchors cannot nest deeper than a document may")
    func depth() {
        var text = "a0: &a0 [x]\n"
        for level in 1...20 {
            let open = String(repeating: "[", count: 100)
            let close = String(repeating: "]", count: 100)
            text += "a\(level): &a\(level) \(open)*a\(level - 1)\(close)\n"
        }
        #expect(problem(text)?.hasSuffix("nested deeper than 1000 levels") == true)
    }
}
