package import SourceTrees
internal import Synchronization

/// The files of one commit, read straight from the repository; nothing is checked out.
///
/// Every folder is read once. The value may be shared by threads, and stays readable while the repository is fetched or
/// replaced.
package struct CommitTree: SourceTree {
    /// The largest file that is read, in bytes.
    package static let fileSizeLimit = 50 * 1024 * 1024

    package let revision: Revision
    private let root: ObjectID
    private let store: Store
    private let folders = Folders()

    init(_ revision: Revision, root: ObjectID, in store: Store) {
        self.revision = revision
        self.root = root
        self.store = store
    }

    package func node(at path: TreePath) throws -> TreeNode? {
        guard path != .root else { return .directory }
        guard let entry = try entry(at: path) else { return nil }
        switch entry.kind {
        case .file: return .file
        case .directory: return .directory
        case .submodule: return .submodule
        case .link: return .link(target: try text(of: try read(entry, at: path), "link", path))
        }
    }

    package func names(in path: TreePath) throws -> [String] {
        guard let folder = try folder(at: path) else {
            throw SourceTreeError(.notADirectory, "\(path)", "is not a directory")
        }
        return try folder.map { try text(of: $0.name, "name", path) }
    }

    package func contents(of path: TreePath) throws -> [UInt8] {
        guard let entry = try entry(at: path) else {
            throw SourceTreeError(.notFound, "\(path)", "no such file")
        }
        guard entry.kind == .file else { throw SourceTreeError(.notAFile, "\(path)", "is not a file") }
        return try read(entry, at: path)
    }

    /// The id that git gives the file or folder at `path`, links not followed; nil when nothing lies there.
    ///
    /// The same id means the same contents, at any place and in any commit.
    package func objectID(at path: TreePath) throws -> String? {
        if path == .root { return root.description }
        return try entry(at: path)?.id.description
    }

    package func contentID(of path: TreePath) throws -> ContentID? {
        try objectID(at: path).map { ContentID($0) }
    }

    /// How many folders and files were read from the repository so far.
    var readCount: Int {
        folders.readCount
    }

    // MARK: Walking

    private func entry(at path: TreePath) throws -> TreeEntry? {
        guard let siblings = try folder(at: path.parent) else { return nil }
        return siblings.find(path.name)
    }

    /// The entries of the folder at `path`; nil when something else or nothing lies there.
    private func folder(at path: TreePath) throws -> [TreeEntry]? {
        if let known = folders.known(at: path) { return known }
        let id = path == .root ? root : try entry(at: path).flatMap { $0.kind == .directory ? $0.id : nil }
        return try folders.keep(id.map { try folder($0, at: path) }, at: path)
    }

    private func folder(_ id: ObjectID, at path: TreePath) throws -> [TreeEntry] {
        try folders.entries(of: id) { () throws(SourceTreeError) in
            do throws(Libgit2Failure) {
                return try store.entries(of: id)
            } catch {
                throw damage(error, path)
            }
        }
    }

    private func read(_ entry: TreeEntry, at path: TreePath) throws(SourceTreeError) -> [UInt8] {
        folders.countRead()
        do {
            guard try store.size(of: entry.id) <= Self.fileSizeLimit else {
                throw SourceTreeError(.tooLarge, "\(path)", "is larger than \(Self.fileSizeLimit >> 20) MiB")
            }
            return try store.bytes(of: entry.id)
        } catch let error as Libgit2Failure {
            throw damage(error, path)
        } catch let error as SourceTreeError {
            throw error
        } catch {
            throw SourceTreeError(.unreadable, "\(path)", "cannot be read: \(error)")
        }
    }

    private func damage(_ error: Libgit2Failure, _ path: TreePath) -> SourceTreeError {
        store.markDamaged()
        return SourceTreeError(
            .unreadable,
            "\(path)",
            "cannot be read: \(error.message); the next fetch makes a new local copy",
        )
    }

    private func text(of bytes: [UInt8], _ what: String, _ path: TreePath) throws -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let lossy = String(decoding: bytes, as: UTF8.self)
            throw SourceTreeError(.invalidPath, "\(path)", "holds a \(what) that is not UTF-8, \(lossy); rename it")
        }
        return text
    }
}

/// The folders of a commit that were read already.
private final class Folders: Sendable {
    private struct State {
        var entries: [ObjectID: [TreeEntry]] = [:]
        /// By their places; nil where there is none.
        var places: [TreePath: [TreeEntry]?] = [:]
        var readCount = 0
    }

    private let state = Mutex(State())

    func entries(
        of tree: ObjectID,
        _ read: () throws(SourceTreeError) -> [TreeEntry],
    ) throws(SourceTreeError) -> [TreeEntry] {
        if let known = state.withLock({ $0.entries[tree] }) { return known }
        let entries = try read()
        state.withLock {
            $0.readCount += 1
            $0.entries[tree] = entries
        }
        return entries
    }

    /// What was found at a place; nil while nobody has looked.
    func known(at path: TreePath) -> [TreeEntry]?? {
        state.withLock { $0.places[path] }
    }

    /// Remembers what was found at a place, and gives it back.
    func keep(_ entries: [TreeEntry]?, at path: TreePath) -> [TreeEntry]? {
        state.withLock { $0.places[path] = .some(entries) }
        return entries
    }

    func countRead() {
        state.withLock { $0.readCount += 1 }
    }

    var readCount: Int {
        state.withLock { $0.readCount }
    }
}

extension [TreeEntry] {
    /// Finds a name by its bytes: two spellings of one letter are two names, as in git and on Linux.
    fileprivate func find(_ name: String) -> TreeEntry? {
        var name = name
        return name.withUTF8 { wanted in
            var range = startIndex..<endIndex
            while !range.isEmpty {
                let middle = range.lowerBound + range.count / 2
                switch self[middle].name.order(to: wanted) {
                case 0: return self[middle]
                case ..<0: range = (middle + 1)..<range.upperBound
                default: range = range.lowerBound..<middle
                }
            }
            return nil
        }
    }
}

extension [UInt8] {
    /// Below zero when these bytes come before `other`, zero when they are the same.
    fileprivate func order(to other: UnsafeBufferPointer<UInt8>) -> Int {
        for (own, wanted) in zip(self, other) where own != wanted { return Int(own) - Int(wanted) }
        return count - other.count
    }
}
