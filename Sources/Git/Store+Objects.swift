internal import CLibgit2
internal import FoundationEssentials
internal import Glibc

/// One name in a folder of a commit.
struct TreeEntry: Sendable {
    enum Kind: Sendable {
        case file
        case link
        case directory
        case submodule
    }

    /// The name's bytes: git does not ask for UTF-8.
    let name: [UInt8]
    let kind: Kind
    let id: ObjectID
}

extension Store {
    /// Whether an object of that id is here.
    func contains(_ id: ObjectID) throws(Libgit2Failure) -> Bool {
        try access { repository throws(Libgit2Failure) in
            let database = try Libgit2.make { git_repository_odb($0, repository) }
            defer { git_odb_free(database) }
            var raw = id.raw
            return git_odb_exists(database, &raw) == 1
        }
    }

    /// The entries of a tree, in byte order of their names.
    func entries(of tree: ObjectID) throws(Libgit2Failure) -> [TreeEntry] {
        let entries = try access { repository throws(Libgit2Failure) in
            var raw = tree.raw
            let object = try Libgit2.make { git_tree_lookup($0, repository, &raw) }
            defer { git_tree_free(object) }
            return (0..<git_tree_entrycount(object)).compactMap { index -> TreeEntry? in
                guard let entry = git_tree_entry_byindex(object, index), let name = git_tree_entry_name(entry),
                    let id = git_tree_entry_id(entry)
                else { return nil }
                let bytes = UnsafeBufferPointer(start: name, count: strlen(name)).map { UInt8(bitPattern: $0) }
                return TreeEntry(name: bytes, kind: .init(git_tree_entry_filemode(entry)), id: ObjectID(id))
            }
        }
        // git sorts a folder as if its name ended with a slash.
        return entries.sorted { $0.name.lexicographicallyPrecedes($1.name) }
    }

    /// Sees packs that were written beside this value.
    func refresh() throws(Libgit2Failure) {
        try access { repository throws(Libgit2Failure) in
            let database = try Libgit2.make { git_repository_odb($0, repository) }
            defer { git_odb_free(database) }
            try Libgit2.check { git_odb_refresh(database) }
        }
    }

    /// Copies a tag, and the tags that it leads to.
    func add(tag: ObjectID, from source: Store) throws(Libgit2Failure) {
        let (bytes, target) = try source.access { repository throws(Libgit2Failure) -> ([UInt8], ObjectID?) in
            let database = try Libgit2.make { git_repository_odb($0, repository) }
            defer { git_odb_free(database) }
            var raw = tag.raw
            let object = try Libgit2.make { git_odb_read($0, database, &raw) }
            defer { git_odb_object_free(object) }
            guard git_odb_object_type(object) == GIT_OBJECT_TAG else { return ([], nil) }
            let bytes = UnsafeRawBufferPointer(start: git_odb_object_data(object), count: git_odb_object_size(object))
            let parsed = try Libgit2.make { git_tag_lookup($0, repository, &raw) }
            defer { git_tag_free(parsed) }
            return (Array(bytes), git_tag_target_id(parsed).map { ObjectID($0) })
        }
        guard let target, try !contains(tag) else { return }
        try add(tag: target, from: source)
        try access { repository throws(Libgit2Failure) in
            let database = try Libgit2.make { git_repository_odb($0, repository) }
            defer { git_odb_free(database) }
            var written = git_oid()
            try Libgit2.check { git_odb_write(&written, database, bytes, bytes.count, GIT_OBJECT_TAG) }
        }
    }

    /// The size of a blob in bytes, without reading it.
    func size(of blob: ObjectID) throws(Libgit2Failure) -> Int {
        try access { repository throws(Libgit2Failure) in
            let database = try Libgit2.make { git_repository_odb($0, repository) }
            defer { git_odb_free(database) }
            var raw = blob.raw
            var size = 0
            var type = GIT_OBJECT_INVALID
            try Libgit2.check { git_odb_read_header(&size, &type, database, &raw) }
            return size
        }
    }

