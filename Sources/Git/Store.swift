internal import Blocking
internal import CLibgit2
internal import Synchronization
internal import SystemPackage

/// One bare repository on disk, open.
///
/// Every call takes the value's lock, so a store may be shared by threads. Where several threads work for long (a fetch
/// beside readers), each opens a store of its own on the same folder.
final class Store: Sendable {
    let path: FilePath
    /// Keeps the folder from being removed while it is in use.
    private let use: FileLock?
    private let handle: Handle
    private let lock = Mutex(())
    private let damage = CancellationFlag()

    // The pointer never changes, and what it points to is touched under `lock` only.
    private struct Handle: ~Copyable, @unchecked Sendable {
        let repository: OpaquePointer

        deinit {
            git_repository_free(repository)
        }
    }

    /// Opens the bare repository at `path`.
    init(opening path: FilePath, use: FileLock? = nil) throws(Libgit2Failure) {
        Libgit2.ready
        self.path = path
        self.use = use
        handle = Handle(
            repository: try Libgit2.make {
                git_repository_open_ext($0, path.string, flags(GIT_REPOSITORY_OPEN_BARE), nil)
            },
        )
    }

    /// Opens a folder of the user's, bare or with a work tree.
    init(openingWorkTree path: FilePath) throws(Libgit2Failure) {
        Libgit2.ready
        self.path = path
        use = nil
        handle = Handle(
            repository: try Libgit2.make {
                git_repository_open_ext($0, path.string, flags(GIT_REPOSITORY_OPEN_NO_SEARCH), nil)
            },
        )
    }

    /// Makes an empty bare repository at `path`.
    init(creating path: FilePath) throws(Libgit2Failure) {
        Libgit2.ready
        self.path = path
        use = nil
        handle = Handle(repository: try Libgit2.make { git_repository_init($0, path.string, 1) })
    }

    /// Runs `body` with the open repository, alone.
    func access<Result: Sendable, Failure: Error>(
        _ body: (OpaquePointer) throws(Failure) -> Result,
    ) throws(Failure) -> Result {
        try lock.withLock { _ throws(Failure) in try body(handle.repository) }
    }

    /// Whether something in it was found broken.
    var isDamaged: Bool {
        damage.isSet
    }

    /// Remembers that something in it is broken, so that the next fetch replaces it.
    func markDamaged() {
        damage.set()
    }
}

private func flags(_ flags: git_repository_open_flag_t...) -> UInt32 {
    flags.reduce(0) { $0 | $1.rawValue }
}
