package import Manifests
internal import YAML

/// What fettle reads of Flux: which kinds, in which versions, and how an object of them is opened.
package enum FluxObject {
    /// The API group of HelmRelease.
    package static let helmGroup = "helm.toolkit.fluxcd.io"
    /// The API group of the sources of charts.
    package static let sourceGroup = "source.toolkit.fluxcd.io"
    /// The API group of Kustomization, which fettle calls a stage.
    package static let kustomizeGroup = "kustomize.toolkit.fluxcd.io"

    /// Whether the object is for fettle's Helm part to interpret, and so not for the cluster.
    package static func isInterpreted(_ manifest: Manifest) -> Bool {
        manifest.kind.group == helmGroup || manifest.kind.group == sourceGroup
    }

    /// What messages about the object begin with: its file if that is known, and the object.
    package static func subject(of manifest: Manifest) -> String {
        let object = [manifest.kind.kind, manifest.namespace ?? "", manifest.name].filter { !$0.isEmpty }
        let name = object.joined(separator: "/")
        return manifest.origin.map { "\($0): \(name)" } ?? name
    }

    /// The namespace that an object without one lies in.
    static let defaultNamespace = "default"

    /// Reads an object's `spec` strictly with `body`; `apiVersion` must be one of `group/version`.
    static func read<Result>(
        _ manifest: Manifest,
        group: String,
        version: String,
        _ body: (FieldReader) -> Result,
    ) throws(Problems) -> Result {
        let subject = subject(of: manifest)
        guard manifest.kind.apiVersion == "\(group)/\(version)" else {
            throw Problems(
                subject,
                "apiVersion: '\(manifest.kind.apiVersion)' is not supported; write it as \(group)/\(version)",
            )
        }
        var result: Result?
        try FieldReader.read(manifest.object, subject: subject) { reader in
            for known in ["apiVersion", "kind", "metadata", "status"] { reader.ignore(known) }
            if manifest.name.isEmpty { reader.fail("metadata.name", "is missing") }
            guard reader.value("spec") != nil else { return reader.fail("spec", "is missing") }
            result = reader.object("spec", body)
        }
        guard let result else { throw Problems(subject, "spec: is missing") }
        return result
    }
}

extension FieldReader {
    /// A duration that must be there.
    func requiredDuration(_ name: String) -> Duration {
        if value(name) == nil { fail(name, "is missing") }
        return duration(name) ?? .zero
    }

    /// A field that only says what fettle does anyway, or is refused.
    ///
    /// - Parameters:
    ///   - name: the field.
    ///   - accepted: the values that change nothing.
    func accept(_ name: String, only accepted: Value...) {
        guard let value = value(name), !accepted.contains(value) else { return }
        let texts = accepted.map(\.jsonText).joined(separator: " or ")
        fail(name, "fettle supports only \(texts); remove it")
    }

    /// The name of another object; `kind` must be one of `kinds`.
    func sourceReference(_ name: String, kinds: [String], group: String, namespace: String) -> ObjectReference? {
        guard value(name) != nil else {
            fail(name, "is missing")
            return nil
        }
        return object(name) { reader in
            let version = reader.string("apiVersion")
            let kind = reader.requiredString("kind")
            if let version, GroupVersionKind(apiVersion: version, kind: kind).group != group {
                reader.fail("apiVersion", "'\(version)' is not of the group \(group)")
            }
            if !kind.isEmpty, !kinds.contains(kind) {
                reader.fail("kind", "'\(kind)' is not supported by fettle; use \(kinds.joined(separator: ", "))")
            }
            return ObjectReference(
                group: group,
                kind: kind,
                namespace: reader.string("namespace") ?? namespace,
                name: reader.requiredString("name"),
            )
        }
    }
}
