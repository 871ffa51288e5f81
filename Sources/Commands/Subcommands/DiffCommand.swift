internal import ArgumentParser
internal import Manifests
internal import Reconciliation

/// Shows what a commit would change.
struct DiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what a commit would change in a cluster, by a server-side dry-run.",
        discussion: "Exit code 0: nothing; 1: something; 2: it could not be found out.",
    )

    @OptionGroup var source: RepositoryOptions
    @OptionGroup var logging: LogOptions

    @Argument(help: ArgumentHelp("The cluster's name.", valueName: "cluster"))
    var cluster: String

    @Option(name: .customLong("rev"), help: "A commit, branch or tag. (default: the newest commit of the branch)")
    var revision: String?

    func run() async throws {
        let logger = try logging.logger()
        try await Failure.reported(code: 2) {
            let preview = try await Workplace.with(source, logger) { place in
                try await Termination.handled(logger) {
                    let files = try await place.files(at: revision)
                    return try await place.workshop.preview(of: cluster, files)
                }
            }
            try preview.show()
        }
    }
}

/// Shows what somebody else changed.
struct DriftCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drift",
        abstract: "Show what differs now between the commit that was applied last and the live cluster.",
        discussion: "Exit code 0: nothing; 1: something; 2: it could not be found out.",
    )

    @OptionGroup var source: RepositoryOptions
    @OptionGroup var logging: LogOptions

    @Argument(help: ArgumentHelp("The cluster's name.", valueName: "cluster"))
    var cluster: String

    func run() async throws {
        let logger = try logging.logger()
        try await Failure.reported(code: 2) {
            let preview = try await Workplace.with(source, logger) { place in
                try await Termination.handled(logger) {
                    let newest = try await place.files(at: nil)
                    let applied = try await place.workshop.appliedRevision(of: cluster, newest)
                    let files = try await place.files(at: applied)
                    return try await place.workshop.preview(of: cluster, files)
                }
            }
            try preview.show()
        }
    }
}
