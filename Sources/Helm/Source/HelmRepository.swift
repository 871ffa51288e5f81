package import Manifests
internal import YAML

/// A Helm repository: Flux's `HelmRepository`, over http(s) with an index, or an OCI registry.
package struct HelmRepository: Hashable, Sendable {
    package static let kind = "HelmRepository"

    package let reference: ObjectReference
    package let subject: String
    /// Without a slash at its end.
    package let url: String
    package let access: RepositoryAccess

    /// Whether the charts lie in an OCI registry.
    package var isRegistry: Bool { url.hasPrefix("oci://") }

    /// Reads a HelmRepository as the repository renders it.
    ///
    /// - Throws: `Problems`, all that were found.
    package static func read(_ manifest: Manifest) throws(Problems) -> HelmRepository {
        try FluxObject.read(manifest, group: FluxObject.sourceGroup, version: "v1") { spec in
            let own = manifest.namespace ?? FluxObject.defaultNamespace
            let url = spec.repositoryURL("url", schemes: ["https", "http", "oci"])
            let type = spec.choice("type", RepositoryType.self) ?? .index
            if type == .registry, !url.isEmpty, !url.hasPrefix("oci://") {
                spec.fail("type", "is oci, and the url is not oci://…; correct one of them")
            }
            if type == .index, url.hasPrefix("oci://") { spec.fail("type", "must be oci for an oci:// url; add it") }
            _ = spec.duration("interval")
            spec.accept("provider", only: "generic")
            spec.unsupported("accessFrom")
            return HelmRepository(
                reference: ObjectReference(
                    group: FluxObject.sourceGroup,
                    kind: kind,
                    namespace: own,
                    name: manifest.name,
                ),
                subject: FluxObject.subject(of: manifest),
                url: url,
                access: RepositoryAccess(
                    credentials: spec.secretReference("secretRef", namespace: own),
                    certificates: spec.secretReference("certSecretRef", namespace: own),
                    passesCredentials: spec.bool("passCredentials") ?? false,
                    isPlainHTTP: spec.bool("insecure") ?? false,
                    isSuspended: spec.bool("suspend") ?? false,
                    timeout: spec.duration("timeout") ?? .seconds(60),
                ),
            )
        }
    }

    private enum RepositoryType: String, CaseIterable {
        case index = "default"
        case registry = "oci"
    }
}

extension FieldReader {
    /// A URL that must be there, with one of `schemes`, without user and password, and without the slash at its end.
    func repositoryURL(_ name: String, schemes: [String]) -> String {
        var url = requiredString(name)
        guard !url.isEmpty else { return "" }
        while url.hasSuffix("/") { url.removeLast() }
        guard let scheme = schemes.first(where: { url.lowercased().hasPrefix("\($0)://") }) else {
            fail(name, "must begin with \(schemes.map { "\($0)://" }.joined(separator: " or "))")
            return ""
        }
        let rest = url.dropFirst(scheme.count + 3)
        guard !rest.prefix(while: { $0 != "/" }).contains("@") else {
            fail(name, "holds a user or password; move them to a Secret and name it in secretRef")
            return ""
        }
        return "\(scheme)://\(rest)"
    }

    /// A Secret by name, in the namespace of the object that names it.
    func secretReference(_ name: String, namespace: String) -> ObjectReference? {
        object(name) { reader in
            ObjectReference(group: "", kind: "Secret", namespace: namespace, name: reader.requiredString("name"))
        }
    }
}
