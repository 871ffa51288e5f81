internal import Manifests

extension TransformerConfig {
    /// Where objects name others.
    static let builtInNameReferences: [NameReference] = [
        scaled("Deployment"), scaled("ReplicationController"), scaled("ReplicaSet"), scaled("StatefulSet"),
        reference("ConfigMap", version: "v1", configMapReferrers),
        reference("Secret", version: "v1", secretReferrers),
        reference("Service", version: "v1", serviceReferrers),
        reference("Role", group: rbac, [FieldSpec("roleRef/name", group: rbac, kind: "RoleBinding")]),
        reference(
            "ClusterRole",
            group: rbac,
            [
                FieldSpec("roleRef/name", group: rbac, kind: "RoleBinding"),
                FieldSpec("roleRef/name", group: rbac, kind: "ClusterRoleBinding"),
            ]
        ),
        reference(
            "ServiceAccount",
            version: "v1",
            [
                FieldSpec("subjects", group: rbac, kind: "RoleBinding"),
                FieldSpec("subjects", group: rbac, kind: "ClusterRoleBinding"),
            ] + podReferrers("serviceAccountName")
        ),
        reference("PersistentVolumeClaim", version: "v1", podReferrers("volumes/persistentVolumeClaim/claimName")),
        reference(
            "PersistentVolume",
            version: "v1",
            [
                FieldSpec("spec/volumeName", kind: "PersistentVolumeClaim"),
                FieldSpec("rules/resourceNames", kind: "ClusterRole"),
            ]
        ),
        reference(
            "StorageClass",
            group: "storage.k8s.io",
            version: "v1",
            [
                FieldSpec("spec/storageClassName", kind: "PersistentVolume"),
                FieldSpec("spec/storageClassName", kind: "PersistentVolumeClaim"),
                FieldSpec("spec/volumeClaimTemplates/spec/storageClassName", kind: "StatefulSet"),
            ]
        ),
        reference("PriorityClass", group: "scheduling.k8s.io", version: "v1", podReferrers("priorityClassName")),
        // kustomize has the version in the group, so this finds no class.
        reference(
            "IngressClass",
            group: "networking.k8s.io/v1",
            version: "v1",
            [FieldSpec("spec/ingressClassName", kind: "Ingress")]
        ),
        reference(
            "ValidatingAdmissionPolicy",
            group: admission,
            [FieldSpec("spec/policyName", group: admission, kind: "ValidatingAdmissionPolicyBinding")]
        ),
    ]

    private static let rbac = "rbac.authorization.k8s.io"
    private static let admission = "admissionregistration.k8s.io"

    private static func reference(
        _ kind: String,
        group: String = "",
        version: String = "",
        _ referrers: [FieldSpec],
    ) -> NameReference {
        NameReference(kind: GroupVersionKind(group: group, version: version, kind: kind), referrers: referrers)
    }

    private static func scaled(_ kind: String) -> NameReference {
        reference(kind, [FieldSpec("spec/scaleTargetRef/name", kind: "HorizontalPodAutoscaler")])
    }

    /// A field of pods in all kinds that have some but ReplicaSets.
    private static func podReferrers(_ path: String) -> [FieldSpec] {
        [FieldSpec("spec/\(path)", kind: "Pod")]
            + ["StatefulSet", "Deployment", "ReplicationController"].map { template(path, $0) }
            + [FieldSpec("spec/jobTemplate/spec/template/spec/\(path)", kind: "CronJob")]
            + ["Job", "DaemonSet"].map { template(path, $0) }
    }

    /// Fields of pods in all kinds that have some but ReplicationControllers.
    private static func dataReferrers(_ paths: [String]) -> [FieldSpec] {
        var specs = paths.map { FieldSpec("spec/\($0)", version: "v1", kind: "Pod") }
        specs += paths.map { FieldSpec("template/spec/\($0)", kind: "PodTemplate") }
        for kind in ["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet", "Job"] {
            specs += paths.map { template($0, kind) }
        }
        return specs + paths.map { FieldSpec("spec/jobTemplate/spec/template/spec/\($0)", kind: "CronJob") }
    }

    private static func template(_ path: String, _ kind: String) -> FieldSpec {
        FieldSpec("spec/template/spec/\(path)", kind: kind)
    }

    private static let configMapReferrers: [FieldSpec] =
        dataReferrers([
            "volumes/configMap/name", "containers/env/valueFrom/configMapKeyRef/name",
            "initContainers/env/valueFrom/configMapKeyRef/name", "containers/envFrom/configMapRef/name",
            "initContainers/envFrom/configMapRef/name", "volumes/projected/sources/configMap/name",
        ]) + [
            FieldSpec("spec/configSource/configMap", kind: "Node"),
            FieldSpec("rules/resourceNames", kind: "Role"),
            FieldSpec("rules/resourceNames", kind: "ClusterRole"),
            FieldSpec(#"metadata/annotations/nginx.ingress.kubernetes.io\/fastcgi-params-configmap"#, kind: "Ingress"),
        ]

    private static let secretReferrers: [FieldSpec] =
        dataReferrers([
            "volumes/secret/secretName", "containers/env/valueFrom/secretKeyRef/name",
            "initContainers/env/valueFrom/secretKeyRef/name", "containers/envFrom/secretRef/name",
            "initContainers/envFrom/secretRef/name", "imagePullSecrets/name", "volumes/projected/sources/secret/name",
        ]) + [
            FieldSpec("spec/tls/secretName", kind: "Ingress"),
            FieldSpec(#"metadata/annotations/ingress.kubernetes.io\/auth-secret"#, kind: "Ingress"),
            FieldSpec(#"metadata/annotations/nginx.ingress.kubernetes.io\/auth-secret"#, kind: "Ingress"),
            FieldSpec(#"metadata/annotations/nginx.ingress.kubernetes.io\/auth-tls-secret"#, kind: "Ingress"),
            // kustomize lists it twice, and so passes it twice.
            FieldSpec("spec/tls/secretName", kind: "Ingress"),
            FieldSpec("imagePullSecrets/name", kind: "ServiceAccount"),
            FieldSpec("parameters/secretName", kind: "StorageClass"),
            FieldSpec("parameters/adminSecretName", kind: "StorageClass"),
            FieldSpec("parameters/userSecretName", kind: "StorageClass"),
            FieldSpec("parameters/secretRef", kind: "StorageClass"),
            FieldSpec("rules/resourceNames", kind: "Role"),
            FieldSpec("rules/resourceNames", kind: "ClusterRole"),
            FieldSpec(
                "spec/template/spec/containers/env/valueFrom/secretKeyRef/name",
                group: "serving.knative.dev",
                version: "v1",
                kind: "Service",
            ),
            FieldSpec("spec/azureFile/secretName", kind: "PersistentVolume"),
        ]

    private static let serviceReferrers: [FieldSpec] = [
        FieldSpec("spec/serviceName", group: "apps", kind: "StatefulSet"),
        FieldSpec("spec/rules/http/paths/backend/serviceName", kind: "Ingress"),
        FieldSpec("spec/backend/serviceName", kind: "Ingress"),
        FieldSpec("spec/rules/http/paths/backend/service/name", kind: "Ingress"),
        FieldSpec("spec/defaultBackend/service/name", kind: "Ingress"),
        FieldSpec("spec/service/name", group: "apiregistration.k8s.io", kind: "APIService"),
        FieldSpec("webhooks/clientConfig/service", group: admission, kind: "ValidatingWebhookConfiguration"),
        FieldSpec("webhooks/clientConfig/service", group: admission, kind: "MutatingWebhookConfiguration"),
    ]
}
