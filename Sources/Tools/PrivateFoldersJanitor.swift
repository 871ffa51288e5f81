internal import Foundation
internal import Glibc
internal import SystemPackage

/// A process that outlives us by a moment and removes a folder then.
struct Janitor {
    private let identifier: pid_t
    /// The only other end of what it reads: it closes with us, however we end.
    private let pipe: Int32

    // Signals that end a whole group of programs must not end it before us. `rm` is found on its own short path.
    private static let script = "trap '' HUP INT QUIT TERM; cd /; read _; rm -rf -- \"$0\""

    /// Starts it.
    ///
    /// - Throws: `PrivateFolderError` when the system cannot start one more process.
    init(removing folder: FilePath) throws {
        var ends: [Int32] = [0, 0]
        // A socket: Swift does not see the call that makes a pipe closed in every other program from the start.
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw Self.failure(folder, errno) }
        defer { close(ends[0]) }
        do {
            identifier = try Self.spawn(folder, reading: ends[0])
            pipe = ends[1]
        } catch {
            close(ends[1])
            throw error
        }
    }

    /// Lets it do its work and waits for its end.
    func end() {
        close(pipe)
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    }

    private static func failure(_ folder: FilePath, _ code: Int32) -> PrivateFolderError {
        PrivateFolderError(
            "\(folder)",
            "the process that removes it at the end cannot be started: \(Errno(rawValue: code)); "
                + "see that /bin/sh is there and this user may start processes",
        )
    }

    private static func spawn(_ folder: FilePath, reading pipe: Int32) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, pipe, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        // Some library may have opened a file without asking for it to be closed here; another thread may do so now.
        for descriptor in 3...(try highestDescriptor() + 64) {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        // POSIX_SPAWN_SETSID, which glibc only shows to C programs that ask for its extensions.
        let newSession: Int32 = 0x80
        let flags = newSession | Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK)
        posix_spawnattr_setflags(&attributes, Int16(flags))
        var arguments = ["sh", "-c", script, folder.string].map { (text: String) in strdup(text) } + [nil]
        var environment = [strdup("PATH=/usr/bin:/bin"), nil]
        defer { (arguments + environment).forEach { free($0) } }
        var identifier: pid_t = 0
        let code = posix_spawn(&identifier, "/bin/sh", &actions, &attributes, &arguments, &environment)
        guard code == 0 else { throw failure(folder, code) }
        return identifier
    }

    private static func highestDescriptor() throws -> Int32 {
        let names = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
        return names.compactMap { Int32($0) }.max() ?? 3
    }
}
