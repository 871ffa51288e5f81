internal import Manifests
internal import YAML

extension BuildContext {
    /// Fields of a map that kustomize makes anew, in the order of their names.
    ///
    /// It does not quote the names, so one that is no string to YAML makes the build fail, but only if the object is
    /// still there when it is written.
    ///
    /// - Throws: `Problems` for a name without characters.
    func newFields(_ fields: [TracedField]) throws -> [TracedField] {
        if let field = fields.first(where: \.name.isEmpty) {
            throw failure(field.value, "key '' is no string to YAML, so kustomize cannot write it; choose another key")
        }
        return
            fields
            .map { TracedField($0.name, $0.value) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
}
