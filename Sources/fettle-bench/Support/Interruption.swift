import Foundation
import Glibc
import Synchronization
import SystemPackage

/// Ends what the bench started when it is interrupted: daemons and folders.
///
/// Control planes end with this process.
enum Interruption {
    private struct Open {
        var processes: Set<pid_t> = []
        var folders: Set<String> = []
    }

    private static let open = Mutex(Open())

    /// From now on SIGINT and SIGTERM end what is open, and then this process.
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
            end()
            _exit(128 + Int32(byte))
        }
    }

    static func add(process: pid_t) { open.withLock { _ = $0.processes.insert(process) } }

    static func remove(process: pid_t) { open.withLock { _ = $0.processes.remove(process) } }

    static func add(folder: FilePath) { open.withLock { _ = $0.folders.insert(folder.string) } }

    static func remove(folder: FilePath) { open.withLock { _ = $0.folders.remove(folder.string) } }

    private static func end() {
        let open = open.withLock { $0 }
        for process in open.processes { kill(process, SIGKILL) }
        for folder in open.folders { try? FileManager.default.removeItem(atPath: folder) }
    }
}

/// Where the handler of signals writes; a handler can reach nothing but what is global.
private let signalInput = Atomic<Int32>(-1)
