internal import Blocking
internal import Git
internal import Kubernetes
internal import Logging
internal import Manifests
internal import Synchronization

/// Keeps one cluster at what was offered last: one run at a time, triggers in between coalesce.
package actor ClusterReconciler {
    package nonisolated let name: String
    private let workshop: Workshop
    private let log: RunLog
    private let stopwatch: Stopwatch
    private nonisolated let wakeup = Wakeup()
    /// Ends a wait for health when a new commit is there.
    private nonisolated let newCommit = Wakeup()
    /// The commit that was offered last; nil when the cluster is not in the repository.
    ///
    /// No part of the actor's state, so that a cluster that is busy delays nobody who offers.
    private nonisolated let offered = Mutex<RepositoryFiles?>(nil)

    /// The id of the commit that was looked at last, rendered or refused.
    private var examined: String?
    /// The last state that rendered; nil while the cluster is suspended.
    private var desired: DesiredState?
    private var isSuspended = false
    /// The state that the cluster was brought to last, and whether what it does not want was pruned; nil as soon as a run
    /// begins that may leave it otherwise.
    private var settled: (state: DesiredState, isPruned: Bool)?
    /// The state that a whole run looked at last, whatever came of it; nil while nothing may be corrected by it.
    private var compared: DesiredState?
    /// The commit that a whole run was begun for last.
    private var attempted: String?
    /// The way to the cluster, with what its watches tell.
    private var access: ClusterAccess?
    /// When the cluster is compared again without a reason, on the stopwatch; nil for at once.
    ///
    /// A commit that changes nothing here does not put it off.
    private var nextPass: Duration?
    private var memory = RunMemory()
    private var backoff = Backoff()
    private var breaker = CircuitBreaker()

    package init(_ name: String, _ workshop: Workshop) {
        self.name = name
        self.workshop = workshop
        log = RunLog(workshop.logger, cluster: name)
        stopwatch = Stopwatch(workshop.clock)
    }

    /// Gives a commit; only the newest one counts.
    package nonisolated func offer(_ files: RepositoryFiles) {
        offered.withLock { $0 = files }
        newCommit.raise()
        wakeup.raise()
    }

    /// Leaves the cluster alone until it is offered a commit again.
    ///
    /// What is in it stays.
    package nonisolated func retire() {
        offered.withLock { $0 = nil }
        newCommit.raise()
        wakeup.raise()
    }

    /// Works until the task is cancelled.
    package func run() async {
        var pause: Duration?
        while !Task.isCancelled {
            if let pause {
                await wakeup.wait(for: pause, clock: workshop.clock)
            } else {
                await wakeup.wait()
            }
            guard !Task.isCancelled else { break }
            pause = await turn()
        }
        stopWatching()
    }

    /// Looks at the newest commit, runs if there is a reason, and says how long to wait for the next turn; nil for until
    /// a commit is offered.
    func turn() async -> Duration? {
        let isDue = nextPass.map { $0 <= stopwatch.elapsed } ?? true
        if let report = await pass(isFull: isDue, keepsLastApplied: true) {
            if report.rendered > 0 { await workshop.freedMemory.giveBackSoon() }
            if let pause = pause(after: report) {
                let next = stopwatch.elapsed + pause
                nextPass = nextPass.map { min($0, next) } ?? next
            }
        }
        if let end = memory.contests.nextEnd(after: stopwatch.elapsed) {
            nextPass = nextPass.map { min($0, end) } ?? end
        }
        return nextPass.map { max(.zero, $0 - stopwatch.elapsed) }
    }

    private func pause(after report: RunReport) -> Duration? {
        var generator = SystemRandomNumberGenerator()
        let interval = desired.map { $0.cluster.interval * Double.random(in: 0.95...1.05, using: &generator) }
        if report.isSuperseded { return .zero }
        if report.isConverged { backoff.reset() }
        guard report.mayRecover else { return interval }
        let pause = report.nextTry(backoff.next(using: &generator))
        return interval.map { min($0, pause) } ?? pause
    }

    /// One pass: takes the newest commit, and brings the cluster to it.
    ///
    /// - Parameters:
    ///   - isFull: whether the cluster is compared even when the commit asks for what it already is.
    ///   - keepsLastApplied: whether a cluster that nothing rendered for yet is kept at the commit applied last.
    ///   - isAskedFor: whether somebody asks for it, so that what has failed is tried again at once.
    /// - Returns: what was done; nil when there was no reason to do anything.
    package func pass(
        isFull: Bool,
        keepsLastApplied: Bool = false,
        isAskedFor: Bool = false,
    ) async -> RunReport? {
        newCommit.reset()
        guard let files = offered.withLock({ $0 }) else {
            // What happens to the cluster from now on is not known here.
            (settled, nextPass) = (nil, nil)
            stopWatching()
            return nil
        }
        var report = RunReport()
        do {
            var isKept = false
            do {
                try await examine(files, again: isFull)
            } catch {
                try fail(error, files.commit.revision, &report)
                examined = report.mayRecover ? nil : files.commit.revision.id
                isKept = true
            }
            if desired == nil, !isSuspended, keepsLastApplied {
                do {
                    desired = try await workshop.lastApplied(of: name, before: files)
                    isKept = true
                } catch {
                    try fail(error, files.commit.revision, &report)
                }
            }
            if isKept { log.at(files.commit.revision).kept(desired?.revision, isRefused: examined != nil) }
            guard let desired else { return isSuspended ? nil : report }
            return try await converge(desired, isFull: isFull, isAskedFor: isAskedFor, report)
        } catch {
            return nil
        }
    }

    /// Renders a commit, unless that was done and its values cannot have changed since.
    private func examine(_ files: RepositoryFiles, again: Bool) async throws {
        let revision = files.commit.revision
        let isNew = revision.id != examined
        guard isNew || (again && desired?.takesValuesFromCluster == true) else { return }
        let definition = try workshop.definition(of: name, files)
        if definition.configuration.isSuspended {
            log.at(revision).message("suspended", level: isSuspended ? .debug : .info)
            (desired, settled, nextPass, isSuspended) = (nil, nil, nil, true)
            stopWatching()
        } else {
            isSuspended = false
            desired = try await workshop.desiredState(of: definition, files)
        }
        if isNew { backoff.reset() }
        examined = revision.id
    }

    /// Brings the cluster to `desired`, if there is a reason.
    ///
    /// - Parameter report: what went wrong on the way here.
    private func converge(
        _ desired: DesiredState,
        isFull: Bool,
        isAskedFor: Bool,
        _ report: RunReport,
    ) async throws -> RunReport? {
        var report = report
        // A commit that does not render must not lead to deletions decided on an older one.
        let mayPrune = report.failures.isEmpty && examined == desired.revision.id
        let isNew = attempted != desired.revision.id
        if !isFull, let settled, desired.asksForTheSame(as: settled.state), settled.isPruned || !mayPrune {
            self.settled?.state = desired
            if compared != nil { compared = desired }
            attempted = desired.revision.id
            if isNew { log.at(desired.revision).message("unchanged", level: .debug) }
            try await correctDrift(&report)
            return report.failures.isEmpty ? nil : report
        }
        if !isFull, !isNew, let next = nextPass, next > stopwatch.elapsed {
            try await correctDrift(&report)
            return report.failures.isEmpty ? nil : report
        }
        (settled, compared, nextPass, attempted) = (nil, nil, nil, desired.revision.id)
        do {
            let access = try await workshop.access(to: desired.cluster, desired.way)
            listen(to: access)
            var run = ClusterRun(
                desired,
                access,
                log,
                memory,
                mayPrune: mayPrune,
                interruption: newCommit,
                clock: workshop.clock,
                stopwatch: stopwatch,
                isAskedFor: isAskedFor,
            )
            defer { memory = run.memory }
            let outcome = try await run.run()
            // No event may ever tell of what nobody has looked at.
            if access.releaseWatch?.unseen.isEmpty == false { wakeup.raise() }
            if outcome.isConverged { settled = (desired, mayPrune) }
            compared = desired
            log.tell(breaker.answered(at: stopwatch.elapsed))
            report.add(outcome)
        } catch {
            try fail(error, desired.revision, &report)
            log.tell(breaker.failed(with: error, at: stopwatch.elapsed))
        }
        return report
    }

    // MARK: Drift

    /// Corrects what watches say was changed since it was looked at.
    private func correctDrift(_ report: inout RunReport) async throws {
        guard let state = compared, let access else { return }
        let now = stopwatch.elapsed
        let changed = access.state?.changed ?? []
        let wanted = changed.isEmpty ? [] : Set(state.objects.map(\.reference))
        let open = changed.filter { wanted.contains($0) && !memory.contests.isHeld($0, at: now) }
        let releases = access.releaseWatch
        guard !open.isEmpty || releases?.changed.isEmpty == false || releases?.unseen.isEmpty == false else { return }
        var run = ClusterRun(
            state,
            access,
            log,
            memory,
            mayPrune: false,
            interruption: newCommit,
            clock: workshop.clock,
            stopwatch: stopwatch,
        )
        do {
            defer { memory = run.memory }
            report.add(try await run.correct(open))
        } catch {
            try fail(error, state.revision, &report)
        }
        if !report.failures.isEmpty { settled = nil }
    }

    /// Has a change in the cluster begin a turn.
    private func listen(to access: ClusterAccess) {
        self.access = access
        let wakeup = wakeup
        access.listen { wakeup.raise() }
    }

    private func stopWatching() {
        access?.stopWatching()
        (access, compared) = (nil, nil)
    }

    /// Takes an error into the report and the log.
    ///
    /// - Throws: `CancellationError` when the work was stopped: whatever came of that is no failure.
    private func fail(_ error: any Error, _ revision: Revision, _ report: inout RunReport) throws {
        if error is CancellationError { throw error }
        try Task.checkCancellation()
        let failures = RunReport.Failure.failures(from: error, subject: name)
        for failure in failures { log.at(revision).failed(failure, level: breaker.knows(error) ? .debug : .error) }
        report.failures += failures
    }
}
