internal import Manifests
internal import YAML

/// Which kinds live in a namespace, as far as that is known without asking a cluster: Kubernetes' own kinds, and those
/// that the same commit defines.
struct Scopes {
    private let defined: [Kind: Bool]

    private struct Kind: Hashable {
        let group: String
        let kind: String
    }

    init(_ objects: [Manifest]) {
        var defined: [Kind: Bool] = [:]
        for object in objects where object.kind.kind == "CustomResourceDefinition" {
            let spec = object.object["spec"]
            guard let group = spec?["group"]?.string, let kind = spec?.at("names", "kind")?.string else { continue }
            defined[Kind(group: group, kind: kind)] = spec?["scope"]?.string == "Namespaced"
        }
        self.defined = defined
    }

    /// Whether objects of `kind` are known to need a namespace.
    func isNamespaced(_ kind: GroupVersionKind) -> Bool {
        if let defined = defined[Kind(group: kind.group, kind: kind.kind)] { return defined }
        return Self.namespaced[kind.group]?.contains(kind.kind) ?? false
    }

    /// Kubernetes' kinds with a namespace, by API group (kubectl api-resources --namespaced).
    private static let namespaced: [String: Set<String>] = [
        "": [
            "ConfigMap", "Endpoints", "Event", "LimitRange", "PersistentVolumeClaim", "Pod", "PodTemplate",
            "ReplicationController", "ResourceQuota", "Secret", "Service", "ServiceAccount",
        ],
        "apps": ["ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"],
        "autoscaling": ["HorizontalPodAutoscaler"],
        "batch": ["CronJob", "Job"],
        "coordination.k8s.io": ["Lease"],
        "discovery.k8s.io": ["EndpointSlice"],
        "extensions": ["Ingress"],
        "networking.k8s.io": ["Ingress", "NetworkPolicy"],
        "policy": ["PodDisruptionBudget"],
        "rbac.authorization.k8s.io": ["Role", "RoleBinding"],
    ]
}
