import SourceTrees
import TestSupport
import Testing

@testable import GitCrypt

struct AttributesTests {
    private func keys(_ files: [String: String], _ paths: [String]) throws -> [String] {
        let index = AttributeIndex(try InMemoryTree(files))
        return try paths.filter { text in
            let place = try path(text)
            return try index.stack(for: place.parent).key(of: place) != nil
        }
    }

    @Test("lets a deeper file and a later line win")
    func precedence() throws {
        let files = [
            ".gitattributes": "*.yaml filter=git-crypt\npublic.yaml -filter\n",
            "a/.gitattributes": "public.yaml filter=git-crypt-perso\nb/** !filter\n",
        ]
        #expect(
            try keys(files, ["x.yaml", "public.yaml", "a/public.yaml", "a/b/x.yaml", "x.txt"]) == [
                "x.yaml", "a/public.yaml",
            ]
        )
    }

    @Test("knows macros of the root's file and git's own")
    func macros() throws {
        let files = [
            ".gitattributes":
                "*.secret secret\n[attr]secret filter=git-crypt diff=git-crypt\n*.bin secret\n*.bin -secret\n",
            "a/.gitattributes": "[attr]other filter=git-crypt\n*.x other\nplain.secret -secret\n",
        ]
        #expect(
            try keys(files, ["1.secret", "a/2.secret", "3.bin", "a/4.x", "a/plain.secret"]) == [
                "1.secret", "a/2.secret",
            ]
        )
        let stack = AttributeStack([
            GitAttributes(parsing: Array("*.png binary\n".utf8), at: try path(".gitattributes"))
        ])
        #expect(
            stack.states(of: try path("a.png")) == ["binary": .set, "diff": .unset, "merge": .unset, "text": .unset]
        )
    }

    @Test("does not follow a link in place of an attribute file")
    func link() throws {
        var tree = try InMemoryTree(["real": "* filter=git-crypt\n", "a": "a"])
        tree.addLink(to: "real", at: try path(".gitattributes"))
        #expect(try DecryptedTree(tree, keys: KeyRing()).read("a") == Array("a".utf8))
    }

    @Test("reads attribute files with a byte order mark, carriage returns and no last line feed")
    func encodings() throws {
        #expect(
            try keys([".gitattributes": "\u{FEFF}a filter=git-crypt\r\nb filter=git-crypt"], ["a", "b"]) == ["a", "b"]
        )
    }

    @Test("takes no longer than pattern times path for a pattern made to be slow")
    func slowPattern() throws {
        let pattern = String(repeating: "*a", count: 100) + "b"
        let files = [
            ".gitattributes":
                "/\(pattern) filter=git-crypt\n**/\(String(repeating: "**/", count: 60))b filter=git-crypt\n"
        ]
        let long = String(repeating: "a", count: 1000)
        #expect(try keys(files, [long, String(repeating: "a/", count: 300) + "c"]).isEmpty)
    }

    @Test("agrees with git check-attr on generated attribute files and paths", arguments: 0..<8)
    func oracle(seed: UInt64) async throws {
        try await withTemporaryDirectory { scratch in
            let repository = try await GitCryptRepository(below: scratch)
            var generator = AttributeGenerator(seed: seed)
            var compared = 0
            for _ in 0..<40 {
                let files = generator.files()
                let paths = generator.paths()
                try write(files, below: repository.folder)
                let names = AttributeGenerator.observed
                let output = try await repository.run(
                    "git",
                    "check-attr",
                    "-z",
                    "--stdin",
                    names[0],
                    names[1],
                    names[2],
                    names[3],
                    names[4],
                    names[5],
                    input: paths.joined(separator: "\0") + "\0",
                )
                let index = AttributeIndex(try InMemoryTree(files))
                let words = output.split(separator: "\0", omittingEmptySubsequences: false).map(String.init)
                for start in stride(from: 0, to: words.count - 2, by: 3) {
                    let place = try path(words[start])
                    let state = try index.stack(for: place.parent).states(of: place)[words[start + 1]] ?? .unspecified
                    let ours =
                        switch state {
                        case .set: "set"
                        case .unset: "unset"
                        case .unspecified: "unspecified"
                        case .value(let value): value
                        }
                    try #require(ours == words[start + 2], "\(words[start]) \(words[start + 1]) in \(files)")
                    compared += 1
                }
            }
            #expect(compared == 40 * AttributeGenerator.pathCount * AttributeGenerator.observed.count)
        }
    }
}

