extension TransformerConfig {
    /// Labels that only describe objects and their pods.
    static let metadataLabels: [FieldSpec] = [
        FieldSpec("metadata/labels", creates: true),
        FieldSpec("spec/template/metadata/labels", version: "v1", kind: "ReplicationController", creates: true),
        FieldSpec("spec/template/metadata/labels", kind: "Deployment", creates: true),
        FieldSpec("spec/template/metadata/labels", kind: "ReplicaSet", creates: true),
        FieldSpec("spec/template/metadata/labels", kind: "DaemonSet", creates: true),
        FieldSpec("spec/template/metadata/labels", group: "apps", kind: "StatefulSet", creates: true),
        FieldSpec("spec/volumeClaimTemplates[]/metadata/labels", group: "apps", kind: "StatefulSet", creates: true),
        FieldSpec("spec/template/metadata/labels", group: "batch", kind: "Job", creates: true),
        FieldSpec("spec/jobTemplate/metadata/labels", group: "batch", kind: "CronJob", creates: true),
        FieldSpec("spec/jobTemplate/spec/template/metadata/labels", group: "batch", kind: "CronJob", creates: true),
    ]

    /// Labels by which objects find others.
    static let selectorLabels: [FieldSpec] = {
        let matchLabels = "spec/selector/matchLabels"
        var specs = [
            FieldSpec("spec/selector", version: "v1", kind: "Service", creates: true),
            FieldSpec("spec/selector", version: "v1", kind: "ReplicationController", creates: true),
            FieldSpec(matchLabels, kind: "Deployment", creates: true),
            FieldSpec(matchLabels, kind: "ReplicaSet", creates: true),
            FieldSpec(matchLabels, kind: "DaemonSet", creates: true),
            FieldSpec(matchLabels, group: "apps", kind: "StatefulSet", creates: true),
            FieldSpec(matchLabels, group: "batch", kind: "Job"),
            FieldSpec("spec/jobTemplate/\(matchLabels)", group: "batch", kind: "CronJob"),
            FieldSpec(matchLabels, group: "policy", kind: "PodDisruptionBudget"),
        ]
        for kind in ["Deployment", "StatefulSet"] {
            specs += podTemplateSelectors.map { FieldSpec("spec/template/spec/\($0)", group: "apps", kind: kind) }
        }
        specs += ["podSelector", "ingress/from/podSelector", "egress/to/podSelector"].map { path in
            FieldSpec("spec/\(path)/matchLabels", group: "networking.k8s.io", kind: "NetworkPolicy")
        }
        return specs
    }()

    private static let podTemplateSelectors: [String] = {
        let preferred = "preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels"
        let required = "requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels"
        return [
            "affinity/podAffinity/\(preferred)", "affinity/podAffinity/\(required)",
            "affinity/podAntiAffinity/\(preferred)", "affinity/podAntiAffinity/\(required)",
            "topologySpreadConstraints/labelSelector/matchLabels",
        ]
    }()

    /// Annotations of objects and their pods.
    static let metadataAnnotations: [FieldSpec] = [
        FieldSpec("metadata/annotations", creates: true),
        FieldSpec("spec/template/metadata/annotations", version: "v1", kind: "ReplicationController", creates: true),
        FieldSpec("spec/template/metadata/annotations", kind: "Deployment", creates: true),
        FieldSpec("spec/template/metadata/annotations", kind: "ReplicaSet", creates: true),
        FieldSpec("spec/template/metadata/annotations", kind: "DaemonSet", creates: true),
        FieldSpec("spec/template/metadata/annotations", kind: "StatefulSet", creates: true),
        FieldSpec("spec/template/metadata/annotations", group: "batch", kind: "Job", creates: true),
        FieldSpec("spec/jobTemplate/metadata/annotations", group: "batch", kind: "CronJob", creates: true),
        FieldSpec(
            "spec/jobTemplate/spec/template/metadata/annotations",
            group: "batch",
            kind: "CronJob",
            creates: true,
        ),
    ]
}
