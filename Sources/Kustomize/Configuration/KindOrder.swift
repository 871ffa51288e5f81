/// Kinds that come before all others, and kinds that come after them.
struct KindOrder: Hashable, Sendable {
    private let positions: [String: Int]

    init(first: [String], last: [String]) {
        var positions: [String: Int] = [:]
        for (index, kind) in first.enumerated() { positions[kind] = index - first.count }
        for (index, kind) in last.enumerated() { positions[kind] = index + 1 }
        self.positions = positions
    }

    /// The place of `kind`: negative for the first ones, 0 for all that have none.
    func position(of kind: String) -> Int { positions[kind] ?? 0 }

    /// kustomize's own order (its `kyaml/resid/gvk.go`).
    static let builtIn = KindOrder(
        first: [
            "Namespace", "ResourceQuota", "StorageClass", "CustomResourceDefinition", "ServiceAccount",
            "PodSecurityPolicy", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ConfigMap", "Secret",
            "Endpoints", "Service", "LimitRange", "PriorityClass", "PersistentVolume", "PersistentVolumeClaim",
            "Deployment", "StatefulSet", "CronJob", "PodDisruptionBudget",
        ],
        last: ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
    )
}
