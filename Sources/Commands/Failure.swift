internal import ArgumentParser
internal import Manifests
internal import Reconciliation
internal import SystemPackage

/// Prints what went wrong, a line each, and ends a command with an exit code.
enum Failure {
    /// Runs the body of a command; its errors are printed as `subject: what is wrong; what to do`.
    ///
    /// - Throws: `ExitCode`, `code` when something failed.
    static func reported(code: Int32 = 1, _ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as ExitCode {
            throw error
        } catch is CancellationError {
            throw ExitCode(130)
        } catch {
            print(RunReport.Failure.failures(from: error, subject: "fettle"))
            throw ExitCode(code)
        }
    }

    /// Prints on standard error what is no failure, and worth knowing.
    static func print(warnings: [Problem]) {
        for warning in warnings { FileDescriptor.standardError.print("warning: \(warning)") }
    }

    /// Prints each failure on standard error.
    static func print(_ failures: [RunReport.Failure]) {
        for failure in failures { FileDescriptor.standardError.print("error: \(failure)") }
    }
}
