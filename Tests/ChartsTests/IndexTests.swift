import Charts
import Foundation
import Testing
import YAML

struct AnIndex {
    private static let text = """
        apiVersion: v1
        entries:
          other:
          - {name: other, version: 1.0.0, urls: [other.tgz], maintainers: [&a {name: me}, *a]}
          web:
          - name: web
            version: 1.2.3
            created: "2024-01-01T00:00:00Z"
            digest: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
            deprecated: true
            description: |
              version: 9.9.9
            dependencies: [{name: x, version: 3.0.0, urls: [no]}]
            urls:
            - https://charts.example.org/web-1.2.3.tgz
            - second
          - version: 1.3.0+a
            created: 2024-01-02T00:00:00.5+02:00
          - version: 1.3.0+b
            created: 2024-01-01T23:00:00Z
          - version: 1.4.0-rc.1
          - version: latest
          -
          empty: []
        generated: "2024-01-01T00:00:00Z"

        """

    private func index(_ text: String, of chart: String = "web") throws -> ChartIndex {
        try ChartIndex(of: chart, bytes: Array(text.utf8))
    }

    @Test func `says what one chart is`() throws {
        let entries = try index(Self.text).entries
        #expect(
            entries?.first
                == ChartIndex.Entry(
                    version: "1.2.3",
                    urls: ["https://charts.example.org/web-1.2.3.tgz", "second"],
                    digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                    created: "2024-01-01T00:00:00Z",
                    isDeprecated: true,
                ),
        )
        #expect(entries?.map(\.version) == ["1.2.3", "1.3.0+a", "1.3.0+b", "1.4.0-rc.1", "latest"])
        #expect(try index(Self.text, of: "other").entries?.map(\.urls) == [["other.tgz"]])
        #expect(try index(Self.text, of: "empty").entries == [])
        #expect(try index(Self.text, of: "none").entries == nil)
    }

    @Test func `gives the best version, and of equal ones the one that was made last`() throws {
        let index = try index(Self.text)
        #expect(try index.best("", url: "u").version == "1.3.0+b")
        #expect(try index.best("1.3.0+a", url: "u").version == "1.3.0+a")
        #expect(try index.best("1.3.0", url: "u").version == "1.3.0+b")
        #expect(try index.best("latest", url: "u").version == "latest")
        #expect(try index.best("^1.4.0-0", url: "u").version == "1.4.0-rc.1")
        let none = #expect(throws: ChartError.self) { try index.best("^2", url: "https://c.org") }
        #expect(
            none?.description == "https://c.org: has no version of chart web that ^2 allows; the newest is 1.4.0-rc.1",
        )
        let wrong = #expect(throws: ChartError.self) { try index.best("newest", url: "https://c.org") }
        #expect(
            wrong?.description == "https://c.org: 'newest' for chart web is no version and no range; correct it",
        )
        let missing = #expect(throws: ChartError.self) {
            try self.index(Self.text, of: "wbe").best("", url: "https://c.org")
        }
        #expect(missing?.description == "https://c.org: has no chart wbe; correct its name")
    }

    @Test func `may be JSON`() throws {
        let json = """
            {"apiVersion":"v1","entries":{"web":[{"version":"1.0.0","urls":["a\\/b.tgz"],"description":"\\u003ca: b\\u003e",\
            "created":null,"digest":""}],"z":[]},"generated":"2024-01-01T00:00:00Z"}
            """
        let indented = json.replacing(",", with: ",\n\t\t").replacing(":", with: ": ")
        for text in [json, indented] {
            #expect(try index(text).entries == [ChartIndex.Entry(version: "1.0.0", urls: ["a/b.tgz"])])
        }
    }

    @Test(arguments: [
        ("entries:\n  web:\n  - version: [1, 2]\n", "index.yaml:3:14: version is no text"),
        ("entries:\n  web:\n  - a\n", "index.yaml:3:5: a version of the chart is no map"),
        ("entries: []\n", "index.yaml:1:10: entries is no map"),
        ("entries:\n  web: {a: b}\n", "index.yaml:2:8: the chart is no list"),
        ("", "index.yaml:1:1: is empty"),
        ("<html>no</html>", "index.yaml:1:1: is no index of charts, since it is no map; correct the repository's URL"),
        ("error: gone\n", "index.yaml:1:1: is no index of charts, as it has no entries; correct the repository's URL"),
        ("entries:\n  web: []\n  z: {\n", "index.yaml:4:1: did not find expected node content"),
        ("entries:\n  web: []\n other: x\n", "index.yaml:3:2: did not find expected key"),
    ])
    func `that is broken names the line`(text: String, message: String) {
        let error = #expect(throws: YAMLError.self) { try index(text) }
        #expect(error?.description == message)
    }

    @Test func `is refused at every place where it breaks off`() throws {
        let json = #"{"apiVersion":"v1","entries":{"web":[{"version":"1.0.0","urls":["a"]}],"z":[]},"x":"y"}"#
        for length in 1..<json.utf8.count {
            #expect(throws: YAMLError.self) { try index(String(json.prefix(length))) }
        }
    }

    @Test func `fails as its source does`() {
        struct Broken: Error {}
        #expect(throws: Broken.self) {
            try ChartIndex(of: "web", file: "index.yaml") { _ in throw Broken() }
        }
    }
}
