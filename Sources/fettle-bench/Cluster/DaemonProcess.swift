import Foundation
import Glibc
import Synchronization
import YAML

/// A running `fettle run`, and what it has logged.
struct DaemonProcess {
    /// A line of its log.
    struct Line: Sendable {
        /// Milliseconds since 1970, as everything here that is compared with it.
        let time: Double
        let message: String
        let fields: [String: String]

        init?(_ text: Substring) {
            guard let object = try? Value(json: Array(text.utf8)).object,
                let message = object["message"]?.string,
                let stamp = object["time"]?.string,
                let date = try? Date(stamp, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
            else { return nil }
            time = date.timeIntervalSince1970 * 1e3
            self.message = message
            fields = object.compactMapValues(\.string)
        }
    }

    private final class Log: Sendable {
        let lines = Mutex<[Line]>([])
    }

    private let program: BackgroundProgram
    private let log: Log

    /// Runs one on a repository, gives it to `body`, and ends it afterwards, also when `body` throws.
    static func with(
        _ repository: ClusterRepository,
        _ settings: Settings,
        pollInterval: String,
        logLevel: String = "info",
        _ body: (DaemonProcess) async throws -> Void,
    ) async throws {
        let log = Log()
        let flags = ["--log-format", "json", "--log-level", logLevel, "--poll-interval", pollInterval]
        let program = try BackgroundProgram(settings.fettle, repository.arguments("run") + flags) { text in
            guard let line = Line(text) else { return print("  fettle: \(text)") }
            log.lines.withLock { $0.append(line) }
        }
        defer { program.end() }
        try await body(DaemonProcess(program: program, log: log))
    }

    var id: pid_t { program.id }

    /// How many lines there are until now.
    var count: Int { log.lines.withLock(\.count) }

    /// The first line from the number `start` on that is wanted; nil when there is none yet.
    func line(from start: Int, where isWanted: (Line) -> Bool) -> Line? {
        log.lines.withLock { $0.dropFirst(start).first(where: isWanted) }
    }

    /// How many lines from the number `start` on are wanted.
    func lines(from start: Int, where isWanted: (Line) -> Bool) -> Int {
        log.lines.withLock { $0.dropFirst(start).count(where: isWanted) }
    }

    /// Waits for a line from the number `start` on.
    ///
    /// - Throws: `BenchError` with the last lines when it does not come within three minutes.
    @discardableResult
    func line(_ message: String, from start: Int, where isWanted: (Line) -> Bool = { _ in true }) async throws -> Line {
        let end = ContinuousClock.now + .seconds(180)
        while ContinuousClock.now < end, program.isRunning {
            if let line = line(from: start, where: { $0.message == message && isWanted($0) }) { return line }
            try await Task.sleep(for: .milliseconds(20))
        }
        let last = log.lines.withLock { $0.suffix(5).map { "\($0.message) \($0.fields)" } }.joined(separator: "\n")
        throw BenchError(description: "fettle run: did not log '\(message)'; its last lines:\n\(last)")
    }
}

/// Milliseconds since 1970.
var wallClock: Double { Date().timeIntervalSince1970 * 1e3 }
