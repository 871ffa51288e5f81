internal import YAML

/// Entries that are set in mappings of many objects: labels or annotations.
struct LabelEntries {
    typealias Entry = (name: String, text: String, place: Place)

    private let entries: [Entry]
    private let table: FieldSpecTable

    /// - Parameters:
    ///   - entries: by name, as kustomize sets them.
    ///   - fieldSpecs: the mappings.
    ///   - writer: what traces name.
    init(_ entries: [Entry], fieldSpecs: [FieldSpec], writer: Place.Writer) {
        self.entries = entries.map { ($0.name, $0.text, $0.place.written(by: writer)) }
        table = FieldSpecTable(fieldSpecs)
    }

    /// Sets all entries in all objects.
    func set(in resources: ResourceSet) throws {
        guard let first = entries.first else { return }
        for resource in resources.resources {
            let id = resource.currentID
            let rows = table.rows(for: id.kind)
            var newCounts = [Int](repeating: 0, count: entries.count)
            try resource.visit(rows, id, creating: .mapping, at: first.place) { mapping in
                for (index, entry) in entries.enumerated() {
                    if try mapping.setEntry(entry.name, to: entry.text, at: entry.place) { newCounts[index] += 1 }
                }
            }
            for (entry, count) in zip(entries, newCounts) where count > 1 {
                resource.sharedEntries.append(LabelSharing(entry, origin: entry.place, in: rows))
            }
        }
    }
}
