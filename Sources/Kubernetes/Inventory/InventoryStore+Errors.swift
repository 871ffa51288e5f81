internal import Manifests

/// What is said when an inventory cannot be used.
extension InventoryStore {
    /// The inventory is another cluster's, or nobody's.
    func foreign(owner: String?) -> KubernetesError {
        let label = LoadBearingNames.ownerLabel
        let adopt =
            "kubectl -n \(LoadBearingNames.systemNamespace) label --overwrite configmap "
            + "\(LoadBearingNames.inventoryName) \(label)=\(cluster)"
        guard let owner else {
            return failure(.configuration, "it lacks the label \(label); if it is this cluster's, run: \(adopt)")
        }
        return failure(
            .configuration,
            "it belongs to cluster \(owner), so two clusters of the repository point at one API server; correct the "
                + "kubeconfig of one, or if \(owner) was renamed to \(cluster), run: \(adopt)",
        )
    }

    /// Parts that count are not there.
    static func missing(_ lines: [InventoryTable.Line]) -> InventoryDataError {
        let names = lines.map { reference(toPart: $0.number).name }.joined(separator: " and ")
        return InventoryDataError(
            message: "of its parts, \(names) \(lines.count == 1 ? "is" : "are") not there; \(startAnew)"
        )
    }

    /// There are parts, and nothing that names them.
    func lost(_ parts: [LiveObject]) -> KubernetesError {
        let names = parts.map(\.reference.name).sorted().joined(separator: " and ")
        return failure(
            .invalid,
            "it is not there, yet \(names), which only it can have made, \(parts.count == 1 ? "is" : "are"); "
                + Self.startAnew,
        )
    }

    /// What to do about an inventory that is not whole.
    static let startAnew =
        "put back what was lost, or delete \(LoadBearingNames.inventoryName) and all "
        + "\(LoadBearingNames.inventoryPartPrefix)… to start anew: then nothing applied before and removed since is ever "
        + "pruned"

    /// Another fettle is at work.
    var changed: KubernetesError {
        failure(
            .conflict,
            "somebody else wrote it during this run; let only one fettle work on this cluster, the next run reads it "
                + "again",
        )
    }

    func failure(_ reason: KubernetesError.Reason, _ message: String) -> KubernetesError {
        KubernetesError(reason, subject: "inventory of cluster \(cluster) (\(Self.reference))", message)
    }
}
