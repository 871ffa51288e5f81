internal import Manifests

extension Manifest {
    /// The field without which no server can be asked about the object; nil when all are there.
    var missingField: String? {
        if kind.version.isEmpty { return "apiVersion" }
        if kind.kind.isEmpty { return "kind" }
        return name.isEmpty ? "metadata.name" : nil
    }
}
