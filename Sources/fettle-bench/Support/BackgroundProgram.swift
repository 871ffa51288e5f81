import Foundation
import Glibc
import SystemPackage

/// A program that runs while something is measured, and whose lines are read as it prints them.
final class BackgroundProgram {
    private let process = Process()
    private let lines = Pipe()
    private let step: Int

    /// - Parameters:
    ///   - program: a path.
    ///   - arguments: what follows it.
    ///   - take: gets every line of standard output and standard error, without its end, on a thread of its own.
    /// - Throws: when it cannot be started.
    init(_ program: String, _ arguments: [String], _ take: @escaping @Sendable (Substring) -> Void) throws {
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        // Ends with the bench, so that a program can see from it that nobody needs it any more.
        process.standardInput = Pipe()
        process.standardOutput = lines
        process.standardError = lines
        try process.run()
        let id = process.processIdentifier
        step = Interruption.undo { kill(id, SIGKILL) }
        let reader = lines.fileHandleForReading
        Thread.detachNewThread {
            var rest = ""
            while true {
                let piece = reader.availableData
                guard !piece.isEmpty else { return }
                rest += String(decoding: piece, as: UTF8.self)
                while let end = rest.firstIndex(of: "\n") {
                    take(rest[..<end])
                    rest.removeSubrange(...end)
                }
            }
        }
    }

    var id: pid_t { process.processIdentifier }

    var isRunning: Bool { process.isRunning }

    /// Asks it to end, and waits for that; after ten seconds it is killed.
    func end() {
        process.terminate()
        for _ in 0..<1_000 where process.isRunning { usleep(10_000) }
        if process.isRunning { kill(id, SIGKILL) }
        process.waitUntilExit()
        Interruption.done(step)
    }
}
