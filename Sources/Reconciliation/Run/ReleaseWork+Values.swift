internal import Helm
internal import Manifests

/// What was found in the values of a release.
struct CheckedValues: Sendable {
    /// The digest of the release that they belong to.
    let digest: String
    let depth: ValuesCheck.Depth
    let findings: [ValuesFinding]

    /// Whether they are those of this release, and were looked at as closely.
    func holds(for planned: PlannedRelease, _ wanted: ValuesCheck.Depth) -> Bool {
        digest == planned.digest && (depth == wanted || depth == .everything)
    }
}

/// What one release came to in a run.
struct ReleaseResult: Sendable {
    let outcome: Result<ReleaseOutcome, any Error>
    /// What is news of its values; nil where nobody looked.
    var checked: CheckedValues?
}

extension ReleaseWork {
    /// Looks at the values while `change` is made with them; before, where findings forbid it.
    func checking(
        _ desired: DesiredState,
        _ access: ClusterAccess,
        _ log: RunLog,
        newCommit: Latch,
        _ change: @Sendable () async -> Result<ReleaseOutcome, any Error>,
    ) async -> ReleaseResult {
        switch planned.release.valuesCheck {
        case .off: return ReleaseResult(outcome: await change())
        case .warn:
            async let early = checked(.suspicions, desired, access, log, unless: newCommit)
            let outcome = await change()
            guard case .success(let result) = outcome, result.error?.reason == .chart else {
                return ReleaseResult(outcome: outcome, checked: await early)
            }
            // Helm's words do not say where the key was written.
            _ = await early
            return ReleaseResult(outcome: outcome, checked: await checked(.everything, desired, access, log))
        case .error:
            let checked = await checked(.everything, desired, access, log)
            let findings = (checked ?? known)?.findings ?? []
            guard findings.isEmpty else {
                return ReleaseResult(outcome: .failure(Problems(findings.map(\.problem))), checked: checked)
            }
            return ReleaseResult(outcome: await change(), checked: checked)
        }
    }

    /// As the other one, but given up when there is a new commit.
    private func checked(
        _ depth: ValuesCheck.Depth,
        _ desired: DesiredState,
        _ access: ClusterAccess,
        _ log: RunLog,
        unless newCommit: Latch,
    ) async -> CheckedValues? {
        await withTaskGroup(of: CheckedValues?.self) { group in
            group.addTask { await checked(depth, desired, access, log) }
            group.addTask {
                await newCommit.wait()
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }

    /// Nil when that is known already, or cannot be found out.
    private func checked(
        _ depth: ValuesCheck.Depth,
        _ desired: DesiredState,
        _ access: ClusterAccess,
        _ log: RunLog,
    ) async -> CheckedValues? {
        if known?.holds(for: planned, depth) == true { return nil }
        do {
            let findings = try await access.valuesCheck.findings(
                of: planned,
                depth,
                in: desired.files.decrypted,
                lookup: access.lookup(after: desired.committed),
                dataOrigin: desired.committed.origin,
            )
            return CheckedValues(digest: planned.digest, depth: depth, findings: findings)
        } catch is CancellationError {
            return nil
        } catch {
            log.valuesUnchecked(planned.release, why: Problem.unchecked(error, planned.release))
            return nil
        }
    }
}
