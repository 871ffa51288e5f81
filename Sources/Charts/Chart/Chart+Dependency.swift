internal import Manifests
internal import YAML

extension Chart {
    /// One chart that another one says it needs.
    package struct Dependency: Hashable, Sendable {
        package let name: String
        /// The key of its values in those of the chart around it, and its name there; its own name when it has no alias.
        package let alias: String
        /// Paths of values, the first of which that is there switches it on or off.
        package let conditions: [ValuePath]
        /// The keys below `tags` that do the same.
        package let tags: [String]
        /// Places in its values that are copied into those of the chart around it.
        package let imports: [ValuePath]

        init(_ fields: Value) {
            name = fields["name"].text
            let given = fields["alias"].text
            alias = given.isEmpty ? name : given
            conditions = fields["condition"].text.split(separator: ",").map { ValuePath(dotted: $0.trimmed) }
            tags = fields["tags"]?.array?.compactMap(\.string) ?? []
            imports = (fields["import-values"]?.array ?? []).compactMap { entry in
                if let key = entry.string { return [.field("exports"), .field(key)] }
                return entry["child"]?.string.map { ValuePath(dotted: $0[...]) }
            }
        }
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        let start = drop { $0.isWhitespace }
        let end = start.lastIndex { !$0.isWhitespace }
        return end.map { start[...$0] } ?? ""
    }
}
