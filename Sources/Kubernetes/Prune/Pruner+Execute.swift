internal import Manifests

extension Pruner {
    /// Deletes what `plan` says, in its order, each object only if it still is the one that was looked at.
    ///
    /// A failure does not stop the others; the cluster's silence does. What holds others is looked into once more,
    /// since only what really went may be missing from it.
    package func execute(_ plan: PrunePlan) async -> PruneOutcome {
        var results: [ObjectReference: PruneOutcome.Result] = [:]
        var accepted = Departure(uids: plan.dependents, references: [])
        var silence: KubernetesError?
        for group in ranks(of: plan) {
            guard silence == nil, !Task.isCancelled else {
                for (reference, _) in group {
                    results[reference] = silence.map { .failed($0) } ?? .kept(reason: "the run was stopped")
                }
                continue
            }
            for (reference, live, result) in await delete(group, accepted, plan.kinds) {
                results[reference] = result
                switch result {
                case .terminating:
                    accepted.uids.insert(live.uid)
                    accepted.references.insert(live.reference)
                case .failed(let error) where error.reason == .unreachable:
                    silence = error
                default:
                    break
                }
            }
        }
        await confirm(plan, &results)
        return PruneOutcome(
            items: plan.items.map { item in
                let result: PruneOutcome.Result =
                    switch item.verdict {
                    case .delete: results[item.reference] ?? .kept(reason: "the run was stopped")
                    case .forget(let reason): .forgotten(reason: reason)
                    case .keep(let reason): .kept(reason: reason)
                    }
                return PruneOutcome.Item(reference: item.reference, result: result)
            }
        )
    }

    private typealias Deletion = (reference: ObjectReference, live: LiveObject)

    /// The deletions in order, those of one kind together: they do not wait for each other.
    private func ranks(of plan: PrunePlan) -> [[Deletion]] {
        var ranks: [[Deletion]] = []
        for item in plan.items {
            guard case .delete(let live) = item.verdict else { continue }
            if let last = ranks.last?.last, last.reference.kind == item.reference.kind,
                last.reference.group == item.reference.group
            {
                ranks[ranks.count - 1].append((item.reference, live))
            } else {
                ranks.append([(item.reference, live)])
            }
        }
        return ranks
    }

    private func delete(
        _ group: [Deletion],
        _ accepted: Departure,
        _ kinds: KnownKinds,
    ) async -> [(ObjectReference, LiveObject, PruneOutcome.Result)] {
        await group.mapConcurrently(atMost: 8) { reference, live in
            if case .held(let reason) = await contents(of: live, accepted, kinds) {
                return (reference, live, .kept(reason: reason))
            }
            do {
                try await engine.delete(live, propagation: .background)
                return (reference, live, .terminating)
            } catch let error as KubernetesError {
                return (reference, live, .failed(error))
            } catch {
                return (reference, live, .kept(reason: "the run was stopped"))
            }
        }
    }

    /// Tells what is gone from what still is being deleted.
    ///
    /// Where the cluster does not say, the next run finds out.
    private func confirm(_ plan: PrunePlan, _ results: inout [ObjectReference: PruneOutcome.Result]) async {
        let accepted = plan.items.compactMap { item -> Deletion? in
            guard case .delete(let live) = item.verdict, results[item.reference] == .terminating else { return nil }
            return (item.reference, live)
        }
        guard !accepted.isEmpty else { return }
        let questions = accepted.map { KindedReference(reference: $0.reference, kind: $0.live.manifest.kind) }
        // `terminating` is right for what is gone as well, only not the whole truth.
        guard let answers = try? await engine.read(questions), answers.count == questions.count else { return }
        for (deletion, answer) in zip(accepted, answers) {
            switch answer {
            case .found(let live) where live.uid == deletion.live.uid: break
            case .found, .absent: results[deletion.reference] = .deleted
            case .unknownKind, .failed: break
            }
        }
    }
}
