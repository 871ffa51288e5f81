/// The names that a kustomization file may have (kustomize's `api/konfig`).
enum KustomizationFileName {
    static let all = ["kustomization.yaml", "kustomization.yml", "Kustomization"]
}
