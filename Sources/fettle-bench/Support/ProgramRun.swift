import Foundation
import Glibc
import SystemPackage

/// One run of a program: from its start until it has ended.
struct ProgramRun {
    let milliseconds: Double
    /// The most memory it had, in KiB.
    let peak: Int
    let succeeded: Bool

    /// - Parameters:
    ///   - program: a path, or a name to look for.
    ///   - arguments: what follows it.
    ///   - output: the file that gets what it prints; nil to throw that away.
    ///   - errors: the file that gets its messages; nil to throw them away.
    /// - Throws: `BenchError` when the program cannot be started.
    init(_ program: String, _ arguments: [String], output: FilePath? = nil, errors: FilePath? = nil) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (descriptor, file) in [(Int32(1), output), (2, errors)] {
            let path = file?.string ?? "/dev/null"
            posix_spawn_file_actions_addopen(
                &actions,
                descriptor,
                path,
                O_WRONLY | O_CREAT | O_TRUNC,
                S_IRUSR | S_IWUSR
            )
        }
        var words = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        var status: Int32 = 0
        var usage = rusage()
        let start = ContinuousClock.now
        let result = posix_spawnp(&child, program, &actions, nil, &words, environ)
        guard result == 0 else {
            throw BenchError(description: "\(program): cannot be run: \(String(cString: strerror(result)))")
        }
        while wait4(child, &status, 0, &usage) < 0, errno == EINTR {}
        milliseconds = (ContinuousClock.now - start).milliseconds
        peak = usage.ru_maxrss
        succeeded = status == 0
    }

    /// Runs a program that has to succeed, and gives what it printed.
    ///
    /// - Throws: `BenchError` with the end of its messages when it fails.
    @discardableResult
    static func output(of program: String, _ arguments: [String]) throws -> (text: String, run: ProgramRun) {
        try TemporaryFolder.with { folder in
            let (output, errors) = (folder.appending("output"), folder.appending("errors"))
            let run = try ProgramRun(program, arguments, output: output, errors: errors)
            guard run.succeeded else {
                let shown = ([program] + arguments).joined(separator: " ")
                // Of fettle's log only what went wrong says why.
                let lines = TemporaryFolder.text(of: errors).split(separator: "\n")
                let wrong = lines.filter { $0.contains(" error ") }
                let told = (wrong.isEmpty ? lines : wrong).joined(separator: "\n").suffix(2000)
                throw BenchError(description: "\(shown): failed: \(told)")
            }
            return (TemporaryFolder.text(of: output), run)
        }
    }
}

/// Several runs of one program.
struct ProgramRuns {
    let milliseconds: Double
    let peak: Double

    /// Measures `runs` times, after one time that warms the caches.
    ///
    /// - Throws: `BenchError` when it fails.
    init(_ program: String, _ arguments: [String], runs: Int) throws {
        _ = try ProgramRun(program, arguments)
        let all = try (0..<runs).map { _ in try ProgramRun(program, arguments) }
        guard all.allSatisfy(\.succeeded) else {
            throw BenchError(description: "\(program) \(arguments.joined(separator: " ")): failed")
        }
        milliseconds = median(all.map(\.milliseconds))
        peak = median(all.map { Double($0.peak) })
    }
}
