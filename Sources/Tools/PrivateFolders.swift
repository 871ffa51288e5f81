internal import Foundation
internal import Glibc
internal import Synchronization
package import SystemPackage

/// Folders in memory that only this user may enter, for what helm and kubectl must read as files.
///
/// All of them lie in one session folder of this process, which is made with the first of them. Whatever ends the process, SIGKILL included, the session folder
/// goes: a janitor, a small process in a session of its own, waits for the end of a pipe that only we hold open, and then
/// removes it. Should the machine kill the janitor too, the next value of this user sweeps what is left.
package final class PrivateFolders: Sendable {
    /// Who else has this in its name is one of ours: `fettle-<uid>-<random>`.
    private static let prefix = "fettle-\(getuid())-"

    private let parent: FilePath
    private let state = Mutex(State())

    private struct State {
        var session: Session?
        var isClosed = false
        var count = 0
    }

    private struct Session {
        /// Mode 0700.
        let folder: FilePath
        let janitor: Janitor
        /// Held on the folder while we live, so that nobody takes it for left over.
        let lock: FolderLock
    }

    /// Removes session folders of this user whose process is gone.
    ///
    /// - Parameter parent: where the session folder is made; a file system in memory, so that nothing reaches a disk.
    package init(parent: FilePath = "/dev/shm") {
        self.parent = parent
        Self.sweep(parent)
    }

    /// The session folder; nil as long as nobody needed a private folder, and after `close`.
    package var session: FilePath? {
        state.withLock { $0.session?.folder }
    }

    deinit {
        end()
    }

    /// Gives `body` a folder of its own, empty and with mode 0700, and removes it afterwards, also when `body` throws.
    ///
    /// - Throws: what `body` throws; `PrivateFolderError` when the folder cannot be made or removed, or after `close`.
    package func withFolder<Result>(_ body: (FilePath) async throws -> Result) async throws -> Result {
        let folder = try makeFolder()
        let result: Result
        do {
            result = try await body(folder)
        } catch {
            // What `body` could not do is the news; what stays here goes with the session.
            try? remove(folder)
            throw error
        }
        try remove(folder)
        return result
    }

    /// A folder as `withFolder` gives one, which stays until it is removed or everything is.
    ///
    /// - Throws: as `withFolder`.
    package func lastingFolder() throws -> FilePath {
        try makeFolder()
    }

    /// Removes everything and ends the janitor.
    ///
    /// Nobody may be inside `withFolder` any more.
    package func close() async {
        end()
    }

    private func makeFolder() throws -> FilePath {
        try state.withLock { state in
            guard !state.isClosed else {
                throw PrivateFolderError("\(parent)", "was closed; make no private folder after the end")
            }
            let session = try state.session?.folder ?? Self.start(in: parent, &state)
            state.count += 1
            let folder = session.appending("\(state.count)")
            guard mkdir(folder.string, S_IRWXU) == 0 else { throw PrivateFolderError(making: folder, errno) }
            return folder
        }
    }

    /// Removes a folder of this session; one that is gone is well.
    ///
    /// A few files in memory: quick enough for the caller's thread.
    ///
    /// - Throws: `PrivateFolderError`.
    package func remove(_ folder: FilePath) throws {
        do {
            try FileManager.default.removeItem(atPath: folder.string)
        } catch {
            var status = stat()
            if lstat(folder.string, &status) != 0, errno == ENOENT { return }
            throw PrivateFolderError("\(folder)", "cannot be removed: \(error.localizedDescription); remove it by hand")
        }
    }

    private func end() {
        let session = state.withLock { state in
            defer { (state.session, state.isClosed) = (nil, true) }
            return state.session
        }
        guard let session else { return }
        // The janitor removes the folder even when this cannot.
        try? remove(session.folder)
        session.janitor.end()
        session.lock.close()
    }

    /// Makes the session folder and starts its janitor.
    private static func start(in parent: FilePath, _ state: inout State) throws -> FilePath {
        let (folder, lock) = try makeSession(in: parent)
        do {
            state.session = Session(folder: folder, janitor: try Janitor(removing: folder), lock: lock)
            return folder
        } catch {
            rmdir(folder.string)
            throw error
        }
    }

    private static func makeSession(in parent: FilePath) throws -> (FilePath, FolderLock) {
        while true {
            let random = String(UInt64.random(in: .min ... .max), radix: 36)
            let session = parent.appending("\(prefix)\(random)")
            guard mkdir(session.string, S_IRWXU) == 0 else { throw PrivateFolderError(making: session, errno) }
            // A sweeper may have found it before it was locked; then it is gone, and another is made.
            if let lock = FolderLock(session) { return (session, lock) }
            rmdir(session.string)
        }
    }

    /// Removes the session folders that nobody holds.
    ///
    /// One that cannot be removed now is left to the next sweep.
    private static func sweep(_ parent: FilePath) {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: parent.string) else { return }
        for name in names where name.hasPrefix(prefix) {
            let folder = parent.appending(name)
            guard let lock = FolderLock(folder) else { continue }
            try? FileManager.default.removeItem(atPath: folder.string)
            lock.close()
        }
    }
}

/// Why there is no private folder.
package struct PrivateFolderError: Error, CustomStringConvertible {
    package let subject: String
    /// What is wrong and what to do.
    package let message: String

    init(_ subject: String, _ message: String) {
        self.subject = subject
        self.message = message
    }

    init(making folder: FilePath, _ code: Int32) {
        let parent = folder.removingLastComponent()
        self.init(
            "\(folder)",
            "cannot be made: \(Errno(rawValue: code)); let this user write to \(parent), or name another folder",
        )
    }

    package var description: String { "\(subject): \(message)" }
}

/// A lock on a folder of ours, which the kernel takes back when we die.
private struct FolderLock {
    private let descriptor: Int32

    /// Takes it at once; nil when somebody holds it, or it is no folder of this user, or not there any more.
    init?(_ folder: FilePath) {
        descriptor = open(folder.string, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        var held = stat()
        var named = stat()
        guard fstat(descriptor, &held) == 0, held.st_uid == getuid(), flock(descriptor, LOCK_EX | LOCK_NB) == 0,
            lstat(folder.string, &named) == 0, held.st_ino == named.st_ino, held.st_dev == named.st_dev
        else {
            Glibc.close(descriptor)
            return nil
        }
    }

    func close() {
        Glibc.close(descriptor)
    }
}
