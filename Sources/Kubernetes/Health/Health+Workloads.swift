internal import FoundationEssentials
internal import YAML

// The rules for what runs containers. Each compares counts in the order in which a rollout fills them, so that the text
// names the step where it stands.
extension Health {
    static func ofDeployment(_ state: ObjectState) -> Health {
        let progress = state.condition("Progressing")
        if let progress, progress.reason == "ProgressDeadlineExceeded" { return .failed(progress.explanation) }
        let wanted = state.spec("replicas") ?? 1
        let replicas = state.count("replicas")
        let updated = state.count("updatedReplicas")
        let available = state.count("availableReplicas")
        if replicas < wanted { return missing("created", replicas, of: wanted) }
        if updated < wanted { return missing("updated", updated, of: wanted) }
        if replicas > wanted { return surplus(replicas - wanted) }
        if available < updated { return missing("available", available, of: updated) }
        if state.count("readyReplicas") < wanted { return missing("ready", state.count("readyReplicas"), of: wanted) }
        // Without a deadline, or with the greatest one, the controller does not write the condition.
        let hasDeadline = state.spec("progressDeadlineSeconds").map { $0 != Int64(Int32.max) } ?? false
        if hasDeadline, progress?.status != "True" || progress?.reason != "NewReplicaSetAvailable" {
            return .inProgress(progress?.explanation ?? "its new replica set is not available yet")
        }
        return state.condition("Available", .isTrue) == nil
            ? .inProgress(state.condition("Available")?.explanation ?? "not available yet") : .current
    }

    static func ofStatefulSet(_ state: ObjectState) -> Health {
        let strategy = state.object.at("spec", "updateStrategy")
        // Its pods change when somebody deletes them, so nothing will happen by itself.
        if strategy?["type"]?.string == "OnDelete" { return .current }
        let wanted = state.spec("replicas") ?? 1
        let replicas = state.count("replicas")
        let updated = state.count("updatedReplicas")
        if replicas < wanted { return missing("created", replicas, of: wanted) }
        if state.count("readyReplicas") < wanted { return missing("ready", state.count("readyReplicas"), of: wanted) }
        if replicas > wanted { return surplus(replicas - wanted) }
        if let partition = strategy?.at("rollingUpdate", "partition")?.integer {
            return updated < wanted - partition ? missing("updated", updated, of: wanted - partition) : .current
        }
        let current = state.count("currentReplicas")
        if current < wanted { return missing("current", current, of: wanted) }
        let hasOneRevision = state.text("status", "currentRevision") == state.text("status", "updateRevision")
        return hasOneRevision ? .current : .inProgress("the new revision is not the current one yet")
    }

    static func ofDaemonSet(_ state: ObjectState) -> Health {
        guard state.generation != nil, state.observedGeneration != nil,
            let wanted = state.object.at("status", "desiredNumberScheduled")?.integer
        else { return .inProgress("not observed by its controller yet") }
        let steps: KeyValuePairs = [
            "scheduled": "currentNumberScheduled", "updated": "updatedNumberScheduled",
            "available": "numberAvailable", "ready": "numberReady",
        ]
        for (step, field) in steps where state.count(field) < wanted {
            return missing(step, state.count(field), of: wanted)
        }
        return .current
    }

    static func ofReplicaSet(_ state: ObjectState) -> Health {
        if let failure = state.condition("ReplicaFailure", .isTrue) { return .inProgress(failure.explanation) }
        let wanted = state.spec("replicas") ?? 1
        let steps: KeyValuePairs = [
            "labelled": "fullyLabeledReplicas", "available": "availableReplicas", "ready": "readyReplicas",
        ]
        for (step, field) in steps where state.count(field) < wanted {
            return missing(step, state.count(field), of: wanted)
        }
        let replicas = state.count("replicas")
        return replicas > wanted ? surplus(replicas - wanted) : .current
    }

    /// A job is current once it runs: how long it takes is its own affair.
    static func ofJob(_ state: ObjectState) -> Health {
        for condition in state.conditions where condition.status == "True" {
            switch condition.type {
            case "Complete", "Suspended": return .current
            case "Failed": return .failed(condition.explanation)
            default: continue
            }
        }
        return (state.text("status", "startTime") ?? "").isEmpty ? .inProgress("not started yet") : .current
    }

    static func ofPod(_ state: ObjectState, now: Date) -> Health {
        switch state.text("status", "phase") ?? "" {
        case "Succeeded": return .current
        case "Failed": return .failed(state.text("status", "message") ?? "ended, but not successfully")
        case "Running":
            if state.condition("Ready", .isTrue) != nil { return .current }
            let crashing = crashLooping(state)
            if crashing.isEmpty { return .inProgress(state.condition("Ready")?.explanation ?? "not ready yet") }
            return .failed("keeps crashing: \(crashing.joined(separator: ", "))")
        case "Pending":
            guard let scheduled = state.condition("PodScheduled", .isFalse), scheduled.reason == "Unschedulable" else {
                return .inProgress("pending")
            }
            return isYoung(state, now: now) ? .inProgress("not scheduled yet") : .failed(scheduled.explanation)
        case "": return .inProgress("not observed yet")
        case let phase: return .inProgress("phase \(phase)")
        }
    }

    /// A scheduler gets so long before its first refusals count.
    private static let schedulingTime: TimeInterval = 15

    private static func isYoung(_ state: ObjectState, now: Date) -> Bool {
        guard let text = state.text("metadata", "creationTimestamp"),
            let created = try? Date(text, strategy: .iso8601)
        else { return true }
        return now.timeIntervalSince(created) < schedulingTime
    }

    private static func crashLooping(_ state: ObjectState) -> [String] {
        (state.object.at("status", "containerStatuses")?.array ?? [])
            .filter { $0.at("state", "waiting", "reason")?.string == "CrashLoopBackOff" }
            .compactMap { $0["name"]?.string }
    }

    private static func missing(_ step: String, _ count: Int64, of wanted: Int64) -> Health {
        .inProgress("\(count) of \(wanted) \(step)")
    }

    private static func surplus(_ count: Int64) -> Health {
        .inProgress("\(count) more than wanted, to be ended")
    }
}
