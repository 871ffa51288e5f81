internal import Kubernetes
internal import Manifests
internal import Synchronization

/// The objects of which something happened since somebody asked last.
final class HealthNews: Sendable {
    private let changed = Mutex<Set<ObjectReference>>([])
    private let wakeup = Wakeup()
    private let clock: any Clock<Duration>

    init(clock: any Clock<Duration>) {
        self.clock = clock
    }

    func add(_ reference: ObjectReference) {
        _ = changed.withLock { $0.insert(reference) }
        wakeup.raise()
    }

    /// Waits for news, for `limit` at most; nil when there were none.
    func next(within limit: Duration) async -> Set<ObjectReference>? {
        await wakeup.wait(for: limit, clock: clock)
        let news = changed.withLock { changed in
            defer { changed = [] }
            return changed
        }
        return news.isEmpty ? nil : news
    }
}
