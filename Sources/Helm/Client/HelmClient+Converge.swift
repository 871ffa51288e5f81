internal import Manifests

/// What became of a release.
package struct ReleaseOutcome: Sendable {
    /// What it is in now.
    package let state: ReleaseState
    /// The steps that were done.
    package let steps: [ReleaseStep]
    /// To be kept in the cluster: what is to be known of failures; nil for none.
    package let attempt: ReleaseAttempt?
    /// Why it is not what is wanted; nil when it is.
    package let error: HelmError?
    /// Whether `error` is nothing new: the release only waits for its next try.
    package let isWaiting: Bool
    /// When the next try follows, in seconds since 1970; nil when none does.
    package let nextTry: Int64?
}

extension HelmClient {
    /// More steps than any way through the table has.
    private static let limit = 12

    /// Brings one release to what is planned, step by step, as `ReleaseStep` has it.
    ///
    /// Runs nothing when it is so already.
    ///
    /// - Parameters:
    ///   - planned: what is wanted.
    ///   - records: the records of the release, or of all, as they are now.
    ///   - attempt: what the cluster keeps of failures.
    ///   - isAskedFor: whether somebody asks for a try, so that no pause after a failure counts.
    ///   - context: what else it needs.
    /// - Returns: what became of it; an action that failed is no error here.
    /// - Throws: `Superseded`; `CancellationError`, after helm has ended; `HelmError` for what is no failure of this plan,
    ///   such as a repository of charts that gives no answer; what `context` throws.
    package func converge(
        _ planned: PlannedRelease,
        records: [ReleaseRecord],
        attempt: ReleaseAttempt?,
        isAskedFor: Bool = false,
        _ context: ReleaseContext,
    ) async throws -> ReleaseOutcome {
        var facts = ReleaseFacts(records: records, attempt: attempt, isAskedFor: isAskedFor, now: context.now())
        var planned = planned
        var steps: [ReleaseStep] = []
        var error: HelmError?
        while true {
            let state = ReleaseState.of(planned, facts, cluster: cluster)
            let step = ReleaseStep(for: state, planned, facts)
            if facts.base == nil, step.needsBase(state, of: planned.release, cluster: cluster) {
                let base = try await base(of: planned, facts, recorded: context.recorded, lookup: context.lookup)
                facts.base = base
                planned = planned.masking(base.recorded)
                continue
            }
            func outcome(_ failure: HelmError?, next: Int64? = nil, isWaiting: Bool = false) -> ReleaseOutcome {
                ReleaseOutcome(
                    state: state,
                    steps: steps,
                    // One of another plan, or of one that is deployed by now, says nothing any more.
                    attempt: failure == nil ? nil : facts.attempt.flatMap { $0.digest == planned.digest ? $0 : nil },
                    error: failure,
                    isWaiting: isWaiting,
                    nextTry: next,
                )
            }
            switch step {
            case .nothing, .correct: return outcome(nil)
            case .wait(let end):
                return outcome(state.complaint(about: planned, error, next: end), next: end, isWaiting: error == nil)
            case .giveUp:
                return outcome(state.complaint(about: planned, error, next: nil), isWaiting: error == nil)
            default: break
            }
            guard steps.count < Self.limit else {
                throw HelmError(
                    .tool,
                    subject: planned.release.subject,
                    "is \(state.name) again after \(steps.count) steps; see who else changes it",
                    isTransient: true,
                )
            }
            steps.append(step)
            let began = ContinuousClock.now
            let failure = try await perform(step, planned, &facts, state, context)
            context.note(
                ReleaseTransition(
                    state: state,
                    step: step,
                    took: began.duration(to: .now),
                    error: failure,
                )
            )
            // What cannot be undone or unlocked now is left to the next run.
            if let failure, step.isRepair { return outcome(failure) }
            error = error ?? failure
            facts.now = context.now()
            facts.base = nil
        }
    }

