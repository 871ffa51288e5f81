internal import ArgumentParser
internal import Manifests
internal import Reconciliation

/// One pass.
struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Bring all or the named clusters to the newest commit once.",
        discussion: "Exit code 0: converged; 1: something failed.",
    )

    @OptionGroup var source: RepositoryOptions
    @OptionGroup var logging: LogOptions

    @Argument(help: ArgumentHelp("The clusters; all when none is named.", valueName: "cluster"))
    var clusters: [String] = []

    func run() async throws {
        let logger = try logging.logger()
        try await Failure.reported {
            let isConverged = try await Workplace.with(source, logger) { place in
                try await Termination.handled(logger) {
                    let files = try await place.files(at: nil)
                    return try await OnePass(place.workshop).run(files, clusters: clusters)
                }
            }
            if !isConverged { throw ExitCode(1) }
        }
    }
}
