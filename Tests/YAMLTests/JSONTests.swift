import Testing
import YAML

struct JSONTests {
    @Test(
        "what is read is what is written, with sorted keys",
        arguments: [
            (#"{"b":1,"a":[true,false,null]}"#, #"{"a":[true,false,null],"b":1}"#),
            (#" [ 1 , -2 , 3.5 , 1e3 , 12345678901234567890 ] "#, "[1,-2,3.5,1000.0,1.2345678901234567e+19]"),
            (#""\u00e9\n\t\"\\\/ \ud83d\ude00""#, #""é\n\t\"\\/ 😀""#),
            (#""\u0001""#, #""\u0001""#),
            (#""\ud83d x""#, "\"\u{FFFD} x\""),
            ("{}", "{}"), ("[]", "[]"), ("\"\"", "\"\""),
        ]
    )
    func roundTrip(text: String, expected: String) throws {
        #expect(try Value(json: text.utf8).jsonText == expected)
    }

    @Test(
        "what is no JSON is refused with its position",
        arguments: [
            "", "{", "[1", "[1,]", "{\"a\"}", "{\"a\":}", "tru", "\"a", "\"\\x\"", "\"\\u12\"", "1 2", "nul", "-", "1e",
            "\"\u{01}\"",
        ]
    )
    func refuses(text: String) {
        #expect(throws: JSONError.self) { try Value(json: text.utf8) }
    }

    @Test("every prefix of a document is refused, none traps")
    func prefixes() {
        let text = Array(#"{"a":[1,2.5,"x\u00e9",{"b":null,"c":true}],"d":"é"}"#.utf8)
        for length in 0..<text.count {
            #expect(throws: JSONError.self) { try Value(json: text[..<length]) }
        }
    }

    @Test("a document nested too deep is refused, not a crash")
    func depth() {
        let error = #expect(throws: JSONError.self) {
            try Value(json: [UInt8](repeating: UInt8(ascii: "["), count: 100_000))
        }
        #expect(error?.message == "nested deeper than 1000 levels")
    }

    @Test("a string that is not UTF-8 is refused")
    func encoding() {
        #expect(throws: JSONError.self) { try Value(json: [0x22, 0xFF, 0x22]) }
    }

    @Test("the indented style is the one of kubectl")
    func indented() throws {
        let value: Value = ["b": [1, [:]], "a": []]
        #expect(
            String(decoding: value.json(.indented), as: UTF8.self) == """
                {
                  "a": [],
                  "b": [
                    1,
                    {}
                  ]
                }
                """
        )
    }
}

struct ValueTests {
    @Test("setting a field makes objects, nil removes it")
    func subscripts() {
        var value: Value = nil
        value["a"] = ["b": 1]
        #expect(value == ["a": ["b": 1]])
        #expect(value.at("a", "b") == 1)
        value["a"] = nil as Value?
        #expect(value == [:])
        #expect(value.at("a", "b") == nil)
    }

    @Test("the order of fields plays no part in equality")
    func equality() throws {
        #expect(try Value(json: #"{"a":1,"b":2}"#.utf8) == (try Value(json: #"{"b":2,"a":1}"#.utf8)))
    }
}