    /// Does one step, and reads the records anew.
    ///
    /// - Returns: why it failed.
    private func perform(
        _ step: ReleaseStep,
        _ planned: PlannedRelease,
        _ facts: inout ReleaseFacts,
        _ state: ReleaseState,
        _ context: ReleaseContext,
    ) async throws -> HelmError? {
        let release = planned.release
        try HelmCall.makeFolder(call.home, subject: release.subject)
        var failure: HelmError?
        do {
            switch step {
            case .install: try await change(planned, .install, &facts, context)
            case .upgrade: try await change(planned, .upgrade, &facts, context)
            case .unlock(let recovery):
                if case .rollBack = recovery { try await announceRollback(state, context) }
                if let record = state.record { try await unlock(planned, record, recovery, context) }
            case .test:
                failure = try await test(planned)
                if let record = state.record { try await mark(record, failure == nil ? .passed : .failed, context) }
            case .rollBack(let revision):
                try await announceRollback(state, context)
                try await rollBack(planned, to: revision)
            case .uninstall:
                try await uninstall(
                    name: release.name,
                    namespace: release.namespace,
                    options: release.uninstall,
                    subject: release.subject,
                )
            case .nothing, .correct, .wait, .giveUp: break
            }
        } catch let error as HelmError where error.isOfTheRelease {
            failure = error
        }
        facts.records = try await context.records.list(namespace: release.namespace, name: release.name)
        let last = facts.records.max { $0.revision < $1.revision }
        if case .rollBack = step, failure == nil, let last {
            try await claim(last, context)
            facts.records = try await context.records.list(namespace: release.namespace, name: release.name)
        }
        guard let action = step.action(of: state, among: facts.records) else { return failure }
        facts.isAskedFor = false
        if let error = failure {
            if let last { failure = error.adding(await context.troubles(last), planned.values.mask) }
            let isIgnored = step == .test && planned.ignoresTestFailures(of: action)
            if isIgnored {
                facts.attempt = nil
            } else {
                facts.noteFailure(of: planned, action, at: context.now())
            }
        } else if step == .test || !release.test.isEnabled {
            facts.attempt = nil
        }
        return failure
    }

    private func change(
        _ planned: PlannedRelease,
        _ action: ReleaseAttempt.Action,
        _ facts: inout ReleaseFacts,
        _ context: ReleaseContext,
    ) async throws {
        let release = planned.release
        let known = facts.records.filter { $0.name == release.name && $0.namespace == release.namespace }
        let last = known.max { $0.revision < $1.revision }
        // Rolling back makes a new record beside the one that a killed helm left.
        for record in known where record.status.isPending && record != last {
            try await context.records.delete(record)
        }
        try await change(
            planned,
            action,
            revision: (last?.revision ?? 0) + 1,
            over: facts.base?.recorded,
            chartName: try await chartName(of: planned, facts, context),
            context,
        )
    }

    /// The name of the wanted chart; nil for one that cannot be read, which helm says itself.
    private func chartName(
        of planned: PlannedRelease,
        _ facts: ReleaseFacts,
        _ context: ReleaseContext,
    ) async throws -> String? {
        if let known = facts.base?.chartName { return known }
        do {
            return try await charts.name(of: planned.chart, subject: planned.release.subject, lookup: context.lookup)
        } catch let error as HelmError where error.reason == .chart {
            return nil
        }
    }

    private func mark(
        _ record: ReleaseRecord,
        _ verdict: ReleaseRecord.TestVerdict,
        _ context: ReleaseContext,
    ) async throws {
        let label = verdict.label(revision: record.revision)
        try await context.records.mark(record, with: [LoadBearingNames.releaseTestsLabel: label])
    }

    /// Writes down that the next revision is fettle's, whatever its labels say: helm may be killed before they are put right.
    private func announceRollback(_ state: ReleaseState, _ context: ReleaseContext) async throws {
        guard let last = state.record else { return }
        let label = [LoadBearingNames.releaseRollbackLabel: String(last.revision + 1)]
        try await context.records.mark(last, with: label)
    }

    /// Makes the record that a rollback made fettle's own: helm gave it the labels of the revision it went back to.
    private func claim(_ record: ReleaseRecord, _ context: ReleaseContext) async throws {
        let labels = [
            LoadBearingNames.ownerLabel: cluster,
            LoadBearingNames.releaseRevisionLabel: String(record.revision),
        ]
        try await context.records.mark(record, with: labels)
    }
}

