internal import Git
internal import Logging

/// The clusters that are looked after, and those that were.
struct Fleet {
    private let workshop: Workshop
    /// Clusters that left stay here idle: one that comes back must not get a second reconciler beside a run that has not
    /// ended yet.
    private var reconcilers: [String: ClusterReconciler] = [:]
    private var present: Set<String> = []

    init(_ workshop: Workshop) {
        self.workshop = workshop
    }

    /// Offers a commit to every cluster that it has, and retires those that it has not.
    ///
    /// - Returns: the clusters that are new and want a task that runs them.
    /// - Throws: `Problems` when the commit has no folder of clusters; what the repository throws. Then nothing changed.
    mutating func take(_ files: RepositoryFiles) throws -> [ClusterReconciler] {
        let names = try ClusterDefinition.names(in: files.decrypted)
        for name in present.subtracting(names).sorted() {
            reconcilers[name]?.retire()
            workshop.logger.warning(
                "cluster left the repository; what is in it stays",
                metadata: ["cluster": "\(name)", "commit": "\(files.commit.revision.short)"],
            )
        }
        present = Set(names)
        var new: [ClusterReconciler] = []
        for name in names {
            let reconciler = reconcilers[name] ?? ClusterReconciler(name, workshop)
            if reconcilers.updateValue(reconciler, forKey: name) == nil { new.append(reconciler) }
            reconciler.offer(files)
        }
        return new
    }
}
