internal import Manifests
internal import YAML

extension BuildContext {
    /// Fields of a map that kustomize makes anew, in the order of their names.
    ///
    /// - Throws: `Problems` for a name that YAML reads as something else than a string, since kustomize does not quote
    ///   the keys that it makes and then fails to write what it read back.
    func newFields(_ fields: [TracedField]) throws -> [TracedField] {
        for field in fields {
            let name = field.name
            guard !name.isEmpty, name != "<<", TracedScalar.tag(ofPlain: name) == .string else {
                throw failure(
                    field.value,
                    "key '\(name)' is no string to YAML, so kustomize cannot write it (unsupported type:"
                        + " map[interface {}]interface {}); choose another key",
                )
            }
        }
        return fields.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
}
