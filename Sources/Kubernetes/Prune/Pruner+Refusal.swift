internal import Manifests

extension Pruner {
    /// - Throws: `Problems` with every reason why one commit may not delete what `plan` deletes.
    func refuse(
        _ plan: PrunePlan,
        inventory: Inventory,
        wanted: Set<ObjectReference>,
        isEmptied: Bool,
        limit: PruneLimit,
    ) throws {
        let objects = plan.deletions.map(\.reference)
        let count = objects.count + plan.releases.count
        let total = inventory.objects.count + inventory.releases.count
        guard count > 0 else { return }

        var reasons: [String] = []
        if isEmptied {
            reasons.append("nothing is left to deploy, and all \(counted(count, of: total)) would be deleted")
        } else if !limit.allows(deleting: count, of: total) {
            reasons.append("\(counted(count, of: total)) would be deleted, more than the pruneLimit of \(limit)")
        }
        let namespaces = inventory.objects.keys.filter(\.isNamespace)
        if namespaces.count > 1, !wanted.contains(where: \.isNamespace), objects.contains(where: \.isNamespace) {
            reasons.append("all \(namespaces.count) namespaces would go at once")
        }
        guard !reasons.isEmpty else { return }

        let names = objects.map(\.description) + plan.releases.map(\.identity.description)
        let examples = names.prefix(5).joined(separator: ", ") + (names.count > 5 ? ", …" : "")
        let advice =
            "nothing was deleted (\(examples)); put them back, or allow it by this line at the end of a commit "
            + "message: \(AllowPruneTrailer.line(for: cluster))"
        throw Problems(reasons.map { Problem("cluster \(cluster)", "\($0); \(advice)") })
    }

    private func counted(_ count: Int, of total: Int) -> String {
        "\(count) of \(total) objects and releases"
    }
}
