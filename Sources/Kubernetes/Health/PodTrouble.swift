internal import Manifests
internal import YAML

/// What keeps the pods of a workload from being ready: which container of which pod, and why.
package enum PodTrouble {
    private static let pod = GroupVersionKind(group: "", version: "v1", kind: "Pod")
    private static let kinds: Set<String> = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job"]
    /// More pods of one workload than this have the same trouble as a rule.
    private static let limit = 3

    /// Looks at the pods of a workload.
    ///
    /// - Parameters:
    ///   - workload: any object; one that has no pods has no trouble.
    ///   - engine: reads it and lists its pods.
    /// - Returns: a text for each pod with trouble, in the order of their names, at most three; then how many more.
    /// - Throws: `KubernetesError`.
    package static func find(in workload: KindedReference, engine: any ClusterEngine) async throws -> [String] {
        guard kinds.contains(workload.reference.kind),
            case .found(let live)? = try await engine.read([workload]).first,
            let selector = selector(live.object.at("spec", "selector"))
        else { return [] }
        let pods = try await engine.list(
            pod,
            namespace: workload.reference.namespace,
            selector: selector,
            detail: .full,
        )
        let troubles = pods.filter { !$0.isBeingDeleted }.sorted { $0.reference < $1.reference }.compactMap(trouble)
        let more = troubles.count - limit
        return Array(troubles.prefix(limit)) + (more > 0 ? ["\(more) more pods"] : [])
    }

    /// A label selector as a request takes it; nil for one that selects everything or nothing.
    private static func selector(_ value: Value?) -> String? {
        var parts = (value?["matchLabels"]?.object ?? [:]).compactMap { name, value in
            value.string.map { "\(name)=\($0)" }
        }
        for expression in value?["matchExpressions"]?.array ?? [] {
            let key = expression["key"]?.string ?? ""
            let values = (expression["values"]?.array ?? []).compactMap(\.string).joined(separator: ",")
            switch expression["operator"]?.string {
            case "In": parts.append("\(key) in (\(values))")
            case "NotIn": parts.append("\(key) notin (\(values))")
            case "Exists": parts.append(key)
            case "DoesNotExist": parts.append("!\(key)")
            default: return nil
            }
        }
        return parts.isEmpty ? nil : parts.sorted().joined(separator: ",")
    }

    private static func trouble(of pod: LiveObject) -> String? {
        let state = ObjectState(pod)
        if state.condition("Ready", .isTrue) != nil || state.text("status", "phase") == "Succeeded" { return nil }
        let name = "pod \(pod.reference.name)"
        for list in ["initContainerStatuses", "containerStatuses"] {
            for status in pod.object.at("status", list)?.array ?? [] {
                guard let reason = reason(of: status) else { continue }
                return "\(name): container \(status["name"]?.string ?? ""): \(reason)"
            }
        }
        if let scheduled = state.condition("PodScheduled", .isFalse) { return "\(name): \(scheduled.explanation)" }
        if let message = state.text("status", "message") { return "\(name): \(message)" }
        guard state.text("status", "phase") != "Running" else {
            return "\(name): \(state.condition("Ready")?.explanation ?? "not ready yet")"
        }
        return "\(name): \((state.text("status", "phase") ?? "not started").lowercased())"
    }

    /// Why a container does not run; nil when it does, or has done its work.
    private static func reason(of status: Value) -> String? {
        if let waiting = status.at("state", "waiting") {
            let reason = waiting["reason"]?.string ?? "waiting"
            // A container that keeps crashing waits; why it crashed stands in its last state.
            let crash = status.at("lastState", "terminated").map { "; \(end(of: $0))" } ?? ""
            // What every container of a pod is while another one has trouble.
            if reason == "PodInitializing" || reason == "ContainerCreating" { return nil }
            return reason + (waiting["message"]?.string.map { ": \($0)" } ?? "") + crash
        }
        guard let terminated = status.at("state", "terminated"), terminated["exitCode"]?.integer != 0 else {
            return nil
        }
        return end(of: terminated)
    }

    private static func end(of terminated: Value) -> String {
        let reason = terminated["reason"]?.string ?? "ended"
        let code = terminated["exitCode"]?.integer.map { " with exit code \($0)" } ?? ""
        let message = terminated["message"]?.string.map {
            ": \($0.split(whereSeparator: \.isNewline).joined(separator: " "))"
        }
        return reason + code + (message ?? "")
    }
}
