internal import Manifests
internal import YAML

/// The order in which the objects of a build are printed: `sortOptions`.
enum SortOrder: Hashable, Sendable {
    /// As they came.
    case fifo
    /// By kind: some first, some last, all others by group, version and kind; then by namespace and name.
    case legacy(KindOrder)

    /// What kustomize does when nobody asks for anything else.
    static let legacy = SortOrder.legacy(.builtIn)

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
            let first = try kinds.words("orderFirst")
            let last = try kinds.words("orderLast")
            self = .legacy(KindOrder(first: first, last: last))
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
        guard case .legacy(let order) = self, resources.count > 1 else { return resources }
        let ids = resources.map(\.currentID)
        let ranks = Self.ranks(of: ids.map(\.kind), in: order)
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
    private static func ranks(of kinds: [GroupVersionKind], in order: KindOrder) -> [GroupVersionKind: Int] {
        var known: Set<GroupVersionKind> = []
        let keys = kinds.filter { known.insert($0).inserted }
            .map { (kind: $0, position: order.position(of: $0.kind), name: name(of: $0)) }
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
