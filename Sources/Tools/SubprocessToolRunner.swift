internal import Foundation
internal import Glibc
internal import Subprocess
internal import SystemPackage

/// Runs programs as child processes, each in a session of its own, and ends whatever one leaves in its process group.
///
/// A program never outlives fettle (`TiedProgram`).
///
/// A child gets only the variables of `ToolEnvironment` and those of its invocation, so a token that fettle got through
/// its own environment never reaches one.
package struct SubprocessToolRunner: ToolRunner {
    private let inherited: [String: String]
    private let grace: Duration

    /// - Parameter grace: how long a program may take to end by itself after it was asked to, before it is killed.
    package init(grace: Duration = .seconds(5)) {
        inherited = ToolEnvironment.inheritable(of: ProcessInfo.processInfo.environment)
        self.grace = grace
    }

    package func run(_ invocation: ToolInvocation) async throws -> ToolResult {
        try Task.checkCancellation()
        return try await withThrowingTaskGroup(of: ToolResult?.self) { group in
            group.addTask { try await runToEnd(invocation) }
            group.addTask {
                try await Task.sleep(for: invocation.timeout)
                return nil
            }
            // The group waits for the program's end on the way out, so nothing of it runs on when this returns.
            defer { group.cancelAll() }
            if let first = try await group.next(), let result = first { return result }
            throw ToolError(
                .timedOut,
                tool: invocation.tool,
                "did not end within \(invocation.timeout) and was stopped; see what it waits for, or allow more time",
            )
        }
    }

    private func runToEnd(_ invocation: ToolInvocation) async throws -> ToolResult {
        do {
            let environment = environment(of: invocation)
            let program = try await TiedProgram(invocation.tool, invocation.arguments, in: environment)
            let input = try inputFile(holding: invocation.input)
            let record = try await Subprocess.run(
                program.executable,
                arguments: program.arguments,
                environment: environment,
                platformOptions: platformOptions,
                input: .fileDescriptor(input, closeAfterSpawningProcess: true),
                output: .sequence,
                error: .sequence,
            ) { execution in
                try await collect(from: execution, invocation)
            }
            let code: Int32 =
                switch record.terminationStatus {
                case .exited(let code): code
                case .signaled(let signal): 128 + signal
                }
            // What a stopped program printed is no result, whichever way its end was noticed.
            try Task.checkCancellation()
            return ToolResult(
                exitCode: code,
                output: record.closureResult.output,
                errors: record.closureResult.errors,
            )
        } catch {
            throw Task.isCancelled ? CancellationError() : toolError(error, invocation)
        }
    }

    /// Reads both streams while the program runs, waits for its end, and then ends what is left of its process group.
    private func collect(
        from execution: Running,
        _ invocation: ToolInvocation,
    ) async throws -> (output: [UInt8], errors: String) {
        do {
            async let errors = errorTail(of: execution, invocation)
            let output = try await self.output(of: execution, invocation)
            let tail = try await errors
            while !hasExited(execution.processIdentifier.value) {
                try await Task.sleep(for: .milliseconds(1))
            }
            try Task.checkCancellation()
            killGroup(of: execution)
            return (output, tail)
        } catch {
            await end(execution)
            throw error
        }
    }

    private func output(of execution: Running, _ invocation: ToolInvocation) async throws -> [UInt8] {
        do {
            var output: [UInt8] = []
            for try await buffer in execution.standardOutput {
                guard output.count + buffer.count <= invocation.outputLimit else {
                    throw ToolError(
                        .tooMuchOutput,
                        tool: invocation.tool,
                        "printed more than \(invocation.outputLimit) bytes and was stopped; make it print less",
                    )
                }
                buffer.withUnsafeBytes { output.append(contentsOf: $0) }
            }
            return output
        } catch {
            // Only the program's end wakes the reader of the other stream.
            await end(execution)
            throw error
        }
    }

    private func errorTail(of execution: Running, _ invocation: ToolInvocation) async throws -> String {
        do {
            var tail = Tail(limit: 64 << 10)
            var lines = invocation.onErrorLine.map { LineSplitter($0) }
            for try await buffer in execution.standardError {
                buffer.withUnsafeBytes {
                    tail.append($0)
                    lines?.add($0)
                }
            }
            lines?.end()
            return tail.text
        } catch {
            await end(execution)
            throw error
        }
    }

    /// Asks the whole group to end, kills the program after the grace period and then whatever outlived it.
    private func end(_ execution: Running) async {
        await execution.teardown(using: teardown)
        killGroup(of: execution)
    }

    /// The program itself has ended but is not reaped yet, so its number still stands for this group and no other.
    private func killGroup(of execution: Running) {
        do {
            try execution.send(signal: .kill, toProcessGroup: true)
        } catch {
            // Nothing of the group is left, which is what was wanted.
        }
    }

    private var teardown: [TeardownStep] {
        [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: grace)]
    }

    private var platformOptions: PlatformOptions {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = teardown
        return options
    }

    private func environment(of invocation: ToolInvocation) -> Subprocess.Environment {
        let variables = inherited.merging(invocation.environment) { $1 }
        let keyed = variables.map { (Subprocess.Environment.Key(stringLiteral: $0.key), $0.value) }
        return .custom(Dictionary(uniqueKeysWithValues: keyed))
    }

    private static let noProgram = "no such program; install it, or put its folder on PATH"

    private func toolError(_ error: any Error, _ invocation: ToolInvocation) -> any Error {
        switch error {
        case is ToolError, is CancellationError:
            error
        case let error as SubprocessError where error.code == .executableNotFound:
            ToolError(.notFound, tool: invocation.tool, Self.noProgram)
        case Errno.noSuchFileOrDirectory:
            ToolError(.notFound, tool: invocation.tool, Self.noProgram)
        default:
            ToolError(.failed, tool: invocation.tool, "could not be run: \(error); check that this user may execute it")
        }
    }
}

