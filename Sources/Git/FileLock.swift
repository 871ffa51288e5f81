internal import Blocking
internal import Glibc
internal import SystemPackage

/// A lock on a file between processes and between values of one process, given back when the value goes.
///
/// The kernel gives it back when the process dies, so no lock outlives a SIGKILL.
final class FileLock: Sendable {
    enum Mode: Int32 {
        /// With others that share.
        case shared = 1
        /// Alone.
        case exclusive = 2
    }

    private let descriptor: FileDescriptor

    /// Takes the lock at once; nil when another holds it, or when the file was removed meanwhile.
    ///
    /// - Throws: `Errno` when the file cannot be made.
    init?(_ path: FilePath, _ mode: Mode) throws(Errno) {
        do {
            descriptor = try FileDescriptor.open(
                path,
                .readWrite,
                options: [.create, .closeOnExec],
                permissions: .ownerReadWrite,
            )
        } catch let error as Errno {
            throw error
        } catch {
            throw Errno.ioError
        }
        var status = stat()
        guard flock(descriptor.rawValue, mode.rawValue | LOCK_NB) == 0, fstat(descriptor.rawValue, &status) == 0,
            status.st_nlink > 0
        else {
            close(descriptor.rawValue)
            return nil
        }
    }

    deinit {
        close(descriptor.rawValue)
    }

    /// Waits for the lock.
    static func wait(for path: FilePath, until stop: StopSignal) throws -> FileLock {
        while true {
            if let lock = try FileLock(path, .exclusive) { return lock }
            switch stop.reason {
            case .cancelled: throw GitError(.cancelled, path.string, "was cancelled")
            case .deadline: throw GitError(.timedOut, path.string, "another process is fetching; try again later")
            case nil: usleep(20_000)
            }
        }
    }
}
