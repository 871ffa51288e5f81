internal import Manifests

/// Follows the objects of one kind until its task is cancelled.
struct KindWatch: Sendable {
    let engine: any WatchingEngine
    let kind: GroupVersionKind
    let selector: String
    let state: ClusterState
    let clock: any Clock<Duration>
    /// Told of what keeps a kind from being followed; once until it is followed again.
    let report: @Sendable (GroupVersionKind, KubernetesError?) -> Void

    /// The shortest and the longest pause after a failure.
    private static let pauses = (first: Duration.milliseconds(250), longest: Duration.seconds(30))

    /// Follows from `version` on.
    ///
    /// Who cancels it says that the kind is not followed any more, as another watch may have taken its place.
    func run(after version: String) async {
        var version: String? = version
        var pause = Self.pauses.first
        var isReported = false
        while !Task.isCancelled {
            do {
                if version == nil {
                    let snapshot = try await engine.snapshot(of: kind, selector: selector)
                    state.see(snapshot, of: kind)
                    version = snapshot.version
                }
                state.follow(kind, true)
                let start = ContinuousClock.now
                try await engine.watch(kind, selector: selector, after: version ?? "") { event in
                    state.see(event)
                    version = Self.version(of: event)
                    pause = Self.pauses.first
                    if isReported { report(kind, nil) }
                    isReported = false
                }
                // The server ends a watch from time to time; one that does so at once is not asked without end.
                if start.duration(to: .now) > Self.pauses.longest {
                    pause = Self.pauses.first
                    continue
                }
            } catch is SnapshotExpired {
                version = nil
            } catch let error as KubernetesError {
                guard !Task.isCancelled else { break }
                state.follow(kind, false)
                if !isReported, !error.isTransient || pause >= Self.pauses.longest {
                    report(kind, error)
                    isReported = true
                }
                if error.reason == .unknownKind || error.reason == .forbidden { version = nil }
            } catch {
                break
            }
            do {
                try await clock.sleep(for: pause * Double.random(in: 0.5...1))
            } catch {
                break
            }
            pause = min(pause * 2, Self.pauses.longest)
        }
    }

    private static func version(of event: WatchEvent) -> String {
        switch event {
        case .changed(let live), .gone(let live): live.resourceVersion
        case .progress(let version): version
        }
    }
}
