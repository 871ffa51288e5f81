internal import Synchronization

/// Something to wait for that others raise; raising it several times before it is noticed counts once.
final class Wakeup: Sendable {
    private struct State {
        var isRaised = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// Lets the one who waits go on, or the next one who comes.
    func raise() {
        let waiter = state.withLock { state in
            let waiter = state.waiter
            state.waiter = nil
            state.isRaised = waiter == nil
            return waiter
        }
        waiter?.resume()
    }

    /// Whether it was raised, and nobody has noticed yet.
    var isRaised: Bool { state.withLock(\.isRaised) }

    /// Forgets that it was raised.
    func reset() {
        state.withLock { $0.isRaised = false }
    }

    /// Returns when it is raised, or the task is cancelled.
    ///
    /// One task waits at a time.
    func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mayGoOn = state.withLock { state in
                    // What was raised while the task was being cancelled is left for who comes next.
                    if Task.isCancelled { return true }
                    if state.isRaised {
                        state.isRaised = false
                        return true
                    }
                    state.waiter = continuation
                    return false
                }
                if mayGoOn { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                let waiter = state.waiter
                state.waiter = nil
                return waiter
            }
            waiter?.resume()
        }
    }

    /// As `wait()`, but for `limit` at most.
    func wait(for limit: Duration, clock: any Clock<Duration>) async {
        await withTaskGroup { group in
            group.addTask { await self.wait() }
            // Cancellation is the other way to end.
            group.addTask { try? await clock.sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
    }
}
