internal import ArgumentParser
internal import Git
internal import Logging
internal import Manifests
internal import Reconciliation

/// The daemon.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Watch the repository and keep every cluster at its newest commit, until SIGTERM.",
    )

    @OptionGroup var source: RepositoryOptions
    @OptionGroup var logging: LogOptions

    @Option(
        name: .customLong("poll-interval"),
        help: ArgumentHelp("How often the remote is asked, as in 15s or 1m.", valueName: "duration"),
    )
    var pollInterval = "15s"

    func run() async throws {
        let logger = try logging.logger()
        try await Failure.reported {
            guard let interval = Duration(goText: pollInterval), interval >= .milliseconds(100) else {
                throw Problems("--poll-interval", "'\(pollInterval)' is no duration of 100ms or more; write it like 15s")
            }
            try await Workplace.with(source, logger) { place in
                logger.info(
                    "started",
                    metadata: ["version": "\(Version.text)", "repository": "\(place.repository.remote)"],
                )
                let daemon = Daemon(place.repository, keys: place.keys, place.workshop, pollInterval: interval)
                try await Termination.handled(logger) { await daemon.run() }
            }
            logger.info("ended")
        }
    }
}
