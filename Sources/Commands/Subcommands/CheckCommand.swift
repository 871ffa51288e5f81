internal import ArgumentParser
internal import Manifests
internal import Reconciliation

/// Checks a repository without a cluster.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check everything that can be checked without a cluster, as it is committed.",
        discussion: """
            Every overlay renders, no field is unknown, nothing is in plaintext that .gitattributes asks git-crypt to \
            encrypt, and no encrypted bytes are in an object. For releases whose charts can be had, it also tells which \
            keys of their values do nothing. Exit code 0: nothing found, or warnings; 1: problems.
            """,
    )

    @OptionGroup var source: RepositoryOptions
    @OptionGroup var logging: LogOptions

    @Argument(help: ArgumentHelp("The repository's folder or URL; the same as --repo.", valueName: "path"))
    var path: String?

    @Option(name: .customLong("rev"), help: "A commit, branch or tag. (default: the newest commit of the branch)")
    var revision: String?

    func run() async throws {
        let logger = try logging.logger()
        var source = source
        if let path { source.repo = path }
        try await Failure.reported {
            let found = try await Workplace.with(source, logger) { place in
                try await Termination.handled(logger) {
                    try await RepositoryCheck(place.workshop).findings(in: try await place.files(at: revision))
                }
            }
            Failure.print(warnings: found.warnings)
            Failure.print(found.failures)
            if !found.failures.isEmpty { throw ExitCode(1) }
            StandardOutput.print("ok")
        }
    }
}
