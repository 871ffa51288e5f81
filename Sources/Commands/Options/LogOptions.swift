internal import ArgumentParser
internal import FoundationEssentials
internal import Logging
internal import Manifests
internal import Telemetry

/// How the log is written.
///
/// Flags win over the environment.
struct LogOptions: ParsableArguments {
    @Option(name: .customLong("log-format"), help: "text or json. (env: FETTLE_LOG_FORMAT; default: text)")
    var format: String?

    @Option(
        name: .customLong("log-level"),
        help: "trace, debug, info, notice, warning, error or critical. (env: FETTLE_LOG_LEVEL; default: info)",
    )
    var level: String?

    /// The log on standard error.
    ///
    /// - Throws: `ExitCode` after printing what is wrong.
    func logger() throws -> Logger {
        let environment = ProcessInfo.processInfo.environment.filter { !$0.value.isEmpty }
        do {
            return Telemetry.logger(
                format: try LogFormat(parsing: format ?? environment["FETTLE_LOG_FORMAT"] ?? "text"),
                level: try LogLevel(parsing: level ?? environment["FETTLE_LOG_LEVEL"] ?? "info"),
                output: .standardError,
            )
        } catch {
            throw ValidationError("\(error)")
        }
    }
}
