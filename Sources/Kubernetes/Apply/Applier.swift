package import Manifests
internal import YAML

/// Brings the plain objects of one cluster to the state that the repository wants.
package struct Applier: Sendable {
    let engine: any ClusterEngine
    /// The cluster's name, which is the value of the owner label on its objects.
    let cluster: String
    let clock: any Clock<Duration>
    /// How long to wait for a definition to be established, or for an object to be gone.
    let patience: Duration
    /// The managers whose fields are taken over.
    let adopted: Set<String>
    /// The fields of an object that others set once it is there.
    let ignored: @Sendable (Manifest) -> [JSONPointer]

    package init(
        engine: any ClusterEngine,
        cluster: String,
        clock: any Clock<Duration> = ContinuousClock(),
        patience: Duration = .seconds(60),
        adopting adopted: Set<String> = Adoption.managers,
        ignoring ignored: @escaping @Sendable (Manifest) -> [JSONPointer] = { _ in [] },
    ) {
        self.engine = engine
        self.cluster = cluster
        self.clock = clock
        self.patience = patience
        self.adopted = adopted
        self.ignored = ignored
    }

    /// Reads the objects, and has the server apply those as a dry run that may not be as they are wanted; nothing is
    /// written.
    ///
    /// At most three calls of the engine: one where all is as it should be.
    ///
    /// - Returns: one comparison for each manifest, in their order.
    /// - Throws: `KubernetesError` when the cluster could not be asked.
    package func compare(_ manifests: [Manifest]) async throws -> [Comparison] {
        let manifests = manifests.map(\.appliedForm)
        guard !manifests.isEmpty else { return [] }
        let references = manifests.map(KindedReference.init)
        let results = try await engine.read(references, labelled: "\(LoadBearingNames.ownerLabel)=\(cluster)")
        let missing = try await missingNamespaces(of: manifests, results)

        var comparisons: [Comparison] = []
        var open: [(position: Int, live: LiveObject)] = []
        for (manifest, result) in zip(manifests, results) {
            let found = first(manifest, result, missing: missing)
            if case .same = found.state, let live = found.live,
                !AlreadyApplied.holds(found.manifest, in: live, adopting: adopted)
            {
                open.append((comparisons.count, live))
            }
            comparisons.append(found)
        }
        guard !open.isEmpty else { return comparisons }
        let sent = comparisons.map(\.manifest)
        let merged = try await engine.apply(open.map { sent[$0.position] }, mode: .dryRun)
        for ((position, live), result) in zip(open, merged) {
            comparisons[position] = second(sent[position], live, result, extent: comparisons[position].extent)
        }
        return try await leaveReplicas(of: sent, in: comparisons)
    }

    /// The namespaces that are neither there nor made by `manifests`, of those that absent objects are to be in.
    private func missingNamespaces(of manifests: [Manifest], _ results: [ReadResult]) async throws -> Set<String> {
        var needed: Set<String> = []
        var known = Set(manifests.filter(\.isNamespace).map(\.name))
        for (manifest, result) in zip(manifests, results) {
            guard let namespace = manifest.namespace else { continue }
            if case .absent = result {
                needed.insert(namespace)
            } else if case .found = result {
                known.insert(namespace)
            }
        }
        let open = needed.subtracting(known).sorted()
        guard !open.isEmpty else { return [] }
        let found = try await engine.read(open.map(KindedReference.init(namespace:)))
        return Set(zip(open, found).filter { if case .absent = $1 { true } else { false } }.map(\.0))
    }

    /// What reading alone tells; `.same` stands for an object that a dry run may still have to tell about.
    private func first(_ manifest: Manifest, _ result: ReadResult, missing: Set<String>) -> Comparison {
        switch result {
        case .unknownKind:
            return Comparison(manifest: manifest, state: .unknownKind)
        case .failed(let error):
            return Comparison(manifest: manifest, state: .failed(error))
        case .absent:
            let isStranded = manifest.namespace.map(missing.contains) ?? false
            return Comparison(manifest: manifest, state: isStranded ? .namespaceMissing : .absent)
        case .found(let live):
            if let error = obstacle(manifest, live) {
                return Comparison(manifest: manifest, live: live, state: .failed(error))
            }
            let foreignOwner = ForeignOwner.tool(of: live, wanted: manifest)
            let pointers = ignored(manifest)
            return Comparison(
                manifest: manifest.leaving(pointers, to: live),
                live: live,
                state: .same,
                foreignOwner: foreignOwner,
                extent: pointers.isEmpty ? .whole : .withoutIgnored,
            )
        }
    }

    /// Why a live object must not be applied over; nil when it may.
    private func obstacle(_ manifest: Manifest, _ live: LiveObject) -> KubernetesError? {
        let subject = manifest.reference.description
        if let other = ForeignOwner.otherCluster(of: live, than: cluster) {
            return KubernetesError(
                .alreadyExists,
                subject: subject,
                "belongs to '\(other)' (label \(LoadBearingNames.ownerLabel)); remove it there, or the label here",
            )
        }
        if live.isBeingDeleted {
            return KubernetesError(
                .conflict,
                subject: subject,
                "is being deleted\(live.finalizersText); it is made again once it is gone",
            )
        }
        return nil
    }

    /// What a dry run tells.
    ///
    /// - Parameters:
    ///   - extent: what of the object was sent.
    ///   - scaler: the autoscaler that sets its replicas.
    func second(
        _ manifest: Manifest,
        _ live: LiveObject,
        _ result: ApplyResult,
        extent: Extent,
        leftTo scaler: String? = nil,
    ) -> Comparison {
        let adoption = Adoption.managedFields(for: live, from: adopted)
        let foreignOwner = ForeignOwner.tool(of: live, wanted: manifest)
        func comparison(_ state: Comparison.State, _ recreation: Recreation? = nil) -> Comparison {
            Comparison(
                manifest: manifest,
                live: live,
                state: state,
                adoption: adoption,
                recreation: recreation,
                foreignOwner: foreignOwner,
                extent: extent,
                scaler: scaler,
            )
        }
        switch result {
        case .applied(let merged):
            let differences = DriftComparison.differences(
                wanted: manifest,
                live: live,
                merged: merged,
                from: adopted,
            )
            return comparison(differences.isEmpty ? .same : .different(differences))
        case .failed(let error) where error.reason == .immutable:
            do throws(KubernetesError) {
                guard let recreation = try Recreation.asked(by: manifest) else {
                    return comparison(.failed(Recreation.advice(on: error, of: manifest)))
                }
                return comparison(.different(DriftComparison.written(wanted: manifest, live: live)), recreation)
            } catch {
                return comparison(.failed(error))
            }
        case .failed(let error) where error.reason == .unknownKind:
            return comparison(.unknownKind)
        case .failed(let error):
            return comparison(.failed(error))
        }
    }

    /// Compares, then applies what is not in sync.
    ///
    /// - Returns: one outcome for each manifest, in their order.
    /// - Throws: `KubernetesError` when the cluster could not be asked, `CancellationError`.
    package func apply(_ manifests: [Manifest]) async throws -> [ApplyOutcome] {
        try await apply(compare(manifests))
    }
}

extension Manifest {
    var isNamespace: Bool { kind.group.isEmpty && kind.kind == "Namespace" }

    var isDefinition: Bool { kind.group == "apiextensions.k8s.io" && kind.kind == "CustomResourceDefinition" }
}

extension KindedReference {
    init(namespace: String) {
        self.init(
            reference: ObjectReference(group: "", kind: "Namespace", namespace: nil, name: namespace),
            kind: GroupVersionKind(group: "", version: "v1", kind: "Namespace"),
        )
    }
}

extension LiveObject {
    /// What keeps it from going, for a message.
    var finalizersText: String {
        let names = (object.at("metadata", "finalizers")?.array ?? []).compactMap(\.string)
        return names.isEmpty ? "" : " (it waits for: \(names.joined(separator: ", ")))"
    }
}
