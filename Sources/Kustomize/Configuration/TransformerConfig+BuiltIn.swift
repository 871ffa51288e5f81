extension TransformerConfig {
    /// The fields that kustomize changes without being told (its `api/internal/konfig/builtinpluginconsts`).
    static let builtIn: TransformerConfig = {
        var config = TransformerConfig()
        config.namePrefix = [FieldSpec("metadata/name")]
        config.nameSuffix = [FieldSpec("metadata/name")]
        config.namespace = [
            FieldSpec("metadata/name", kind: "Namespace", creates: true),
            FieldSpec(
                "spec/service/namespace",
                group: "apiregistration.k8s.io",
                kind: "APIService",
                creates: true,
            ),
            FieldSpec(
                "spec/conversion/webhook/clientConfig/service/namespace",
                group: "apiextensions.k8s.io",
                kind: "CustomResourceDefinition",
            ),
        ]
        config.commonLabels = selectorLabels + metadataLabels
        config.templateLabels = metadataLabels
        config.commonAnnotations = metadataAnnotations
        config.nameReferences = builtInNameReferences
        config.variableReferences = builtInVariableReferences
        config.images = ["spec/containers", "spec/initContainers"].flatMap { path in
            [FieldSpec("\(path)[]/image", creates: true), FieldSpec("spec/template/\(path)[]/image", creates: true)]
        }
        config.replicas = ["Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"].map { kind in
            FieldSpec("spec/replicas", kind: kind, creates: true)
        }
        config.sort()
        return config
    }()
}
