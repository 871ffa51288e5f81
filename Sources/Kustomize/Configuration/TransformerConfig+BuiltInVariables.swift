extension TransformerConfig {
    /// Where `$(NAME)` is replaced.
    static let builtInVariableReferences: [FieldSpec] = {
        var specs = containers("spec/jobTemplate/spec/template/spec", "CronJob")
        specs.append(FieldSpec("spec/jobTemplate/spec/template/volumes/nfs/server", kind: "CronJob"))
        for kind in ["DaemonSet", "Deployment", "Job", "ReplicaSet", "StatefulSet"] {
            specs += containers("spec/template/spec", kind)
        }
        for kind in ["DaemonSet", "Deployment", "Job", "ReplicaSet"] {
            specs.append(FieldSpec("spec/template/spec/volumes/nfs/server", kind: kind))
        }
        specs += containers("spec", "Pod")
        return specs + [
            FieldSpec("spec/volumes/nfs/server", kind: "Pod"),
            FieldSpec("spec/template/metadata/annotations", kind: "Deployment"),
            FieldSpec("spec/rules/host", kind: "Ingress"),
            FieldSpec("spec/tls/hosts", kind: "Ingress"),
            FieldSpec("spec/tls/secretName", kind: "Ingress"),
            FieldSpec("spec/ports/port", kind: "Service"),
            FieldSpec("spec/ports/targetPort", kind: "Service"),
            FieldSpec("spec/volumeClaimTemplates/spec/nfs/server", kind: "StatefulSet"),
            FieldSpec("spec/nfs/server", kind: "PersistentVolume"),
            FieldSpec("metadata/labels"),
            FieldSpec("metadata/annotations"),
        ]
    }()

    private static func containers(_ path: String, _ kind: String) -> [FieldSpec] {
        ["containers", "initContainers"].flatMap { list in
            ["args", "command", "env/value", "volumeMounts/mountPath"].map { field in
                FieldSpec("\(path)/\(list)/\(field)", kind: kind)
            }
        }
    }
}
