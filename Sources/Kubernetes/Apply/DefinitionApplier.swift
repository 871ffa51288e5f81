package import Manifests
internal import YAML

/// Brings definitions of kinds to a cluster that a chart has beside its templates.
///
/// They carry no owner's label and stand in no inventory, so nothing ever deletes them.
package struct DefinitionApplier: Sendable {
    private let applier: Applier

    /// - Parameters:
    ///   - engine: carries the requests.
    ///   - cluster: the cluster's name.
    ///   - clock: what pauses go by.
    ///   - patience: how long to wait for a definition to be established.
    package init(
        engine: any ClusterEngine,
        cluster: String,
        clock: any Clock<Duration> = ContinuousClock(),
        patience: Duration = .seconds(60),
    ) {
        applier = Applier(
            engine: engine,
            cluster: cluster,
            clock: clock,
            patience: patience,
            adopting: Adoption.managersOfDefinitions,
        )
    }

    /// Tells what `apply` would do; nothing is written.
    ///
    /// - Parameters:
    ///   - manifests: the definitions.
    ///   - replaces: whether those that the cluster has are to become these; else they count as they are.
    /// - Returns: one comparison for each, in their order.
    /// - Throws: `KubernetesError` when the cluster could not be asked.
    package func compare(_ manifests: [Manifest], replaces: Bool) async throws -> [Comparison] {
        guard replaces else { return try await presence(of: manifests) }
        return try await applier.compare(manifests).map { found in
            guard let live = found.live, !found.isInSync, live.manifest.label(LoadBearingNames.ownerLabel) != nil else {
                return found
            }
            if case .failed = found.state { return found }
            // Both would apply it as fettle, and each take away what only the other one wants.
            let text =
                "is an object of the repository itself (label \(LoadBearingNames.ownerLabel)), which no chart replaces; "
                + "remove it there, or have the release skip its definitions"
            return Comparison(
                manifest: found.manifest,
                live: live,
                state: .failed(KubernetesError(.alreadyExists, subject: found.manifest.reference.description, text)),
            )
        }
    }

    private func presence(of manifests: [Manifest]) async throws -> [Comparison] {
        let manifests = manifests.map(\.appliedForm)
        let results = try await applier.engine.read(manifests.map(KindedReference.init))
        return zip(manifests, results).map { manifest, result in
            switch result {
            case .absent: Comparison(manifest: manifest, state: .absent)
            case .unknownKind: Comparison(manifest: manifest, state: .unknownKind)
            case .failed(let error): Comparison(manifest: manifest, state: .failed(error))
            case .found(let live) where live.isBeingDeleted:
                Comparison(manifest: manifest, live: live, state: .failed(RecordedObjects.leaving(live, manifest)))
            case .found(let live): Comparison(manifest: manifest, live: live, state: .same)
            }
        }
    }

    /// Makes the definitions that the cluster does not have, replaces the others if that is asked for, and waits until
    /// those that were written can be used.
    ///
    /// Fields that fettle, helm, Flux or kubectl set before and the definition has no more go away; what others set beside
    /// it, as an injected CA bundle, stays.
    ///
    /// - Parameters:
    ///   - manifests: the definitions.
    ///   - replaces: whether those that the cluster has become these.
    /// - Returns: one outcome for each, in their order.
    /// - Throws: `KubernetesError` when the cluster could not be asked, `CancellationError`.
    package func apply(_ manifests: [Manifest], replaces: Bool) async throws -> [ApplyOutcome] {
        guard !manifests.isEmpty else { return [] }
        let comparisons = try await compare(manifests, replaces: replaces)
        guard !replaces else { return try await applier.apply(comparisons) }
        var outcomes: [ApplyOutcome] = []
        for comparison in comparisons { outcomes.append(try await make(comparison)) }
        let made = outcomes.indices.filter { outcomes[$0].live != nil && outcomes[$0].action == .created }
        for (index, error) in try await applier.obstaclesToUse(of: made.map { outcomes[$0].manifest }) {
            outcomes[made[index]] = ApplyOutcome(comparison: outcomes[made[index]].comparison, action: .failed(error))
        }
        return outcomes
    }

    /// Makes one definition, unless somebody else is faster.
    private func make(_ comparison: Comparison) async throws -> ApplyOutcome {
        switch comparison.state {
        case .absent: break
        case .failed(let error): return ApplyOutcome(comparison: comparison, action: .failed(error))
        case .unknownKind: return ApplyOutcome(comparison: comparison, action: .unknownKind)
        default: return ApplyOutcome(comparison: comparison, action: .unchanged, live: comparison.live)
        }
        do {
            let live = try await applier.engine.create(comparison.manifest)
            return ApplyOutcome(comparison: comparison, action: .created, live: live)
        } catch let error as KubernetesError where error.reason == .alreadyExists {
            return ApplyOutcome(comparison: comparison, action: .unchanged)
        } catch let error as KubernetesError where error.reason != .unreachable {
            return ApplyOutcome(comparison: comparison, action: .failed(error))
        }
    }
}
