internal import Blocking
internal import Git
internal import Logging
internal import Manifests

/// Follows one repository and keeps all its clusters at its newest commit, until its task is cancelled.
package struct Daemon: Sendable {
    private let repository: Repository
    private let workshop: Workshop
    private let pollInterval: Duration

    /// - Parameter pollInterval: how often the remote is asked for its newest commit.
    package init(_ workshop: Workshop, pollInterval: Duration) {
        repository = workshop.commits.repository
        self.workshop = workshop
        self.pollInterval = pollInterval
    }

    /// Works until cancelled; then ends what it started and returns.
    package func run() async {
        await withDiscardingTaskGroup { group in
            var fleet = Fleet(workshop)
            // Clusters are looked after while the remote is away.
            var newest = lastKnown()
            var open = newest
            var backoff = Backoff(first: pollInterval, limit: max(pollInterval, .seconds(300)))
            while !Task.isCancelled {
                var failures = await deliver(&open, to: &fleet, in: &group)
                do {
                    if try await repository.tip() != newest?.id {
                        let fetched = try await repository.fetch(.branch)
                        log(fetched, after: newest)
                        newest = fetched.revision
                        open = newest
                        failures = await deliver(&open, to: &fleet, in: &group)
                    }
                } catch {
                    guard !Task.isCancelled else { break }
                    failures += RunReport.Failure.failures(from: error, subject: "\(repository.remote)")
                    workshop.logger.error("fetch failed", metadata: ["error": "\(error)"])
                }
                guard await pause(after: failures, &backoff) else { break }
            }
            group.cancelAll()
        }
    }

    /// Waits until it is time to ask again; false when the daemon ends.
    private func pause(after failures: [RunReport.Failure], _ backoff: inout Backoff) async -> Bool {
        var pause = pollInterval
        if failures.isEmpty {
            backoff.reset()
        } else {
            var generator = SystemRandomNumberGenerator()
            pause = backoff.next(using: &generator)
            workshop.logger.debug("waiting", metadata: ["retry": "\(pause.logged)"])
        }
        do {
            try await workshop.clock.sleep(for: pause)
            return true
        } catch {
            return false
        }
    }

    /// The commit that the copy on disk holds.
    private func lastKnown() -> Revision? {
        do {
            return try repository.current()
        } catch {
            workshop.logger.warning("the copy on disk cannot be read", metadata: ["error": "\(error)"])
            return nil
        }
    }

    /// Gives a commit to all clusters.
    ///
    /// - Parameter open: the commit; nil afterwards, unless it has to be given again.
    /// - Returns: why it could not be given to any; empty when it was.
    private func deliver(
        _ open: inout Revision?,
        to fleet: inout Fleet,
        in group: inout DiscardingTaskGroup,
    ) async -> [RunReport.Failure] {
        guard let revision = open else { return [] }
        var failures: [RunReport.Failure] = []
        do {
            for cluster in try fleet.take(try await workshop.commits.files(of: revision)) {
                group.addTask { await cluster.run() }
            }
        } catch {
            guard !Task.isCancelled else { return [] }
            failures = RunReport.Failure.failures(from: error, subject: "\(repository.remote)")
            for failure in failures {
                workshop.logger.error(
                    "commit refused",
                    metadata: ["commit": "\(revision.short)", "error": "\(failure)"],
                )
            }
        }
        if !failures.contains(where: \.isTransient) { open = nil }
        return failures
    }

    private func log(_ fetched: Fetched, after known: Revision?) {
        let revision = fetched.revision
        let metadata: Logger.Metadata = [
            "commit": "\(revision.short)", "author": "\(revision.author)", "subject": "\(revision.subject)",
        ]
        if fetched.isForced {
            workshop.logger.warning("history was rewritten; the new tip counts", metadata: metadata)
        } else if known?.id != revision.id {
            workshop.logger.info("new commit", metadata: metadata)
        }
    }
}
