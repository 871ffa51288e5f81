internal import Helm
internal import Kubernetes
internal import Logging
internal import Manifests

extension ClusterRun {
    /// How a wait for health ended.
    private enum WaitEnd: Sendable {
        case over([ObjectReference: Health])
        /// There is a new commit.
        case superseded
        /// Somebody changed these.
        case drift(Set<ObjectReference>)
        /// Somebody changed objects of releases.
        case releaseDrift
    }

    /// What somebody may change while a run waits.
    private struct Applied: Sendable {
        let objects: Set<ObjectReference>
        let releases: Set<Inventory.ReleaseIdentity>
    }

    /// Waits until everything that the stage applied is healthy, or a new commit makes that pointless.
    ///
    /// Drift in what was applied until now is corrected meanwhile.
    mutating func waitForHealth(of stage: DesiredStage) async throws {
        let references = stage.objects.map(KindedReference.init)
        let stages = desired.stages.prefix { $0.stage.name != stage.stage.name } + [stage]
        let applied = Applied(
            objects: Set(stages.flatMap(\.objects).map(\.reference)),
            // The others may still be what an earlier commit wanted of them.
            releases: Set(
                stages.flatMap(\.releases).filter { convergedReleases.contains($0.reference) }
                    .map { Inventory.ReleaseIdentity($0) }
            ),
        )
        try await checkUnseen(of: applied.releases)
        // What failed in this run is not tried again while it waits.
        var left = report.failures.isEmpty ? [] : changed
        let limit = stage.stage.timeout
        let end = stopwatch.elapsed + limit
        while true {
            switch try await wait(for: references, applied, leaving: left, within: max(.zero, end - stopwatch.elapsed))
            {
            case .over(let states):
                return try await tell(states, of: references, after: limit)
            case .superseded:
                report.isSuperseded = true
                return log.note(
                    "superseded",
                    object: "stage \(stage.stage.name)",
                    reason: "was not waited for to the end, since there is a new commit",
                    level: .info,
                )
            case .drift(let objects):
                try await correctChanged(objects)
                left = changed
            case .releaseDrift:
                try await correctReleaseObjects(of: applied.releases)
                left = changed
            }
        }
    }

    /// Everything that is otherwise than it was found.
    private var changed: Set<ObjectReference> {
        (access.state?.changed ?? []).union(access.releaseWatch?.state?.changed ?? [])
    }

    private mutating func tell(
        _ states: [ObjectReference: Health],
        of references: [KindedReference],
        after limit: Duration,
    ) async throws {
        for reference in references {
            guard let health = states[reference.reference], health != .current else { continue }
            let trouble = try await PodTrouble.find(in: reference, engine: access.engine)
            fail("\(reference.reference)", ([health.complaint(after: limit)] + trouble).joined(separator: "; "), true)
        }
    }

    /// Waits for the first thing that there is something to do about.
    ///
    /// What is in `left` is otherwise than it was found, and stays so until something happens to it.
    private func wait(
        for references: [KindedReference],
        _ applied: Applied,
        leaving left: Set<ObjectReference>,
        within limit: Duration,
    ) async throws -> WaitEnd {
        let (engine, state, clock, interruption) = (access.engine, access.state, clock, interruption)
        let (contests, stopwatch) = (memory.contests, stopwatch)
        let end = try await withThrowingTaskGroup(of: WaitEnd?.self) { group in
            defer { group.cancelAll() }
            group.addTask {
                .over(try await Self.wait(for: references, engine: engine, state: state, within: limit, clock: clock))
            }
            group.addTask {
                await interruption.wait()
                return .superseded
            }
            @Sendable func drift(
                in state: ClusterState,
                of objects: Set<ObjectReference>,
            ) async -> Set<ObjectReference>? {
                func changed() -> Set<ObjectReference> {
                    let now = stopwatch.elapsed
                    return state.changed.filter { objects.contains($0) && !contests.isHeld($0, at: now) }
                }
                let events = state.events(of: objects)
                // What happened before anybody listened has no event any more.
                let earlier = changed()
                guard earlier.isSubset(of: left) else { return earlier }
                for await reference in events {
                    let now = changed()
                    if now.contains(reference) { return now }
                }
                return nil
            }
            if let state {
                group.addTask { await drift(in: state, of: applied.objects).map(WaitEnd.drift) }
            }
            if let releases = access.releaseWatch, let state = releases.state {
                let objects = releases.objects(of: applied.releases)
                group.addTask { await drift(in: state, of: objects).map { _ in .releaseDrift } }
            }
            return try await group.next() ?? nil
        }
        try Task.checkCancellation()
        return end ?? .superseded
    }

    /// Asks for each object when something happens to it, or now and then where nobody watches.
    private static func wait(
        for references: [KindedReference],
        engine: any ClusterEngine,
        state: ClusterState?,
        within limit: Duration,
        clock: any Clock<Duration>,
    ) async throws -> [ObjectReference: Health] {
        guard let state else {
            return try await waitUntilHealthy(
                references,
                engine: engine,
                within: limit,
                pollingEvery: .seconds(2),
                clock: clock,
            )
        }
        let news = HealthNews(clock: clock)
        let events = state.events(of: Set(references.map(\.reference)))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask {
                for await reference in events { news.add(reference) }
            }
            return try await waitUntilHealthy(
                references,
                engine: engine,
                within: limit,
                // Some rules go by the clock, and an event may be missed.
                pollingEvery: .seconds(10),
                clock: clock,
                news: { await news.next(within: $0) },
            )
        }
    }
}

extension Health {
    /// Why a stage has failed with an object of this health.
    fileprivate func complaint(after limit: Duration) -> String {
        switch self {
        case .current: "is ready"
        case .inProgress(let reason): "is not ready after \(limit.logged): \(reason)"
        case .failed(let reason): "failed: \(reason)"
        case .terminating: "is being deleted"
        }
    }
}
