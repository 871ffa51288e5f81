internal import Manifests
internal import YAML

/// Whether applying an object would change nothing, as far as that can be told without asking the server.
///
/// It can where fettle owns exactly the wanted fields of the live object and each has the wanted value: then server-side
/// apply finds nothing to set and nothing to remove (structured-merge-diff's `merge/update.go`). Where the server wrote a
/// value in another way (`1` for `1000m`), or another version of the API was applied, only a dry run can tell.
enum AlreadyApplied {
    /// Compares without asking.
    ///
    /// - Parameters:
    ///   - wanted: as it is sent to the server.
    ///   - live: as the server has it.
    ///   - managers: whose fields are taken over.
    /// - Returns: whether applying changes nothing.
    static func holds(
        _ wanted: Manifest,
        in live: LiveObject,
        adopting managers: Set<String> = Adoption.managers,
    ) -> Bool {
        guard !Adoption.mayTake(from: live, managers) else { return false }
        let ours = ManagedFields(live).entries.filter(\.isOurs)
        guard ours.count == 1, let entry = ours.first, entry.apiVersion == wanted.kind.apiVersion else { return false }
        return holds(wanted.object.withPortProtocols.withoutIdentity, in: live.object, entry.fields)
    }

    /// - Parameter owned: what fettle owns of the live value.
    private static func holds(_ want: Value, in have: Value, _ owned: FieldSet) -> Bool {
        // What is owned whole is a scalar, a list or map that is set as one, or an empty one.
        if owned.isWhole { return want == have }
        switch (want, have) {
        case (.object(let fields), .object(let present)):
            let given = fields.filter { $0.value != .null }
            return given.count == owned.children.count
                && given.allSatisfy { name, value in
                    guard let child = owned.children[.field(name)], let present = present[name] else { return false }
                    return holds(value, in: present, child)
                }
        case (.array(let items), .array):
            return items.count == owned.children.count
                && owned.children.allSatisfy { step, child in
                    guard let value = step.resolve(in: want), let present = step.resolve(in: have) else { return false }
                    return holds(value, in: present, child)
                }
        default: return false
        }
    }
}

extension Value {
    /// The object without what says which one it is, since nobody owns that.
    fileprivate var withoutIdentity: Value {
        var result = self
        result["apiVersion"] = nil
        result["kind"] = nil
        var metadata = self["metadata"] ?? [:]
        for name in ["name", "namespace"] { metadata[name] = nil }
        result["metadata"] = metadata == [:] ? nil : metadata
        return result
    }
}
