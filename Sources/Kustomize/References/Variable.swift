internal import Manifests
internal import YAML

/// A value of one object that others insert with `$(NAME)`: an entry of `vars`.
struct Variable: Sendable {
    let name: String
    /// The object with the value: the kind in full, and no namespace for every one.
    let target: ResourceID
    /// Where the value stands in the object.
    let fieldPath: String
    /// The entry in the kustomization.
    let place: Place

    /// - Throws: `Problems` when the entry has fields that it must not have, or of other types.
    init(_ entry: ConfigFields) throws {
        let object = try entry.object("objref")
        let field = try entry.object("fieldref")
        let problems =
            entry.unknownFields(["name", "objref", "fieldref"])
            + (object?.unknownFields(["apiVersion", "group", "version", "kind", "name", "namespace"]) ?? [])
            + (field?.unknownFields(["fieldPath"]) ?? [])
        if !problems.isEmpty { throw Problems(problems) }
        name = try entry.text("name") ?? ""
        target = ResourceID(
            kind: try object.map(Self.kind) ?? GroupVersionKind(group: "", version: "", kind: ""),
            name: try object?.text("name") ?? "",
            namespace: try object?.text("namespace") ?? "",
            isClusterScoped: false,
        )
        let path = try field?.text("fieldPath") ?? ""
        fieldPath = path.isEmpty ? "metadata.name" : path
        place = entry.value.trace.place
    }

    /// The kind that `objref` names; `apiVersion` wins over `group` and `version`.
    private static func kind(_ object: ConfigFields) throws -> GroupVersionKind {
        var group = try object.text("group") ?? ""
        var version = try object.text("version") ?? ""
        let parts = (try object.text("apiVersion") ?? "").split(separator: "/", omittingEmptySubsequences: false)
        if parts.count == 2 { group = String(parts[0]) }
        if parts != [""], parts.count < 3, let last = parts.last { version = String(last) }
        return GroupVersionKind(group: group, version: version, kind: try object.text("kind") ?? "")
    }

    /// Whether `id` is what `objref` names.
    func isTaken(from id: ResourceID) -> Bool {
        target.namespace.isEmpty ? target.hasSameKindAndName(as: id) : target == id
    }
}
