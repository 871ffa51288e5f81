internal import Charts
internal import Kustomize
package import Manifests
internal import YAML

/// One chart in an OCI registry: Flux's `OCIRepository`.
package struct OCIRepository: Hashable, Sendable {
    package static let kind = "OCIRepository"

    /// Which version of the chart is wanted.
    package enum Version: Hashable, Sendable {
        case tag(String)
        case range(String)
        /// `sha256:` and 64 digits.
        case digest(String)
    }

    package let reference: ObjectReference
    package let subject: String
    /// With the chart's name at its end, without a slash.
    package let url: String
    package let version: Version
    package let artifact: ArtifactChoice
    package let interval: Duration
    package let access: RepositoryAccess

    /// Reads an OCIRepository as the repository renders it.
    ///
    /// - Throws: `Problems`, all that were found.
    package static func read(_ manifest: Manifest) throws(Problems) -> OCIRepository {
        try FluxObject.read(manifest, group: FluxObject.sourceGroup, version: "v1") { spec in
            let own = manifest.namespace ?? FluxObject.defaultNamespace
            spec.accept("provider", only: "generic")
            for name in ["serviceAccountName", "verify", "ignore"] { spec.unsupported(name) }
            let ref = spec.object("ref") { ref in (version: version(ref), tagFilter: tagFilter(ref)) }
            return OCIRepository(
                reference: ObjectReference(
                    group: FluxObject.sourceGroup,
                    kind: kind,
                    namespace: own,
                    name: manifest.name,
                ),
                subject: FluxObject.subject(of: manifest),
                url: spec.repositoryURL("url", schemes: ["oci"]),
                version: ref?.version ?? .tag("latest"),
                artifact: ArtifactChoice(tagFilter: ref?.tagFilter, layer: layer(spec)),
                interval: spec.requiredDuration("interval"),
                access: RepositoryAccess(
                    credentials: spec.secretReference("secretRef", namespace: own),
                    certificates: spec.secretReference("certSecretRef", namespace: own),
                    proxy: spec.secretReference("proxySecretRef", namespace: own),
                    isPlainHTTP: spec.bool("insecure") ?? false,
                    isSuspended: spec.bool("suspend") ?? false,
                    timeout: spec.duration("timeout") ?? .seconds(60),
                ),
            )
        }
    }

    /// As in Flux, a digest counts more than a range, and a range more than a tag.
    private static func version(_ ref: FieldReader) -> Version? {
        let tag = ref.string("tag")
        let range = ref.string("semver")
        guard let digest = ref.string("digest") else { return range.map { .range($0) } ?? tag.map { .tag($0) } }
        let hex = digest.dropFirst("sha256:".count)
        if !digest.hasPrefix("sha256:") || hex.count != 64 || !hex.allSatisfy({ $0.isHexDigit && !$0.isUppercase }) {
            ref.fail("digest", "'\(digest)' is no digest; write sha256: and 64 hexadecimal digits")
        }
        return .digest(digest)
    }

    /// Go's syntax; of the tags that it matches nowhere, none is looked at.
    private static func tagFilter(_ ref: FieldReader) -> String? {
        guard let filter = ref.string("semverFilter"), !filter.isEmpty else { return nil }
        do throws(GoPattern.Invalid) {
            _ = try GoPattern(part: filter)
        } catch {
            ref.fail("semverFilter", "'\(filter)' is no regular expression: \(error.reason)")
        }
        return filter
    }

    /// Both operations come to the same: what is extracted is packed again, as a chart.
    private static func layer(_ spec: FieldReader) -> RegistryManifest.LayerChoice {
        let type = spec.object("layerSelector") { layer -> String? in
            layer.accept("operation", only: "copy", "extract")
            return layer.string("mediaType")
        }
        guard let type = type ?? nil, !type.isEmpty else { return .first }
        return .mediaType(type)
    }
}
