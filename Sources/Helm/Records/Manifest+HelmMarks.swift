package import Manifests

extension Manifest {
    /// The labels that helm gives to every object of a release.
    package static let helmSelector = "app.kubernetes.io/managed-by=Helm"

    /// The object with the marks that helm gives it when it applies it (Helm's `pkg/action/validate.go`).
    package func marked(asOf release: HelmRelease) -> Manifest {
        var result = self
        result.setLabel("app.kubernetes.io/managed-by", to: "Helm")
        result.setAnnotation("meta.helm.sh/release-name", to: release.name)
        result.setAnnotation("meta.helm.sh/release-namespace", to: release.namespace)
        return result
    }
}
