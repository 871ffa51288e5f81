internal import Git
internal import Logging

/// The clusters that are looked after now.
struct Fleet {
    private let workshop: Workshop
    private var reconcilers: [String: ClusterReconciler] = [:]

    init(_ workshop: Workshop) {
        self.workshop = workshop
    }

    /// Offers a commit to every cluster that it has, and retires those that it has not.
    ///
    /// - Returns: the clusters that are new and want a task that runs them.
    /// - Throws: `Problems` when the commit has no folder of clusters; what the repository throws. Then nothing changed.
    mutating func take(_ files: RepositoryFiles) async throws -> [ClusterReconciler] {
        let names = try ClusterDefinition.names(in: files.decrypted)
        for name in reconcilers.keys.sorted() where !names.contains(name) {
            await reconcilers.removeValue(forKey: name)?.retire()
            workshop.logger.warning(
                "cluster left the repository; what is in it stays",
                metadata: ["cluster": "\(name)", "commit": "\(files.commit.revision.short)"],
            )
        }
        var new: [ClusterReconciler] = []
        for name in names {
            let reconciler = reconcilers[name] ?? ClusterReconciler(name, workshop)
            if reconcilers.updateValue(reconciler, forKey: name) == nil { new.append(reconciler) }
            await reconciler.offer(files)
        }
        return new
    }
}
