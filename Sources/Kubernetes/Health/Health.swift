package import FoundationEssentials
internal import Manifests
internal import YAML

/// Whether a live object has become what was asked for, by the rules of kstatus.
package enum Health: Hashable, Sendable {
    case current
    /// On the way there; the text says what is still missing.
    case inProgress(String)
    /// Will not get there without a change; the text says why.
    case failed(String)
    /// Marked for deletion.
    case terminating

    /// Judges an object by its own state alone.
    ///
    /// What holds for every kind comes first: deletion, the generation that its controller has seen, the conditions
    /// `Reconciling` and `Stalled`. Then come the rules of its kind; a kind without any goes by its condition `Ready`,
    /// and without that it is current.
    ///
    /// - Parameters:
    ///   - live: the whole object with its status.
    ///   - now: the time to which ages are counted.
    /// - Returns: its health.
    package static func of(_ live: LiveObject, now: Date = Date()) -> Health {
        if live.isBeingDeleted { return .terminating }
        let state = ObjectState(live)
        if let generation = state.generation, let observed = state.observedGeneration, generation != observed {
            return .inProgress("generation \(generation) is not observed yet, the latest is \(observed)")
        }
        if let reconciling = state.condition("Reconciling", .isTrue) { return .inProgress(reconciling.explanation) }
        if let stalled = state.condition("Stalled", .isTrue) { return .failed(stalled.explanation) }
        return ofKind(live.manifest.kind, state, now: now) ?? ofReady(state)
    }

    private static func ofKind(_ kind: GroupVersionKind, _ state: ObjectState, now: Date) -> Health? {
        switch (kind.group, kind.kind) {
        case ("apps", "Deployment"), ("extensions", "Deployment"): ofDeployment(state)
        case ("apps", "StatefulSet"): ofStatefulSet(state)
        case ("apps", "DaemonSet"), ("extensions", "DaemonSet"): ofDaemonSet(state)
        case ("apps", "ReplicaSet"), ("extensions", "ReplicaSet"): ofReplicaSet(state)
        case ("batch", "Job"): ofJob(state)
        case ("", "Pod"): ofPod(state, now: now)
        case ("", "PersistentVolumeClaim"): ofVolumeClaim(state)
        case ("", "Service"): ofService(state)
        case ("apiextensions.k8s.io", "CustomResourceDefinition"): ofDefinition(state)
        // Nothing of theirs says more than that they are there and observed.
        case ("batch", "CronJob"), ("policy", "PodDisruptionBudget"), ("", "ConfigMap"), ("", "Secret"): .current
        default: nil
        }
    }

    private static func ofReady(_ state: ObjectState) -> Health {
        guard let ready = state.condition("Ready") else { return .current }
        return ready.status == "True" ? .current : .inProgress(ready.explanation)
    }

    private static func ofVolumeClaim(_ state: ObjectState) -> Health {
        let phase = state.text("status", "phase")
        return phase == "Bound" ? .current : .inProgress("not bound, phase \(phase ?? "unknown")")
    }

    private static func ofService(_ state: ObjectState) -> Health {
        let waitsForAddress = state.text("spec", "type") == "LoadBalancer"
        let address = state.text("spec", "clusterIP") ?? ""
        return waitsForAddress && address.isEmpty ? .inProgress("has no cluster address yet") : .current
    }

    private static func ofDefinition(_ state: ObjectState) -> Health {
        if let names = state.condition("NamesAccepted", .isFalse) { return .failed(names.explanation) }
        guard let established = state.condition("Established") else { return .inProgress("not established yet") }
        if established.status == "True" { return .current }
        let isRefused = established.status == "False" && established.reason != "Installing"
        return isRefused ? .failed(established.explanation) : .inProgress(established.explanation)
    }
}
