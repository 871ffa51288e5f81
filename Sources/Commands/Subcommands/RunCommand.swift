internal import ArgumentParser
internal import FoundationEssentials
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
        help: ArgumentHelp(
            "How often the remote is asked, as in 15s or 1m. (env: \(Self.pollVariable); default: 15s)",
            valueName: "duration",
        ),
    )
    var pollInterval: String?

    private static let pollVariable = "FETTLE_POLL_INTERVAL"

    func run() async throws {
        let logger = try logging.logger()
        try await Failure.reported {
            let interval = try interval(ProcessInfo.processInfo.environment)
            try await Workplace.with(source, logger, watches: true) { place in
                logger.info(
                    "started",
                    metadata: [
                        "version": "\(Version.text)", "repository": "\(place.workshop.commits.repository.remote)",
                    ],
                )
                let daemon = Daemon(place.workshop, pollInterval: interval)
                try await Termination.handled(logger) { await daemon.run() }
            }
            logger.info("ended")
        }
    }

    private func interval(_ environment: [String: String]) throws -> Duration {
        let given = environment[Self.pollVariable].flatMap { $0.isEmpty ? nil : $0 }
        let text = pollInterval ?? given ?? "15s"
        guard let interval = Duration(goText: text), interval >= .milliseconds(100) else {
            let subject = pollInterval == nil ? Self.pollVariable : "--poll-interval"
            throw Problems(subject, "'\(text)' is no duration of 100ms or more; write it like 15s")
        }
        return interval
    }
}
