internal import Subprocess
package import SystemPackage

/// Runs a program and ends it with SIGKILL once `moment` returns.
package func kill(
    _ program: FilePath,
    _ arguments: [String],
    environment: [String: String],
    at moment: () async throws -> Void,
) async throws {
    let changed = environment.map { (Environment.Key(stringLiteral: $0.key), Optional($0.value)) }
    _ = try await Subprocess.run(
        .path(program),
        arguments: Arguments(arguments),
        environment: .inherit.updating(Dictionary(uniqueKeysWithValues: changed)),
        input: .none,
        output: .discarded,
        error: .discarded,
    ) { execution in
        try await moment()
        try execution.send(signal: .kill)
    }
}
