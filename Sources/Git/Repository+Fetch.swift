internal import Blocking
internal import CLibgit2
internal import Synchronization
internal import SystemPackage

extension Repository {
    /// The branch's place on the remote.
    struct Tip: Sendable {
        let reference: RemoteReference
        /// nil when the remote's HEAD is a commit and not a branch.
        let branch: String?

        var id: ObjectID { reference.id }
    }

    /// More packs than this are put together.
    static let packLimit = 50
    private static let remoteHeads = "refs/heads/"
    private static let remoteTags = "refs/tags/"

    /// Begins a conversation with the remote, whose objects go to `store`; nil when none are asked for.
    func transfer(into store: Store?, until stop: StopSignal) throws(GitError) -> any Transfer {
        switch remote.transport {
        case .folder(let path):
            return FolderTransfer(from: path, into: store, until: stop)
        case .http(let url):
            let connection = try HTTPConnection(url, subject: "\(remote)", credentials, patience, until: stop)
            return SmartTransfer(
                connection,
                subject: "\(remote)",
                url: url,
                isStateless: true,
                into: store,
                until: stop,
            )
        case .ssh(let address):
            let connection = try SSHConnection(address, credentials, patience, until: stop)
            return SmartTransfer(
                connection,
                subject: "\(remote)",
                url: "ssh://remote",
                isStateless: false,
                into: store,
                until: stop,
            )
        }
    }

    /// Finds the branch in what the remote lists.
    func tip(in references: [RemoteReference]) throws(GitError) -> Tip {
        let name = branch.map { Self.remoteHeads + $0 } ?? "HEAD"
        if let reference = references.first(where: { $0.name == name }) {
            let target = branch == nil ? reference.target : name
            let isBranch = target?.hasPrefix(Self.remoteHeads) ?? false
            let branch = isBranch ? target.map { String($0.dropFirst(Self.remoteHeads.count)) } : nil
            return Tip(reference: reference, branch: branch)
        }
        let branches = references.map(\.name).filter { $0.hasPrefix(Self.remoteHeads) }
            .map { singleLine($0.dropFirst(Self.remoteHeads.count)) }
        guard !branches.isEmpty else {
            throw GitError(.branchNotFound, "\(remote)", "has no branch yet; push a first commit")
        }
        let list = branches.prefix(10).joined(separator: ", ") + (branches.count > 10 ? ", …" : "")
        guard let branch else {
            throw GitError(.branchNotFound, "\(remote)", "has no default branch; name one of: \(list)")
        }
        throw GitError(.branchNotFound, "\(remote)", "has no branch \(branch); push it, or name one of: \(list)")
    }

    func fetch(_ scope: Scope, until stop: StopSignal) throws(GitError) -> Fetched {
        let writer = try folder.lockForWriting(until: stop)
        defer { withExtendedLifetime(writer) {} }
        let readers = state.withLock { $0.store }
        // A store of its own, so that readers do not wait for the download.
        if !readers.isDamaged, let store = try folder.openNewest(), store.isCopy(of: remote) {
            do {
                return try update(store, isNew: false, scope, until: stop)
            } catch let error where error.reason == .damaged {
                readers.markDamaged()
            }
        }
        try folder.removeLeftovers()
        return try update(try folder.makeNext(for: remote), isNew: true, scope, until: stop)
    }

    private func update(
        _ store: Store,
        isNew: Bool,
        _ scope: Scope,
        until stop: StopSignal,
    ) throws(GitError) -> Fetched {
        let transfer = try transfer(into: store, until: stop)
        let references = try transfer.references()
        let tip = try tip(in: references)
        let isUnchanged = try local { () throws(Libgit2Failure) in
            let recorded = try store.reference(ReferenceName.local(branch))
            guard let recorded, recorded.id == tip.id else { return false }
            return branch != nil || recorded.name == ReferenceName.local(tip.branch)
        }
        if isNew || !isUnchanged || scope == .everything {
            if !isNew { try folder.removeLeftovers() }
            try transfer.download(wanted(scope, tip, references))
            // Indexing takes memory by the size of the pack, which glibc would keep for later.
            FreedMemory.giveBack()
            try local { () throws(Libgit2Failure) in
                if !isUnchanged { try store.verify(tip.id) }
                try record(references, tip, scope, in: store)
            }
        }
        if isNew { return try publish(try folder.finish(store), tip) }
        // Not when there is something new, which somebody waits for.
        if isUnchanged, try folder.packCount(of: store) > Self.packLimit {
            return try publish(try gather(store, tip, until: stop), tip)
        }
        return try publish(store, tip)
    }

