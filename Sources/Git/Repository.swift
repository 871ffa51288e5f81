internal import Blocking
internal import CLibgit2
internal import Synchronization
package import SystemPackage

/// A remote repository, and the copy of it that is kept on disk.
///
/// `tip` and `fetch` are the only calls that use the network. They run one after the other on a thread of their own,
/// and end within a second after their time is over or their task is cancelled. Everything else reads the disk, also
/// while a fetch is under way, and works when the remote is away.
package final class Repository: Sendable {
    /// What a fetch brings.
    package enum Scope: Sendable {
        /// The branch, and the tags that lie on it.
        case branch
        /// All branches and tags, so that `revision(_:)` finds them.
        case everything
    }

    package let remote: Remote
    /// The branch that is followed; nil for the one that the remote has as its default.
    package let branch: String?

    let credentials: Credentials
    let patience: Patience
    let folder: RepositoryFolder
    let state: Mutex<State>
    private let thread: BlockingThread

    /// What fetches change and readers ask.
    struct State {
        /// The copy that counts, for readers.
        var store: Store
        /// The commit that callers of this value were told last.
        var known: ObjectID?
    }

    private init(
        _ folder: RepositoryFolder,
        _ store: Store,
        known: ObjectID?,
        remote: Remote,
        branch: String?,
        credentials: Credentials,
        patience: Patience,
        thread: BlockingThread,
    ) {
        self.folder = folder
        self.remote = remote
        self.branch = branch
        self.credentials = credentials
        self.patience = patience
        self.thread = thread
        state = Mutex(State(store: store, known: known))
    }

    /// Opens the copy of `remote` that is kept in `folder`, or makes an empty one.
    ///
    /// Asks nothing of the network. A copy that cannot be opened, or is one of another remote, is replaced; one that is broken inside is replaced by
    /// the next fetch. Several values, in several processes, may use one folder.
    ///
    /// - Parameters:
    ///   - folder: made when it is not there.
    ///   - remote: where it is a copy of.
    ///   - branch: as in `main` or `team/feature`; nil for the remote's default branch.
    ///   - credentials: what the remote is shown.
    ///   - patience: how long the remote may say nothing.
    /// - Returns: the copy, as it was left.
    /// - Throws: `GitError` when the folder cannot be used.
    package static func open(
        at folder: FilePath,
        remote: Remote,
        branch: String? = nil,
        credentials: Credentials = Credentials(),
        patience: Patience = Patience(),
    ) async throws(GitError) -> Repository {
        if let branch { try check(branch) }
        let thread = BlockingThread(label: "git \(remote)")
        let folder = RepositoryFolder(path: folder)
        return try await run(on: thread, within: .seconds(60), folder.path.string) { stop throws(GitError) in
            let store = try openStore(in: folder, remote, until: stop)
            var known: ObjectID?
            do {
                known = try store.reference(ReferenceName.local(branch))?.id
                if let known { try store.verify(known) }
            } catch {
                store.markDamaged()
            }
            return Repository(
                folder,
                store,
                known: known,
                remote: remote,
                branch: branch,
                credentials: credentials,
                patience: patience,
                thread: thread,
            )
        }
    }

    private static func check(_ branch: String) throws(GitError) {
        Libgit2.ready
        var isValid: Int32 = 0
        guard !branch.utf8.contains(0), git_reference_name_is_valid(&isValid, ReferenceName.heads + branch) == 0,
            isValid == 1
        else {
            throw GitError(.invalid, singleLine(branch), "is not the name of a branch; check --branch")
        }
    }

    private static func openStore(
        in folder: RepositoryFolder,
        _ remote: Remote,
        until stop: StopSignal,
    ) throws(GitError) -> Store {
        try folder.make()
        if let store = try folder.openNewest(), store.isCopy(of: remote) { return store }
        let writer = try folder.lockForWriting(until: stop)
        defer { withExtendedLifetime(writer) {} }
        try folder.removeLeftovers()
        if let store = try folder.openNewest(), store.isCopy(of: remote) { return store }
        return try folder.finish(try folder.makeNext(for: remote))
    }

    /// Asks the remote which commit the branch is at.
    ///
    /// Fetches no objects.
    ///
    /// - Parameter limit: the most time that the call takes.
    /// - Returns: the commit's id.
    /// - Throws: `GitError`.
    package func tip(within limit: Duration = .seconds(60)) async throws(GitError) -> String {
        try await Self.run(on: thread, within: limit, remote.description) { [self] stop throws(GitError) in
            let transfer = try transfer(into: nil, until: stop)
            return try tip(in: try transfer.references()).id.description
        }
    }

    /// Brings the copy up to the remote's state.
    ///
    /// When the branch has not moved, nothing is sent but the question. A branch that was rewritten counts as it is now. When the call fails, the last good commit stays.
    ///
    /// - Parameters:
    ///   - scope: what to bring besides the branch.
    ///   - limit: the most time that the call takes.
    /// - Returns: what has changed.
    /// - Throws: `GitError`.
    @discardableResult
    package func fetch(
        _ scope: Scope = .branch,
        within limit: Duration = .seconds(600),
    ) async throws(GitError) -> Fetched {
        try await Self.run(on: thread, within: limit, remote.description) { [self] stop throws(GitError) in
            try fetch(scope, until: stop)
        }
    }

    private static func run<Success: Sendable>(
        on thread: BlockingThread,
        within limit: Duration,
        _ subject: String,
        _ body: @escaping @Sendable (StopSignal) throws(GitError) -> Success,
    ) async throws(GitError) -> Success {
        let deadline = ContinuousClock.now + limit
        do {
            return try await thread.run { flag in try body(StopSignal(flag, deadline: deadline)) }
        } catch let error as GitError {
            throw error
        } catch is CancellationError {
            throw GitError(.cancelled, subject, "was cancelled")
        } catch {
            throw GitError(.other, subject, "\(error)")
        }
    }
}

extension Store {
    private static let remoteSetting = "fettle.remote"

    /// Whether this is a copy of `remote`, and not of one that was configured before.
    func isCopy(of remote: Remote) -> Bool {
        // A configuration that cannot be read belongs to no remote.
        (try? setting(Self.remoteSetting)) == remote.description
    }

    func setRemote(_ remote: Remote) throws(Libgit2Failure) {
        try set(Self.remoteSetting, to: remote.description)
    }
}

extension RepositoryFolder {
    /// As `makeNext()`, with the remote written into it.
    func makeNext(for remote: Remote) throws(GitError) -> Store {
        let store = try makeNext()
        do {
            try store.setRemote(remote)
        } catch {
            throw GitError(
                .other,
                path.string,
                "cannot be written: \(error.message); check its permissions and the disk"
            )
        }
        return store
    }
}
