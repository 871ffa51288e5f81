internal import Manifests
internal import YAML

extension Applier {
    private static let replicas: [FieldStep] = [.field("spec"), .field("replicas")]
    private static let autoscaler = GroupVersionKind(
        group: "autoscaling",
        version: "v1",
        kind: "HorizontalPodAutoscaler"
    )

    /// Compares anew, without their replicas, the workloads whose replicas differ because an autoscaler sets them.
    ///
    /// KEDA makes a HorizontalPodAutoscaler for each of its own objects, so there is nothing else to look for.
    func leaveReplicas(of manifests: [Manifest], in comparisons: [Comparison]) async throws -> [Comparison] {
        let scaled = comparisons.indices.filter { place in
            comparisons[place].live != nil && comparisons[place].differences.contains { $0.steps == Self.replicas }
        }
        guard !scaled.isEmpty, let pointer = JSONPointer("/spec/replicas") else { return comparisons }
        var scalers: [ObjectReference: String] = [:]
        for namespace in Set(scaled.compactMap { manifests[$0].namespace }).sorted() {
            let found = try await engine.list(Self.autoscaler, namespace: namespace, selector: "", detail: .full)
            for live in found { if let target = live.scaleTarget { scalers[target] = "\(live.reference)" } }
        }
        var result = comparisons
        let left = scaled.filter { scalers[manifests[$0].reference] != nil }
        let sent = left.compactMap { place in
            comparisons[place].live.map { manifests[place].leaving([pointer], to: $0) }
        }
        guard !sent.isEmpty else { return comparisons }
        for ((place, manifest), answer) in zip(zip(left, sent), try await engine.apply(sent, mode: .dryRun)) {
            guard let live = comparisons[place].live else { continue }
            let scaler = scalers[manifest.reference]
            result[place] = second(manifest, live, answer, extent: .withoutReplicas, leftTo: scaler)
        }
        return result
    }
}

extension LiveObject {
    /// The workload that an autoscaler sets the replicas of.
    fileprivate var scaleTarget: ObjectReference? {
        guard let target = object.at("spec", "scaleTargetRef"), let kind = target["kind"]?.string,
            let name = target["name"]?.string
        else { return nil }
        let group = GroupVersionKind(apiVersion: target["apiVersion"]?.string ?? "", kind: kind).group
        return ObjectReference(group: group, kind: kind, namespace: reference.namespace, name: name)
    }
}
