internal import Manifests

/// One pass over clusters, for `fettle sync`.
package struct OnePass: Sendable {
    private let workshop: Workshop

    package init(_ workshop: Workshop) {
        self.workshop = workshop
    }

    /// Brings clusters to a commit, all at the same time.
    ///
    /// - Parameter clusters: their names; empty for all.
    /// - Returns: whether all of them converged.
    /// - Throws: `Problems` for a name that no cluster has; what the repository throws.
    package func run(_ files: RepositoryFiles, clusters: [String]) async throws -> Bool {
        let names = try ClusterDefinition.names(in: files.decrypted)
        let unknown = clusters.filter { !names.contains($0) }
        guard unknown.isEmpty else {
            let known = names.joined(separator: ", ")
            throw Problems(unknown.map { Problem($0, "there is no such cluster; the commit has: \(known)") })
        }
        return await withTaskGroup { group in
            for name in clusters.isEmpty ? names : clusters {
                group.addTask {
                    let reconciler = ClusterReconciler(name, workshop)
                    reconciler.offer(files)
                    return await reconciler.pass(isFull: true, isAskedFor: true)?.isConverged ?? !Task.isCancelled
                }
            }
            return await group.reduce(true) { $0 && $1 }
        }
    }
}
