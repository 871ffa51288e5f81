import YAML

/// A change of one field that somebody makes in a cluster.
struct HandEdit: Sendable {
    let object: ObjectSet.Object
    /// What the field is changed to: no other edit's value, and none of the repository's.
    let value: Value
    private let path: [String]

    /// - Parameters:
    ///   - object: what is edited.
    ///   - number: tells edits apart.
    init(_ object: ObjectSet.Object, number: Int) {
        self.object = object
        switch object.kind {
        case .namespace: (path, value) = (["metadata", "labels", "edited"], .string("by-\(number)"))
        case .configMap: (path, value) = (["data", "settings.ini"], .string("edit \(number)"))
        case .service: (path, value) = (["spec", "selector", "app"], .string("edit-\(number)"))
        case .deployment: (path, value) = (["spec", "revisionHistoryLimit"], .integer(Int64(1_000 + number)))
        }
    }

    /// The edit as a merge patch.
    var patch: Value {
        path.reversed().reduce(value) { value, name in .object([name: value]) }
    }

    /// Whether an object still has the field as it was edited.
    func isIn(_ object: Value) -> Bool {
        path.reduce(Optional(object)) { value, name in value?[name] } == value
    }
}
