internal import CLibgit2

/// The names that fettle gives references in its own repositories.
///
/// Found again after a restart: never change one.
enum ReferenceName {
    /// What the remote calls its default branch: symbolic, or a commit when the remote has none checked out.
    static let remoteHead = "refs/fettle/HEAD"
    static let heads = "refs/fettle/heads/"
    static let tags = "refs/tags/"

    /// Where the last good commit of `branch` is kept; nil is the remote's default branch.
    static func local(_ branch: String?) -> String {
        branch.map { heads + $0 } ?? remoteHead
    }
}

/// A reference that was looked up.
struct ResolvedReference: Sendable {
    /// The reference at the end of symbolic ones.
    let name: String
    let id: ObjectID
}

extension Store {
    /// Follows `name` to an object; nil when there is no such reference.
    func reference(_ name: String) throws(Libgit2Failure) -> ResolvedReference? {
        try access { repository throws(Libgit2Failure) -> ResolvedReference? in
            do throws(Libgit2Failure) {
                let reference = try Libgit2.make { git_reference_lookup($0, repository, name) }
                defer { git_reference_free(reference) }
                let end = try Libgit2.make { git_reference_resolve($0, reference) }
                defer { git_reference_free(end) }
                guard let id = git_reference_target(end), let name = git_reference_name(end) else { return nil }
                return ResolvedReference(name: String(cString: name), id: ObjectID(id))
            } catch let error where error.isNotFound {
                return nil
            }
        }
    }

    /// All references that lead to an object, by name; broken ones are left out.
    func references() throws(Libgit2Failure) -> [ResolvedReference] {
        var names: [String] = []
        try access { repository throws(Libgit2Failure) in
            var list = git_strarray()
            try Libgit2.check { git_reference_list(&list, repository) }
            defer { git_strarray_dispose(&list) }
            names = (0..<list.count).compactMap { list.strings[$0].map { String(cString: $0) } }
        }
        var result: [ResolvedReference] = []
        for name in names {
            // A clone's `refs/remotes/origin/HEAD` often points to a branch that is gone; nobody asked for that one.
            guard let end = try? reference(name) else { continue }
            result.append(ResolvedReference(name: name, id: end.id))
        }
        return result
    }

    /// Makes `name` point to `id`, whatever it pointed to.
    func setReference(_ name: String, to id: ObjectID) throws(Libgit2Failure) {
        try access { repository throws(Libgit2Failure) in
            var raw = id.raw
            let reference = try Libgit2.make { git_reference_create($0, repository, name, &raw, 1, nil) }
            git_reference_free(reference)
        }
    }

    /// Makes `name` stand for the reference `target`.
    func setReference(_ name: String, toName target: String) throws(Libgit2Failure) {
        try access { repository throws(Libgit2Failure) in
            let reference = try Libgit2.make { git_reference_symbolic_create($0, repository, name, target, 1, nil) }
            git_reference_free(reference)
        }
    }

    func removeReference(_ name: String) throws(Libgit2Failure) {
        try access { repository throws(Libgit2Failure) in
            try Libgit2.check { git_reference_remove(repository, name) }
        }
    }

    /// What `key` is set to in the repository's own configuration; nil when it is not.
    func setting(_ key: String) throws(Libgit2Failure) -> String? {
        try access { repository throws(Libgit2Failure) -> String? in
            let configuration = try Libgit2.make { git_repository_config_snapshot($0, repository) }
            defer { git_config_free(configuration) }
            var value: UnsafePointer<CChar>?
            do throws(Libgit2Failure) {
                try Libgit2.check { git_config_get_string(&value, configuration, key) }
            } catch let error where error.isNotFound {
                return nil
            }
            return value.map { String(cString: $0) }
        }
    }

    func set(_ key: String, to value: String) throws(Libgit2Failure) {
        try access { repository throws(Libgit2Failure) in
            let configuration = try Libgit2.make { git_repository_config($0, repository) }
            defer { git_config_free(configuration) }
            try Libgit2.check { git_config_set_string(configuration, key, value) }
        }
    }
}
