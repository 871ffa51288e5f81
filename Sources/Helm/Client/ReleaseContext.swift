/// What bringing a release about needs besides helm itself.
package struct ReleaseContext: Sendable {
    /// Helm's records in the cluster.
    package let records: any ReleaseRecords
    /// Reads ConfigMaps and Secrets.
    package let lookup: ValuesLookup
    /// The commit that wants the release, as a label may have it.
    package let commit: String
    /// Returns when there is a new commit, so that waiting for this one is pointless.
    package let newCommit: @Sendable () async -> Void
    /// Reads a record whole; nil for one that is gone.
    package let recorded: @Sendable (ReleaseRecord) async throws -> RecordedRelease?
    /// Makes definitions of kinds, and replaces those that are there if that is asked for; returns when they can be used,
    /// and whether any was written.
    ///
    /// Throws `HelmError` for one that cannot be made.
    package let define: @Sendable (ChartDefinitions, _ replaces: Bool) async throws -> Bool
    /// Why the pods of a release's revision do not run, one text each.
    package let troubles: @Sendable (ReleaseRecord) async -> [String]
    /// Gets each step that is done, when it is done.
    package let note: @Sendable (ReleaseTransition) -> Void
    /// Seconds since 1970.
    package let now: @Sendable () -> Int64

    package init(
        records: any ReleaseRecords,
        lookup: @escaping ValuesLookup,
        commit: String,
        newCommit: @escaping @Sendable () async -> Void,
        recorded: @escaping @Sendable (ReleaseRecord) async throws -> RecordedRelease?,
        define: @escaping @Sendable (ChartDefinitions, _ replaces: Bool) async throws -> Bool,
        troubles: @escaping @Sendable (ReleaseRecord) async -> [String] = { _ in [] },
        note: @escaping @Sendable (ReleaseTransition) -> Void = { _ in },
        now: @escaping @Sendable () -> Int64,
    ) {
        self.records = records
        self.lookup = lookup
        self.commit = commit
        self.newCommit = newCommit
        self.recorded = recorded
        self.define = define
        self.troubles = troubles
        self.note = note
        self.now = now
    }

    /// Runs `body`, and cancels it when there is a new commit while helm only waits.
    ///
    /// - Throws: `Superseded` then; else what `body` throws.
    func untilNewCommit(once phase: HelmPhase, _ body: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await body()
                return true
            }
            group.addTask {
                await newCommit()
                await phase.untilWaiting()
                return false
            }
            let isDone = try await group.next() ?? true
            // Before this returns, helm has written down that it was stopped.
            group.cancelAll()
            try Task.checkCancellation()
            if !isDone { throw Superseded() }
        }
    }
}

/// The wait for a release was ended because there is a new commit.
package struct Superseded: Error {}

/// One step that was done for a release.
package struct ReleaseTransition: Sendable {
    /// What the release was in, which says why.
    package let state: ReleaseState
    package let step: ReleaseStep
    package let took: Duration
    /// Why it failed; nil when it has succeeded.
    package let error: HelmError?
}
