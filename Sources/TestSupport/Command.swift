internal import Subprocess
package import SystemPackage

/// What a finished command left.
package struct CommandResult: Sendable {
    package let exitCode: Int32
    package let output: String
    package let errors: String
}

/// A command of a fixture that failed.
package struct CommandFailure: Error, CustomStringConvertible {
    package let description: String
}

/// Runs a real program for a fixture and returns what it printed.
///
/// - Parameters:
///   - arguments: the program, a path or a name found on `PATH`, and its arguments.
///   - folder: the working directory.
///   - environment: variables that are set or changed for it.
///   - input: what it reads from standard input.
/// - Returns: what it wrote to standard output.
/// - Throws: `CommandFailure` when it exits with anything but 0.
@discardableResult
package func run(
    _ arguments: String...,
    in folder: FilePath? = nil,
    environment: [String: String] = [:],
    input: String = "",
) async throws -> String {
    let result = try await attempt(arguments, in: folder, environment: environment, input: input)
    guard result.exitCode == 0 else {
        throw CommandFailure(
            description:
                "\(arguments.joined(separator: " ")): exit \(result.exitCode): \(result.errors)\(result.output)",
        )
    }
    return result.output
}

/// Runs a real program for a fixture, whatever its exit code is.
package func attempt(
    _ arguments: [String],
    in folder: FilePath? = nil,
    environment: [String: String] = [:],
    input: String = "",
) async throws -> CommandResult {
    let changed = environment.map { (Environment.Key(stringLiteral: $0.key), Optional($0.value)) }
    let record = try await Subprocess.run(
        arguments[0].contains("/") ? .path(FilePath(arguments[0])) : .name(arguments[0]),
        arguments: Arguments(Array(arguments.dropFirst())),
        environment: .inherit.updating(Dictionary(uniqueKeysWithValues: changed)),
        workingDirectory: folder,
        input: .string(input),
        output: .string(limit: 64 << 20),
        error: .string(limit: 4 << 20),
    )
    let code: Int32 =
        switch record.terminationStatus {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    return CommandResult(exitCode: code, output: record.standardOutput, errors: record.standardError)
}
