import Testing

@testable import Kustomize

struct LabelSelectorTests {
    private let labels = ["app": "web", "tier": "1", "example.com/part": "", "in": "x"]

    @Test(
        "all conditions must hold",
        arguments: [
            ("", true), ("app=web", true), ("app==web", true), ("app != db", true), ("app!=web", false), ("app", true),
            ("!app", false), ("!none", true), ("none!=x", true), ("none=x", false), ("app in (db,web)", true),
            ("app notin (db, web)", false), ("none notin (a)", true), ("tier>0", true), ("tier<1", false),
            ("app>0", false),
            ("example.com/part", true), ("example.com/part=", true), ("example.com/part in ()", true),
            ("app in (,web)", true), ("app=web,tier in (1,2),!none", true), ("app=web,tier=2", false),
            ("in in (x)", true),
            ("app in (in)", false),
        ]
    )
    func matches(selector: String, isMatch: Bool) throws {
        #expect(try LabelSelector(selector).matches { labels[$0] } == isMatch)
    }

    @Test(
        "what Kubernetes refuses is refused in its words",
        arguments: [
            ("app in (web", "unable to parse requirement: found '', expected: ',' or ')'"),
            ("app in web", "unable to parse requirement: found 'web', expected: '('"),
            ("a b", "unable to parse requirement: found 'b', expected: '=', '!=', '==', 'in', notin'"),
            ("a,", "unable to parse requirement: found '', expected: identifier after ','"),
            ("=", "unable to parse requirement: found '=', expected: !, identifier, or 'end of string'"),
            ("a=b c", "unable to parse requirement: found 'c', expected: ',' or 'end of string'"),
            ("a=b=c", "unable to parse requirement: found '=', expected: ',' or 'end of string'"),
            ("-a", "invalid label key '-a'"), ("a/b/c=d", "invalid label key 'a/b/c'"),
            ("A/b", "invalid label key 'A/b'"),
            ("a=-b", "invalid label value '-b' at key 'a'"),
            ("a>b", "for 'Gt', 'Lt' operators, the value must be an integer"),
        ]
    )
    func invalid(selector: String, reason: String) {
        let invalid = #expect(throws: LabelSelector.Invalid.self) { _ = try LabelSelector(selector) }
        #expect(invalid?.reason == reason)
    }
}
