import Foundation
import Glibc
import Synchronization

/// Undoes what the bench did outside itself when it is interrupted: folders, daemons, control planes.
enum Interruption {
    private struct Open {
        var next = 0
        var steps: [Int: @Sendable () -> Void] = [:]
    }

    private static let open = Mutex(Open())

    /// From now on SIGINT and SIGTERM undo what is open, the newest first, and then end this process.
    ///
    /// - Throws: `BenchError` when there is no descriptor left.
    static func handle() throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw BenchError(description: "no pipe can be made") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let (output, input) = (ends[0], ends[1])
        signalInput.store(input, ordering: .relaxed)
        // A handler, and no mask and nothing ignored, since the programs that are measured would inherit those.
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                var byte = UInt8(truncatingIfNeeded: number)
                _ = Glibc.write(signalInput.load(ordering: .relaxed), &byte, 1)
            }
        }
        Thread.detachNewThread {
            var byte: UInt8 = 0
            while Glibc.read(output, &byte, 1) != 1 {}
            let steps = open.withLock(\.steps)
            for number in steps.keys.sorted(by: >) { steps[number]?() }
            _exit(128 + Int32(byte))
        }
    }

    /// Notes what has to be done when this process is interrupted.
    ///
    /// - Parameter step: works on any thread, and beside the code that would do it otherwise.
    /// - Returns: what to hand to `done` once it is not needed any more.
    static func undo(_ step: @escaping @Sendable () -> Void) -> Int {
        open.withLock { open in
            open.next += 1
            open.steps[open.next] = step
            return open.next
        }
    }

    /// Forgets what was noted.
    static func done(_ number: Int) { open.withLock { $0.steps[number] = nil } }
}

/// Where the handler of signals writes; a handler can reach nothing but what is global.
private let signalInput = Atomic<Int32>(-1)
