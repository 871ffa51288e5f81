internal import Manifests

/// How an object is made anew when the server refuses to change one of its fields.
package enum Recreation: Hashable, Sendable {
    /// The object goes, what belongs to it stays and is found again: `fettle.dev/recreate: orphan`.
    case orphan
    /// The object goes with all that belongs to it: Flux's `kustomize.toolkit.fluxcd.io/force: enabled`.
    case delete

    var propagation: DeletePropagation {
        switch self {
        case .orphan: .orphan
        case .delete: .background
        }
    }

    /// Reads the annotations of `manifest`; nil when the object is not to be made anew.
    ///
    /// - Throws: `KubernetesError` of reason `invalid` for a value that means nothing.
    static func asked(by manifest: Manifest) throws(KubernetesError) -> Recreation? {
        switch manifest.annotation(LoadBearingNames.recreateAnnotation) {
        case "orphan":
            return .orphan
        case "never", nil:
            break
        case .some(let other):
            throw KubernetesError(
                .invalid,
                subject: manifest.reference.description,
                "the annotation \(LoadBearingNames.recreateAnnotation) is '\(other)'; write orphan or never",
            )
        }
        return manifest.annotation(forceAnnotation)?.lowercased() == "enabled" ? .delete : nil
    }

    /// The server's refusal with what a user can do about it.
    static func advice(on error: KubernetesError, of manifest: Manifest) -> KubernetesError {
        let orphan = "set the annotation \(LoadBearingNames.recreateAnnotation): orphan"
        let way =
            manifest.kind.kind == "StatefulSet"
            ? "\(orphan) to make it anew while its pods and volumes stay"
            : "\(orphan) to make it anew while what it owns stays, or \(forceAnnotation): enabled to delete it first"
        return KubernetesError(error.reason, subject: error.subject, "\(error.message); \(way)")
    }

    private static let forceAnnotation = "kustomize.toolkit.fluxcd.io/force"
}
