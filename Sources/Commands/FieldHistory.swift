internal import Manifests
internal import YAML

/// Where a value was written and what changed it, as one line: `base/app.yaml:7 → overlays/perso/app.yaml:4 (patch)`.
struct FieldHistory {
    let text: String

    /// Nil when nothing is known.
    init?(_ writings: [FieldOrigins.Writing]) {
        guard !writings.isEmpty else { return nil }
        text = writings.map { writing in
            writing.writer == .source ? "\(writing.origin)" : "\(writing.origin) (\(writing.writer.name))"
        }.joined(separator: " → ")
    }
}

extension Place.Writer {
    /// As a user knows it from kustomize.
    fileprivate var name: String {
        switch self {
        case .source: "written"
        case .patch: "patch"
        case .namespace: "namespace"
        case .namePrefix: "namePrefix"
        case .nameSuffix: "nameSuffix"
        case .label: "labels"
        case .annotation: "annotations"
        case .image: "images"
        case .replicas: "replicas"
        case .replacement: "replacement"
        case .nameReference: "follows a name"
        case .variable: "vars"
        case .generator: "generator"
        case .hash: "hash"
        case .buildMetadata: "buildMetadata"
        case .substitution: "substitute"
        }
    }
}
