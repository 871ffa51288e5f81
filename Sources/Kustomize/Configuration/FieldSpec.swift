internal import Manifests

/// A field of certain kinds, as kustomize's `fieldSpecs` name it (its `api/types/fieldspec.go`).
struct FieldSpec: Hashable, Sendable {
    /// Empty parts match everything.
    var kind: GroupVersionKind
    /// Names separated by `/`; `\/` is a slash in a name, `[]` behind a name says that it is a list.
    var path: String
    /// Whether the field is made where it is missing.
    var creates: Bool

    init(_ path: String, group: String = "", version: String = "", kind: String = "", creates: Bool = false) {
        self.kind = GroupVersionKind(group: group, version: version, kind: kind)
        self.path = path
        self.creates = creates
    }
}
