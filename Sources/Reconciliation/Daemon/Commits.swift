package import Git

/// The commits of the repository that is followed, opened with its keys.
package struct Commits: Sendable {
    package let repository: Repository
    private let keys: KeySource

    package init(_ repository: Repository, keys: KeySource) {
        self.repository = repository
        self.keys = keys
    }

    /// The files of a commit that is here.
    ///
    /// - Throws: `GitError`; as `KeySource.keys(for:)`.
    package func files(of revision: Revision) async throws -> RepositoryFiles {
        let commit = try repository.tree(of: revision)
        return RepositoryFiles(commit, keys: try await keys.keys(for: commit))
    }

    /// The files of a commit that is here, by what git calls a revision.
    ///
    /// Asks nothing of the network.
    ///
    /// - Throws: as `files(of:)`.
    package func files(named name: String) async throws -> RepositoryFiles {
        try await files(of: try repository.revision(name))
    }
}
