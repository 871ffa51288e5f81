internal import CLibgit2
internal import Synchronization

extension Repository {
    /// The last good commit of the branch that is here; nil before the first fetch.
    ///
    /// Asks nothing of the network.
    ///
    /// - Throws: `GitError` with reason `damaged`.
    package func current() throws(GitError) -> Revision? {
        let store = state.withLock { $0.store }
        return try local(store) { () throws(Libgit2Failure) in
            guard let reference = try store.reference(ReferenceName.local(branch)) else { return nil }
            return try store.revision(reference.id, branch: branchName(of: reference))
        }
    }

    /// Finds a commit that is here, by what git calls a revision.
    ///
    /// That is a full or abbreviated id, a branch, a tag, or `HEAD` for the branch that is followed, each with any number
    /// of `~2` and `^` behind it. Asks nothing of the network.
    ///
    /// - Throws: `GitError` with reason `objectNotFound`, or `damaged`.
    package func revision(_ text: String) throws(GitError) -> Revision {
        let store = state.withLock { $0.store }
        let base = text.prefix { $0 != "~" && $0 != "^" }
        let steps = text.dropFirst(base.count)
        let isName = base == "@" || !base.contains { "@{:\0".contains($0) }
        guard !base.isEmpty, isName, steps.allSatisfy({ "~^0123456789".contains($0) }) else {
            throw GitError(.objectNotFound, singleLine(text), "is not a revision; name a commit, a branch or a tag")
        }
        do {
            let (name, branch) = try expression(String(base), in: store)
            let commit = try store.commit(named: name + steps)
            return try store.revision(commit, branch: steps.isEmpty ? branch : nil)
        } catch {
            if error.code == GIT_EAMBIGUOUS.rawValue {
                throw GitError(.objectNotFound, singleLine(text), "is the start of more than one id; give more digits")
            }
            if error.isNotFound || error.code == GIT_EINVALIDSPEC.rawValue || error.code == GIT_EPEEL.rawValue {
                throw GitError(
                    .objectNotFound,
                    singleLine(text),
                    "no such commit, branch or tag in \(remote); check the name",
                )
            }
            return try local(store) { () throws(Libgit2Failure) in throw error }
        }
    }

    /// The files of a commit that is here.
    ///
    /// - Throws: `GitError` with reason `objectNotFound`, or `damaged`.
    package func tree(of revision: Revision) throws(GitError) -> CommitTree {
        let store = state.withLock { $0.store }
        guard let id = ObjectID(revision.id) else {
            throw GitError(.objectNotFound, revision.id, "is not a commit's id; give 40 digits")
        }
        let root = try local(store) { () throws(Libgit2Failure) -> ObjectID? in
            guard try store.contains(id) else { return nil }
            return try store.tree(of: id)
        }
        guard let root else {
            throw GitError(.objectNotFound, revision.short, "no such commit in \(remote); fetch it first")
        }
        return CommitTree(revision, root: root, in: store)
    }

    /// What libgit2 is asked for `base`, and the branch that it names.
    private func expression(_ base: String, in store: Store) throws(Libgit2Failure) -> (String, String?) {
        if base == "HEAD" || base == "@" {
            guard let reference = try store.reference(ReferenceName.local(branch)) else {
                return (ReferenceName.local(branch), nil)
            }
            return (reference.id.description, branchName(of: reference))
        }
        if ObjectID(base) != nil { return (base, nil) }
        if let reference = try lookUp(ReferenceName.heads + base, in: store) { return (reference.id.description, base) }
        if let reference = try lookUp(ReferenceName.tags + base, in: store) { return (reference.id.description, nil) }
        // Four digits is the least that libgit2 takes for an id.
        guard base.count >= 4, base.allSatisfy({ $0.isHexDigit && $0.isASCII }) else {
            return ("refs/fettle/none", nil)
        }
        return (base, nil)
    }

    /// As `Store.reference(_:)`; a text that cannot be a reference's name is none.
    private func lookUp(_ name: String, in store: Store) throws(Libgit2Failure) -> ResolvedReference? {
        do {
            return try store.reference(name)
        } catch let error where error.code == GIT_EINVALIDSPEC.rawValue {
            return nil
        }
    }

    private func branchName(of reference: ResolvedReference) -> String? {
        guard reference.name.hasPrefix(ReferenceName.heads) else { return nil }
        return String(reference.name.dropFirst(ReferenceName.heads.count))
    }

    /// As `local(_:)`, for readers: the next fetch learns of the damage.
    private func local<Result>(
        _ store: Store,
        _ body: () throws(Libgit2Failure) -> Result,
    ) throws(GitError) -> Result {
        do {
            return try local(body)
        } catch {
            if error.reason == .damaged { store.markDamaged() }
            throw error
        }
    }
}
