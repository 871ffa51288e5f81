internal import Git
internal import Kubernetes
internal import Logging
internal import Manifests

/// Keeps one cluster at what was offered last: one run at a time, triggers in between coalesce.
package actor ClusterReconciler {
    package nonisolated let name: String
    private let workshop: Workshop
    private let log: RunLog
    private nonisolated let wakeup = Wakeup()
    /// Ends a wait for health when a new commit is there.
    private nonisolated let newCommit = Wakeup()

    /// The commit that was offered last.
    private var newest: RepositoryFiles?
    /// The id of the commit that was looked at last, rendered or not.
    private var examined: String?
    /// The last state that rendered.
    private var desired: DesiredState?
    /// The last state that the cluster was brought to in full.
    private var converged: DesiredState?
    private var memory = RunMemory()
    private var backoff = Backoff()
    private var isRetired = false

    package init(_ name: String, _ workshop: Workshop) {
        self.name = name
        self.workshop = workshop
        log = RunLog(workshop.logger, cluster: name)
    }

    /// Gives a commit; only the newest one counts.
    package func offer(_ files: RepositoryFiles) {
        newest = files
        isRetired = false
        newCommit.raise()
        wakeup.raise()
    }

    /// Ends `run()`, since the cluster is not in the repository any more. What is in the cluster stays.
    package func retire() {
        isRetired = true
        newCommit.raise()
        wakeup.raise()
    }

    /// Works until the task is cancelled or the cluster retires.
    package func run() async {
        var pause: Duration?
        while !Task.isCancelled, !isRetired {
            if let pause {
                await wakeup.wait(for: pause, clock: workshop.clock)
            } else {
                await wakeup.wait()
            }
            guard !Task.isCancelled, !isRetired else { return }
            pause = await turn()
        }
    }

    /// Looks at the newest commit, runs if there is a reason, and says how long to wait for the next turn; nil for until
    /// a new commit.
    private func turn() async -> Duration? {
        let report = await pass(isFull: newest?.commit.revision.id == examined)
        guard let report else { return desired?.cluster.interval }
        var generator = SystemRandomNumberGenerator()
        if report.isConverged {
            backoff.reset()
            return desired.map { $0.cluster.interval * Double.random(in: 0.95...1.05, using: &generator) }
        }
        let interval = desired?.cluster.interval
        guard report.mayRecover else { return interval }
        let pause = backoff.next(using: &generator)
        return interval.map { min($0, pause) } ?? pause
    }

    /// One pass: takes the newest commit, and brings the cluster to it.
    ///
    /// - Parameter isFull: whether the cluster is compared even when the commit asks for what it already is.
    /// - Returns: what was done; nil when there was no reason to do anything.
    package func pass(isFull: Bool) async -> RunReport? {
        guard let files = newest else { return nil }
        var report = RunReport()
        if files.commit.revision.id != examined {
            newCommit.reset()
            do {
                desired = try await workshop.desiredState(of: name, files)
                examined = files.commit.revision.id
            } catch is CancellationError {
                return nil
            } catch {
                report.failures = RunReport.Failure.failures(from: error, subject: name)
                let commit = files.commit.revision
                for failure in report.failures { log.failed(failure, commit: commit.short) }
                // What may go away by itself is tried again; the rest is wrong until the next commit.
                examined = report.mayRecover ? nil : commit.id
                log.kept(desired?.revision, insteadOf: commit)
            }
        }
        guard let desired else { return report }
        if desired.cluster.isSuspended {
            log.message("suspended", level: .info, ["commit": "\(desired.revision.short)"])
            return nil
        }
        let isNews = converged.map { !desired.asksForTheSame(as: $0) } ?? true
        guard isFull || isNews else {
            converged = desired
            log.message("unchanged", level: .debug, ["commit": "\(desired.revision.short)"])
            return report.failures.isEmpty ? nil : report
        }
        // A commit that does not render must not lead to deletions decided on an older one.
        let mayPrune = report.failures.isEmpty && examined == desired.revision.id
        do {
            let access = try await workshop.access(to: desired.cluster, desired.files)
            var run = ClusterRun(desired, access, log, memory, mayPrune: mayPrune, interruption: newCommit, clock: workshop.clock)
            let outcome = try await run.run()
            memory = run.memory
            if outcome.isConverged, report.failures.isEmpty { converged = desired }
            report.add(outcome)
        } catch is CancellationError {
            return nil
        } catch {
            let failures = RunReport.Failure.failures(from: error, subject: name)
            for failure in failures { log.failed(failure, commit: desired.revision.short) }
            report.failures += failures
        }
        return report
    }
}