    /// Puts the objects of many fetches into one pack, in a new repository, and leaves out what no branch or tag needs.
    ///
    /// Looking for an object goes through all packs, so years of pushes would make every read slower.
    private func gather(_ store: Store, _ tip: Tip, until stop: StopSignal) throws(GitError) -> Store {
        do throws(GitError) {
            try folder.removeLeftovers()
            let gathered = try folder.makeNext(for: remote)
            let transfer = FolderTransfer(from: store.path, into: gathered, until: stop)
            let references = try transfer.references().filter {
                $0.name != "HEAD" && $0.name != ReferenceName.remoteHead
            }
            try transfer.download(Wanted(references: references, patterns: []))
            try local { () throws(Libgit2Failure) in
                for reference in references { try gathered.setReference(reference.name, to: reference.id) }
                if branch == nil { try recordHead(tip, in: gathered) }
                try gathered.verify(tip.id)
            }
            return try folder.finish(gathered)
        } catch {
            guard stop.reason != nil else { throw error }
            // The fetch itself is done. The next one tries this again.
            return store
        }
    }

    private func wanted(_ scope: Scope, _ tip: Tip, _ references: [RemoteReference]) -> Wanted {
        let tipPattern = "\(tip.reference.name):\(ReferenceName.local(branch))"
        switch scope {
        case .branch:
            return Wanted(references: [tip.reference], patterns: [tipPattern])
        case .everything:
            let named = references.filter {
                ($0.name.hasPrefix(Self.remoteHeads) || $0.name.hasPrefix(Self.remoteTags)) && !$0.isPeeled
            }
            let patterns = [
                tipPattern, "\(Self.remoteHeads)*:\(ReferenceName.heads)*",
                "\(Self.remoteTags)*:\(ReferenceName.tags)*",
            ]
            return Wanted(references: [tip.reference] + named, patterns: patterns)
        }
    }

    /// Writes down where the remote's branches and tags are, as far as they were fetched; the others are forgotten.
    private func record(
        _ references: [RemoteReference],
        _ tip: Tip,
        _ scope: Scope,
        in store: Store,
    ) throws(Libgit2Failure) {
        var wanted: [String: ObjectID] = [:]
        for reference in references where !reference.isPeeled {
            if reference.name.hasPrefix(Self.remoteHeads) {
                wanted[ReferenceName.heads + reference.name.dropFirst(Self.remoteHeads.count)] = reference.id
            } else if reference.name.hasPrefix(Self.remoteTags) {
                wanted[reference.name] = reference.id
            }
        }
        let here = Dictionary(try store.references().map { ($0.name, $0.id) }) { $1 }
        // What is gone or moved goes first: `a` makes room for `a/b`, and an old place must not pass for the new one.
        for (name, id) in here where wanted[name] != id && name != ReferenceName.remoteHead {
            if name != ReferenceName.local(tip.branch) { try store.removeReference(name) }
        }
        for (name, id) in wanted.sorted(by: { $0.key < $1.key }) where here[name] != id {
            let isAsked = scope == .everything || name == ReferenceName.local(tip.branch)
            guard isAsked || name.hasPrefix(ReferenceName.tags), isUsable(name), try store.contains(id) else {
                continue
            }
            try store.setReference(name, to: id)
        }
        if branch == nil { try recordHead(tip, in: store) }
    }

    private func recordHead(_ tip: Tip, in store: Store) throws(Libgit2Failure) {
        if let branch = tip.branch {
            try store.setReference(ReferenceName.remoteHead, toName: ReferenceName.local(branch))
        } else {
            try store.setReference(ReferenceName.remoteHead, to: tip.id)
        }
    }

    private func isUsable(_ name: String) -> Bool {
        var isValid: Int32 = 0
        return git_reference_name_is_valid(&isValid, name) == 0 && isValid == 1
    }

    /// Lets readers see `store`, and tells what changed for the callers of this value.
    private func publish(_ store: Store, _ tip: Tip) throws(GitError) -> Fetched {
        let known = state.withLock { $0.known }
        let (revision, isForced) = try local { () throws(Libgit2Failure) in
            let revision = try store.revision(tip.id, branch: tip.branch)
            guard let known, known != tip.id else { return (revision, false) }
            return (revision, !(try store.isDescendant(tip.id, of: known)))
        }
        state.withLock {
            if $0.store.path != store.path { $0.store = store }
            $0.known = tip.id
        }
        return Fetched(revision: revision, previous: known?.description, isForced: isForced)
    }

    /// Runs calls on the local copy; what fails there is damage.
    func local<Result>(_ body: () throws(Libgit2Failure) -> Result) throws(GitError) -> Result {
        do {
            return try body()
        } catch {
            if error.area == GIT_ERROR_OS.rawValue {
                throw GitError(
                    .other,
                    folder.path.string,
                    "cannot be used: \(error.message); check its permissions and the disk",
                )
            }
            throw GitError(
                .damaged,
                folder.path.string,
                "the local copy is broken: \(error.message); the next fetch makes a new one",
            )
        }
    }
}

extension RemoteReference {
    /// Whether this stands for the object behind the tag listed before it.
    fileprivate var isPeeled: Bool {
        name.hasSuffix("^{}")
    }
}