    /// The bytes of a blob, which libgit2 checks against the id.
    func bytes(of blob: ObjectID) throws(Libgit2Failure) -> [UInt8] {
        try access { repository throws(Libgit2Failure) in
            var raw = blob.raw
            let object = try Libgit2.make { git_blob_lookup($0, repository, &raw) }
            defer { git_blob_free(object) }
            return Array(
                UnsafeRawBufferPointer(start: git_blob_rawcontent(object), count: Int(git_blob_rawsize(object)))
            )
        }
    }

    /// The tree of a commit.
    func tree(of commit: ObjectID) throws(Libgit2Failure) -> ObjectID {
        try withCommit(commit) { object throws(Libgit2Failure) in
            guard let id = git_commit_tree_id(object) else { throw Libgit2Failure(code: GIT_ERROR.rawValue) }
            return ObjectID(id)
        }
    }

    /// A commit, as data.
    func revision(_ commit: ObjectID, branch: String?) throws(Libgit2Failure) -> Revision {
        try withCommit(commit) { object in
            let author = git_commit_author(object)
            let name = author?.pointee.name.map { String(cString: $0) } ?? ""
            let seconds = author?.pointee.when.time ?? git_commit_time(object)
            return Revision(
                id: commit.description,
                branch: branch,
                author: name,
                date: Date(timeIntervalSince1970: TimeInterval(seconds)),
                message: git_commit_message(object).map { String(cString: $0) } ?? "",
            )
        }
    }

    private func withCommit<Result: Sendable>(
        _ id: ObjectID,
        _ body: (OpaquePointer) throws(Libgit2Failure) -> Result,
    ) throws(Libgit2Failure) -> Result {
        try access { repository throws(Libgit2Failure) in
            var raw = id.raw
            let object = try Libgit2.make { git_commit_lookup($0, repository, &raw) }
            defer { git_commit_free(object) }
            return try body(object)
        }
    }

    /// Whether `commit` has `ancestor` in its history.
    ///
    /// False when `ancestor` is not here.
    func isDescendant(_ commit: ObjectID, of ancestor: ObjectID) throws(Libgit2Failure) -> Bool {
        guard try contains(ancestor) else { return false }
        return try access { repository throws(Libgit2Failure) in
            var (commit, ancestor) = (commit.raw, ancestor.raw)
            var answer: Int32 = 0
            try Libgit2.check {
                answer = git_graph_descendant_of(repository, &commit, &ancestor)
                return answer
            }
            return answer == 1
        }
    }

    /// Finds a commit by what `git rev-parse` understands; tags are followed.
    func commit(named expression: String) throws(Libgit2Failure) -> ObjectID {
        try access { repository throws(Libgit2Failure) in
            let object = try Libgit2.make { git_revparse_single($0, repository, expression) }
            defer { git_object_free(object) }
            let commit = try Libgit2.make { git_object_peel($0, object, GIT_OBJECT_COMMIT) }
            defer { git_object_free(commit) }
            guard let id = git_object_id(commit) else { throw Libgit2Failure(code: GIT_ERROR.rawValue) }
            return ObjectID(id)
        }
    }

    /// Checks that every folder and file of `commit` can be found.
    ///
    /// Folders are read; of a file only the header is, so a flipped bit inside one is found when it is read.
    func verify(_ commit: ObjectID) throws(Libgit2Failure) {
        var open = [try tree(of: commit)]
        var seen: Set<ObjectID> = []
        while let tree = open.popLast() {
            guard seen.insert(tree).inserted else { continue }
            for entry in try entries(of: tree) {
                switch entry.kind {
                case .directory: open.append(entry.id)
                case .file, .link: if seen.insert(entry.id).inserted { _ = try size(of: entry.id) }
                case .submodule: break
                }
            }
        }
    }
}

extension TreeEntry.Kind {
    fileprivate init(_ mode: git_filemode_t) {
        self =
            switch mode {
            case GIT_FILEMODE_TREE: .directory
            case GIT_FILEMODE_LINK: .link
            case GIT_FILEMODE_COMMIT: .submodule
            default: .file
            }
    }
}
