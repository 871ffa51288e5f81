internal import Manifests
internal import YAML

/// The order in which the objects of a build are printed: `sortOptions`.
enum SortOrder: Hashable, Sendable {
    /// As they came.
    case fifo
    /// By kind: some first, some last, all others by group, version and kind; then by namespace and name.
    case legacy(first: [String], last: [String])

    /// What kustomize does when nobody asks for anything else.
    static let legacy = SortOrder.legacy(
        first: [
            "Namespace", "ResourceQuota", "StorageClass", "CustomResourceDefinition", "ServiceAccount",
            "PodSecurityPolicy", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ConfigMap", "Secret",
            "Endpoints", "Service", "LimitRange", "PriorityClass", "PersistentVolume", "PersistentVolumeClaim",
            "Deployment", "StatefulSet", "CronJob", "PodDisruptionBudget",
        ],
        last: ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
    )

    /// Reads what stands in `sortOptions`.
    ///
    /// - Throws: `Problems`.
    init(options: ConfigFields) throws {
        let kinds = try options.object("legacySortOptions")
        switch try options.text("order") ?? "" {
        case "fifo":
            if let kinds {
                throw options.context.failure(
                    kinds.value,
                    "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not"
                        + " 'legacy'; remove one of them",
                )
            }
            self = .fifo
        case "legacy":
            guard let kinds else {
                self = .legacy
                return
            }
            self = .legacy(
                first: try kinds.texts("orderFirst").map(\.text),
                last: try kinds.texts("orderLast").map(\.text),
            )
        default:
            throw options.context.failure(
                options.place("order"),
                "the field 'sortOptions.order' must be one of [fifo, legacy]; correct it",
            )
        }
    }

    /// The problems of fields in `sortOptions` that kustomize does not know; a plugin's may have them.
    static func unknownFields(in options: ConfigFields) throws -> [Problem] {
        options.unknownFields(["order", "legacySortOptions"])
            + (try options.object("legacySortOptions")?.unknownFields(["orderFirst", "orderLast"]) ?? [])
    }

    /// The objects in this order.
    func sorted(_ resources: [Resource]) -> [Resource] {
        guard case .legacy(let first, let last) = self else { return resources }
        let ids = resources.map(\.currentID)
        let ranks = Self.ranks(of: ids.map(\.kind), first: first, last: last)
        let keys = ids.map { id in
            let name = id.name.isEmpty ? "~N" : id.name
            return (rank: ranks[id.kind] ?? 0, name: "\(id.namespace.isEmpty ? "~X" : id.namespace)|\(name)")
        }
        return resources.indices
            .sorted { left, right in
                if keys[left].rank != keys[right].rank { return keys[left].rank < keys[right].rank }
                return keys[left].name.utf8.lexicographicallyPrecedes(keys[right].name.utf8)
            }
            .map { resources[$0] }
    }

    /// The positions of kinds among each other.
    private static func ranks(
        of kinds: [GroupVersionKind],
        first: [String],
        last: [String]
    ) -> [GroupVersionKind: Int] {
        var positions: [String: Int] = [:]
        for (index, kind) in first.enumerated() { positions[kind] = index - first.count }
        for (index, kind) in last.enumerated() { positions[kind] = index + 1 }
        var known: Set<GroupVersionKind> = []
        let keys = kinds.filter { known.insert($0).inserted }
            .map { (kind: $0, position: positions[$0.kind] ?? 0, name: name(of: $0)) }
        let sorted = keys.sorted { left, right in
            if left.position != right.position { return left.position < right.position }
            // So that Kubernetes' own Namespace, whose group is written `~G`, comes before others of that name.
            let isTurned =
                left.kind.kind == "Namespace" && right.kind.kind == "Namespace"
                && (left.kind.group.isEmpty || right.kind.group.isEmpty)
            let (lower, upper) = isTurned ? (right.name, left.name) : (left.name, right.name)
            return lower.utf8.lexicographicallyPrecedes(upper.utf8)
        }
        return Dictionary(uniqueKeysWithValues: zip(sorted.map(\.kind), 0...))
    }

    /// What kinds are compared by.
    private static func name(of kind: GroupVersionKind) -> String {
        let group = kind.group.isEmpty ? "~G" : kind.group
        let version = kind.version.isEmpty ? "~V" : kind.version
        return "\(group)_\(version)_\(kind.kind.isEmpty ? "~K" : kind.kind)"
    }
}
