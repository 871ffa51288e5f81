/// How a log line is written.
package enum LogFormat: String, CaseIterable, Sendable {
    /// `2026-11-22T15:03:11.120Z info     drift cluster=perso object=…`, for people.
    case text
    /// One JSON object on a line, with the same keys and `time`, `level` and `message`; every value is a string.
    case json

    /// Reads what a flag or a variable says.
    ///
    /// - Throws: `TelemetryError` for anything but the names of the cases.
    package init(parsing text: String) throws(TelemetryError) {
        guard let format = LogFormat(rawValue: text) else {
            throw TelemetryError("log format '\(text)'", noneOf: LogFormat.allCases.map(\.rawValue))
        }
        self = format
    }
}

/// A setting of the log that cannot be used.
package struct TelemetryError: Error, Hashable, CustomStringConvertible {
    package let description: String

    init(_ subject: String, noneOf allowed: [String]) {
        description = "\(subject): is not known; use one of \(allowed.joined(separator: ", "))"
    }
}
