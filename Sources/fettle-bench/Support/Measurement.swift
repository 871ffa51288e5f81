import Glibc

/// The median of several numbers.
func median(_ numbers: [Double]) -> Double {
    let sorted = numbers.sorted()
    guard let middle = sorted.indices.dropFirst(sorted.count / 2).first else { return 0 }
    return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
}

/// How long `body` takes, in milliseconds.
func milliseconds(_ body: () throws -> Void) rethrows -> Double {
    try ContinuousClock().measure(body).milliseconds
}

extension Duration {
    var milliseconds: Double {
        Double(components.seconds) * 1e3 + Double(components.attoseconds) / 1e15
    }
}

/// One run of a program: from its start until it has ended, its output thrown away.
struct ProgramRun {
    let milliseconds: Double
    /// The most memory it had, in KiB.
    let peak: Int
    let succeeded: Bool

    /// - Throws: `BenchError` when the program cannot be started.
    init(_ program: String, _ arguments: [String]) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
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
