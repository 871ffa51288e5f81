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
        let keyed = resources.map { (key: Key($0.currentID, order), resource: $0) }
        return keyed.sorted { $0.key < $1.key }.map(\.resource)
    }

    /// What objects are compared by.
    private struct Key: Comparable {
        let position: Int
        let isNamespace: Bool
        let hasGroup: Bool
        let kind: String
        let name: String

        init(_ id: ResourceID, _ order: KindOrder) {
            let group = id.kind.group.isEmpty ? "~G" : id.kind.group
            let version = id.kind.version.isEmpty ? "~V" : id.kind.version
            position = order.position(of: id.kind.kind)
            isNamespace = id.kind.kind == "Namespace"
            hasGroup = !id.kind.group.isEmpty
            kind = group + "_" + version + "_" + (id.kind.kind.isEmpty ? "~K" : id.kind.kind)
            name = (id.namespace.isEmpty ? "~X" : id.namespace) + "|" + (id.name.isEmpty ? "~N" : id.name)
        }

        static func < (left: Key, right: Key) -> Bool {
            if left.position != right.position { return left.position < right.position }
            if left.kind == right.kind { return left.name.utf8.lexicographicallyPrecedes(right.name.utf8) }
            // So that Kubernetes' own Namespace, whose group is written `~G`, comes before others of that name.
            let isTurned = left.isNamespace && right.isNamespace && !(left.hasGroup && right.hasGroup)
            let (lower, upper) = isTurned ? (right.kind, left.kind) : (left.kind, right.kind)
            return lower.utf8.lexicographicallyPrecedes(upper.utf8)
        }
    }
}
