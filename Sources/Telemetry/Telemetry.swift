package import Logging

/// The daemon's log.
package enum Telemetry {
    /// A logger of its own: nothing is set for the whole process.
    ///
    /// - Parameters:
    ///   - format: how a line is written.
    ///   - level: from which severity on.
    ///   - output: where lines go; loggers that share one never mix their lines.
    /// - Returns: the logger, for passing on.
    package static func logger(
        format: LogFormat,
        level: LogLevel,
        output: LogOutput = .standardError,
    ) -> Logger {
        Logger(label: "fettle") { _ in LineHandler(format: format, level: level, output: output) }
    }
}

/// Writes each event as one line.
struct LineHandler: LogHandler {
    let format: LogFormat
    let output: LogOutput
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    init(format: LogFormat, level: Logger.Level, output: LogOutput) {
        self.format = format
        self.output = output
        logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
        if let own = event.metadata { all.merge(own) { $1 } }
        if let error = event.error, all["error"] == nil { all["error"] = .string(String(describing: error)) }
        let line = LogLine(level: event.level, message: event.message.description, metadata: all)
        output.write(line.rendered(as: format)) { count in
            let loss = "log lines were lost, because nothing read them"
            return LogLine(level: .warning, message: loss, metadata: ["count": "\(count)"]).rendered(as: format)
        }
    }
}
