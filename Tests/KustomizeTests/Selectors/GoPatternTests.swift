import Testing

@testable import Kustomize

struct GoPatternTests {
    @Test(
        "a pattern stands for a whole text",
        arguments: [
            ("web", "web", true), ("web", "web-1", false), ("web|db", "db", true), ("web|db", "webdb", false),
            ("web.*", "web", true), ("web.+", "web", false), (".*", "", true), ("x.y", "x-y", true),
            (#"x\.y"#, "x-y", false), ("[a-c]+", "abcab", true), ("[^a-c]", "d", true), ("[^a-c]", "b", false),
            (#"\d{2,3}"#, "12", true), (#"\d{2,3}"#, "1234", false), ("a{2}", "aa", true), ("a{2,}", "aaaa", true),
            ("a{,2}", "a{,2}", true), ("(?i)web", "WEB", true), ("w(?i:E)b", "web", true), ("w(?i:E)b", "Web", false),
            ("(a|b)*c", "ababc", true), ("(?P<n>a)b", "ab", true), ("(?<n>a)b", "ab", true), ("a+?b??", "aa", true),
            ("[[:alpha:]]+", "aB", true), ("[[:^digit:]]", "1", false), (#"\w+\s\W"#, "a_1 -", true),
            (#"\Qa.b\E+"#, "a.bbb", true), (#"\x61\x{62}\141"#, "aba", true), (#"\bweb\b.*"#, "web-1", true),
            (#"\bweb\B.*"#, "web-1", false), (#"\pL+\p{Nd}"#, "äÖ5", true), (#"\P{Lu}"#, "A", false),
            ("[]a]", "]", true),
            (#"[\d-]+"#, "1-2", true), ("a.c", "a\nc", false), ("(?s)a.c", "a\nc", true), ("(?m)a$\n^b", "a\nb", true),
            ("^web$", "web", true), ("a)|(b", "axx", true), ("a||b", "", true), ("ä", "ä", true),
        ]
    )
    func whole(pattern: String, text: String, matches: Bool) throws {
        #expect(try GoPattern(whole: pattern).matches(text) == matches)
    }

    @Test(
        "a searched pattern may stand anywhere",
        arguments: [
            ("ngin", "my-nginx", true), ("", "a", true), ("ngz", "nginx", false), ("^ngin", "my-nginx", false),
            ("x$", "nginx", true), ("n.i", "my-nginx", true), ("nn", "nanna", true),
        ]
    )
    func part(pattern: String, text: String, matches: Bool) throws {
        #expect(try GoPattern(part: pattern).matches(text) == matches)
    }

    @Test(
        "what Go refuses is refused in its words",
        arguments: [
            ("*", "missing argument to repetition operator: `*`"), ("a**", "invalid nested repetition operator: `**`"),
            ("(", "missing closing ): `^(?:()$`"), ("a))", "unexpected ): `^(?:a)))$`"),
            ("[a", "missing closing ]: `[a)$`"),
            ("[z-a]", "invalid character class range: `z-a`"), ("a{1001}", "invalid repeat count: `{1001}`"),
            ("(a{100}){100}", "invalid repeat count: `{100}`"), (#"\8"#, #"invalid escape sequence: `\8`"#),
            (#"\1"#, #"invalid escape sequence: `\1`"#), ("(?=a)", "invalid or unsupported Perl syntax: `(?=`"),
            ("(?P<1-x>a)", "invalid named capture: `(?P<1-`"),
            (#"\p{Nope}"#, #"invalid character class range: `\p{Nope}`"#),
        ]
    )
    func invalid(pattern: String, reason: String) {
        let invalid = #expect(throws: GoPattern.Invalid.self) { _ = try GoPattern(whole: pattern) }
        #expect(invalid?.reason == "error parsing regexp: \(reason)")
    }

    @Test("nested repetitions take no longer than the text is")
    func linear() throws {
        let text = String(repeating: "a", count: 2000)
        #expect(try GoPattern(whole: "(a*)*(a|a)*b").matches(text) == false)
        #expect(try GoPattern(whole: "(.*)(.*)(.*)(.*)a{50}").matches(text))
    }

    @Test("every beginning of a pattern is read or refused")
    func beginnings() {
        let pattern = #"^(?i:[^[:alpha:]\d-z]{2,3}|\x{61}\Qa\E(?P<n>\pL\p{^Lu}))*?$\b"#
        for end in pattern.indices {
            let beginning = String(pattern[..<end])
            #expect(throws: Never.self) { _ = try? GoPattern(part: beginning).matches("ab1") }
        }
    }
}
