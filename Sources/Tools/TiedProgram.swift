internal import Foundation
internal import Glibc
internal import Subprocess
internal import SystemPackage

/// A program that the system kills with us, however we end: a helm that outlives its fettle would write into a cluster
/// that the next fettle has just brought to another commit.
///
/// `setpriv` of util-linux asks for the signal (prctl(2), `PR_SET_PDEATHSIG`), which lasts through the calls of `exec`. The
/// shell between them gives up when we were gone before it asked. The signal comes when the thread ends that started the
/// program; Subprocess starts all of them on one thread that lasts as long as we do.
struct TiedProgram {
    let executable: Executable
    let arguments: Arguments

    private static let script = #"[ "$PPID" = "$0" ] || exit 1; exec "$@""#

    /// - Parameters:
    ///   - tool: a name that is looked for on the PATH of `environment`, or a path.
    ///   - arguments: of the program.
    ///   - environment: with the PATH.
    /// - Throws: `SubprocessError` when the program, or `setpriv`, is not there; `Errno` when it may not be executed.
    init(_ tool: String, _ arguments: [String], in environment: Subprocess.Environment) async throws {
        let path = try await Self.path(of: tool, in: environment)
        guard access(path.string, X_OK) == 0 else { throw Errno(rawValue: errno) }
        executable = .path(try await Executable.name("setpriv").resolveExecutablePath(in: environment))
        let us = String(ProcessInfo.processInfo.processIdentifier)
        self.arguments = Arguments(
            ["--pdeathsig", "KILL", "/bin/sh", "-c", Self.script, us, path.string] + arguments
        )
    }

    // A function of its own: as `?:` in the initializer it crashes the optimiser of Swift 6.3.1.
    private static func path(of tool: String, in environment: Subprocess.Environment) async throws -> FilePath {
        if tool.contains("/") { return FilePath(tool) }
        return try await Executable.name(tool).resolveExecutablePath(in: environment)
    }
}
