import Testing
import YAML

struct EmitterTests {
    private func reread(_ value: Value, _ style: Value.YAMLStyle) throws -> Value? {
        try Node.parse(value.yaml(style), file: "a.yaml").first?.value(file: "a.yaml")
    }

    @Test("keys are sorted, lists begin below their key, and empty collections stay on the line")
    func layout() {
        let value: Value = [
            "b": ["x", ["y", "z"], ["k": 1, "l": []]], "a": ["c": [:], "d": nil], "a10": true, "a2": 1.5,
        ]
        #expect(
            value.yamlText == """
                a:
                  c: {}
                  d: null
                a2: 1.5
                a10: true
                b:
                - x
                - - "y"
                  - z
                - k: 1
                  l: []

                """
        )
    }

    @Test("lines stay whole unless folding is asked for")
    func folding() {
        let words: Value = ["a": .string(Array(repeating: "word", count: 20).joined(separator: " "))]
        #expect(words.yamlText.split(separator: "\n").count == 1)
        #expect(String(decoding: words.yaml(.folded), as: UTF8.self).split(separator: "\n").count == 2)
    }

    @Test("whatever is written reads back as the same value")
    func roundTrip() throws {
        var generator = Generator(state: 20_261_124)
        for _ in 0..<3000 {
            let value = generator.value(depth: 0)
            #expect(try reread(value, .unfolded) == value, "\(value.jsonText)")
            #expect(try reread(value, .folded) == value, "\(value.jsonText)")
        }
    }
}

/// Makes the same values on every run: strings of everything that a style depends on.
struct Generator {
    var state: UInt64

    mutating func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(bound))
    }

    private static let pieces = [
        "a", "b", "yes", "null", "1", "0", "07", "0x1f", ".5", "1e3", "-", ":", "#", " ", "  ", "\n", "\n\n", "\t", "'",
        "\"",
        "\\", "{", "}", "[", "]", ",", "&", "*", "!", "|", ">", "%", "@", "`", "?", "~", "=", "<<", "é", "日本",
        "\u{1F600}",
        "\u{85}", "\u{A0}", "\u{2028}", "\u{FEFF}", "\u{0}", "\u{7F}", "\r", "---", "...", "2001-01-02", "12:30:45",
        "_",
        "word word word", "long words that go on and on until the line is full and past its end for sure ok", "${x}",
    ]

    mutating func string() -> String {
        (0..<next(7)).map { _ in Self.pieces[next(Self.pieces.count)] }.joined()
    }

    mutating func value(depth: Int) -> Value {
        switch next(depth > 3 ? 6 : 9) {
        case 0: [nil, true, false, 0, 1, -7, 1_000_000, .integer(.max), .integer(.min)][next(9)]
        case 1: [0.5, -1.25, 1e-7, 1.5e300, 123_456.75, 1e23][next(6)]
        case 2...5: .string(string())
        case 6, 7:
            .object(
                Dictionary((0..<next(5)).map { _ in (string(), value(depth: depth + 1)) }) { $1 },
            )
        default: .array((0..<next(4)).map { _ in value(depth: depth + 1) })
        }
    }
}
