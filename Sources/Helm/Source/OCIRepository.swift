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
    package let interval: Duration
    package let access: RepositoryAccess

    /// Reads an OCIRepository as the repository renders it.
    ///
    /// - Throws: `Problems`, all that were found.
    package static func read(_ manifest: Manifest) throws(Problems) -> OCIRepository {
        try FluxObject.read(manifest, group: FluxObject.sourceGroup, version: "v1") { spec in
            let own = manifest.namespace ?? FluxObject.defaultNamespace
            readLayer(spec)
            spec.accept("suspend", only: false)
            spec.accept("provider", only: "generic")
            for name in ["certSecretRef", "proxySecretRef", "serviceAccountName", "verify", "ignore"] {
                spec.unsupported(name)
            }
            return OCIRepository(
                reference: ObjectReference(
                    group: FluxObject.sourceGroup,
                    kind: kind,
                    namespace: own,
                    name: manifest.name,
                ),
                subject: FluxObject.subject(of: manifest),
                url: spec.repositoryURL("url", schemes: ["oci"]),
                version: (spec.object("ref") { version($0) } ?? nil) ?? .tag("latest"),
                interval: spec.requiredDuration("interval"),
                access: RepositoryAccess(
                    credentials: spec.secretReference("secretRef", namespace: own),
                    isPlainHTTP: spec.bool("insecure") ?? false,
                    timeout: spec.duration("timeout") ?? .seconds(60),
                ),
            )
        }
    }

    /// As in Flux, a digest counts more than a range, and a range more than a tag.
    private static func version(_ ref: FieldReader) -> Version? {
        ref.unsupported("semverFilter")
        let tag = ref.string("tag")
        let range = ref.string("semver")
        guard let digest = ref.string("digest") else { return range.map { .range($0) } ?? tag.map { .tag($0) } }
        let hex = digest.dropFirst("sha256:".count)
        if !digest.hasPrefix("sha256:") || hex.count != 64 || !hex.allSatisfy({ $0.isHexDigit && !$0.isUppercase }) {
            ref.fail("digest", "'\(digest)' is no digest; write sha256: and 64 hexadecimal digits")
        }
        return .digest(digest)
    }

    /// helm takes the layer that holds the chart, as it is; nothing else can be asked for.
    private static func readLayer(_ spec: FieldReader) {
        _ = spec.object("layerSelector") { layer in
            layer.accept("mediaType", only: "application/vnd.cncf.helm.chart.content.v1.tar+gzip")
            layer.accept("operation", only: "copy", "extract")
        }
    }
}
