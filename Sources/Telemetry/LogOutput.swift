internal import Glibc
internal import Synchronization
package import SystemPackage

/// Where log lines go: a descriptor that gets each line whole, in one write where the kernel keeps it whole.
///
/// A reader that takes nothing holds the daemon up once, for a moment; lines that it leaves no room for are counted and
/// dropped, and the next line that gets through says how many.
package final class LogOutput: Sendable {
    package static let standardError = LogOutput(.standardError)

    private struct State {
        var lost = 0
        /// The output took nothing last time, so that the next line does not wait for it again.
        var isStuck = false
        /// A line was cut off in the middle.
        var isTorn = false
    }

    private let descriptor: Int32
    private let largestWrite: Int
    private let patience: Duration
    private let state = Mutex(State())

    /// Writes to a descriptor, which stays open as long as this is used and is not closed here.
    ///
    /// - Parameters:
    ///   - descriptor: a file, a pipe or a terminal.
    ///   - patience: how long a line may wait for room.
    package init(_ descriptor: FileDescriptor, patience: Duration = .milliseconds(100)) {
        self.descriptor = descriptor.rawValue
        self.patience = patience
        var status = stat()
        let isFile = fstat(descriptor.rawValue, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        // When a pipe has room at all, so many bytes go in whole and without waiting. A file always has room.
        largestWrite = isFile ? Int.max : Int(PIPE_BUF)
    }

    /// Writes a line that ends in a newline; before it, if lines were lost, the one that `report` makes of their number.
    func write(_ line: String, reportingLoss report: (Int) -> String) {
        state.withLock { state in
            var text = state.lost > 0 ? report(state.lost) + line : line
            if state.isTorn { text = "\n" + text }
            var bytes = Array(text.utf8)[...]
            let count = bytes.count
            let deadline = ContinuousClock.now + (state.isStuck ? .zero : patience)
            while !bytes.isEmpty, let written = put(bytes, before: deadline) { bytes = bytes.dropFirst(written) }
            state.isStuck = !bytes.isEmpty
            if bytes.isEmpty {
                state.lost = 0
                state.isTorn = false
            } else {
                state.lost += 1
                state.isTorn = state.isTorn || bytes.count < count
            }
        }
    }

    /// Writes what goes in at once and returns how much that was; nil when nothing does before `deadline`.
    private func put(_ bytes: ArraySlice<UInt8>, before deadline: ContinuousClock.Instant) -> Int? {
        while hasRoom(before: deadline) {
            let part = bytes.prefix(largestWrite)
            let (written, error) = withoutPipeSignal {
                let written = part.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
                return (written, errno)
            }
            if written > 0 { return written }
            guard error == EINTR || error == EAGAIN, ContinuousClock.now < deadline else { return nil }
        }
        return nil
    }

    private func hasRoom(before deadline: ContinuousClock.Instant) -> Bool {
        while true {
            var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            let left = max(.zero, deadline - .now)
            let milliseconds = left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000
            let answers = poll(&request, 1, Int32(clamping: milliseconds))
            if answers < 0, errno == EINTR { continue }
            // An error counts as room: the write will meet it too.
            return answers > 0
        }
    }
}

/// Runs `body` on a thread that a closed pipe does not send a signal to, whatever the process does about that signal.
private func withoutPipeSignal<Result>(_ body: () -> Result) -> Result {
    var pipeSignal = sigset_t()
    sigemptyset(&pipeSignal)
    sigaddset(&pipeSignal, SIGPIPE)
    var before = sigset_t()
    guard pthread_sigmask(SIG_BLOCK, &pipeSignal, &before) == 0 else { return body() }
    let result = body()
    var now = timespec()
    // A write to a closed pipe leaves the signal with this thread; it is taken off before it can be delivered.
    if sigismember(&before, SIGPIPE) == 0 { while sigtimedwait(&pipeSignal, nil, &now) < 0, errno == EINTR {} }
    pthread_sigmask(SIG_SETMASK, &before, nil)
    return result
}