/// Makes up attribute files and paths that often match each other.
///
/// The same seed gives the same.
private struct AttributeGenerator {
    static let observed = ["filter", "diff", "text", "one", "two", "three"]
    static let pathCount = 60

    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
    }

    private mutating func number(below limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(limit))
    }

    private mutating func pick(_ choices: [String]) -> String {
        choices[number(below: choices.count)]
    }

    private mutating func many(_ range: ClosedRange<Int>, _ separator: String, _ part: (inout Self) -> String) -> String
    {
        let count = range.lowerBound + number(below: range.count)
        return (0..<count).map { _ in part(&self) }.joined(separator: separator)
    }

    mutating func files() -> [String: String] {
        var files: [String: String] = [:]
        for folder in ["", "a/", "a/b/"] {
            files[folder + ".gitattributes"] = many(1...6, "\n") { $0.line() } + pick(["", "\n", "\r\n"])
        }
        return files
    }

    mutating func paths() -> [String] {
        (0..<Self.pathCount).map { _ in many(1...4, "/") { $0.name() } }
    }

    private mutating func name() -> String {
        if number(below: 4) > 0 { return pick(["a", "a", "b", "ab", "a.c", "b.c"]) }
        return many(1...3, "") { $0.pick(["a", "b", ".c", "-", "!", "]", "[", "\\", " ", "*", "é", "A", "1", "\""]) }
    }

    private mutating func line() -> String {
        if number(below: 12) == 0 { return "[attr]" + pick(["one", "two", "binary", "a$", ""]) + " " + attributes() }
        let pattern = number(below: 3) == 0 ? noise() : sensible()
        return pick(["", "", "", " "]) + pattern + pick([" ", " ", "\t", "  "]) + attributes()
            + pick(["", "", " ", "\r"])
    }

    private mutating func sensible() -> String {
        let body = many(1...3, "/") { generator in
            generator.pick([
                "a", "b", "*", "**", "*.c", "a*", "?", "[ab]", "[!a]", "ab", "a**", "**b", "***", "\\a", "[[:alpha:]]*",
            ])
        }
        let whole = pick(["", "", "/", "**/", "!", "\\!"]) + body + pick(["", "", "", "/", "/**", "/*", "\\"])
        return number(below: 6) == 0 ? "\"" + whole + "\"" : whole
    }

    private mutating func noise() -> String {
        many(1...7, "") { generator in
            generator.pick([
                "a", "b", "*", "**", "/", "?", "[", "]", "[a", "[!", "[^", "-", "a-b]", "[b-a]", "\\", "\\]", "[]", "!",
                ".c",
                "[:", ":]", "[[:alpha:]", "[[:digit:]]", "[[:nope:]]", "[[:]", "\"", "\\101", "\\n", "#", "é", "A",
                "[\\]", "[a\\-b]",
            ])
        }
    }

    private mutating func attributes() -> String {
        // One wrong name makes git ignore the whole line.
        if number(below: 10) == 0 { return "one " + pick(["fil$ter", "-", "!", "=v", "--two"]) }
        return many(1...3, " ") { generator in
            generator.pick([
                "filter=git-crypt", "filter=git-crypt-x", "-filter", "!filter", "filter", "filter=a=b",
                "diff", "-diff", "binary", "-binary", "!binary", "text", "-text=v",
                "one", "-one", "!one", "one=v", "two", "two=", "-two", "three",
            ])
        }
    }
}
