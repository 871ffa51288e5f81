internal import Manifests

/// Follows the objects of one kind until its task is cancelled.
struct KindWatch: Sendable {
    let engine: any WatchingEngine
    let kind: GroupVersionKind
    let selector: String
    let state: ClusterState
    let follower: ClusterState.Follower
    let clock: any Clock<Duration>
    /// Told of what keeps a kind from being followed; once until it is followed again.
    let report: @Sendable (GroupVersionKind, KubernetesError?) -> Void

    /// The shortest and the longest pause after a failure.
    private static let pauses = (first: Duration.milliseconds(250), longest: Duration.seconds(30))
    /// The longest pause that a server may ask for.
    private static let longestAsked = Duration.seconds(300)

    /// How far it has come, and how it goes.
    private struct Progress {
        /// The moment up to which everything is known; nil when there has to be a new list.
        var version: String?
        var pause = KindWatch.pauses.first
        var isReported = false
    }

    /// Follows from `version` on.
    ///
    /// Who cancels it says that the kind is not followed any more, as another watch may have taken its place.
    func run(after version: String) async {
        var progress = Progress(version: version)
        while !Task.isCancelled {
            guard let failure = await follow(&progress) else { continue }
            guard !Task.isCancelled else { break }
            state.follow(follower, false)
            if !progress.isReported, !failure.isTransient || progress.pause >= Self.pauses.longest {
                report(kind, failure)
                progress.isReported = true
            }
            let asked = min(failure.retryAfter ?? .zero, Self.longestAsked)
            do {
                try await clock.sleep(for: max(asked, progress.pause * Double.random(in: 0.5...1)))
            } catch {
                break
            }
            progress.pause = min(progress.pause * 2, Self.pauses.longest)
        }
    }

    /// Follows as long as one answer of the server lasts.
    ///
    /// - Returns: why it has to be left alone for a while; nil when it has told for some time, and ended its answer then.
    private func follow(_ progress: inout Progress) async -> KubernetesError? {
        let start = ContinuousClock.now
        do {
            let version = try await begin(&progress)
            try await engine.watch(kind, selector: selector, after: version) { event in
                // Cancelling may come too late to keep an event back.
                guard state.see(event, by: follower) else { throw CancellationError() }
                note(event, start, &progress)
            }
            guard isLong(start) else { return failure("the server ends each watch at once, and tells nothing") }
            well(&progress)
            return nil
        } catch is SnapshotExpired {
            progress.version = nil
            return failure("the server has forgotten what happened each time that it is asked")
        } catch let error as KubernetesError {
            // Where it is may be what is wrong with the question.
            if !error.isTransient { progress.version = nil }
            return error
        } catch {
            // Only who cancels this may end it.
            return failure("\(error)")
        }
    }

    /// Where to go on, after a list where that is needed.
    private func begin(_ progress: inout Progress) async throws -> String {
        if let version = progress.version { return version }
        let snapshot = try await engine.snapshot(of: kind, selector: selector)
        state.see(snapshot, of: kind, by: follower)
        progress.version = snapshot.version
        return snapshot.version
    }

    private func note(_ event: WatchEvent, _ start: ContinuousClock.Instant, _ progress: inout Progress) {
        guard let version = event.version else { return }
        // What is told twice, or late, is no progress, and the next question must not go back behind it.
        let isNews = progress.version.map { ResourceVersion.isNewer(version, than: $0) } ?? true
        if isNews { progress.version = version }
        if isNews || isLong(start) { well(&progress) }
    }

    /// Whether an answer has lasted long enough to be none that fails at once.
    private func isLong(_ start: ContinuousClock.Instant) -> Bool {
        start.duration(to: .now) > Self.pauses.longest
    }

    private func well(_ progress: inout Progress) {
        progress.pause = Self.pauses.first
        if progress.isReported { report(kind, nil) }
        progress.isReported = false
    }

    private func failure(_ message: String) -> KubernetesError {
        KubernetesError(
            .serverFailure,
            subject: "\(kind.apiVersion)/\(kind.kind)",
            "\(message); see what stands between fettle and the server",
        )
    }
}

extension WatchEvent {
    /// The moment of which it tells; nil when it tells of none.
    fileprivate var version: String? {
        switch self {
        case .begun: nil
        case .changed(let live), .gone(let live): live.resourceVersion
        case .progress(let version): version
        }
    }
}
