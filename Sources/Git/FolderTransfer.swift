internal import Blocking
internal import CLibgit2
internal import FoundationEssentials
internal import SystemPackage

/// Takes objects from a repository on this machine.
///
/// libgit2's own transport for folders sends the history of every branch each time, and fails when one reference of the
/// folder is broken; this one packs what is wanted.
final class FolderTransfer: Transfer {
    private let folder: FilePath
    private let store: Store?
    private let stop: StopSignal
    private var source: Store?

    /// Takes them from `folder`, a bare repository or a work tree, into `store`; nil when none are asked for.
    init(from folder: FilePath, into store: Store?, until stop: StopSignal) {
        self.folder = folder
        self.store = store
        self.stop = stop
    }

    func references() throws(GitError) -> [RemoteReference] {
        let source = try open()
        do {
            var list = try source.references().map { RemoteReference(name: $0.name, id: $0.id, target: nil) }
            if let head = try source.reference("HEAD") {
                // A detached HEAD resolves to itself.
                let target = head.name == "HEAD" ? nil : head.name
                list.insert(RemoteReference(name: "HEAD", id: head.id, target: target), at: 0)
            }
            return list
        } catch {
            throw GitError(.other, folder.string, "cannot be read: \(error.message); check it with git fsck")
        }
    }

    private func open() throws(GitError) -> Store {
        if let source { return source }
        var isFolder = false
        guard FileManager.default.fileExists(atPath: folder.string, isDirectory: &isFolder), isFolder else {
            throw GitError(.notARepository, folder.string, "no such folder; check the path")
        }
        let source: Store
        do {
            source = try Store(openingWorkTree: folder)
        } catch {
            let reason = error.isNotFound ? "is not a git repository" : "cannot be opened: \(error.message)"
            throw GitError(.notARepository, folder.string, "\(reason); check the path")
        }
        // libgit2 1.5 does not know where a shallow history ends.
        guard !source.access({ git_repository_is_shallow($0) == 1 }) else {
            throw GitError(
                .notARepository,
                folder.string,
                "is a shallow clone; complete it with git fetch --unshallow",
            )
        }
        self.source = source
        return source
    }

    func download(_ wanted: Wanted) throws(GitError) {
        let source = try open()
        guard let store else { preconditionFailure("nothing to download into") }
        let here: Set<ObjectID>
        do {
            here = try Set(store.references().map(\.id))
        } catch {
            throw GitError(.damaged, store.path.string, "cannot be read: \(error.message); it is made anew")
        }
        let packs = store.path.appending("objects/pack").string
        let context = StopContext(stop)
        do {
            try withExtendedLifetime(context) { () throws(Libgit2Failure) in
                try source.access { repository throws(Libgit2Failure) in
                    let builder = try pack(wanted, without: here, of: repository, context)
                    defer { git_packbuilder_free(builder) }
                    guard git_packbuilder_object_count(builder) > 0 else { return }
                    try Libgit2.check {
                        git_packbuilder_write(builder, packs, 0, stopIndexing, context.pointer)
                    }
                }
                try store.refresh()
                try copyTags(from: source, to: store)
            }
        } catch {
            if let stop = stopped(stop.reason, folder.string) { throw stop }
            guard error.area != GIT_ERROR_OS.rawValue else {
                throw GitError(.other, folder.string, "cannot be stored: \(error.message); check the disk")
            }
            throw GitError(.other, folder.string, "cannot be copied: \(error.message); check it with git fsck")
        }
    }

    /// Copies the tags that lie on what was copied, as a server adds them by itself.
    private func copyTags(from source: Store, to store: Store) throws(Libgit2Failure) {
        for reference in try source.references() where reference.name.hasPrefix(ReferenceName.tags) {
            guard stop.reason == nil, try !store.contains(reference.id),
                let commit = try? source.commit(named: reference.id.description), try store.contains(commit)
            else { continue }
            try store.add(tag: reference.id, from: source)
        }
    }

    private func pack(
        _ wanted: Wanted,
        without here: Set<ObjectID>,
        of repository: OpaquePointer,
        _ context: StopContext,
    ) throws(Libgit2Failure) -> OpaquePointer {
        let builder = try Libgit2.make { git_packbuilder_new($0, repository) }
        do {
            // 0 lets libgit2 use as many threads as there are cores.
            _ = git_packbuilder_set_threads(builder, 0)
            try Libgit2.check { git_packbuilder_set_callbacks(builder, stopPacking, context.pointer) }
            let walk = try Libgit2.make { git_revwalk_new($0, repository) }
            defer { git_revwalk_free(walk) }
            for reference in wanted.references where !here.contains(reference.id) {
                try add(reference.id, to: walk, builder, repository)
            }
            for id in here {
                var raw = id.raw
                // What only we have tells nothing about what the remote has.
                do throws(Libgit2Failure) {
                    try Libgit2.check { git_revwalk_hide(walk, &raw) }
                } catch let error where error.isNotFound || error.area == GIT_ERROR_INVALID.rawValue {}
            }
            try Libgit2.check { git_packbuilder_insert_walk(builder, walk) }
        } catch {
            git_packbuilder_free(builder)
            throw error
        }
        return builder
    }

    /// Adds a commit to the walk; a tag to the pack and its commit to the walk; anything else to the pack.
    private func add(
        _ id: ObjectID,
        to walk: OpaquePointer,
        _ builder: OpaquePointer,
        _ repository: OpaquePointer,
    ) throws(Libgit2Failure) {
        var raw = id.raw
        let object = try Libgit2.make { git_object_lookup($0, repository, &raw, GIT_OBJECT_ANY) }
        defer { git_object_free(object) }
        switch git_object_type(object) {
        case GIT_OBJECT_COMMIT:
            try Libgit2.check { git_revwalk_push(walk, &raw) }
        case GIT_OBJECT_TAG:
            try Libgit2.check { git_packbuilder_insert(builder, &raw, nil) }
            if let target = git_tag_target_id(object) {
                try add(ObjectID(target), to: walk, builder, repository)
            }
        default:
            try Libgit2.check { git_packbuilder_insert_recur(builder, &raw, nil) }
        }
    }
}

/// A stop signal that C callbacks can ask.
final class StopContext {
    let stop: StopSignal

    init(_ stop: StopSignal) {
        self.stop = stop
    }

    /// Valid as long as the value is kept alive.
    var pointer: UnsafeMutableRawPointer {
        Unmanaged.passUnretained(self).toOpaque()
    }

    static func isStopped(_ pointer: UnsafeMutableRawPointer?) -> Bool {
        guard let pointer else { return false }
        return Unmanaged<StopContext>.fromOpaque(pointer).takeUnretainedValue().stop.reason != nil
    }
}

/// The error of a call that had to stop; nil when it did not have to.
func stopped(_ reason: StopSignal.Reason?, _ subject: String) -> GitError? {
    switch reason {
    case .cancelled: GitError(.cancelled, subject, "was cancelled")
    case .deadline: GitError(.timedOut, subject, "is not done in time; check the network, or allow more time")
    case nil: nil
    }
}

private func stopPacking(
    _ stage: Int32,
    _ current: UInt32,
    _ total: UInt32,
    _ context: UnsafeMutableRawPointer?,
) -> Int32 {
    StopContext.isStopped(context) ? GIT_EUSER.rawValue : 0
}

private func stopIndexing(
    _ progress: UnsafePointer<git_indexer_progress>?,
    _ context: UnsafeMutableRawPointer?,
) -> Int32 {
    StopContext.isStopped(context) ? GIT_EUSER.rawValue : 0
}
