internal import Git
internal import Kubernetes
internal import SourceTrees

extension Workshop {
    /// How many commits are looked at for one that says how a cluster is reached.
    private static let depth = 10

    /// What a cluster was brought to last, for the time in which `files` cannot be rendered: the commit that the cluster's
    /// record names, treated as the newest readable `cluster.yaml` says.
    ///
    /// - Returns: nil when nothing was applied yet, when the cluster is suspended, or when no commit near `files` says how
    ///   it is reached.
    /// - Throws: what the repository throws; `KubernetesError` when the cluster gave no answer; `Problems` when that commit
    ///   cannot be rendered any more.
    func lastApplied(of name: String, before files: RepositoryFiles) async throws -> DesiredState? {
        guard let (newest, way) = try await readableDefinition(of: name, from: files),
            !newest.configuration.isSuspended
        else { return nil }
        let inventory = try await access(to: newest.configuration, way).inventory.load()
        guard let revision = inventory.revision else { return nil }
        let applied = try await commits.files(named: revision)
        let definition = try definition(of: name, applied).treated(as: newest.configuration)
        return try await desiredState(of: definition, applied, way: way)
    }

    /// The newest definition that can be read, from `files` back along the first parents.
    private func readableDefinition(
        of name: String,
        from files: RepositoryFiles,
    ) async throws -> (ClusterDefinition, RepositoryFiles)? {
        for step in 0..<Self.depth {
            let candidate: RepositoryFiles
            do {
                candidate = step == 0 ? files : try await commits.files(named: "\(files.commit.revision.id)~\(step)")
            } catch let error as GitError where error.reason == .objectNotFound {
                return nil
            }
            // Why the newest one cannot be read was told when it was rendered.
            if let definition = try? definition(of: name, candidate) { return (definition, candidate) }
            try Task.checkCancellation()
        }
        return nil
    }
}
