internal import Manifests

/// Which fields the transformers change: kustomize's built-in ones, and those that `configurations` and `crds` add.
struct TransformerConfig: Sendable {
    /// A kind, and the fields of others that hold names of its objects.
    struct NameReference: Hashable, Sendable {
        var kind: GroupVersionKind
        var referrers: [FieldSpec]
    }

    var namePrefix: [FieldSpec] = []
    var nameSuffix: [FieldSpec] = []
    var namespace: [FieldSpec] = []
    var commonLabels: [FieldSpec] = []
    var labels: [FieldSpec] = []
    var templateLabels: [FieldSpec] = []
    var commonAnnotations: [FieldSpec] = []
    var nameReferences: [NameReference] = []
    var variableReferences: [FieldSpec] = []
    var images: [FieldSpec] = []
    var replicas: [FieldSpec] = []
}
