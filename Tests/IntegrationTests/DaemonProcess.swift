import Foundation
import Glibc
import Synchronization
import SystemPackage
import TestSupport
import Testing

/// A running `fettle run`, whose log is read as it is written.
final class DaemonProcess: Sendable {
    private let process: Process
    private let log = Mutex("")

    /// Starts the daemon of a scenario.
    init(_ scenario: Scenario, _ arguments: [String] = ["--poll-interval", "200ms"]) throws {
        process = Process()
        process.executableURL = URL(fileURLWithPath: Scenario.executable.string)
        process.arguments = ["run"] + scenario.options + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(scenario.environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardError = pipe
        pipe.fileHandleForReading.readabilityHandler = { [weak self] handle in
            let text = String(decoding: handle.availableData, as: UTF8.self)
            guard !text.isEmpty else { return handle.readabilityHandler = nil }
            self?.log.withLock { $0 += text }
        }
        try process.run()
    }

    // A test that failed before it ended the daemon leaves none.
    deinit {
        if process.isRunning { Glibc.kill(id, SIGKILL) }
    }

    var id: Int32 { process.processIdentifier }

    /// Everything that it logged until now.
    var text: String { log.withLock { $0 } }

    /// Waits until a line of the log holds all of `words`, and returns it.
    @discardableResult
    func line(
        with words: String...,
        within limit: Duration = .seconds(60),
        sourceLocation: SourceLocation = #_sourceLocation,
    ) async throws -> String {
        try await line(withAll: words, within: limit, sourceLocation: sourceLocation)
    }

    /// As `line(with:)`, for a list.
    @discardableResult
    func line(
        withAll words: [String],
        within limit: Duration = .seconds(60),
        sourceLocation: SourceLocation = #_sourceLocation,
    ) async throws -> String {
        let end = ContinuousClock.now + limit
        while true {
            let found = text.split(separator: "\n").first { line in words.allSatisfy { line.contains($0) } }
            if let found { return String(found) }
            guard ContinuousClock.now < end, process.isRunning else {
                Issue.record("no line with \(words) in:\n\(text)", sourceLocation: sourceLocation)
                throw NoSuchLine()
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// The log has not what a test waits for; what it has is in the test's issue.
    private struct NoSuchLine: Error {}

    /// Asks it to end, and returns its exit code and how long it took.
    func end() async throws -> (code: Int32, took: Duration) {
        let start = ContinuousClock.now
        process.terminate()
        while process.isRunning { try await Task.sleep(for: .milliseconds(10)) }
        return (process.terminationStatus, ContinuousClock.now - start)
    }

    /// Kills it as a crash would.
    func kill() async throws {
        Glibc.kill(id, SIGKILL)
        while process.isRunning { try await Task.sleep(for: .milliseconds(5)) }
    }
}
