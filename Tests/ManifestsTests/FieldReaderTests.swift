import Manifests
import Testing
import YAML

struct FieldReaderTests {
    private enum Mode: String, CaseIterable { case correct, report }

    private struct Sample: Equatable {
        var name = ""
        var mode: Mode?
        var interval: Duration?
        var inner: String?
        var items: [String] = []
    }

    private func read(_ value: Value) throws -> Sample {
        try FieldReader.read(value, subject: "clusters/perso/cluster.yaml") { reader in
            Sample(
                name: reader.requiredString("name"),
                mode: reader.choice("mode", Mode.self),
                interval: reader.duration("interval"),
                inner: reader.object("spec") { $0.string("inner") } ?? nil,
                items: reader.objects("items") { $0.requiredString("id") },
            )
        }
    }

    @Test("fields of the right types are read")
    func reads() throws {
        let sample = try read([
            "name": "perso", "mode": "report", "interval": "1h30m", "spec": ["inner": "x"], "items": [["id": "a"]],
        ])
        #expect(sample == Sample(name: "perso", mode: .report, interval: .seconds(5400), inner: "x", items: ["a"]))
    }

    @Test("all problems come at once, each with its place")
    func problems() {
        let error = #expect(throws: Problems.self) {
            try read([
                "mode": "fix", "interval": "soon", "spec": ["Inner": "x"], "items": [["id": 1], "a"], "extra": true,
            ])
        }
        #expect(
            error?.description == """
                clusters/perso/cluster.yaml: name: is missing
                clusters/perso/cluster.yaml: mode: 'fix' is none of: correct, report
                clusters/perso/cluster.yaml: interval: 'soon' is no duration; write it like 10m, 1h30m or 45s
                clusters/perso/cluster.yaml: spec.Inner: unknown field; did you mean inner
                clusters/perso/cluster.yaml: items[0].id: is an integer, not a string
                clusters/perso/cluster.yaml: items[1]: is a string, not an object
                clusters/perso/cluster.yaml: extra: unknown field; remove it or correct its name
                """,
        )
    }

    @Test(
        "durations are Go's",
        arguments: [
            ("10m", Duration.seconds(600)), ("1h30m", .seconds(5400)), ("1.5s", .milliseconds(1500)), ("0", .zero),
            ("250ms", .milliseconds(250)),
        ]
    )
    func durations(text: String, expected: Duration) {
        #expect(Duration(goText: text) == expected)
    }

    @Test("what is no duration is nil", arguments: ["", "10", "m", "1x", "1m2", "--1s", "1e3s", "9999999999h"])
    func noDurations(text: String) {
        #expect(Duration(goText: text) == nil)
    }
}
