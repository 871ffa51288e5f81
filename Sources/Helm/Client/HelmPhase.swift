internal import Synchronization

/// Whether a running helm still writes, or only waits for what it has written.
///
/// Told from what helm says with `--debug`: `waiting for resources` (helm 4, `pkg/kube/statuswait.go`) and
/// `beginning wait for 3 resources` (helm 3, `pkg/kube/client.go`). Whatever it says next means that it goes on.
final class HelmPhase: Sendable {
    private struct State {
        var isWaiting = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Takes a line of what helm says.
    func read(_ line: Substring) {
        let isWaiting =
            line.contains("waiting for resource") || line.contains("beginning wait for")
            || line.contains("is not ready")
        let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.isWaiting = isWaiting
            guard isWaiting else { return [] }
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns when helm waits; also when the task is cancelled.
    func untilWaiting() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    guard !state.isWaiting, !Task.isCancelled else { return true }
                    state.waiters.append(continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let waiters = state.withLock { state in
                defer { state.waiters = [] }
                return state.waiters
            }
            for waiter in waiters { waiter.resume() }
        }
    }
}
