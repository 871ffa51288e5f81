internal import Manifests
internal import YAML

/// Keeps the inventory of one cluster in that cluster, as the ConfigMap `fettle-system/fettle-inventory`.
///
/// One run of a cluster at a time uses it. It remembers what is stored, so that saving the same again asks nothing.
package actor InventoryStore {
    private let engine: any ClusterEngine
    private let cluster: String
    private var stored: Stored?

    private enum Stored {
        case nothing
        case object(data: [String: String], resourceVersion: String)
    }

    /// The ConfigMap's owner label holds the name `cluster`.
    package init(engine: any ClusterEngine, cluster: String) {
        self.engine = engine
        self.cluster = cluster
    }

    /// Reads the inventory; an empty one when the cluster has none yet.
    ///
    /// - Returns: what was saved last.
    /// - Throws: `KubernetesError` when it cannot be read or understood, or belongs to another cluster's name. A run
    ///   must stop then: an inventory taken for empty would orphan all that was applied.
    package func load() async throws -> Inventory {
        stored = nil
        guard let live = try await read() else {
            stored = .nothing
            return Inventory()
        }
        let owner = live.manifest.label(LoadBearingNames.ownerLabel)
        guard owner == cluster else { throw foreign(owner: owner) }
        let data = data(of: live)
        do {
            let inventory = try Inventory(data: data)
            stored = .object(data: data, resourceVersion: live.resourceVersion)
            return inventory
        } catch {
            throw failure(.invalid, error.message)
        }
    }

    /// Stores `inventory`, unless exactly that is stored already.
    ///
    /// - Throws: `KubernetesError`; reason `conflict` when the stored one is no longer what this store knows.
    package func save(_ inventory: Inventory) async throws {
        let data: [String: String]
        do {
            data = try inventory.data()
        } catch {
            throw failure(.invalid, error.message)
        }
        if stored == nil {
            _ = try await load()
        }
        let known = stored
        // What is stored is unknown until the cluster has answered.
        stored = nil
        switch known {
        case .object(data, let resourceVersion)?:
            stored = .object(data: data, resourceVersion: resourceVersion)
        case .object(_, let resourceVersion)?:
            try await replace(data, resourceVersion: resourceVersion)
        case .nothing? where inventory == Inventory():
            stored = .nothing
        default:
            try await create(data)
        }
    }

    private func read() async throws -> LiveObject? {
        let kind = GroupVersionKind(apiVersion: "v1", kind: "ConfigMap")
        switch try await engine.read([KindedReference(reference: Self.reference, kind: kind)]).first {
        case .found(let live)?: return live
        case .absent?: return nil
        case .failed(let error)?: throw error
        case .unknownKind?, nil: throw failure(.serverFailure, "the cluster gave no answer for it")
        }
    }

    private func data(of live: LiveObject) -> [String: String] {
        (live.object["data"]?.object ?? [:]).compactMapValues(\.string)
    }

    private func replace(_ data: [String: String], resourceVersion: String) async throws {
        let manifest = manifest(data, resourceVersion: resourceVersion)
        switch try await engine.apply([manifest], mode: .persist).first {
        case .applied(let live)?:
            stored = .object(data: data, resourceVersion: live.resourceVersion)
        case .failed(let error)? where error.reason == .conflict || error.reason == .namespaceMissing:
            // Newer servers call it a conflict too when the object is gone.
            guard let live = try await read() else { return try await create(data) }
            // A write whose answer was lost was sent again, and met itself.
            guard live.manifest.label(LoadBearingNames.ownerLabel) == cluster, self.data(of: live) == data else {
                throw changed
            }
            stored = .object(data: data, resourceVersion: live.resourceVersion)
        case .failed(let error)?:
            throw error
        case nil:
            throw failure(.serverFailure, "the cluster gave no answer for it")
        }
    }

    private func create(_ data: [String: String]) async throws {
        do {
            stored = try await created(data)
        } catch let error as KubernetesError where error.reason == .namespaceMissing {
            try await createNamespace()
            stored = try await created(data)
        }
    }

    private func created(_ data: [String: String]) async throws -> Stored {
        do {
            let live = try await engine.create(manifest(data, resourceVersion: nil))
            return .object(data: data, resourceVersion: live.resourceVersion)
        } catch let error as KubernetesError where error.reason == .alreadyExists {
            throw changed
        }
    }

    private func createNamespace() async throws {
        let namespace: Value = [
            "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(LoadBearingNames.systemNamespace)],
        ]
        do {
            _ = try await engine.create(Manifest(namespace))
        } catch let error as KubernetesError where error.reason == .alreadyExists {}
    }

    private func manifest(_ data: [String: String], resourceVersion: String?) -> Manifest {
        var metadata: Value = [
            "name": .string(LoadBearingNames.inventoryName),
            "namespace": .string(LoadBearingNames.systemNamespace),
            "labels": [LoadBearingNames.ownerLabel: .string(cluster)],
        ]
        metadata["resourceVersion"] = resourceVersion.map { .string($0) }
        return Manifest([
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": metadata,
            "data": .object(data.mapValues { .string($0) }),
        ])
    }

    private func foreign(owner: String?) -> KubernetesError {
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

    private var changed: KubernetesError {
        failure(
            .conflict,
            "somebody else wrote it during this run; let only one fettle work on this cluster, the next run reads it "
                + "again",
        )
    }

    private func failure(_ reason: KubernetesError.Reason, _ message: String) -> KubernetesError {
        KubernetesError(reason, subject: "inventory of cluster \(cluster) (\(Self.reference))", message)
    }

    static let reference = ObjectReference(
        group: "",
        kind: "ConfigMap",
        namespace: LoadBearingNames.systemNamespace,
        name: LoadBearingNames.inventoryName,
    )
}
