package import Manifests

/// Waits until every object is current, one has failed, or `limit` has passed.
///
/// A failed one ends the wait for the others too, since the stage has failed with it. An object that is not there, and a
/// cluster that does not answer for a moment, are waited for. Cancellation ends the wait at once.
///
/// - Parameters:
///   - references: what is waited for.
///   - engine: reads the objects; each poll asks for those only that are not current yet.
///   - limit: when to give up.
///   - interval: the pause between two polls.
///   - clock: tells when that is.
///   - news: waits for a time at most, and says which objects have changed meanwhile; nil from it has all asked for. Without
///     it all that are not current yet are asked for after each pause.
/// - Returns: the state of every object when the wait ended; after `limit`, some of them are still in progress.
/// - Throws: `CancellationError`; `KubernetesError` when the cluster gave no answer to the last poll, or refused it.
package func waitUntilHealthy(
    _ references: [KindedReference],
    engine: any ClusterEngine,
    within limit: Duration,
    pollingEvery interval: Duration,
    clock: some Clock<Duration> = ContinuousClock(),
    news: (@Sendable (Duration) async -> Set<ObjectReference>?)? = nil,
) async throws -> [ObjectReference: Health] {
    let deadline = clock.now.advanced(by: limit)
    var states: [ObjectReference: Health] = [:]
    var open = references
    var changed: Set<ObjectReference>?
    while !open.isEmpty {
        try Task.checkCancellation()
        do {
            let asked = open.filter { changed?.contains($0.reference) ?? true }
            let results = try await engine.read(asked)
            for (reference, result) in zip(asked, results) {
                states[reference.reference] = Health.of(result)
            }
            open.removeAll { states[$0.reference] == .current }
            if open.isEmpty || states.values.contains(where: \.isFailure) { break }
            if clock.now >= deadline { break }
        } catch let error as KubernetesError where error.isTransient && clock.now < deadline {
            // The next poll asks again.
        }
        if let news {
            changed = await news(min(interval, clock.now.duration(to: deadline)))
            // The last look is at everything.
            if clock.now >= deadline { changed = nil }
        } else {
            try await clock.sleep(until: min(clock.now.advanced(by: interval), deadline), tolerance: nil)
        }
    }
    return states
}

extension Health {
    /// Whether waiting longer is in vain.
    package var isFailure: Bool {
        if case .failed = self { true } else { false }
    }

    /// Judges what reading an object gave.
    fileprivate static func of(_ result: ReadResult) -> Health {
        switch result {
        case .found(let live): of(live)
        case .absent: .inProgress("is not there")
        case .unknownKind: .inProgress("the cluster does not know its kind")
        case .failed(let error): error.isTransient ? .inProgress(error.message) : .failed(error.message)
        }
    }
}
