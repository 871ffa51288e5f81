package import Logging

/// From which severity on lines are written.
package typealias LogLevel = Logger.Level

extension Logger.Level {
    /// Reads what a flag or a variable says; `warn` is taken for `warning`.
    ///
    /// - Throws: `TelemetryError` for anything but the names of the levels.
    package init(parsing text: String) throws(TelemetryError) {
        guard let level = Logger.Level(rawValue: text == "warn" ? "warning" : text) else {
            throw TelemetryError("log level '\(text)'", noneOf: Logger.Level.allCases.map(\.rawValue))
        }
        self = level
    }
}
