package import YAML

internal import Manifests

/// Who set which field of a live object: its `metadata.managedFields`.
package struct ManagedFields: Sendable {
    /// What one manager set in one way.
    package struct Entry: Sendable {
        /// The manager's name: `fettle`, `kubectl-edit`, `kube-controller-manager`.
        package let manager: String
        /// `Apply` or `Update`.
        package let operation: String
        /// When it last wrote, as the server prints it; nil when not recorded.
        package let time: String?
        package let apiVersion: String
        /// `status`, `scale`; empty for the object itself.
        package let subresource: String
        package let fields: FieldSet
        /// The entry as the server has it.
        package let value: Value

        package init(_ value: Value) {
            self.value = value
            manager = value["manager"]?.string ?? ""
            operation = value["operation"]?.string ?? ""
            time = value["time"]?.string
            apiVersion = value["apiVersion"]?.string ?? ""
            subresource = value["subresource"]?.string ?? ""
            fields = FieldSet(fieldsV1: value["fieldsV1"] ?? [:])
        }

        /// Whether these are the fields that fettle applied.
        package var isOurs: Bool {
            manager == LoadBearingNames.fieldManager && operation == "Apply" && subresource.isEmpty
        }

        // Servers before 1.22 name no subresource; who writes status is a controller all the same.
        var isOfController: Bool {
            subresource == "status" || fields.children[.field("status")] != nil
        }
    }

    package let entries: [Entry]

    package init(_ live: LiveObject) {
        entries = live.managedFields.map(Entry.init)
    }

    /// The fields that fettle applied.
    package var ours: FieldSet {
        entries.filter(\.isOurs).reduce(FieldSet()) { $0.union($1.fields) }
    }

    /// The fields that another tool applied.
    package func fields(of manager: String) -> FieldSet {
        entries.filter { $0.manager == manager && $0.operation == "Apply" }.reduce(FieldSet()) { $0.union($1.fields) }
    }

    /// The fields of all managers.
    package var all: FieldSet {
        entries.reduce(FieldSet()) { $0.union($1.fields) }
    }

    /// Who last set the field at `steps`, or a list or map around it that is set as a whole; nil when nobody did.
    package func owner(of steps: [FieldStep]) -> Entry? {
        Self.newest(owners(of: steps))
    }

    /// Who changed the field at `steps` after fettle applied it; nil when it is as fettle left it, or nobody knows.
    ///
    /// A write that changes a field takes it from fettle, so a field that still is fettle's was changed by nobody. (The
    /// one exception are servers before 1.22, which do not record who scaled a workload.)
    func intruder(at steps: [FieldStep]) -> Entry? {
        let owners = owners(of: steps)
        return owners.contains(where: \.isOurs) ? nil : Self.newest(owners)
    }

    private func owners(of steps: [FieldStep]) -> [Entry] {
        let depths = entries.map { $0.fields.depth(holding: steps) ?? -1 }
        guard let deepest = depths.max(), deepest >= 0 else { return [] }
        return zip(entries, depths).filter { $1 == deepest }.map(\.0)
    }

    /// Who may have deleted a field.
    ///
    /// Deleting leaves no trace, so this is the last one, controllers aside, who wrote after fettle did; nil when there is
    /// none.
    var lastWriterAfterUs: Entry? {
        let our = entries.filter(\.isOurs).compactMap(\.time).max() ?? ""
        return Self.newest(entries.filter { !$0.isOurs && !$0.isOfController && ($0.time ?? "") > our })
    }

    private static func newest(_ entries: [Entry]) -> Entry? {
        entries.max { ($0.time ?? "") < ($1.time ?? "") }
    }
}
