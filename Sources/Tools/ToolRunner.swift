/// Runs the programs that fettle drives: helm and kubectl.
///
/// A program that exits with another code than 0 is a result, not an error; only a program that could not be run, ran out of
/// time or printed too much throws.
package protocol ToolRunner: Sendable {
    /// Runs one program to its end.
    ///
    /// - Throws: `ToolError`; `CancellationError` when the task was cancelled, after the program's whole process group ended.
    func run(_ invocation: ToolInvocation) async throws -> ToolResult
}

/// One call of a program.
package struct ToolInvocation: Sendable {
    /// The program's name, found on `PATH`, or its path.
    package var tool: String
    /// Never holds a secret: every process of the machine can read it.
    package var arguments: [String]
    /// What the program reads from its standard input; secrets go here.
    package var input: [UInt8]
    /// Variables besides the few that every program gets (`PATH`, `HOME`, locale, proxies).
    ///
    /// Never holds a secret.
    package var environment: [String: String]
    /// How long it may take.
    package var timeout: Duration
    /// How many bytes it may print on standard output.
    package var outputLimit: Int
    /// Gets what the program prints on standard error while it runs, line by line without the line's end.
    package var onErrorLine: (@Sendable (Substring) -> Void)?

    package init(
        _ tool: String,
        _ arguments: [String],
        input: [UInt8] = [],
        environment: [String: String] = [:],
        timeout: Duration = .seconds(60),
        outputLimit: Int = 256 << 20,
        onErrorLine: (@Sendable (Substring) -> Void)? = nil,
    ) {
        self.tool = tool
        self.arguments = arguments
        self.input = input
        self.environment = environment
        self.timeout = timeout
        self.outputLimit = outputLimit
        self.onErrorLine = onErrorLine
    }
}

/// What a program that ran to its end left.
package struct ToolResult: Sendable {
    package let exitCode: Int32
    package let output: [UInt8]
    /// Standard error as text, at most its last 64 KiB.
    package let errors: String

    package init(exitCode: Int32, output: [UInt8], errors: String) {
        self.exitCode = exitCode
        self.output = output
        self.errors = errors
    }

    package var succeeded: Bool { exitCode == 0 }
}

/// Why a program gave no result.
package struct ToolError: Error, CustomStringConvertible {
    package enum Reason: Sendable {
        /// There is no such program.
        case notFound
        /// It ran longer than it may and was ended with its whole process group.
        case timedOut
        /// It printed more than it may and was ended.
        case tooMuchOutput
        /// The operating system could not run or watch it.
        case failed
    }

    package let reason: Reason
    package let tool: String
    package let message: String

    package init(_ reason: Reason, tool: String, _ message: String) {
        self.reason = reason
        self.tool = tool
        self.message = message
    }

    package var description: String { "\(tool): \(message)" }
}