private typealias Running = Execution<FileDescriptorInput, SequenceOutput, SequenceOutput>

/// A file in shared memory, already without a name, that holds a program's input.
///
/// Unlike a pipe it cannot break: a program that ends before it read everything causes no `SIGPIPE` here. It takes as
/// much as `/dev/shm` has room for, and is closed in every other program that starts meanwhile.
private func inputFile(holding bytes: [UInt8]) throws -> FileDescriptor {
    let name = "/fettle-\(UUID().uuidString)"
    let number = shm_open(name, O_RDWR | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR)
    guard number >= 0 else { throw Errno(rawValue: errno) }
    let file = FileDescriptor(rawValue: number)
    do {
        guard shm_unlink(name) == 0 else { throw Errno(rawValue: errno) }
        try file.writeAll(bytes)
        try file.seek(offset: 0, from: FileDescriptor.SeekOrigin.start)
    } catch {
        try file.close()
        throw error
    }
    return file
}

/// Whether a child has ended, without reaping it.
private func hasExited(_ process: pid_t) -> Bool {
    var info = siginfo_t()
    let status = waitid(P_PID, id_t(process), &info, WEXITED | WNOWAIT | WNOHANG)
    return status != 0 || info.si_signo == SIGCHLD
}

/// The end of a stream.
private struct Tail {
    let limit: Int
    private var bytes: [UInt8] = []
    private var isCut = false

    init(limit: Int) {
        self.limit = limit
    }

    mutating func append(_ more: UnsafeRawBufferPointer) {
        bytes.append(contentsOf: more)
        if bytes.count > 2 * limit { cut() }
    }

    private mutating func cut() {
        bytes.removeFirst(bytes.count - limit)
        isCut = true
    }

    /// The last bytes as text; a character that the limit cut in two is left out.
    var text: String {
        var last = self
        if last.bytes.count > limit { last.cut() }
        let whole = last.isCut ? last.bytes.drop { $0 & 0b1100_0000 == 0b1000_0000 } : last.bytes[...]
        return String(decoding: whole, as: UTF8.self)
    }
}
