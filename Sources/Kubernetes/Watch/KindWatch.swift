internal import Manifests

/// Follows the objects of one kind until its task is cancelled.
///
/// It goes on from where it was only when the server has ended its answer as it was asked to. After anything else the
/// server may be another, or the same one put back to an earlier state, whose versions mean nothing beside those of
/// before: so there is a new list, whatever the version would still be good for. One list each half a minute is the most
/// that comes of that in the long run, as pauses grow until a watch has lasted longer than the longest of them.
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
    /// After how many failures in a row that may pass by themselves they are told.
    private static let patience = 8
    /// After how long a list is made anew, at the earliest and at the latest: a safeguard, so not all kinds at once.
    private static let lifetime = Duration.seconds(12 * 3600)...Duration.seconds(18 * 3600)

    /// How far it has come, and how it goes.
    private struct Progress {
        /// The moment up to which everything is known; nil when there has to be a new list.
        var version: String?
        /// When the next list is due, whatever happens.
        var nextList: Duration
        var pause = KindWatch.pauses.first
        /// How many times in a row it has failed without telling anything new.
        var failures = 0
        var isReported = false
    }

    /// Follows from `version` on.
    ///
    /// Who cancels it says that the kind is not followed any more, as another watch may have taken its place.
    func run(after version: String) async {
        let stopwatch = Stopwatch(clock)
        var progress = Progress(version: version, nextList: Self.lifetime.random())
        while !Task.isCancelled {
            guard let failure = await follow(&progress, stopwatch) else { continue }
            guard !Task.isCancelled else { break }
            state.follow(follower, false)
            progress.failures += 1
            if !progress.isReported, !failure.isTransient || progress.failures >= Self.patience {
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
    /// - Returns: why it has to be left alone for a while; nil when it has told for as long as it was asked to.
    private func follow(_ progress: inout Progress, _ stopwatch: Stopwatch) async -> KubernetesError? {
        var start: ContinuousClock.Instant?
        do {
            let version = try await begin(&progress, stopwatch)
            let begun = ContinuousClock.now
            start = begun
            try await engine.watch(kind, selector: selector, after: version) { event in
                // Cancelling may come too late to keep an event back.
                guard state.see(event, by: follower) else { throw CancellationError() }
                note(event, begun, &progress)
            }
            well(&progress)
            progress.pause = Self.pauses.first
            if stopwatch.elapsed >= progress.nextList { progress.version = nil }
            return nil
        } catch {
            progress.version = nil
            if let start, Self.isLong(start) { progress.pause = Self.pauses.first }
            switch error {
            case is SnapshotExpired:
                return failure("the server has forgotten what happened each time that it is asked")
            case let error as KubernetesError:
                return error
            default:
                // Only who cancels this may end it.
                return failure("\(error)")
            }
        }
    }

    /// Where to go on, after a list where that is needed.
    private func begin(_ progress: inout Progress, _ stopwatch: Stopwatch) async throws -> String {
        if let version = progress.version { return version }
        // Before it is asked for: what a run finds meanwhile is of the same server, and may be newer.
        state.forgetVersions(by: follower)
        let snapshot = try await engine.snapshot(of: kind, selector: selector)
        state.see(snapshot, of: kind, by: follower)
        progress.version = snapshot.version
        progress.nextList = stopwatch.elapsed + Self.lifetime.random()
        return snapshot.version
    }

    private func note(_ event: WatchEvent, _ start: ContinuousClock.Instant, _ progress: inout Progress) {
        guard let version = event.version else { return }
        // What is told twice, or late, is no progress, and the next question must not go back behind it.
        let isNews = progress.version.map { ResourceVersion.isNewer(version, than: $0) } ?? true
        if isNews { progress.version = version }
        if isNews || Self.isLong(start) { well(&progress) }
    }

    /// Whether an answer has lasted long enough to be none that fails at once.
    private static func isLong(_ start: ContinuousClock.Instant) -> Bool {
        start.duration(to: .now) > pauses.longest
    }

    private func well(_ progress: inout Progress) {
        progress.failures = 0
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

extension ClosedRange<Duration> {
    fileprivate func random() -> Duration {
        lowerBound + (upperBound - lowerBound) * Double.random(in: 0...1)
    }
}
