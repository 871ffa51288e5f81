internal import Blocking
package import Git
internal import Logging
internal import Manifests

/// Follows one repository and keeps all its clusters at its newest commit, until its task is cancelled.
package struct Daemon: Sendable {
    private let repository: Repository
    private let keys: KeySource
    private let workshop: Workshop
    private let pollInterval: Duration

    /// - Parameter pollInterval: how often the remote is asked for its newest commit.
    package init(_ repository: Repository, keys: KeySource, _ workshop: Workshop, pollInterval: Duration) {
        self.repository = repository
        self.keys = keys
        self.workshop = workshop
        self.pollInterval = pollInterval
    }

    /// Works until cancelled; then ends what it started and returns.
    package func run() async {
        await withDiscardingTaskGroup { group in
            var fleet = Fleet(workshop)
            var known = await lastKnown()
            if let revision = known, await deliver(revision, to: &fleet, in: &group) == false { known = nil }
            var backoff = Backoff(first: pollInterval, limit: max(pollInterval, .seconds(300)))
            var hasFailed = false
            while !Task.isCancelled {
                var pause = pollInterval
                do {
                    if try await repository.tip() != known?.id || hasFailed {
                        let fetched = try await repository.fetch(.branch)
                        log(fetched, after: known)
                        known = fetched.revision
                        hasFailed = await deliver(fetched.revision, to: &fleet, in: &group) == false
                    }
                    backoff.reset()
                } catch is CancellationError {
                    break
                } catch {
                    guard !Task.isCancelled else { break }
                    var generator = SystemRandomNumberGenerator()
                    pause = backoff.next(using: &generator)
                    workshop.logger.error(
                        "fetch failed",
                        metadata: ["error": "\(error)", "retry": "\(pause.logged)"],
                    )
                }
                do {
                    try await workshop.clock.sleep(for: pause)
                } catch {
                    break
                }
            }
            group.cancelAll()
        }
    }

    /// The commit that the copy on disk holds, so that clusters are looked after while the remote is away.
    private func lastKnown() async -> Revision? {
        do {
            return try repository.current()
        } catch {
            workshop.logger.warning("the copy on disk cannot be read", metadata: ["error": "\(error)"])
            return nil
        }
    }

    /// Gives a commit to all clusters; false when it has to be tried again.
    private func deliver(
        _ revision: Revision,
        to fleet: inout Fleet,
        in group: inout DiscardingTaskGroup,
    ) async -> Bool {
        do {
            let commit = try repository.tree(of: revision)
            let files = RepositoryFiles(commit, keys: try await keys.keys(for: commit))
            for cluster in try await fleet.take(files) {
                group.addTask { await cluster.run() }
            }
            return true
        } catch is CancellationError {
            return true
        } catch {
            let failures = RunReport.Failure.failures(from: error, subject: "\(repository.remote)")
            for failure in failures {
                workshop.logger.error(
                    "commit refused",
                    metadata: ["commit": "\(revision.short)", "error": "\(failure)"],
                )
            }
            return !failures.contains(where: \.isTransient)
        }
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
