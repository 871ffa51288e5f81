import Foundation
import Logging
import Telemetry
import Testing

private let drift: Logger.Metadata = [
    "took": "84ms", "commit": "3f2c1ab", "cluster": "perso", "want": "2", "live": "5", "by": "kubectl-scale",
    "object": "apps/Deployment/lgtm-system/grafana", "at": "2026-11-22T15:03:11Z", "action": "corrected",
    "field": ".spec.replicas", "from": "overlays/perso/grafana.yaml:7", "attempt": "2", "zone": "home",
]

struct ATextLine {
    /// The one line that `body` logs, without the time.
    private func line(_ body: (inout Logger) async throws -> Void) async throws -> String {
        let lines = try await lines(.text, body)
        let line = try #require(lines.first)
        #expect(lines.count == 1)
        #expect(line.prefix(25).wholeMatch(of: #/20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /#) != nil)
        return String(line.dropFirst(25))
    }

    @Test func `says first what happened, then where, and last what does not belong to the story`() async throws {
        let text = try await line { $0.notice("drift", metadata: drift) }
        #expect(
            text == """
                notice   drift cluster=perso object=apps/Deployment/lgtm-system/grafana field=.spec.replicas want=2 live=5 \
                by=kubectl-scale at=2026-11-22T15:03:11Z from=overlays/perso/grafana.yaml:7 commit=3f2c1ab \
                action=corrected took=84ms attempt=2 zone=home
                """
        )
    }

    @Test func `quotes values that would read as something else`() async throws {
        let text = try await line {
            $0.warning(
                "render failed",
                metadata: [
                    "error": "line 1\nline \"2\"", "a": "", "b": "x=y", "c": "two words", "d": "«secret»", "e": #"\"#,
                ],
            )
        }
        #expect(
            text == #"warning  render failed error="line 1\nline \"2\"" a="" b="x=y" c="two words" d=«secret» e="\\""#
        )
    }

    @Test func `lets no control character through`() async throws {
        let text = try await line {
            $0.error(
                "a\u{1b}[31mred\r\nsecond\u{85}line",
                metadata: ["nul": "\0", "del": "\u{7f}", "turned": "\u{202e}gpj", "tag": "\u{e0041}", "b\nad key": "1"],
            )
        }
        #expect(
            text == #"""
                error    a\u001b[31mred\r\nsecond\u0085line b_ad_key=1 del="\u007f" nul="\u0000" tag="\udb40\udc41" \#
                turned="\u202egpj"
                """#
        )
    }

    @Test func `spells out lists and dictionaries`() async throws {
        let text = try await line {
            $0.critical("x", metadata: ["of": ["a", "b"], "git": ["revision": "1", "age": .stringConvertible(5)]])
        }
        #expect(text == "critical x git.age=5 git.revision=1 of=a,b")
    }

    @Test func `has the logger's own data, and the event's where both say something`() async throws {
        struct Failure: Error, CustomStringConvertible { let description = "perso: away" }
        let text = try await line { logger in
            logger[metadataKey: "cluster"] = "perso"
            logger[metadataKey: "stage"] = "first"
            logger.info("x", error: Failure(), metadata: ["stage": "second"])
        }
        #expect(text == #"info     x cluster=perso stage=second error="perso: away""#)
    }
}

struct AJSONLine {
    private func objects(_ body: (inout Logger) async throws -> Void) async throws -> [[String: String]] {
        try await lines(.json, body).map { try JSONDecoder().decode([String: String].self, from: Data($0.utf8)) }
    }

    @Test func `has the keys of a text line, and time, level and message`() async throws {
        let object = try #require(try await objects { $0.info("drift", metadata: drift) }.first)
        #expect(Set(object.keys) == Set(drift.keys).union(["time", "level", "message"]))
        #expect(object["level"] == "info")
        #expect(object["message"] == "drift")
        #expect(object["from"] == "overlays/perso/grafana.yaml:7")
        let time = try Date(
            #require(object["time"]),
            strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true),
        )
        #expect(abs(time.timeIntervalSinceNow) < 60)
    }

    @Test func `gives back any text as it was`() async throws {
        let text = "\u{0}\u{1f}\"\\/\n\r\t\u{7f}\u{85}\u{2028}\u{202e}\u{e0041}«é»👩‍🚀"
        let objects = try await objects { $0.info("\(text)", metadata: ["error": "\(text)"]) }
        #expect(objects.first?["message"] == text)
        #expect(objects.first?["error"] == text)
    }

    @Test func `keeps its own keys apart from those of an event`() async throws {
        let lines = try await lines(.json) { $0.info("x", metadata: ["message": "y", "time": "z"]) }
        #expect(lines.first?.hasSuffix(#""message":"x","message_":"y","time_":"z"}"#) == true)
    }
}

struct ALogger {
    @Test func `leaves out what is below its level`() async throws {
        let lines = try await lines(.text, level: .warning) { logger in
            logger.notice("quiet")
            logger.warning("one")
            var other = logger
            other.logLevel = .debug
            other[metadataKey: "cluster"] = "perso"
            other.debug("two")
            logger.debug("quiet")
            logger.error("three")
        }
        #expect(lines.map { $0.dropFirst(25) } == ["warning  one", "debug    two cluster=perso", "error    three"])
    }

    @Test(arguments: [("debug", LogLevel.debug), ("warning", .warning), ("warn", .warning), ("critical", .critical)])
    func `takes its level from a text`(text: String, level: LogLevel) throws {
        #expect(try LogLevel(parsing: text) == level)
    }

    @Test func `refuses a level and a format that it does not know`() throws {
        let level = #expect(throws: TelemetryError.self) { try LogLevel(parsing: "loud") }
        #expect(
            level?.description
                == "log level 'loud': is not known; use one of trace, debug, info, notice, warning, error, critical"
        )
        let format = #expect(throws: TelemetryError.self) { try LogFormat(parsing: "xml") }
        #expect(format?.description == "log format 'xml': is not known; use one of text, json")
        #expect(try LogFormat(parsing: "json") == .json)
    }
}
