internal import YAML

/// Entries that are set in mappings of many objects: labels or annotations.
struct LabelEntries {
    typealias Entry = (name: String, text: String, place: Place)

    private let entries: [Entry]
    private let table: FieldSpecTable
    private let writer: Place.Writer

    /// - Parameters:
    ///   - entries: by name, as kustomize sets them.
    ///   - fieldSpecs: the mappings.
    ///   - writer: what traces name.
    init(_ entries: [Entry], fieldSpecs: [FieldSpec], writer: Place.Writer) {
        self.entries = entries
        table = FieldSpecTable(fieldSpecs)
        self.writer = writer
    }

    /// Sets all entries in all objects.
    func set(in resources: ResourceSet) throws {
        guard let first = entries.first else { return }
        for resource in resources.resources {
            try resource.visit(table, creating: .mapping, at: first.place.written(by: writer)) { mapping in
                for entry in entries {
                    try mapping.setEntry(entry.name, to: entry.text, at: entry.place.written(by: writer))
                }
            }
        }
    }
}
