internal import YAML

/// A label or annotation that stands in several places of an object, and changes in all when it changes in one.
///
/// kustomize puts the same node into each mapping that had no such entry. So a patch of `metadata.labels.app` changes
/// the selector, too, if both got their label from one `commonLabels`. A JSON patch ends that, since it writes the
/// object anew.
struct LabelSharing {
    private let name: String
    /// Where all of them were written first.
    private let origin: Place
    /// The value of all.
    private var scalar: TracedScalar
    /// The mappings, in the order in which a patch changes them: the last one wins.
    private var rows: [FieldSpecTable.Row]

    init(_ entry: LabelEntries.Entry, origin: Place, in rows: [FieldSpecTable.Row]) {
        name = entry.name
        self.origin = origin
        scalar = TracedScalar(entry: entry.text)
        self.rows = rows.sorted { $0.spec.path.utf8.lexicographicallyPrecedes($1.spec.path.utf8) }
    }

    /// Gives all the value of the one that was changed.
    fileprivate mutating func spread(in object: inout TracedValue) {
        var changed: TracedValue?
        visit(&object) { if $0.scalar != scalar { changed = $0 } }
        guard let changed, let new = changed.scalar else { return }
        visit(&object) { if $0.scalar != new { $0 = changed } }
        scalar = new
    }

    /// Leaves the one in the mapping at `path` out.
    fileprivate mutating func leaveOut(_ path: String) {
        rows.removeAll { $0.spec.path == path }
    }

    private func visit(_ object: inout TracedValue, _ body: (inout TracedValue) -> Void) {
        let visit = FieldVisit(creation: .nothing, place: origin)
        for row in rows {
            do {
                try visit.visit(row, in: &object) { mapping in
                    // Whoever has another origin was put in the place of the shared one.
                    guard let value = mapping[name], value.isScalar, value.trace.places.first == origin else { return }
                    _ = mapping.modify(name, body)
                }
            } catch {
                // A patch has put a scalar where mappings were, and the shared one is gone.
                continue
            }
        }
    }
}

extension TracedValue {
    fileprivate var scalar: TracedScalar? {
        if case .scalar(let scalar) = content { scalar } else { nil }
    }
}

extension Resource {
    /// Brings labels and annotations that are one value in kustomize to one value again.
    ///
    /// To be called after every change of values in place: a field that was visited, a merged patch, a replacement, a
    /// variable.
    func spreadSharedEntries() {
        for index in sharedEntries.indices { sharedEntries[index].spread(in: &node) }
    }

    /// Ends sharing with the object's own annotations; to be called when kustomize sets all of them anew.
    func endSharingOfAnnotations() {
        for index in sharedEntries.indices { sharedEntries[index].leaveOut("metadata/annotations") }
    }

    /// Ends all sharing; to be called after a JSON patch.
    func endSharing() {
        sharedEntries = []
    }
}
