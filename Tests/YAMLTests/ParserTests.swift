import Testing
import YAML

struct ParserTests {
    private func parse(_ text: String) throws(YAMLError) -> [Node] {
        try Node.parse(Array(text.utf8), file: "a.yaml")
    }

    private func problem(_ text: String) -> String? {
        do {
            _ = try parse(text)
            return nil
        } catch {
            return error.description
        }
    }

    @Test("every node knows its line and column")
    func marks() throws {
        let documents = try parse("a: 1\nb:\n  - x\n  - 'y'\n---\nc\n")
        #expect(documents.count == 2)
        guard case .mapping(let entries) = documents[0].content, case .sequence(let items) = entries[1].value.content
        else {
            Issue.record("not the document that was written")
            return
        }
        #expect(entries.map(\.key.mark.line) == [1, 2])
        #expect(items[1].content == .scalar(text: "y", isPlain: false))
        #expect(items[1].mark == Mark(line: 4, column: 5))
        #expect(documents[1].content == .scalar(text: "c", isPlain: true))
    }

    @Test("an alias stands for what its anchor holds")
    func aliases() throws {
        guard case .mapping(let entries) = try parse("a: &x [1, 2]\nb: *x\n")[0].content else {
            Issue.record("not a mapping")
            return
        }
        #expect(entries[0].value == entries[1].value)
    }

    @Test(
        "what fettle does not take names its place",
        arguments: [
            ("a: 1\nb: 2\na: 3\n", "a.yaml:3:1: key 'a' stands twice; the first is in line 1"),
            ("a:\n\tb: 1\n", "a.yaml:2:1: found character that cannot start any token"),
            ("a: *x\n", "a.yaml:1:4: unknown anchor 'x'"),
            ("a: [1\n", "a.yaml:2:1: did not find expected ',' or ']'"),
        ]
    )
    func refuses(text: String, expected: String) {
        #expect(problem(text) == expected)
    }

    @Test("aliases that multiply are refused before they fill the memory")
    func bomb() {
        var text = "l0: &l0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let references = Array(repeating: "*l\(level - 1)", count: 10).joined(separator: ", ")
            text += "l\(level): &l\(level) [\(references)]\n"
        }
        #expect(problem(text)?.hasSuffix("has more than 1000000 nodes once its aliases are expanded") == true)
    }

    @Test("a document nested too deep is refused, not a crash")
    func depth() {
        #expect(problem(String(repeating: "[", count: 100_000)) != nil)
    }

    @Test("bytes that are no UTF-8 are refused")
    func encoding() {
        let error = #expect(throws: YAMLError.self) {
            try Node.parse(Array("a: ".utf8) + [0xFF, 0x0A], file: "a.yaml")
        }
        #expect(error?.message.hasPrefix("is not valid UTF-8 text") == true)
    }

    @Test("every prefix of a document is read or refused, none traps")
    func prefixes() {
        let text = Array("a: &x {b: [1, \"\\u00e9\", 'c'], d: |\n    e\n  }\nf: *x\n--- !t\n- ? g\n  : h\n".utf8)
        for length in 0...text.count {
            _ = try? Node.parse(Array(text[..<length]), file: "a.yaml")
        }
    }
}