extension ReleaseFacts {
    fileprivate mutating func noteFailure(
        of planned: PlannedRelease,
        _ action: ReleaseAttempt.Action,
        at time: Int64,
    ) {
        let before = attempt.flatMap { $0.digest == planned.digest ? $0.failures : nil } ?? 0
        attempt = ReleaseAttempt(digest: planned.digest, action: action, failures: before + 1, at: time)
    }
}

extension ReleaseStep {
    /// Whether it makes way for the next try, and is none itself.
    fileprivate var isRepair: Bool {
        switch self {
        case .rollBack, .uninstall, .unlock: true
        default: false
        }
    }

    /// What a failure of this step counts as; nil for a step that is no try of the plan.
    fileprivate func action(
        of state: ReleaseState,
        among records: [ReleaseRecord],
    ) -> ReleaseAttempt.Action? {
        switch self {
        case .install: .install
        case .upgrade: state.record.map { $0.status == .failed ? $0.action(among: records) : .upgrade } ?? .install
        case .test: state.record?.action(among: records)
        default: nil
        }
    }
}

extension HelmError {
    /// Whether the release itself failed, rather than the way to it or to its chart.
    fileprivate var isOfTheRelease: Bool {
        switch reason {
        case .chart, .rejected, .timedOut: true
        case .chartNotFound, .repositoryUnreachable, .clusterUnreachable, .tool: false
        }
    }

    /// This error with the reasons that pods give.
    ///
    /// A container's last words may hold what it was given.
    fileprivate func adding(_ troubles: [String], _ mask: SecretMask) -> HelmError {
        guard !troubles.isEmpty else { return self }
        let text = ([message] + troubles.map { Self.withoutSecrets($0, mask) }).joined(separator: "; ")
        return HelmError(reason, subject: subject, text, isTransient: isTransient)
    }
}

extension ReleaseState {
    /// Why it is in this state, for people.
    package var reason: String {
        switch self {
        case .absent: "is not there"
        case .unmanaged(let record): "somebody else ran helm for revision \(record.revision)"
        case .outOfSync(let record):
            "revision \(record.revision) has another chart, other values or options"
                + (record.commit.map { ", from commit \($0)" } ?? "")
        case .otherChart(_, let renaming): "the chart was \(renaming.was) and is \(renaming.isNow)"
        case .drifted(let record): "objects of revision \(record.revision) were changed"
        case .locked(let record, .dead): "helm was stopped at \(record.status.rawValue) \(record.revision)"
        case .locked(let record, .held): "somebody's helm is at \(record.status.rawValue) \(record.revision)"
        case .untested(let record): "revision \(record.revision) was not tested"
        case .inSync(let record): "revision \(record.revision) is what is wanted"
        case .failed(_, let attempt):
            "\(attempt.action.rawValue) failed \(attempt.failures == 1 ? "once" : "\(attempt.failures) times")"
        }
    }

    /// Why it stays as it is although that is not what is wanted.
    ///
    /// - Parameters:
    ///   - error: what has just failed; nil when nothing was tried.
    ///   - next: when the next try follows, in seconds since 1970; nil when none does.
    fileprivate func complaint(about planned: PlannedRelease, _ error: HelmError?, next: Int64?) -> HelmError {
        var parts = [error?.message ?? reason]
        if case .failed(let record, _) = self {
            switch record {
            case nil: parts.append("it was uninstalled")
            case let record? where record.digest != planned.digest && record.status == .deployed:
                parts.append("revision \(record.revision) runs" + (record.commit.map { ", from commit \($0)" } ?? ""))
            default: break
            }
            parts.append(
                next == nil
                    ? "nothing more is tried until the repository asks for something else"
                    : "it is tried again by itself"
            )
        } else {
            parts.append("it is let be until its record is older than the timeout; wait, or end that helm")
        }
        return HelmError(
            error?.reason ?? .rejected,
            subject: planned.release.subject,
            parts.joined(separator: "; "),
            isTransient: next != nil || error?.isTransient == true,
        )
    }
}
