internal import Blocking
internal import CLibgit2

/// What git's smart protocol runs over: https, or a program's pipes.
protocol SmartConnection: AnyObject {
    /// Begins to ask the remote's upload-pack: for its list of references, or for objects.
    ///
    /// A connection that is kept (ssh) is the same stream for both.
    func stream(for question: SmartQuestion) throws(GitError) -> any SmartStream
}

enum SmartQuestion {
    case references
    case objects
}

/// One direction-less stream of bytes.
///
/// Every call ends soon after the conversation's stop signal.
protocol SmartStream: AnyObject {
    /// Waits for at least one byte; 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(GitError) -> Int
    func write(_ bytes: UnsafeRawBufferPointer) throws(GitError)
}

/// A conversation in git's smart protocol, which libgit2 speaks over a connection of ours.
///
/// libgit2's own connections to http and ssh servers block without time-out and without a way to stop them.
final class SmartTransfer: Transfer {
    private let context: SmartContext
    private let url: String
    private let store: Store?
    private var remote: OpaquePointer?

    /// Talks to the remote that messages call `subject`.
    ///
    /// Of `url`, which libgit2 hands back, only the form matters. `isStateless` says whether every question is a request
    /// of its own, as with http. Objects go to `store`, which is nil when none are asked for.
    init(
        _ connection: any SmartConnection,
        subject: String,
        url: String,
        isStateless: Bool,
        into store: Store?,
        until stop: StopSignal,
    ) {
        context = SmartContext(connection, subject: subject, isStateless: isStateless, stop: stop)
        self.url = url
        self.store = store
    }

    deinit {
        if let remote { git_remote_free(remote) }
    }

    func references() throws(GitError) -> [RemoteReference] {
        try attempt { () throws(Libgit2Failure) in
            let remote: OpaquePointer
            if let store {
                // The remote keeps the repository's pointer, which lives as long as the store does.
                remote = try store.access { repository throws(Libgit2Failure) in
                    RemotePointer(try makeRemote(in: repository))
                }.pointer
            } else {
                Libgit2.ready
                remote = try makeRemote(in: nil)
            }
            self.remote = remote
            var options = git_remote_connect_options()
            try Libgit2.check {
                git_remote_connect_options_init(&options, UInt32(GIT_REMOTE_CONNECT_OPTIONS_VERSION))
            }
            options.callbacks = context.callbacks
            options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
            try Libgit2.check { git_remote_connect_ext(remote, GIT_DIRECTION_FETCH, &options) }
            var heads: UnsafeMutablePointer<UnsafePointer<git_remote_head>?>?
            var count = 0
            try Libgit2.check { git_remote_ls(&heads, &count, remote) }
            return (0..<count).compactMap { heads?[$0]?.pointee }.map { head in
                RemoteReference(
                    name: String(cString: head.name),
                    id: ObjectID(head.oid),
                    target: head.symref_target.map { String(cString: $0) },
                )
            }
        }
    }

    /// Every setting is given here: where libgit2 1.5.1 asks the configuration instead, it leaks some 70 KB each time.
    private func makeRemote(in repository: OpaquePointer?) throws(Libgit2Failure) -> OpaquePointer {
        var options = git_remote_create_options()
        try Libgit2.check {
            git_remote_create_options_init(&options, UInt32(GIT_REMOTE_CREATE_OPTIONS_VERSION))
        }
        options.repository = repository
        options.flags = GIT_REMOTE_CREATE_SKIP_INSTEADOF.rawValue | GIT_REMOTE_CREATE_SKIP_DEFAULT_FETCHSPEC.rawValue
        return try Libgit2.make { git_remote_create_with_opts($0, url, &options) }
    }

    func download(_ wanted: Wanted) throws(GitError) {
        guard let remote else { preconditionFailure("objects are asked for before the list of references") }
        try attempt { () throws(Libgit2Failure) in
            var options = git_fetch_options()
            try Libgit2.check { git_fetch_options_init(&options, UInt32(GIT_FETCH_OPTIONS_VERSION)) }
            options.callbacks = context.callbacks
            options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE
            options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
            try withStringArray(wanted.patterns) { (array) throws(Libgit2Failure) in
                var array = array
                try Libgit2.check { git_remote_download(remote, &array, &options) }
            }
        }
    }

    /// Runs a call of libgit2, and puts what went wrong inside our own callbacks before what libgit2 makes of it.
    private func attempt<Result>(_ body: () throws(Libgit2Failure) -> Result) throws(GitError) -> Result {
        do {
            return try withExtendedLifetime(context) { () throws(Libgit2Failure) in try body() }
        } catch {
            if let failure = context.failure { throw failure }
            if let stop = stopped(context.stop.reason, context.subject) { throw stop }
            if error.area == GIT_ERROR_NET.rawValue {
                throw GitError(
                    .unreachable,
                    context.subject,
                    "the transfer broke off: \(error.message); check the server and try again",
                )
            }
            if error.area == GIT_ERROR_OS.rawValue {
                throw GitError(.other, context.subject, "cannot be stored: \(error.message); check the disk")
            }
            if error.isDamage || error.isNotFound {
                throw GitError(
                    .damaged,
                    context.subject,
                    "does not fit the local copy: \(error.message); the copy is made anew",
                )
            }
            throw GitError(.other, context.subject, "cannot be fetched: \(error.message); try again")
        }
    }
}

// A pointer made under the store's lock; used by the conversation's thread alone.
private struct RemotePointer: @unchecked Sendable {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }
}

/// Calls `body` with `texts` as libgit2 takes them.
private func withStringArray(
    _ texts: [String],
    _ body: (git_strarray) throws(Libgit2Failure) -> Void,
) throws(Libgit2Failure) {
    var copies: [UnsafeMutablePointer<CChar>?] = texts.map { text in
        let bytes = text.utf8CString
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
        for (index, byte) in bytes.enumerated() { copy[index] = byte }
        return copy
    }
    defer { copies.forEach { $0?.deallocate() } }
    let count = copies.count
    let result = copies.withUnsafeMutableBufferPointer { buffer -> Result<Void, Libgit2Failure> in
        do throws(Libgit2Failure) {
            return .success(try body(git_strarray(strings: buffer.baseAddress, count: count)))
        } catch {
            return .failure(error)
        }
    }
    try result.get()
}
