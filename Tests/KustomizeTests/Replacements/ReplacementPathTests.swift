import Testing

@testable import Kustomize

struct ReplacementPathTests {
    @Test(
        "dots separate, unless they are escaped or between brackets",
        arguments: [
            ("metadata.name", ["metadata", "name"]), (".metadata.name", ["metadata", "name"]),
            (#"data.app\.yaml"#, ["data", "app.yaml"]), ("data.[app.yaml]", ["data", "app.yaml"]),
            ("a.[name=x.y.z].b", ["a", "[name=x.y.z]", "b"]), ("a.[name=x].b", ["a", "[name=x]", "b"]),
            ("a.[b].c", ["a", "[b]", "c"]), ("a.[b.c", ["a", "b.c"]), ("a..b", ["a", "", "b"]),
            ("a.*.0.-", ["a", "*", "0", "-"]),
            ("", [""]),
        ]
    )
    func parts(path: String, parts: [String]) {
        #expect(ReplacementPath(path).parts == parts)
    }

    @Test(
        "a text is split at every separator",
        arguments: [
            ("a-b-c", "-", ["a", "b", "c"]), ("-a-", "-", ["", "a", ""]), ("abc", "-", ["abc"]), ("", "-", [""]),
            ("a::b:c", "::", ["a", "b:c"]), ("aaa", "aa", ["", "a"]),
        ]
    )
    func pieces(text: String, separator: String, pieces: [String]) {
        #expect(text.pieces(separatedBy: separator) == pieces)
    }
}
