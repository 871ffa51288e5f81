// swift-format-ignore-file
// Written by Scripts/make-schema of kustomize v5.5's kyaml/openapi/kubernetesapi/v1_21_2/swagger.pb.

/// The built-in kinds of Kubernetes 1.21, a line each; `BuiltInSchema` reads them.
enum BuiltInSchemaText {
    /// `APIVERSION KIND SCOPE DEFINITION`
    static let kinds: StaticString = """
        admissionregistration.k8s.io/v1 MutatingWebhookConfiguration cluster api.admissionregistration.v1.MutatingWebhookConfiguration
        admissionregistration.k8s.io/v1 MutatingWebhookConfigurationList unknown api.admissionregistration.v1.MutatingWebhookConfigurationList
        admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration cluster api.admissionregistration.v1.ValidatingWebhookConfiguration
        admissionregistration.k8s.io/v1 ValidatingWebhookConfigurationList unknown api.admissionregistration.v1.ValidatingWebhookConfigurationList
        admissionregistration.k8s.io/v1beta1 MutatingWebhookConfiguration cluster api.admissionregistration.v1beta1.MutatingWebhookConfiguration
        admissionregistration.k8s.io/v1beta1 MutatingWebhookConfigurationList unknown api.admissionregistration.v1beta1.MutatingWebhookConfigurationList
        admissionregistration.k8s.io/v1beta1 ValidatingWebhookConfiguration cluster api.admissionregistration.v1beta1.ValidatingWebhookConfiguration
        admissionregistration.k8s.io/v1beta1 ValidatingWebhookConfigurationList unknown api.admissionregistration.v1beta1.ValidatingWebhookConfigurationList
        apiextensions.k8s.io/v1 CustomResourceDefinition cluster apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition
        apiextensions.k8s.io/v1 CustomResourceDefinitionList unknown apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionList
        apiextensions.k8s.io/v1beta1 CustomResourceDefinition cluster apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinition
        apiextensions.k8s.io/v1beta1 CustomResourceDefinitionList unknown apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinitionList
        apiregistration.k8s.io/v1 APIService cluster kube-aggregator.pkg.apis.apiregistration.v1.APIService
        apiregistration.k8s.io/v1 APIServiceList unknown kube-aggregator.pkg.apis.apiregistration.v1.APIServiceList
        apiregistration.k8s.io/v1beta1 APIService cluster kube-aggregator.pkg.apis.apiregistration.v1beta1.APIService
        apiregistration.k8s.io/v1beta1 APIServiceList unknown kube-aggregator.pkg.apis.apiregistration.v1beta1.APIServiceList
        apps/v1 ControllerRevision namespaced api.apps.v1.ControllerRevision
        apps/v1 ControllerRevisionList unknown api.apps.v1.ControllerRevisionList
        apps/v1 DaemonSet namespaced api.apps.v1.DaemonSet
        apps/v1 DaemonSetList unknown api.apps.v1.DaemonSetList
        apps/v1 Deployment namespaced api.apps.v1.Deployment
        apps/v1 DeploymentList unknown api.apps.v1.DeploymentList
        apps/v1 ReplicaSet namespaced api.apps.v1.ReplicaSet
        apps/v1 ReplicaSetList unknown api.apps.v1.ReplicaSetList
        apps/v1 StatefulSet namespaced api.apps.v1.StatefulSet
        apps/v1 StatefulSetList unknown api.apps.v1.StatefulSetList
        authentication.k8s.io/v1 TokenRequest unknown api.authentication.v1.TokenRequest
        authentication.k8s.io/v1 TokenReview unknown api.authentication.v1.TokenReview
        authentication.k8s.io/v1beta1 TokenReview unknown api.authentication.v1beta1.TokenReview
        authorization.k8s.io/v1 LocalSubjectAccessReview unknown api.authorization.v1.LocalSubjectAccessReview
        authorization.k8s.io/v1 SelfSubjectAccessReview unknown api.authorization.v1.SelfSubjectAccessReview
        authorization.k8s.io/v1 SelfSubjectRulesReview unknown api.authorization.v1.SelfSubjectRulesReview
        authorization.k8s.io/v1 SubjectAccessReview unknown api.authorization.v1.SubjectAccessReview
        authorization.k8s.io/v1beta1 LocalSubjectAccessReview unknown api.authorization.v1beta1.LocalSubjectAccessReview
        authorization.k8s.io/v1beta1 SelfSubjectAccessReview unknown api.authorization.v1beta1.SelfSubjectAccessReview
        authorization.k8s.io/v1beta1 SelfSubjectRulesReview unknown api.authorization.v1beta1.SelfSubjectRulesReview
        authorization.k8s.io/v1beta1 SubjectAccessReview unknown api.authorization.v1beta1.SubjectAccessReview
        autoscaling/v1 HorizontalPodAutoscaler namespaced api.autoscaling.v1.HorizontalPodAutoscaler
        autoscaling/v1 HorizontalPodAutoscalerList unknown api.autoscaling.v1.HorizontalPodAutoscalerList
        autoscaling/v1 Scale namespaced api.autoscaling.v1.Scale
        autoscaling/v2beta1 HorizontalPodAutoscaler namespaced api.autoscaling.v2beta1.HorizontalPodAutoscaler
        autoscaling/v2beta1 HorizontalPodAutoscalerList unknown api.autoscaling.v2beta1.HorizontalPodAutoscalerList
        autoscaling/v2beta2 HorizontalPodAutoscaler namespaced api.autoscaling.v2beta2.HorizontalPodAutoscaler
        autoscaling/v2beta2 HorizontalPodAutoscalerList unknown api.autoscaling.v2beta2.HorizontalPodAutoscalerList
        batch/v1 CronJob namespaced api.batch.v1.CronJob
        batch/v1 CronJobList unknown api.batch.v1.CronJobList
        batch/v1 Job namespaced api.batch.v1.Job
        batch/v1 JobList unknown api.batch.v1.JobList
        batch/v1beta1 CronJob namespaced api.batch.v1beta1.CronJob
        batch/v1beta1 CronJobList unknown api.batch.v1beta1.CronJobList
        certificates.k8s.io/v1 CertificateSigningRequest cluster api.certificates.v1.CertificateSigningRequest
        certificates.k8s.io/v1 CertificateSigningRequestList unknown api.certificates.v1.CertificateSigningRequestList
        certificates.k8s.io/v1beta1 CertificateSigningRequest cluster api.certificates.v1beta1.CertificateSigningRequest
        certificates.k8s.io/v1beta1 CertificateSigningRequestList unknown api.certificates.v1beta1.CertificateSigningRequestList
        coordination.k8s.io/v1 Lease namespaced api.coordination.v1.Lease
        coordination.k8s.io/v1 LeaseList unknown api.coordination.v1.LeaseList
        coordination.k8s.io/v1beta1 Lease namespaced api.coordination.v1beta1.Lease
        coordination.k8s.io/v1beta1 LeaseList unknown api.coordination.v1beta1.LeaseList
        discovery.k8s.io/v1 EndpointSlice namespaced api.discovery.v1.EndpointSlice
        discovery.k8s.io/v1 EndpointSliceList unknown api.discovery.v1.EndpointSliceList
        discovery.k8s.io/v1beta1 EndpointSlice namespaced api.discovery.v1beta1.EndpointSlice
        discovery.k8s.io/v1beta1 EndpointSliceList unknown api.discovery.v1beta1.EndpointSliceList
        events.k8s.io/v1 Event namespaced api.events.v1.Event
        events.k8s.io/v1 EventList unknown api.events.v1.EventList
        events.k8s.io/v1beta1 Event namespaced api.events.v1beta1.Event
        events.k8s.io/v1beta1 EventList unknown api.events.v1beta1.EventList
        extensions/v1beta1 Ingress namespaced api.extensions.v1beta1.Ingress
        extensions/v1beta1 IngressList unknown api.extensions.v1beta1.IngressList
        flowcontrol.apiserver.k8s.io/v1beta1 FlowSchema cluster api.flowcontrol.v1beta1.FlowSchema
        flowcontrol.apiserver.k8s.io/v1beta1 FlowSchemaList unknown api.flowcontrol.v1beta1.FlowSchemaList
        flowcontrol.apiserver.k8s.io/v1beta1 PriorityLevelConfiguration cluster api.flowcontrol.v1beta1.PriorityLevelConfiguration
        flowcontrol.apiserver.k8s.io/v1beta1 PriorityLevelConfigurationList unknown api.flowcontrol.v1beta1.PriorityLevelConfigurationList
        networking.k8s.io/v1 Ingress namespaced api.networking.v1.Ingress
        networking.k8s.io/v1 IngressClass cluster api.networking.v1.IngressClass
        networking.k8s.io/v1 IngressClassList unknown api.networking.v1.IngressClassList
        networking.k8s.io/v1 IngressList unknown api.networking.v1.IngressList
        networking.k8s.io/v1 NetworkPolicy namespaced api.networking.v1.NetworkPolicy
        networking.k8s.io/v1 NetworkPolicyList unknown api.networking.v1.NetworkPolicyList
        networking.k8s.io/v1beta1 Ingress namespaced api.networking.v1beta1.Ingress
        networking.k8s.io/v1beta1 IngressClass cluster api.networking.v1beta1.IngressClass
        networking.k8s.io/v1beta1 IngressClassList unknown api.networking.v1beta1.IngressClassList
        networking.k8s.io/v1beta1 IngressList unknown api.networking.v1beta1.IngressList
        node.k8s.io/v1 RuntimeClass cluster api.node.v1.RuntimeClass
        node.k8s.io/v1 RuntimeClassList unknown api.node.v1.RuntimeClassList
        node.k8s.io/v1beta1 RuntimeClass cluster api.node.v1beta1.RuntimeClass
        node.k8s.io/v1beta1 RuntimeClassList unknown api.node.v1beta1.RuntimeClassList
        policy/v1 PodDisruptionBudget namespaced api.policy.v1.PodDisruptionBudget
        policy/v1 PodDisruptionBudgetList unknown api.policy.v1.PodDisruptionBudgetList
        policy/v1beta1 Eviction unknown api.policy.v1beta1.Eviction
        policy/v1beta1 PodDisruptionBudget namespaced api.policy.v1beta1.PodDisruptionBudget
        policy/v1beta1 PodDisruptionBudgetList unknown api.policy.v1beta1.PodDisruptionBudgetList
        policy/v1beta1 PodSecurityPolicy cluster api.policy.v1beta1.PodSecurityPolicy
        policy/v1beta1 PodSecurityPolicyList unknown api.policy.v1beta1.PodSecurityPolicyList
        rbac.authorization.k8s.io/v1 ClusterRole cluster api.rbac.v1.ClusterRole
        rbac.authorization.k8s.io/v1 ClusterRoleBinding cluster api.rbac.v1.ClusterRoleBinding
        rbac.authorization.k8s.io/v1 ClusterRoleBindingList unknown api.rbac.v1.ClusterRoleBindingList
        rbac.authorization.k8s.io/v1 ClusterRoleList unknown api.rbac.v1.ClusterRoleList
        rbac.authorization.k8s.io/v1 Role namespaced api.rbac.v1.Role
        rbac.authorization.k8s.io/v1 RoleBinding namespaced api.rbac.v1.RoleBinding
        rbac.authorization.k8s.io/v1 RoleBindingList unknown api.rbac.v1.RoleBindingList
        rbac.authorization.k8s.io/v1 RoleList unknown api.rbac.v1.RoleList
        rbac.authorization.k8s.io/v1beta1 ClusterRole cluster api.rbac.v1beta1.ClusterRole
        rbac.authorization.k8s.io/v1beta1 ClusterRoleBinding cluster api.rbac.v1beta1.ClusterRoleBinding
        rbac.authorization.k8s.io/v1beta1 ClusterRoleBindingList unknown api.rbac.v1beta1.ClusterRoleBindingList
        rbac.authorization.k8s.io/v1beta1 ClusterRoleList unknown api.rbac.v1beta1.ClusterRoleList
        rbac.authorization.k8s.io/v1beta1 Role namespaced api.rbac.v1beta1.Role
        rbac.authorization.k8s.io/v1beta1 RoleBinding namespaced api.rbac.v1beta1.RoleBinding
        rbac.authorization.k8s.io/v1beta1 RoleBindingList unknown api.rbac.v1beta1.RoleBindingList
        rbac.authorization.k8s.io/v1beta1 RoleList unknown api.rbac.v1beta1.RoleList
        scheduling.k8s.io/v1 PriorityClass cluster api.scheduling.v1.PriorityClass
        scheduling.k8s.io/v1 PriorityClassList unknown api.scheduling.v1.PriorityClassList
        scheduling.k8s.io/v1beta1 PriorityClass cluster api.scheduling.v1beta1.PriorityClass
        scheduling.k8s.io/v1beta1 PriorityClassList unknown api.scheduling.v1beta1.PriorityClassList
        storage.k8s.io/v1 CSIDriver cluster api.storage.v1.CSIDriver
        storage.k8s.io/v1 CSIDriverList unknown api.storage.v1.CSIDriverList
        storage.k8s.io/v1 CSINode cluster api.storage.v1.CSINode
        storage.k8s.io/v1 CSINodeList unknown api.storage.v1.CSINodeList
        storage.k8s.io/v1 StorageClass cluster api.storage.v1.StorageClass
        storage.k8s.io/v1 StorageClassList unknown api.storage.v1.StorageClassList
        storage.k8s.io/v1 VolumeAttachment cluster api.storage.v1.VolumeAttachment
        storage.k8s.io/v1 VolumeAttachmentList unknown api.storage.v1.VolumeAttachmentList
        storage.k8s.io/v1beta1 CSIDriver cluster api.storage.v1beta1.CSIDriver
        storage.k8s.io/v1beta1 CSIDriverList unknown api.storage.v1beta1.CSIDriverList
        storage.k8s.io/v1beta1 CSINode cluster api.storage.v1beta1.CSINode
        storage.k8s.io/v1beta1 CSINodeList unknown api.storage.v1beta1.CSINodeList
        storage.k8s.io/v1beta1 CSIStorageCapacity namespaced api.storage.v1beta1.CSIStorageCapacity
        storage.k8s.io/v1beta1 CSIStorageCapacityList unknown api.storage.v1beta1.CSIStorageCapacityList
        storage.k8s.io/v1beta1 StorageClass cluster api.storage.v1beta1.StorageClass
        storage.k8s.io/v1beta1 StorageClassList unknown api.storage.v1beta1.StorageClassList
        storage.k8s.io/v1beta1 VolumeAttachment cluster api.storage.v1beta1.VolumeAttachment
        storage.k8s.io/v1beta1 VolumeAttachmentList unknown api.storage.v1beta1.VolumeAttachmentList
        v1 APIGroup unknown apimachinery.pkg.apis.meta.v1.APIGroup
        v1 APIGroupList unknown apimachinery.pkg.apis.meta.v1.APIGroupList
        v1 APIResourceList unknown apimachinery.pkg.apis.meta.v1.APIResourceList
        v1 APIVersions unknown apimachinery.pkg.apis.meta.v1.APIVersions
        v1 Binding unknown api.core.v1.Binding
        v1 ComponentStatus cluster api.core.v1.ComponentStatus
        v1 ComponentStatusList unknown api.core.v1.ComponentStatusList
        v1 ConfigMap namespaced api.core.v1.ConfigMap
        v1 ConfigMapList unknown api.core.v1.ConfigMapList
        v1 Endpoints namespaced api.core.v1.Endpoints
        v1 EndpointsList unknown api.core.v1.EndpointsList
        v1 Event namespaced api.core.v1.Event
        v1 EventList unknown api.core.v1.EventList
        v1 LimitRange namespaced api.core.v1.LimitRange
        v1 LimitRangeList unknown api.core.v1.LimitRangeList
        v1 Namespace cluster api.core.v1.Namespace
        v1 NamespaceList unknown api.core.v1.NamespaceList
        v1 Node cluster api.core.v1.Node
        v1 NodeList unknown api.core.v1.NodeList
        v1 NodeProxyOptions cluster
        v1 PersistentVolume cluster api.core.v1.PersistentVolume
        v1 PersistentVolumeClaim namespaced api.core.v1.PersistentVolumeClaim
        v1 PersistentVolumeClaimList unknown api.core.v1.PersistentVolumeClaimList
        v1 PersistentVolumeList unknown api.core.v1.PersistentVolumeList
        v1 Pod namespaced api.core.v1.Pod
        v1 PodAttachOptions namespaced
        v1 PodExecOptions namespaced
        v1 PodList unknown api.core.v1.PodList
        v1 PodPortForwardOptions namespaced
        v1 PodProxyOptions namespaced
        v1 PodTemplate namespaced api.core.v1.PodTemplate
        v1 PodTemplateList unknown api.core.v1.PodTemplateList
        v1 ReplicationController namespaced api.core.v1.ReplicationController
        v1 ReplicationControllerList unknown api.core.v1.ReplicationControllerList
        v1 ResourceQuota namespaced api.core.v1.ResourceQuota
        v1 ResourceQuotaList unknown api.core.v1.ResourceQuotaList
        v1 Secret namespaced api.core.v1.Secret
        v1 SecretList unknown api.core.v1.SecretList
        v1 Service namespaced api.core.v1.Service
        v1 ServiceAccount namespaced api.core.v1.ServiceAccount
        v1 ServiceAccountList unknown api.core.v1.ServiceAccountList
        v1 ServiceList unknown api.core.v1.ServiceList
        v1 ServiceProxyOptions namespaced
        v1 Status unknown apimachinery.pkg.apis.meta.v1.Status
        """

    /// `DEFINITION FIELD…`; names are without `io.k8s.`
    static let definitions: StaticString = """
        api.admissionregistration.v1.MutatingWebhook admissionReviewVersions[ clientConfig=api.admissionregistration.v1.WebhookClientConfig failurePolicy matchPolicy name namespaceSelector=apimachinery.pkg.apis.meta.v1.LabelSelector objectSelector=apimachinery.pkg.apis.meta.v1.LabelSelector reinvocationPolicy rules[=api.admissionregistration.v1.RuleWithOperations sideEffects timeoutSeconds
        api.admissionregistration.v1.MutatingWebhookConfiguration apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta webhooks[+name=api.admissionregistration.v1.MutatingWebhook
        api.admissionregistration.v1.MutatingWebhookConfigurationList apiVersion items[=api.admissionregistration.v1.MutatingWebhookConfiguration kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.admissionregistration.v1.RuleWithOperations apiGroups[ apiVersions[ operations[ resources[ scope
        api.admissionregistration.v1.ServiceReference name namespace path port
        api.admissionregistration.v1.ValidatingWebhook admissionReviewVersions[ clientConfig=api.admissionregistration.v1.WebhookClientConfig failurePolicy matchPolicy name namespaceSelector=apimachinery.pkg.apis.meta.v1.LabelSelector objectSelector=apimachinery.pkg.apis.meta.v1.LabelSelector rules[=api.admissionregistration.v1.RuleWithOperations sideEffects timeoutSeconds
        api.admissionregistration.v1.ValidatingWebhookConfiguration apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta webhooks[+name=api.admissionregistration.v1.ValidatingWebhook
        api.admissionregistration.v1.ValidatingWebhookConfigurationList apiVersion items[=api.admissionregistration.v1.ValidatingWebhookConfiguration kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.admissionregistration.v1.WebhookClientConfig caBundle service=api.admissionregistration.v1.ServiceReference url
        api.admissionregistration.v1beta1.MutatingWebhook admissionReviewVersions[ clientConfig=api.admissionregistration.v1beta1.WebhookClientConfig failurePolicy matchPolicy name namespaceSelector=apimachinery.pkg.apis.meta.v1.LabelSelector objectSelector=apimachinery.pkg.apis.meta.v1.LabelSelector reinvocationPolicy rules[=api.admissionregistration.v1beta1.RuleWithOperations sideEffects timeoutSeconds
        api.admissionregistration.v1beta1.MutatingWebhookConfiguration apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta webhooks[+name=api.admissionregistration.v1beta1.MutatingWebhook
        api.admissionregistration.v1beta1.MutatingWebhookConfigurationList apiVersion items[=api.admissionregistration.v1beta1.MutatingWebhookConfiguration kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.admissionregistration.v1beta1.RuleWithOperations apiGroups[ apiVersions[ operations[ resources[ scope
        api.admissionregistration.v1beta1.ServiceReference name namespace path port
        api.admissionregistration.v1beta1.ValidatingWebhook admissionReviewVersions[ clientConfig=api.admissionregistration.v1beta1.WebhookClientConfig failurePolicy matchPolicy name namespaceSelector=apimachinery.pkg.apis.meta.v1.LabelSelector objectSelector=apimachinery.pkg.apis.meta.v1.LabelSelector rules[=api.admissionregistration.v1beta1.RuleWithOperations sideEffects timeoutSeconds
        api.admissionregistration.v1beta1.ValidatingWebhookConfiguration apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta webhooks[+name=api.admissionregistration.v1beta1.ValidatingWebhook
        api.admissionregistration.v1beta1.ValidatingWebhookConfigurationList apiVersion items[=api.admissionregistration.v1beta1.ValidatingWebhookConfiguration kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.admissionregistration.v1beta1.WebhookClientConfig caBundle service=api.admissionregistration.v1beta1.ServiceReference url
        api.apps.v1.ControllerRevision apiVersion data=apimachinery.pkg.runtime.RawExtension kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta revision
        api.apps.v1.ControllerRevisionList apiVersion items[=api.apps.v1.ControllerRevision kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.apps.v1.DaemonSet apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.apps.v1.DaemonSetSpec status=api.apps.v1.DaemonSetStatus
        api.apps.v1.DaemonSetCondition lastTransitionTime=apimachinery.pkg.apis.meta.v1.Time message reason status type
        api.apps.v1.DaemonSetList apiVersion items[=api.apps.v1.DaemonSet kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.apps.v1.DaemonSetSpec minReadySeconds revisionHistoryLimit selector=apimachinery.pkg.apis.meta.v1.LabelSelector template=api.core.v1.PodTemplateSpec updateStrategy=api.apps.v1.DaemonSetUpdateStrategy
        api.apps.v1.DaemonSetStatus collisionCount conditions[+type=api.apps.v1.DaemonSetCondition currentNumberScheduled desiredNumberScheduled numberAvailable numberMisscheduled numberReady numberUnavailable observedGeneration updatedNumberScheduled
        api.apps.v1.DaemonSetUpdateStrategy rollingUpdate=api.apps.v1.RollingUpdateDaemonSet type
        api.apps.v1.Deployment apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.apps.v1.DeploymentSpec status=api.apps.v1.DeploymentStatus
        api.apps.v1.DeploymentCondition lastTransitionTime=apimachinery.pkg.apis.meta.v1.Time lastUpdateTime=apimachinery.pkg.apis.meta.v1.Time message reason status type
        api.apps.v1.DeploymentList apiVersion items[=api.apps.v1.Deployment kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.apps.v1.DeploymentSpec minReadySeconds paused progressDeadlineSeconds replicas revisionHistoryLimit selector=apimachinery.pkg.apis.meta.v1.LabelSelector strategy=api.apps.v1.DeploymentStrategy template=api.core.v1.PodTemplateSpec
        api.apps.v1.DeploymentStatus availableReplicas collisionCount conditions[+type=api.apps.v1.DeploymentCondition observedGeneration readyReplicas replicas unavailableReplicas updatedReplicas
        api.apps.v1.DeploymentStrategy rollingUpdate=api.apps.v1.RollingUpdateDeployment type
        api.apps.v1.ReplicaSet apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.apps.v1.ReplicaSetSpec status=api.apps.v1.ReplicaSetStatus
        api.apps.v1.ReplicaSetCondition lastTransitionTime=apimachinery.pkg.apis.meta.v1.Time message reason status type
        api.apps.v1.ReplicaSetList apiVersion items[=api.apps.v1.ReplicaSet kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.apps.v1.ReplicaSetSpec minReadySeconds replicas selector=apimachinery.pkg.apis.meta.v1.LabelSelector template=api.core.v1.PodTemplateSpec
        api.apps.v1.ReplicaSetStatus availableReplicas conditions[+type=api.apps.v1.ReplicaSetCondition fullyLabeledReplicas observedGeneration readyReplicas replicas
        api.apps.v1.RollingUpdateDaemonSet maxSurge=apimachinery.pkg.util.intstr.IntOrString maxUnavailable=apimachinery.pkg.util.intstr.IntOrString
        api.apps.v1.RollingUpdateDeployment maxSurge=apimachinery.pkg.util.intstr.IntOrString maxUnavailable=apimachinery.pkg.util.intstr.IntOrString
        api.apps.v1.RollingUpdateStatefulSetStrategy partition
        api.apps.v1.StatefulSet apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.apps.v1.StatefulSetSpec status=api.apps.v1.StatefulSetStatus
        api.apps.v1.StatefulSetCondition lastTransitionTime=apimachinery.pkg.apis.meta.v1.Time message reason status type
        api.apps.v1.StatefulSetList apiVersion items[=api.apps.v1.StatefulSet kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.apps.v1.StatefulSetSpec podManagementPolicy replicas revisionHistoryLimit selector=apimachinery.pkg.apis.meta.v1.LabelSelector serviceName template=api.core.v1.PodTemplateSpec updateStrategy=api.apps.v1.StatefulSetUpdateStrategy volumeClaimTemplates[=api.core.v1.PersistentVolumeClaim
        api.apps.v1.StatefulSetStatus collisionCount conditions[+type=api.apps.v1.StatefulSetCondition currentReplicas currentRevision observedGeneration readyReplicas replicas updateRevision updatedReplicas
        api.apps.v1.StatefulSetUpdateStrategy rollingUpdate=api.apps.v1.RollingUpdateStatefulSetStrategy type
        api.authentication.v1.BoundObjectReference apiVersion kind name uid
        api.authentication.v1.TokenRequest apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.authentication.v1.TokenRequestSpec status=api.authentication.v1.TokenRequestStatus
        api.authentication.v1.TokenRequestSpec audiences[ boundObjectRef=api.authentication.v1.BoundObjectReference expirationSeconds
        api.authentication.v1.TokenRequestStatus expirationTimestamp=apimachinery.pkg.apis.meta.v1.Time token
        api.authentication.v1.TokenReview apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.authentication.v1.TokenReviewSpec status=api.authentication.v1.TokenReviewStatus
        api.authentication.v1.TokenReviewSpec audiences[ token
        api.authentication.v1.TokenReviewStatus audiences[ authenticated error user=api.authentication.v1.UserInfo
        api.authentication.v1.UserInfo extra{[ groups[ uid username
        api.authentication.v1beta1.TokenReview apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.authentication.v1beta1.TokenReviewSpec status=api.authentication.v1beta1.TokenReviewStatus
        api.authentication.v1beta1.TokenReviewSpec audiences[ token
        api.authentication.v1beta1.TokenReviewStatus audiences[ authenticated error user=api.authentication.v1beta1.UserInfo
        api.authentication.v1beta1.UserInfo extra{[ groups[ uid username
        api.authorization.v1.LocalSubjectAccessReview apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.authorization.v1.SubjectAccessReviewSpec status=api.authorization.v1.SubjectAccessReviewStatus
        api.authorization.v1.NonResourceAttributes path verb
        api.authorization.v1.NonResourceRule nonResourceURLs[ verbs[
        api.authorization.v1.ResourceAttributes group name namespace resource subresource verb version
        api.authorization.v1.ResourceRule apiGroups[ resourceNames[ resources[ verbs[
        api.authorization.v1.SelfSubjectAccessReview apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.authorization.v1.SelfSubjectAccessReviewSpec status=api.authorization.v1.SubjectAccessReviewStatus
        api.authorization.v1.SelfSubjectAccessReviewSpec nonResourceAttributes=api.authorization.v1.NonResourceAttributes resourceAttributes=api.authorization.v1.ResourceAttributes
        api.authorization.v1.SelfSubjectRulesReview apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.authorization.v1.SelfSubjectRulesReviewSpec status=api.authorization.v1.SubjectRulesReviewStatus
        api.authorization.v1.SelfSubjectRulesReviewSpec namespace
        api.authorization.v1.SubjectAccessReview apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.authorization.v1.SubjectAccessReviewSpec status=api.authorization.v1.SubjectAccessReviewStatus
        api.authorization.v1.SubjectAccessReviewSpec extra{[ groups[ nonResourceAttributes=api.authorization.v1.NonResourceAttributes resourceAttributes=api.authorization.v1.ResourceAttributes uid user
        api.authorization.v1.SubjectAccessReviewStatus allowed denied evaluationError reason
        api.authorization.v1.SubjectRulesReviewStatus evaluationError incomplete nonResourceRules[=api.authorization.v1.NonResourceRule resourceRules[=api.authorization.v1.ResourceRule
        api.authorization.v1beta1.LocalSubjectAccessReview apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.authorization.v1beta1.SubjectAccessReviewSpec status=api.authorization.v1beta1.SubjectAccessReviewStatus
        api.authorization.v1beta1.NonResourceAttributes path verb
        api.authorization.v1beta1.NonResourceRule nonResourceURLs[ verbs[
        api.authorization.v1beta1.ResourceAttributes group name namespace resource subresource verb version
        api.authorization.v1beta1.ResourceRule apiGroups[ resourceNames[ resources[ verbs[
        api.authorization.v1beta1.SelfSubjectAccessReview apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.authorization.v1beta1.SelfSubjectAccessReviewSpec status=api.authorization.v1beta1.SubjectAccessReviewStatus
        api.authorization.v1beta1.SelfSubjectAccessReviewSpec nonResourceAttributes=api.authorization.v1beta1.NonResourceAttributes resourceAttributes=api.authorization.v1beta1.ResourceAttributes
        api.authorization.v1beta1.SelfSubjectRulesReview apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.authorization.v1beta1.SelfSubjectRulesReviewSpec status=api.authorization.v1beta1.SubjectRulesReviewStatus
        api.authorization.v1beta1.SelfSubjectRulesReviewSpec namespace
        api.authorization.v1beta1.SubjectAccessReview apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.authorization.v1beta1.SubjectAccessReviewSpec status=api.authorization.v1beta1.SubjectAccessReviewStatus
        api.authorization.v1beta1.SubjectAccessReviewSpec extra{[ group[ nonResourceAttributes=api.authorization.v1beta1.NonResourceAttributes resourceAttributes=api.authorization.v1beta1.ResourceAttributes uid user
        api.authorization.v1beta1.SubjectAccessReviewStatus allowed denied evaluationError reason
        api.authorization.v1beta1.SubjectRulesReviewStatus evaluationError incomplete nonResourceRules[=api.authorization.v1beta1.NonResourceRule resourceRules[=api.authorization.v1beta1.ResourceRule
        api.autoscaling.v1.CrossVersionObjectReference apiVersion kind name
        api.autoscaling.v1.HorizontalPodAutoscaler apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.autoscaling.v1.HorizontalPodAutoscalerSpec status=api.autoscaling.v1.HorizontalPodAutoscalerStatus
        api.autoscaling.v1.HorizontalPodAutoscalerList apiVersion items[=api.autoscaling.v1.HorizontalPodAutoscaler kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.autoscaling.v1.HorizontalPodAutoscalerSpec maxReplicas minReplicas scaleTargetRef=api.autoscaling.v1.CrossVersionObjectReference targetCPUUtilizationPercentage
        api.autoscaling.v1.HorizontalPodAutoscalerStatus currentCPUUtilizationPercentage currentReplicas desiredReplicas lastScaleTime=apimachinery.pkg.apis.meta.v1.Time observedGeneration
        api.autoscaling.v1.Scale apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.autoscaling.v1.ScaleSpec status=api.autoscaling.v1.ScaleStatus
        api.autoscaling.v1.ScaleSpec replicas
        api.autoscaling.v1.ScaleStatus replicas selector
        api.autoscaling.v2beta1.ContainerResourceMetricSource container name targetAverageUtilization targetAverageValue=apimachinery.pkg.api.resource.Quantity
        api.autoscaling.v2beta1.ContainerResourceMetricStatus container currentAverageUtilization currentAverageValue=apimachinery.pkg.api.resource.Quantity name
        api.autoscaling.v2beta1.CrossVersionObjectReference apiVersion kind name
        api.autoscaling.v2beta1.ExternalMetricSource metricName metricSelector=apimachinery.pkg.apis.meta.v1.LabelSelector targetAverageValue=apimachinery.pkg.api.resource.Quantity targetValue=apimachinery.pkg.api.resource.Quantity
        api.autoscaling.v2beta1.ExternalMetricStatus currentAverageValue=apimachinery.pkg.api.resource.Quantity currentValue=apimachinery.pkg.api.resource.Quantity metricName metricSelector=apimachinery.pkg.apis.meta.v1.LabelSelector
        api.autoscaling.v2beta1.HorizontalPodAutoscaler apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.autoscaling.v2beta1.HorizontalPodAutoscalerSpec status=api.autoscaling.v2beta1.HorizontalPodAutoscalerStatus
        api.autoscaling.v2beta1.HorizontalPodAutoscalerCondition lastTransitionTime=apimachinery.pkg.apis.meta.v1.Time message reason status type
        api.autoscaling.v2beta1.HorizontalPodAutoscalerList apiVersion items[=api.autoscaling.v2beta1.HorizontalPodAutoscaler kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.autoscaling.v2beta1.HorizontalPodAutoscalerSpec maxReplicas metrics[=api.autoscaling.v2beta1.MetricSpec minReplicas scaleTargetRef=api.autoscaling.v2beta1.CrossVersionObjectReference
        api.autoscaling.v2beta1.HorizontalPodAutoscalerStatus conditions[=api.autoscaling.v2beta1.HorizontalPodAutoscalerCondition currentMetrics[=api.autoscaling.v2beta1.MetricStatus currentReplicas desiredReplicas lastScaleTime=apimachinery.pkg.apis.meta.v1.Time observedGeneration
        api.autoscaling.v2beta1.MetricSpec containerResource=api.autoscaling.v2beta1.ContainerResourceMetricSource external=api.autoscaling.v2beta1.ExternalMetricSource object=api.autoscaling.v2beta1.ObjectMetricSource pods=api.autoscaling.v2beta1.PodsMetricSource resource=api.autoscaling.v2beta1.ResourceMetricSource type
        api.autoscaling.v2beta1.MetricStatus containerResource=api.autoscaling.v2beta1.ContainerResourceMetricStatus external=api.autoscaling.v2beta1.ExternalMetricStatus object=api.autoscaling.v2beta1.ObjectMetricStatus pods=api.autoscaling.v2beta1.PodsMetricStatus resource=api.autoscaling.v2beta1.ResourceMetricStatus type
        api.autoscaling.v2beta1.ObjectMetricSource averageValue=apimachinery.pkg.api.resource.Quantity metricName selector=apimachinery.pkg.apis.meta.v1.LabelSelector target=api.autoscaling.v2beta1.CrossVersionObjectReference targetValue=apimachinery.pkg.api.resource.Quantity
        api.autoscaling.v2beta1.ObjectMetricStatus averageValue=apimachinery.pkg.api.resource.Quantity currentValue=apimachinery.pkg.api.resource.Quantity metricName selector=apimachinery.pkg.apis.meta.v1.LabelSelector target=api.autoscaling.v2beta1.CrossVersionObjectReference
        api.autoscaling.v2beta1.PodsMetricSource metricName selector=apimachinery.pkg.apis.meta.v1.LabelSelector targetAverageValue=apimachinery.pkg.api.resource.Quantity
        api.autoscaling.v2beta1.PodsMetricStatus currentAverageValue=apimachinery.pkg.api.resource.Quantity metricName selector=apimachinery.pkg.apis.meta.v1.LabelSelector
        api.autoscaling.v2beta1.ResourceMetricSource name targetAverageUtilization targetAverageValue=apimachinery.pkg.api.resource.Quantity
        api.autoscaling.v2beta1.ResourceMetricStatus currentAverageUtilization currentAverageValue=apimachinery.pkg.api.resource.Quantity name
        api.autoscaling.v2beta2.ContainerResourceMetricSource container name target=api.autoscaling.v2beta2.MetricTarget
        api.autoscaling.v2beta2.ContainerResourceMetricStatus container current=api.autoscaling.v2beta2.MetricValueStatus name
        api.autoscaling.v2beta2.CrossVersionObjectReference apiVersion kind name
        api.autoscaling.v2beta2.ExternalMetricSource metric=api.autoscaling.v2beta2.MetricIdentifier target=api.autoscaling.v2beta2.MetricTarget
        api.autoscaling.v2beta2.ExternalMetricStatus current=api.autoscaling.v2beta2.MetricValueStatus metric=api.autoscaling.v2beta2.MetricIdentifier
        api.autoscaling.v2beta2.HPAScalingPolicy periodSeconds type value
        api.autoscaling.v2beta2.HPAScalingRules policies[=api.autoscaling.v2beta2.HPAScalingPolicy selectPolicy stabilizationWindowSeconds
        api.autoscaling.v2beta2.HorizontalPodAutoscaler apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.autoscaling.v2beta2.HorizontalPodAutoscalerSpec status=api.autoscaling.v2beta2.HorizontalPodAutoscalerStatus
        api.autoscaling.v2beta2.HorizontalPodAutoscalerBehavior scaleDown=api.autoscaling.v2beta2.HPAScalingRules scaleUp=api.autoscaling.v2beta2.HPAScalingRules
        api.autoscaling.v2beta2.HorizontalPodAutoscalerCondition lastTransitionTime=apimachinery.pkg.apis.meta.v1.Time message reason status type
        api.autoscaling.v2beta2.HorizontalPodAutoscalerList apiVersion items[=api.autoscaling.v2beta2.HorizontalPodAutoscaler kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.autoscaling.v2beta2.HorizontalPodAutoscalerSpec behavior=api.autoscaling.v2beta2.HorizontalPodAutoscalerBehavior maxReplicas metrics[=api.autoscaling.v2beta2.MetricSpec minReplicas scaleTargetRef=api.autoscaling.v2beta2.CrossVersionObjectReference
        api.autoscaling.v2beta2.HorizontalPodAutoscalerStatus conditions[=api.autoscaling.v2beta2.HorizontalPodAutoscalerCondition currentMetrics[=api.autoscaling.v2beta2.MetricStatus currentReplicas desiredReplicas lastScaleTime=apimachinery.pkg.apis.meta.v1.Time observedGeneration
        api.autoscaling.v2beta2.MetricIdentifier name selector=apimachinery.pkg.apis.meta.v1.LabelSelector
        api.autoscaling.v2beta2.MetricSpec containerResource=api.autoscaling.v2beta2.ContainerResourceMetricSource external=api.autoscaling.v2beta2.ExternalMetricSource object=api.autoscaling.v2beta2.ObjectMetricSource pods=api.autoscaling.v2beta2.PodsMetricSource resource=api.autoscaling.v2beta2.ResourceMetricSource type
        api.autoscaling.v2beta2.MetricStatus containerResource=api.autoscaling.v2beta2.ContainerResourceMetricStatus external=api.autoscaling.v2beta2.ExternalMetricStatus object=api.autoscaling.v2beta2.ObjectMetricStatus pods=api.autoscaling.v2beta2.PodsMetricStatus resource=api.autoscaling.v2beta2.ResourceMetricStatus type
        api.autoscaling.v2beta2.MetricTarget averageUtilization averageValue=apimachinery.pkg.api.resource.Quantity type value=apimachinery.pkg.api.resource.Quantity
        api.autoscaling.v2beta2.MetricValueStatus averageUtilization averageValue=apimachinery.pkg.api.resource.Quantity value=apimachinery.pkg.api.resource.Quantity
        api.autoscaling.v2beta2.ObjectMetricSource describedObject=api.autoscaling.v2beta2.CrossVersionObjectReference metric=api.autoscaling.v2beta2.MetricIdentifier target=api.autoscaling.v2beta2.MetricTarget
        api.autoscaling.v2beta2.ObjectMetricStatus current=api.autoscaling.v2beta2.MetricValueStatus describedObject=api.autoscaling.v2beta2.CrossVersionObjectReference metric=api.autoscaling.v2beta2.MetricIdentifier
        api.autoscaling.v2beta2.PodsMetricSource metric=api.autoscaling.v2beta2.MetricIdentifier target=api.autoscaling.v2beta2.MetricTarget
        api.autoscaling.v2beta2.PodsMetricStatus current=api.autoscaling.v2beta2.MetricValueStatus metric=api.autoscaling.v2beta2.MetricIdentifier
        api.autoscaling.v2beta2.ResourceMetricSource name target=api.autoscaling.v2beta2.MetricTarget
        api.autoscaling.v2beta2.ResourceMetricStatus current=api.autoscaling.v2beta2.MetricValueStatus name
        api.batch.v1.CronJob apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.batch.v1.CronJobSpec status=api.batch.v1.CronJobStatus
        api.batch.v1.CronJobList apiVersion items[=api.batch.v1.CronJob kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.batch.v1.CronJobSpec concurrencyPolicy failedJobsHistoryLimit jobTemplate=api.batch.v1.JobTemplateSpec schedule startingDeadlineSeconds successfulJobsHistoryLimit suspend
        api.batch.v1.CronJobStatus active[=api.core.v1.ObjectReference lastScheduleTime=apimachinery.pkg.apis.meta.v1.Time lastSuccessfulTime=apimachinery.pkg.apis.meta.v1.Time
        api.batch.v1.Job apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.batch.v1.JobSpec status=api.batch.v1.JobStatus
        api.batch.v1.JobCondition lastProbeTime=apimachinery.pkg.apis.meta.v1.Time lastTransitionTime=apimachinery.pkg.apis.meta.v1.Time message reason status type
        api.batch.v1.JobList apiVersion items[=api.batch.v1.Job kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.batch.v1.JobSpec activeDeadlineSeconds backoffLimit completionMode completions manualSelector parallelism selector=apimachinery.pkg.apis.meta.v1.LabelSelector suspend template=api.core.v1.PodTemplateSpec ttlSecondsAfterFinished
        api.batch.v1.JobStatus active completedIndexes completionTime=apimachinery.pkg.apis.meta.v1.Time conditions[+type=api.batch.v1.JobCondition failed startTime=apimachinery.pkg.apis.meta.v1.Time succeeded
        api.batch.v1.JobTemplateSpec metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.batch.v1.JobSpec
        api.batch.v1beta1.CronJob apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.batch.v1beta1.CronJobSpec status=api.batch.v1beta1.CronJobStatus
        api.batch.v1beta1.CronJobList apiVersion items[=api.batch.v1beta1.CronJob kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.batch.v1beta1.CronJobSpec concurrencyPolicy failedJobsHistoryLimit jobTemplate=api.batch.v1beta1.JobTemplateSpec schedule startingDeadlineSeconds successfulJobsHistoryLimit suspend
        api.batch.v1beta1.CronJobStatus active[=api.core.v1.ObjectReference lastScheduleTime=apimachinery.pkg.apis.meta.v1.Time lastSuccessfulTime=apimachinery.pkg.apis.meta.v1.Time
        api.batch.v1beta1.JobTemplateSpec metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.batch.v1.JobSpec
        api.certificates.v1.CertificateSigningRequest apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.certificates.v1.CertificateSigningRequestSpec status=api.certificates.v1.CertificateSigningRequestStatus
        api.certificates.v1.CertificateSigningRequestCondition lastTransitionTime=apimachinery.pkg.apis.meta.v1.Time lastUpdateTime=apimachinery.pkg.apis.meta.v1.Time message reason status type
        api.certificates.v1.CertificateSigningRequestList apiVersion items[=api.certificates.v1.CertificateSigningRequest kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.certificates.v1.CertificateSigningRequestSpec extra{[ groups[ request signerName uid usages[ username
        api.certificates.v1.CertificateSigningRequestStatus certificate conditions[=api.certificates.v1.CertificateSigningRequestCondition
        api.certificates.v1beta1.CertificateSigningRequest apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.certificates.v1beta1.CertificateSigningRequestSpec status=api.certificates.v1beta1.CertificateSigningRequestStatus
        api.certificates.v1beta1.CertificateSigningRequestCondition lastTransitionTime=apimachinery.pkg.apis.meta.v1.Time lastUpdateTime=apimachinery.pkg.apis.meta.v1.Time message reason status type
        api.certificates.v1beta1.CertificateSigningRequestList apiVersion items[=api.certificates.v1beta1.CertificateSigningRequest kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.certificates.v1beta1.CertificateSigningRequestSpec extra{[ groups[ request signerName uid usages[ username
        api.certificates.v1beta1.CertificateSigningRequestStatus certificate conditions[=api.certificates.v1beta1.CertificateSigningRequestCondition
        api.coordination.v1.Lease apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.coordination.v1.LeaseSpec
        api.coordination.v1.LeaseList apiVersion items[=api.coordination.v1.Lease kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.coordination.v1.LeaseSpec acquireTime=apimachinery.pkg.apis.meta.v1.MicroTime holderIdentity leaseDurationSeconds leaseTransitions renewTime=apimachinery.pkg.apis.meta.v1.MicroTime
        api.coordination.v1beta1.Lease apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.coordination.v1beta1.LeaseSpec
        api.coordination.v1beta1.LeaseList apiVersion items[=api.coordination.v1beta1.Lease kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.coordination.v1beta1.LeaseSpec acquireTime=apimachinery.pkg.apis.meta.v1.MicroTime holderIdentity leaseDurationSeconds leaseTransitions renewTime=apimachinery.pkg.apis.meta.v1.MicroTime
        api.core.v1.AWSElasticBlockStoreVolumeSource fsType partition readOnly volumeID
        api.core.v1.Affinity nodeAffinity=api.core.v1.NodeAffinity podAffinity=api.core.v1.PodAffinity podAntiAffinity=api.core.v1.PodAntiAffinity
        api.core.v1.AttachedVolume devicePath name
        api.core.v1.AzureDiskVolumeSource cachingMode diskName diskURI fsType kind readOnly
        api.core.v1.AzureFilePersistentVolumeSource readOnly secretName secretNamespace shareName
        api.core.v1.AzureFileVolumeSource readOnly secretName shareName
        api.core.v1.Binding apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta target=api.core.v1.ObjectReference
        api.core.v1.CSIPersistentVolumeSource controllerExpandSecretRef=api.core.v1.SecretReference controllerPublishSecretRef=api.core.v1.SecretReference driver fsType nodePublishSecretRef=api.core.v1.SecretReference nodeStageSecretRef=api.core.v1.SecretReference readOnly volumeAttributes{ volumeHandle
        api.core.v1.CSIVolumeSource driver fsType nodePublishSecretRef=api.core.v1.LocalObjectReference readOnly volumeAttributes{
        api.core.v1.Capabilities add[ drop[
        api.core.v1.CephFSPersistentVolumeSource monitors[ path readOnly secretFile secretRef=api.core.v1.SecretReference user
        api.core.v1.CephFSVolumeSource monitors[ path readOnly secretFile secretRef=api.core.v1.LocalObjectReference user
        api.core.v1.CinderPersistentVolumeSource fsType readOnly secretRef=api.core.v1.SecretReference volumeID
        api.core.v1.CinderVolumeSource fsType readOnly secretRef=api.core.v1.LocalObjectReference volumeID
        api.core.v1.ClientIPConfig timeoutSeconds
        api.core.v1.ComponentCondition error message status type
        api.core.v1.ComponentStatus apiVersion conditions[+type=api.core.v1.ComponentCondition kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta
        api.core.v1.ComponentStatusList apiVersion items[=api.core.v1.ComponentStatus kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.core.v1.ConfigMap apiVersion binaryData{ data{ immutable kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta
        api.core.v1.ConfigMapEnvSource name optional
        api.core.v1.ConfigMapKeySelector key name optional
        api.core.v1.ConfigMapList apiVersion items[=api.core.v1.ConfigMap kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.core.v1.ConfigMapNodeConfigSource kubeletConfigKey name namespace resourceVersion uid
        api.core.v1.ConfigMapProjection items[=api.core.v1.KeyToPath name optional
        api.core.v1.ConfigMapVolumeSource defaultMode items[=api.core.v1.KeyToPath name optional
        api.core.v1.Container args[ command[ env[+name=api.core.v1.EnvVar envFrom[=api.core.v1.EnvFromSource image imagePullPolicy lifecycle=api.core.v1.Lifecycle livenessProbe=api.core.v1.Probe name ports[+containerPort,protocol=api.core.v1.ContainerPort readinessProbe=api.core.v1.Probe resources=api.core.v1.ResourceRequirements securityContext=api.core.v1.SecurityContext startupProbe=api.core.v1.Probe stdin stdinOnce terminationMessagePath terminationMessagePolicy tty volumeDevices[+devicePath=api.core.v1.VolumeDevice volumeMounts[+mountPath=api.core.v1.VolumeMount workingDir
        api.core.v1.ContainerImage names[ sizeBytes
        api.core.v1.ContainerPort containerPort hostIP hostPort name protocol
        api.core.v1.ContainerState running=api.core.v1.ContainerStateRunning terminated=api.core.v1.ContainerStateTerminated waiting=api.core.v1.ContainerStateWaiting
        api.core.v1.ContainerStateRunning startedAt=apimachinery.pkg.apis.meta.v1.Time
        api.core.v1.ContainerStateTerminated containerID exitCode finishedAt=apimachinery.pkg.apis.meta.v1.Time message reason signal startedAt=apimachinery.pkg.apis.meta.v1.Time
        api.core.v1.ContainerStateWaiting message reason
        api.core.v1.ContainerStatus containerID image imageID lastState=api.core.v1.ContainerState name ready restartCount started state=api.core.v1.ContainerState
        api.core.v1.DaemonEndpoint Port
        api.core.v1.DownwardAPIProjection items[=api.core.v1.DownwardAPIVolumeFile
        api.core.v1.DownwardAPIVolumeFile fieldRef=api.core.v1.ObjectFieldSelector mode path resourceFieldRef=api.core.v1.ResourceFieldSelector
        api.core.v1.DownwardAPIVolumeSource defaultMode items[=api.core.v1.DownwardAPIVolumeFile
        api.core.v1.EmptyDirVolumeSource medium sizeLimit=apimachinery.pkg.api.resource.Quantity
        api.core.v1.EndpointAddress hostname ip nodeName targetRef=api.core.v1.ObjectReference
        api.core.v1.EndpointPort appProtocol name port protocol
        api.core.v1.EndpointSubset addresses[=api.core.v1.EndpointAddress notReadyAddresses[=api.core.v1.EndpointAddress ports[=api.core.v1.EndpointPort
        api.core.v1.Endpoints apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta subsets[=api.core.v1.EndpointSubset
        api.core.v1.EndpointsList apiVersion items[=api.core.v1.Endpoints kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.core.v1.EnvFromSource configMapRef=api.core.v1.ConfigMapEnvSource prefix secretRef=api.core.v1.SecretEnvSource
        api.core.v1.EnvVar name value valueFrom=api.core.v1.EnvVarSource
        api.core.v1.EnvVarSource configMapKeyRef=api.core.v1.ConfigMapKeySelector fieldRef=api.core.v1.ObjectFieldSelector resourceFieldRef=api.core.v1.ResourceFieldSelector secretKeyRef=api.core.v1.SecretKeySelector
        api.core.v1.EphemeralContainer args[ command[ env[+name=api.core.v1.EnvVar envFrom[=api.core.v1.EnvFromSource image imagePullPolicy lifecycle=api.core.v1.Lifecycle livenessProbe=api.core.v1.Probe name ports[=api.core.v1.ContainerPort readinessProbe=api.core.v1.Probe resources=api.core.v1.ResourceRequirements securityContext=api.core.v1.SecurityContext startupProbe=api.core.v1.Probe stdin stdinOnce targetContainerName terminationMessagePath terminationMessagePolicy tty volumeDevices[+devicePath=api.core.v1.VolumeDevice volumeMounts[+mountPath=api.core.v1.VolumeMount workingDir
        api.core.v1.EphemeralVolumeSource volumeClaimTemplate=api.core.v1.PersistentVolumeClaimTemplate
        api.core.v1.Event action apiVersion count eventTime=apimachinery.pkg.apis.meta.v1.MicroTime firstTimestamp=apimachinery.pkg.apis.meta.v1.Time involvedObject=api.core.v1.ObjectReference kind lastTimestamp=apimachinery.pkg.apis.meta.v1.Time message metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta reason related=api.core.v1.ObjectReference reportingComponent reportingInstance series=api.core.v1.EventSeries source=api.core.v1.EventSource type
        api.core.v1.EventList apiVersion items[=api.core.v1.Event kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.core.v1.EventSeries count lastObservedTime=apimachinery.pkg.apis.meta.v1.MicroTime
        api.core.v1.EventSource component host
        api.core.v1.ExecAction command[
        api.core.v1.FCVolumeSource fsType lun readOnly targetWWNs[ wwids[
        api.core.v1.FlexPersistentVolumeSource driver fsType options{ readOnly secretRef=api.core.v1.SecretReference
        api.core.v1.FlexVolumeSource driver fsType options{ readOnly secretRef=api.core.v1.LocalObjectReference
        api.core.v1.FlockerVolumeSource datasetName datasetUUID
        api.core.v1.GCEPersistentDiskVolumeSource fsType partition pdName readOnly
        api.core.v1.GitRepoVolumeSource directory repository revision
        api.core.v1.GlusterfsPersistentVolumeSource endpoints endpointsNamespace path readOnly
        api.core.v1.GlusterfsVolumeSource endpoints path readOnly
        api.core.v1.HTTPGetAction host httpHeaders[=api.core.v1.HTTPHeader path port=apimachinery.pkg.util.intstr.IntOrString scheme
        api.core.v1.HTTPHeader name value
        api.core.v1.Handler exec=api.core.v1.ExecAction httpGet=api.core.v1.HTTPGetAction tcpSocket=api.core.v1.TCPSocketAction
        api.core.v1.HostAlias hostnames[ ip
        api.core.v1.HostPathVolumeSource path type
        api.core.v1.ISCSIPersistentVolumeSource chapAuthDiscovery chapAuthSession fsType initiatorName iqn iscsiInterface lun portals[ readOnly secretRef=api.core.v1.SecretReference targetPortal
        api.core.v1.ISCSIVolumeSource chapAuthDiscovery chapAuthSession fsType initiatorName iqn iscsiInterface lun portals[ readOnly secretRef=api.core.v1.LocalObjectReference targetPortal
        api.core.v1.KeyToPath key mode path
        api.core.v1.Lifecycle postStart=api.core.v1.Handler preStop=api.core.v1.Handler
        api.core.v1.LimitRange apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.core.v1.LimitRangeSpec
        api.core.v1.LimitRangeItem default{=apimachinery.pkg.api.resource.Quantity defaultRequest{=apimachinery.pkg.api.resource.Quantity max{=apimachinery.pkg.api.resource.Quantity maxLimitRequestRatio{=apimachinery.pkg.api.resource.Quantity min{=apimachinery.pkg.api.resource.Quantity type
        api.core.v1.LimitRangeList apiVersion items[=api.core.v1.LimitRange kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.core.v1.LimitRangeSpec limits[=api.core.v1.LimitRangeItem
        api.core.v1.LoadBalancerIngress hostname ip ports[=api.core.v1.PortStatus
        api.core.v1.LoadBalancerStatus ingress[=api.core.v1.LoadBalancerIngress
        api.core.v1.LocalObjectReference name
        api.core.v1.LocalVolumeSource fsType path
        api.core.v1.NFSVolumeSource path readOnly server
        api.core.v1.Namespace apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.core.v1.NamespaceSpec status=api.core.v1.NamespaceStatus
        api.core.v1.NamespaceCondition lastTransitionTime=apimachinery.pkg.apis.meta.v1.Time message reason status type
        api.core.v1.NamespaceList apiVersion items[=api.core.v1.Namespace kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.core.v1.NamespaceSpec finalizers[
        api.core.v1.NamespaceStatus conditions[+type=api.core.v1.NamespaceCondition phase
        api.core.v1.Node apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.core.v1.NodeSpec status=api.core.v1.NodeStatus
        api.core.v1.NodeAddress address type
        api.core.v1.NodeAffinity preferredDuringSchedulingIgnoredDuringExecution[=api.core.v1.PreferredSchedulingTerm requiredDuringSchedulingIgnoredDuringExecution=api.core.v1.NodeSelector
        api.core.v1.NodeCondition lastHeartbeatTime=apimachinery.pkg.apis.meta.v1.Time lastTransitionTime=apimachinery.pkg.apis.meta.v1.Time message reason status type
        api.core.v1.NodeConfigSource configMap=api.core.v1.ConfigMapNodeConfigSource
        api.core.v1.NodeConfigStatus active=api.core.v1.NodeConfigSource assigned=api.core.v1.NodeConfigSource error lastKnownGood=api.core.v1.NodeConfigSource
        api.core.v1.NodeDaemonEndpoints kubeletEndpoint=api.core.v1.DaemonEndpoint
        api.core.v1.NodeList apiVersion items[=api.core.v1.Node kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.core.v1.NodeSelector nodeSelectorTerms[=api.core.v1.NodeSelectorTerm
        api.core.v1.NodeSelectorRequirement key operator values[
        api.core.v1.NodeSelectorTerm matchExpressions[=api.core.v1.NodeSelectorRequirement matchFields[=api.core.v1.NodeSelectorRequirement
        api.core.v1.NodeSpec configSource=api.core.v1.NodeConfigSource externalID podCIDR podCIDRs[+ providerID taints[=api.core.v1.Taint unschedulable
        api.core.v1.NodeStatus addresses[+type=api.core.v1.NodeAddress allocatable{=apimachinery.pkg.api.resource.Quantity capacity{=apimachinery.pkg.api.resource.Quantity conditions[+type=api.core.v1.NodeCondition config=api.core.v1.NodeConfigStatus daemonEndpoints=api.core.v1.NodeDaemonEndpoints images[=api.core.v1.ContainerImage nodeInfo=api.core.v1.NodeSystemInfo phase volumesAttached[=api.core.v1.AttachedVolume volumesInUse[
        api.core.v1.NodeSystemInfo architecture bootID containerRuntimeVersion kernelVersion kubeProxyVersion kubeletVersion machineID operatingSystem osImage systemUUID
        api.core.v1.ObjectFieldSelector apiVersion fieldPath
        api.core.v1.ObjectReference apiVersion fieldPath kind name namespace resourceVersion uid
        api.core.v1.PersistentVolume apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.core.v1.PersistentVolumeSpec status=api.core.v1.PersistentVolumeStatus
        api.core.v1.PersistentVolumeClaim apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.core.v1.PersistentVolumeClaimSpec status=api.core.v1.PersistentVolumeClaimStatus
        api.core.v1.PersistentVolumeClaimCondition lastProbeTime=apimachinery.pkg.apis.meta.v1.Time lastTransitionTime=apimachinery.pkg.apis.meta.v1.Time message reason status type
        api.core.v1.PersistentVolumeClaimList apiVersion items[=api.core.v1.PersistentVolumeClaim kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.core.v1.PersistentVolumeClaimSpec accessModes[ dataSource=api.core.v1.TypedLocalObjectReference resources=api.core.v1.ResourceRequirements selector=apimachinery.pkg.apis.meta.v1.LabelSelector storageClassName volumeMode volumeName
        api.core.v1.PersistentVolumeClaimStatus accessModes[ capacity{=apimachinery.pkg.api.resource.Quantity conditions[+type=api.core.v1.PersistentVolumeClaimCondition phase
        api.core.v1.PersistentVolumeClaimTemplate metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.core.v1.PersistentVolumeClaimSpec
        api.core.v1.PersistentVolumeClaimVolumeSource claimName readOnly
        api.core.v1.PersistentVolumeList apiVersion items[=api.core.v1.PersistentVolume kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.core.v1.PersistentVolumeSpec accessModes[ awsElasticBlockStore=api.core.v1.AWSElasticBlockStoreVolumeSource azureDisk=api.core.v1.AzureDiskVolumeSource azureFile=api.core.v1.AzureFilePersistentVolumeSource capacity{=apimachinery.pkg.api.resource.Quantity cephfs=api.core.v1.CephFSPersistentVolumeSource cinder=api.core.v1.CinderPersistentVolumeSource claimRef=api.core.v1.ObjectReference csi=api.core.v1.CSIPersistentVolumeSource fc=api.core.v1.FCVolumeSource flexVolume=api.core.v1.FlexPersistentVolumeSource flocker=api.core.v1.FlockerVolumeSource gcePersistentDisk=api.core.v1.GCEPersistentDiskVolumeSource glusterfs=api.core.v1.GlusterfsPersistentVolumeSource hostPath=api.core.v1.HostPathVolumeSource iscsi=api.core.v1.ISCSIPersistentVolumeSource local=api.core.v1.LocalVolumeSource mountOptions[ nfs=api.core.v1.NFSVolumeSource nodeAffinity=api.core.v1.VolumeNodeAffinity persistentVolumeReclaimPolicy photonPersistentDisk=api.core.v1.PhotonPersistentDiskVolumeSource portworxVolume=api.core.v1.PortworxVolumeSource quobyte=api.core.v1.QuobyteVolumeSource rbd=api.core.v1.RBDPersistentVolumeSource scaleIO=api.core.v1.ScaleIOPersistentVolumeSource storageClassName storageos=api.core.v1.StorageOSPersistentVolumeSource volumeMode vsphereVolume=api.core.v1.VsphereVirtualDiskVolumeSource
        api.core.v1.PersistentVolumeStatus message phase reason
        api.core.v1.PhotonPersistentDiskVolumeSource fsType pdID
        api.core.v1.Pod apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.core.v1.PodSpec status=api.core.v1.PodStatus
        api.core.v1.PodAffinity preferredDuringSchedulingIgnoredDuringExecution[=api.core.v1.WeightedPodAffinityTerm requiredDuringSchedulingIgnoredDuringExecution[=api.core.v1.PodAffinityTerm
        api.core.v1.PodAffinityTerm labelSelector=apimachinery.pkg.apis.meta.v1.LabelSelector namespaceSelector=apimachinery.pkg.apis.meta.v1.LabelSelector namespaces[ topologyKey
        api.core.v1.PodAntiAffinity preferredDuringSchedulingIgnoredDuringExecution[=api.core.v1.WeightedPodAffinityTerm requiredDuringSchedulingIgnoredDuringExecution[=api.core.v1.PodAffinityTerm
        api.core.v1.PodCondition lastProbeTime=apimachinery.pkg.apis.meta.v1.Time lastTransitionTime=apimachinery.pkg.apis.meta.v1.Time message reason status type
        api.core.v1.PodDNSConfig nameservers[ options[=api.core.v1.PodDNSConfigOption searches[
        api.core.v1.PodDNSConfigOption name value
        api.core.v1.PodIP ip
        api.core.v1.PodList apiVersion items[=api.core.v1.Pod kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.core.v1.PodReadinessGate conditionType
        api.core.v1.PodSecurityContext fsGroup fsGroupChangePolicy runAsGroup runAsNonRoot runAsUser seLinuxOptions=api.core.v1.SELinuxOptions seccompProfile=api.core.v1.SeccompProfile supplementalGroups[ sysctls[=api.core.v1.Sysctl windowsOptions=api.core.v1.WindowsSecurityContextOptions
        api.core.v1.PodSpec activeDeadlineSeconds affinity=api.core.v1.Affinity automountServiceAccountToken containers[+name=api.core.v1.Container dnsConfig=api.core.v1.PodDNSConfig dnsPolicy enableServiceLinks ephemeralContainers[+name=api.core.v1.EphemeralContainer hostAliases[+ip=api.core.v1.HostAlias hostIPC hostNetwork hostPID hostname imagePullSecrets[+name=api.core.v1.LocalObjectReference initContainers[+name=api.core.v1.Container nodeName nodeSelector{ overhead{=apimachinery.pkg.api.resource.Quantity preemptionPolicy priority priorityClassName readinessGates[=api.core.v1.PodReadinessGate restartPolicy runtimeClassName schedulerName securityContext=api.core.v1.PodSecurityContext serviceAccount serviceAccountName setHostnameAsFQDN shareProcessNamespace subdomain terminationGracePeriodSeconds tolerations[=api.core.v1.Toleration topologySpreadConstraints[+topologyKey,whenUnsatisfiable=api.core.v1.TopologySpreadConstraint volumes[+name=api.core.v1.Volume
        api.core.v1.PodStatus conditions[+type=api.core.v1.PodCondition containerStatuses[=api.core.v1.ContainerStatus ephemeralContainerStatuses[=api.core.v1.ContainerStatus hostIP initContainerStatuses[=api.core.v1.ContainerStatus message nominatedNodeName phase podIP podIPs[+ip=api.core.v1.PodIP qosClass reason startTime=apimachinery.pkg.apis.meta.v1.Time
        api.core.v1.PodTemplate apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta template=api.core.v1.PodTemplateSpec
        api.core.v1.PodTemplateList apiVersion items[=api.core.v1.PodTemplate kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.core.v1.PodTemplateSpec metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.core.v1.PodSpec
        api.core.v1.PortStatus error port protocol
        api.core.v1.PortworxVolumeSource fsType readOnly volumeID
        api.core.v1.PreferredSchedulingTerm preference=api.core.v1.NodeSelectorTerm weight
        api.core.v1.Probe exec=api.core.v1.ExecAction failureThreshold httpGet=api.core.v1.HTTPGetAction initialDelaySeconds periodSeconds successThreshold tcpSocket=api.core.v1.TCPSocketAction terminationGracePeriodSeconds timeoutSeconds
        api.core.v1.ProjectedVolumeSource defaultMode sources[=api.core.v1.VolumeProjection
        api.core.v1.QuobyteVolumeSource group readOnly registry tenant user volume
        api.core.v1.RBDPersistentVolumeSource fsType image keyring monitors[ pool readOnly secretRef=api.core.v1.SecretReference user
        api.core.v1.RBDVolumeSource fsType image keyring monitors[ pool readOnly secretRef=api.core.v1.LocalObjectReference user
        api.core.v1.ReplicationController apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.core.v1.ReplicationControllerSpec status=api.core.v1.ReplicationControllerStatus
        api.core.v1.ReplicationControllerCondition lastTransitionTime=apimachinery.pkg.apis.meta.v1.Time message reason status type
        api.core.v1.ReplicationControllerList apiVersion items[=api.core.v1.ReplicationController kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.core.v1.ReplicationControllerSpec minReadySeconds replicas selector{ template=api.core.v1.PodTemplateSpec
        api.core.v1.ReplicationControllerStatus availableReplicas conditions[+type=api.core.v1.ReplicationControllerCondition fullyLabeledReplicas observedGeneration readyReplicas replicas
        api.core.v1.ResourceFieldSelector containerName divisor=apimachinery.pkg.api.resource.Quantity resource
        api.core.v1.ResourceQuota apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.core.v1.ResourceQuotaSpec status=api.core.v1.ResourceQuotaStatus
        api.core.v1.ResourceQuotaList apiVersion items[=api.core.v1.ResourceQuota kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.core.v1.ResourceQuotaSpec hard{=apimachinery.pkg.api.resource.Quantity scopeSelector=api.core.v1.ScopeSelector scopes[
        api.core.v1.ResourceQuotaStatus hard{=apimachinery.pkg.api.resource.Quantity used{=apimachinery.pkg.api.resource.Quantity
        api.core.v1.ResourceRequirements limits{=apimachinery.pkg.api.resource.Quantity requests{=apimachinery.pkg.api.resource.Quantity
        api.core.v1.SELinuxOptions level role type user
        api.core.v1.ScaleIOPersistentVolumeSource fsType gateway protectionDomain readOnly secretRef=api.core.v1.SecretReference sslEnabled storageMode storagePool system volumeName
        api.core.v1.ScaleIOVolumeSource fsType gateway protectionDomain readOnly secretRef=api.core.v1.LocalObjectReference sslEnabled storageMode storagePool system volumeName
        api.core.v1.ScopeSelector matchExpressions[=api.core.v1.ScopedResourceSelectorRequirement
        api.core.v1.ScopedResourceSelectorRequirement operator scopeName values[
        api.core.v1.SeccompProfile localhostProfile type
        api.core.v1.Secret apiVersion data{ immutable kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta stringData{ type
        api.core.v1.SecretEnvSource name optional
        api.core.v1.SecretKeySelector key name optional
        api.core.v1.SecretList apiVersion items[=api.core.v1.Secret kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.core.v1.SecretProjection items[=api.core.v1.KeyToPath name optional
        api.core.v1.SecretReference name namespace
        api.core.v1.SecretVolumeSource defaultMode items[=api.core.v1.KeyToPath optional secretName
        api.core.v1.SecurityContext allowPrivilegeEscalation capabilities=api.core.v1.Capabilities privileged procMount readOnlyRootFilesystem runAsGroup runAsNonRoot runAsUser seLinuxOptions=api.core.v1.SELinuxOptions seccompProfile=api.core.v1.SeccompProfile windowsOptions=api.core.v1.WindowsSecurityContextOptions
        api.core.v1.Service apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.core.v1.ServiceSpec status=api.core.v1.ServiceStatus
        api.core.v1.ServiceAccount apiVersion automountServiceAccountToken imagePullSecrets[=api.core.v1.LocalObjectReference kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta secrets[+name=api.core.v1.ObjectReference
        api.core.v1.ServiceAccountList apiVersion items[=api.core.v1.ServiceAccount kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.core.v1.ServiceAccountTokenProjection audience expirationSeconds path
        api.core.v1.ServiceList apiVersion items[=api.core.v1.Service kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.core.v1.ServicePort appProtocol name nodePort port protocol targetPort=apimachinery.pkg.util.intstr.IntOrString
        api.core.v1.ServiceSpec allocateLoadBalancerNodePorts clusterIP clusterIPs[ externalIPs[ externalName externalTrafficPolicy healthCheckNodePort internalTrafficPolicy ipFamilies[ ipFamilyPolicy loadBalancerClass loadBalancerIP loadBalancerSourceRanges[ ports[+port,protocol=api.core.v1.ServicePort publishNotReadyAddresses selector{ sessionAffinity sessionAffinityConfig=api.core.v1.SessionAffinityConfig topologyKeys[ type
        api.core.v1.ServiceStatus conditions[+type=apimachinery.pkg.apis.meta.v1.Condition loadBalancer=api.core.v1.LoadBalancerStatus
        api.core.v1.SessionAffinityConfig clientIP=api.core.v1.ClientIPConfig
        api.core.v1.StorageOSPersistentVolumeSource fsType readOnly secretRef=api.core.v1.ObjectReference volumeName volumeNamespace
        api.core.v1.StorageOSVolumeSource fsType readOnly secretRef=api.core.v1.LocalObjectReference volumeName volumeNamespace
        api.core.v1.Sysctl name value
        api.core.v1.TCPSocketAction host port=apimachinery.pkg.util.intstr.IntOrString
        api.core.v1.Taint effect key timeAdded=apimachinery.pkg.apis.meta.v1.Time value
        api.core.v1.Toleration effect key operator tolerationSeconds value
        api.core.v1.TopologySelectorLabelRequirement key values[
        api.core.v1.TopologySelectorTerm matchLabelExpressions[=api.core.v1.TopologySelectorLabelRequirement
        api.core.v1.TopologySpreadConstraint labelSelector=apimachinery.pkg.apis.meta.v1.LabelSelector maxSkew topologyKey whenUnsatisfiable
        api.core.v1.TypedLocalObjectReference apiGroup kind name
        api.core.v1.Volume awsElasticBlockStore=api.core.v1.AWSElasticBlockStoreVolumeSource azureDisk=api.core.v1.AzureDiskVolumeSource azureFile=api.core.v1.AzureFileVolumeSource cephfs=api.core.v1.CephFSVolumeSource cinder=api.core.v1.CinderVolumeSource configMap=api.core.v1.ConfigMapVolumeSource csi=api.core.v1.CSIVolumeSource downwardAPI=api.core.v1.DownwardAPIVolumeSource emptyDir=api.core.v1.EmptyDirVolumeSource ephemeral=api.core.v1.EphemeralVolumeSource fc=api.core.v1.FCVolumeSource flexVolume=api.core.v1.FlexVolumeSource flocker=api.core.v1.FlockerVolumeSource gcePersistentDisk=api.core.v1.GCEPersistentDiskVolumeSource gitRepo=api.core.v1.GitRepoVolumeSource glusterfs=api.core.v1.GlusterfsVolumeSource hostPath=api.core.v1.HostPathVolumeSource iscsi=api.core.v1.ISCSIVolumeSource name nfs=api.core.v1.NFSVolumeSource persistentVolumeClaim=api.core.v1.PersistentVolumeClaimVolumeSource photonPersistentDisk=api.core.v1.PhotonPersistentDiskVolumeSource portworxVolume=api.core.v1.PortworxVolumeSource projected=api.core.v1.ProjectedVolumeSource quobyte=api.core.v1.QuobyteVolumeSource rbd=api.core.v1.RBDVolumeSource scaleIO=api.core.v1.ScaleIOVolumeSource secret=api.core.v1.SecretVolumeSource storageos=api.core.v1.StorageOSVolumeSource vsphereVolume=api.core.v1.VsphereVirtualDiskVolumeSource
        api.core.v1.VolumeDevice devicePath name
        api.core.v1.VolumeMount mountPath mountPropagation name readOnly subPath subPathExpr
        api.core.v1.VolumeNodeAffinity required=api.core.v1.NodeSelector
        api.core.v1.VolumeProjection configMap=api.core.v1.ConfigMapProjection downwardAPI=api.core.v1.DownwardAPIProjection secret=api.core.v1.SecretProjection serviceAccountToken=api.core.v1.ServiceAccountTokenProjection
        api.core.v1.VsphereVirtualDiskVolumeSource fsType storagePolicyID storagePolicyName volumePath
        api.core.v1.WeightedPodAffinityTerm podAffinityTerm=api.core.v1.PodAffinityTerm weight
        api.core.v1.WindowsSecurityContextOptions gmsaCredentialSpec gmsaCredentialSpecName runAsUserName
        api.discovery.v1.Endpoint addresses[ conditions=api.discovery.v1.EndpointConditions deprecatedTopology{ hints=api.discovery.v1.EndpointHints hostname nodeName targetRef=api.core.v1.ObjectReference zone
        api.discovery.v1.EndpointConditions ready serving terminating
        api.discovery.v1.EndpointHints forZones[=api.discovery.v1.ForZone
        api.discovery.v1.EndpointPort appProtocol name port protocol
        api.discovery.v1.EndpointSlice addressType apiVersion endpoints[=api.discovery.v1.Endpoint kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta ports[=api.discovery.v1.EndpointPort
        api.discovery.v1.EndpointSliceList apiVersion items[=api.discovery.v1.EndpointSlice kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.discovery.v1.ForZone name
        api.discovery.v1beta1.Endpoint addresses[ conditions=api.discovery.v1beta1.EndpointConditions hints=api.discovery.v1beta1.EndpointHints hostname nodeName targetRef=api.core.v1.ObjectReference topology{
        api.discovery.v1beta1.EndpointConditions ready serving terminating
        api.discovery.v1beta1.EndpointHints forZones[=api.discovery.v1beta1.ForZone
        api.discovery.v1beta1.EndpointPort appProtocol name port protocol
        api.discovery.v1beta1.EndpointSlice addressType apiVersion endpoints[=api.discovery.v1beta1.Endpoint kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta ports[=api.discovery.v1beta1.EndpointPort
        api.discovery.v1beta1.EndpointSliceList apiVersion items[=api.discovery.v1beta1.EndpointSlice kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.discovery.v1beta1.ForZone name
        api.events.v1.Event action apiVersion deprecatedCount deprecatedFirstTimestamp=apimachinery.pkg.apis.meta.v1.Time deprecatedLastTimestamp=apimachinery.pkg.apis.meta.v1.Time deprecatedSource=api.core.v1.EventSource eventTime=apimachinery.pkg.apis.meta.v1.MicroTime kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta note reason regarding=api.core.v1.ObjectReference related=api.core.v1.ObjectReference reportingController reportingInstance series=api.events.v1.EventSeries type
        api.events.v1.EventList apiVersion items[=api.events.v1.Event kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.events.v1.EventSeries count lastObservedTime=apimachinery.pkg.apis.meta.v1.MicroTime
        api.events.v1beta1.Event action apiVersion deprecatedCount deprecatedFirstTimestamp=apimachinery.pkg.apis.meta.v1.Time deprecatedLastTimestamp=apimachinery.pkg.apis.meta.v1.Time deprecatedSource=api.core.v1.EventSource eventTime=apimachinery.pkg.apis.meta.v1.MicroTime kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta note reason regarding=api.core.v1.ObjectReference related=api.core.v1.ObjectReference reportingController reportingInstance series=api.events.v1beta1.EventSeries type
        api.events.v1beta1.EventList apiVersion items[=api.events.v1beta1.Event kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.events.v1beta1.EventSeries count lastObservedTime=apimachinery.pkg.apis.meta.v1.MicroTime
        api.extensions.v1beta1.HTTPIngressPath backend=api.extensions.v1beta1.IngressBackend path pathType
        api.extensions.v1beta1.HTTPIngressRuleValue paths[=api.extensions.v1beta1.HTTPIngressPath
        api.extensions.v1beta1.Ingress apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.extensions.v1beta1.IngressSpec status=api.extensions.v1beta1.IngressStatus
        api.extensions.v1beta1.IngressBackend resource=api.core.v1.TypedLocalObjectReference serviceName servicePort=apimachinery.pkg.util.intstr.IntOrString
        api.extensions.v1beta1.IngressList apiVersion items[=api.extensions.v1beta1.Ingress kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.extensions.v1beta1.IngressRule host http=api.extensions.v1beta1.HTTPIngressRuleValue
        api.extensions.v1beta1.IngressSpec backend=api.extensions.v1beta1.IngressBackend ingressClassName rules[=api.extensions.v1beta1.IngressRule tls[=api.extensions.v1beta1.IngressTLS
        api.extensions.v1beta1.IngressStatus loadBalancer=api.core.v1.LoadBalancerStatus
        api.extensions.v1beta1.IngressTLS hosts[ secretName
        api.flowcontrol.v1beta1.FlowDistinguisherMethod type
        api.flowcontrol.v1beta1.FlowSchema apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.flowcontrol.v1beta1.FlowSchemaSpec status=api.flowcontrol.v1beta1.FlowSchemaStatus
        api.flowcontrol.v1beta1.FlowSchemaCondition lastTransitionTime=apimachinery.pkg.apis.meta.v1.Time message reason status type
        api.flowcontrol.v1beta1.FlowSchemaList apiVersion items[=api.flowcontrol.v1beta1.FlowSchema kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.flowcontrol.v1beta1.FlowSchemaSpec distinguisherMethod=api.flowcontrol.v1beta1.FlowDistinguisherMethod matchingPrecedence priorityLevelConfiguration=api.flowcontrol.v1beta1.PriorityLevelConfigurationReference rules[=api.flowcontrol.v1beta1.PolicyRulesWithSubjects
        api.flowcontrol.v1beta1.FlowSchemaStatus conditions[=api.flowcontrol.v1beta1.FlowSchemaCondition
        api.flowcontrol.v1beta1.GroupSubject name
        api.flowcontrol.v1beta1.LimitResponse queuing=api.flowcontrol.v1beta1.QueuingConfiguration type
        api.flowcontrol.v1beta1.LimitedPriorityLevelConfiguration assuredConcurrencyShares limitResponse=api.flowcontrol.v1beta1.LimitResponse
        api.flowcontrol.v1beta1.NonResourcePolicyRule nonResourceURLs[ verbs[
        api.flowcontrol.v1beta1.PolicyRulesWithSubjects nonResourceRules[=api.flowcontrol.v1beta1.NonResourcePolicyRule resourceRules[=api.flowcontrol.v1beta1.ResourcePolicyRule subjects[=api.flowcontrol.v1beta1.Subject
        api.flowcontrol.v1beta1.PriorityLevelConfiguration apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.flowcontrol.v1beta1.PriorityLevelConfigurationSpec status=api.flowcontrol.v1beta1.PriorityLevelConfigurationStatus
        api.flowcontrol.v1beta1.PriorityLevelConfigurationCondition lastTransitionTime=apimachinery.pkg.apis.meta.v1.Time message reason status type
        api.flowcontrol.v1beta1.PriorityLevelConfigurationList apiVersion items[=api.flowcontrol.v1beta1.PriorityLevelConfiguration kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.flowcontrol.v1beta1.PriorityLevelConfigurationReference name
        api.flowcontrol.v1beta1.PriorityLevelConfigurationSpec limited=api.flowcontrol.v1beta1.LimitedPriorityLevelConfiguration type
        api.flowcontrol.v1beta1.PriorityLevelConfigurationStatus conditions[=api.flowcontrol.v1beta1.PriorityLevelConfigurationCondition
        api.flowcontrol.v1beta1.QueuingConfiguration handSize queueLengthLimit queues
        api.flowcontrol.v1beta1.ResourcePolicyRule apiGroups[ clusterScope namespaces[ resources[ verbs[
        api.flowcontrol.v1beta1.ServiceAccountSubject name namespace
        api.flowcontrol.v1beta1.Subject group=api.flowcontrol.v1beta1.GroupSubject kind serviceAccount=api.flowcontrol.v1beta1.ServiceAccountSubject user=api.flowcontrol.v1beta1.UserSubject
        api.flowcontrol.v1beta1.UserSubject name
        api.networking.v1.HTTPIngressPath backend=api.networking.v1.IngressBackend path pathType
        api.networking.v1.HTTPIngressRuleValue paths[=api.networking.v1.HTTPIngressPath
        api.networking.v1.IPBlock cidr except[
        api.networking.v1.Ingress apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.networking.v1.IngressSpec status=api.networking.v1.IngressStatus
        api.networking.v1.IngressBackend resource=api.core.v1.TypedLocalObjectReference service=api.networking.v1.IngressServiceBackend
        api.networking.v1.IngressClass apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.networking.v1.IngressClassSpec
        api.networking.v1.IngressClassList apiVersion items[=api.networking.v1.IngressClass kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.networking.v1.IngressClassParametersReference apiGroup kind name namespace scope
        api.networking.v1.IngressClassSpec controller parameters=api.networking.v1.IngressClassParametersReference
        api.networking.v1.IngressList apiVersion items[=api.networking.v1.Ingress kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.networking.v1.IngressRule host http=api.networking.v1.HTTPIngressRuleValue
        api.networking.v1.IngressServiceBackend name port=api.networking.v1.ServiceBackendPort
        api.networking.v1.IngressSpec defaultBackend=api.networking.v1.IngressBackend ingressClassName rules[=api.networking.v1.IngressRule tls[=api.networking.v1.IngressTLS
        api.networking.v1.IngressStatus loadBalancer=api.core.v1.LoadBalancerStatus
        api.networking.v1.IngressTLS hosts[ secretName
        api.networking.v1.NetworkPolicy apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.networking.v1.NetworkPolicySpec
        api.networking.v1.NetworkPolicyEgressRule ports[=api.networking.v1.NetworkPolicyPort to[=api.networking.v1.NetworkPolicyPeer
        api.networking.v1.NetworkPolicyIngressRule from[=api.networking.v1.NetworkPolicyPeer ports[=api.networking.v1.NetworkPolicyPort
        api.networking.v1.NetworkPolicyList apiVersion items[=api.networking.v1.NetworkPolicy kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.networking.v1.NetworkPolicyPeer ipBlock=api.networking.v1.IPBlock namespaceSelector=apimachinery.pkg.apis.meta.v1.LabelSelector podSelector=apimachinery.pkg.apis.meta.v1.LabelSelector
        api.networking.v1.NetworkPolicyPort endPort port=apimachinery.pkg.util.intstr.IntOrString protocol
        api.networking.v1.NetworkPolicySpec egress[=api.networking.v1.NetworkPolicyEgressRule ingress[=api.networking.v1.NetworkPolicyIngressRule podSelector=apimachinery.pkg.apis.meta.v1.LabelSelector policyTypes[
        api.networking.v1.ServiceBackendPort name number
        api.networking.v1beta1.HTTPIngressPath backend=api.networking.v1beta1.IngressBackend path pathType
        api.networking.v1beta1.HTTPIngressRuleValue paths[=api.networking.v1beta1.HTTPIngressPath
        api.networking.v1beta1.Ingress apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.networking.v1beta1.IngressSpec status=api.networking.v1beta1.IngressStatus
        api.networking.v1beta1.IngressBackend resource=api.core.v1.TypedLocalObjectReference serviceName servicePort=apimachinery.pkg.util.intstr.IntOrString
        api.networking.v1beta1.IngressClass apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.networking.v1beta1.IngressClassSpec
        api.networking.v1beta1.IngressClassList apiVersion items[=api.networking.v1beta1.IngressClass kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.networking.v1beta1.IngressClassParametersReference apiGroup kind name namespace scope
        api.networking.v1beta1.IngressClassSpec controller parameters=api.networking.v1beta1.IngressClassParametersReference
        api.networking.v1beta1.IngressList apiVersion items[=api.networking.v1beta1.Ingress kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.networking.v1beta1.IngressRule host http=api.networking.v1beta1.HTTPIngressRuleValue
        api.networking.v1beta1.IngressSpec backend=api.networking.v1beta1.IngressBackend ingressClassName rules[=api.networking.v1beta1.IngressRule tls[=api.networking.v1beta1.IngressTLS
        api.networking.v1beta1.IngressStatus loadBalancer=api.core.v1.LoadBalancerStatus
        api.networking.v1beta1.IngressTLS hosts[ secretName
        api.node.v1.Overhead podFixed{=apimachinery.pkg.api.resource.Quantity
        api.node.v1.RuntimeClass apiVersion handler kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta overhead=api.node.v1.Overhead scheduling=api.node.v1.Scheduling
        api.node.v1.RuntimeClassList apiVersion items[=api.node.v1.RuntimeClass kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.node.v1.Scheduling nodeSelector{ tolerations[=api.core.v1.Toleration
        api.node.v1beta1.Overhead podFixed{=apimachinery.pkg.api.resource.Quantity
        api.node.v1beta1.RuntimeClass apiVersion handler kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta overhead=api.node.v1beta1.Overhead scheduling=api.node.v1beta1.Scheduling
        api.node.v1beta1.RuntimeClassList apiVersion items[=api.node.v1beta1.RuntimeClass kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.node.v1beta1.Scheduling nodeSelector{ tolerations[=api.core.v1.Toleration
        api.policy.v1.PodDisruptionBudget apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.policy.v1.PodDisruptionBudgetSpec status=api.policy.v1.PodDisruptionBudgetStatus
        api.policy.v1.PodDisruptionBudgetList apiVersion items[=api.policy.v1.PodDisruptionBudget kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.policy.v1.PodDisruptionBudgetSpec maxUnavailable=apimachinery.pkg.util.intstr.IntOrString minAvailable=apimachinery.pkg.util.intstr.IntOrString selector=apimachinery.pkg.apis.meta.v1.LabelSelector
        api.policy.v1.PodDisruptionBudgetStatus conditions[+type=apimachinery.pkg.apis.meta.v1.Condition currentHealthy desiredHealthy disruptedPods{=apimachinery.pkg.apis.meta.v1.Time disruptionsAllowed expectedPods observedGeneration
        api.policy.v1beta1.AllowedCSIDriver name
        api.policy.v1beta1.AllowedFlexVolume driver
        api.policy.v1beta1.AllowedHostPath pathPrefix readOnly
        api.policy.v1beta1.Eviction apiVersion deleteOptions=apimachinery.pkg.apis.meta.v1.DeleteOptions kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta
        api.policy.v1beta1.FSGroupStrategyOptions ranges[=api.policy.v1beta1.IDRange rule
        api.policy.v1beta1.HostPortRange max min
        api.policy.v1beta1.IDRange max min
        api.policy.v1beta1.PodDisruptionBudget apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.policy.v1beta1.PodDisruptionBudgetSpec status=api.policy.v1beta1.PodDisruptionBudgetStatus
        api.policy.v1beta1.PodDisruptionBudgetList apiVersion items[=api.policy.v1beta1.PodDisruptionBudget kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.policy.v1beta1.PodDisruptionBudgetSpec maxUnavailable=apimachinery.pkg.util.intstr.IntOrString minAvailable=apimachinery.pkg.util.intstr.IntOrString selector=apimachinery.pkg.apis.meta.v1.LabelSelector
        api.policy.v1beta1.PodDisruptionBudgetStatus conditions[+type=apimachinery.pkg.apis.meta.v1.Condition currentHealthy desiredHealthy disruptedPods{=apimachinery.pkg.apis.meta.v1.Time disruptionsAllowed expectedPods observedGeneration
        api.policy.v1beta1.PodSecurityPolicy apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.policy.v1beta1.PodSecurityPolicySpec
        api.policy.v1beta1.PodSecurityPolicyList apiVersion items[=api.policy.v1beta1.PodSecurityPolicy kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.policy.v1beta1.PodSecurityPolicySpec allowPrivilegeEscalation allowedCSIDrivers[=api.policy.v1beta1.AllowedCSIDriver allowedCapabilities[ allowedFlexVolumes[=api.policy.v1beta1.AllowedFlexVolume allowedHostPaths[=api.policy.v1beta1.AllowedHostPath allowedProcMountTypes[ allowedUnsafeSysctls[ defaultAddCapabilities[ defaultAllowPrivilegeEscalation forbiddenSysctls[ fsGroup=api.policy.v1beta1.FSGroupStrategyOptions hostIPC hostNetwork hostPID hostPorts[=api.policy.v1beta1.HostPortRange privileged readOnlyRootFilesystem requiredDropCapabilities[ runAsGroup=api.policy.v1beta1.RunAsGroupStrategyOptions runAsUser=api.policy.v1beta1.RunAsUserStrategyOptions runtimeClass=api.policy.v1beta1.RuntimeClassStrategyOptions seLinux=api.policy.v1beta1.SELinuxStrategyOptions supplementalGroups=api.policy.v1beta1.SupplementalGroupsStrategyOptions volumes[
        api.policy.v1beta1.RunAsGroupStrategyOptions ranges[=api.policy.v1beta1.IDRange rule
        api.policy.v1beta1.RunAsUserStrategyOptions ranges[=api.policy.v1beta1.IDRange rule
        api.policy.v1beta1.RuntimeClassStrategyOptions allowedRuntimeClassNames[ defaultRuntimeClassName
        api.policy.v1beta1.SELinuxStrategyOptions rule seLinuxOptions=api.core.v1.SELinuxOptions
        api.policy.v1beta1.SupplementalGroupsStrategyOptions ranges[=api.policy.v1beta1.IDRange rule
        api.rbac.v1.AggregationRule clusterRoleSelectors[=apimachinery.pkg.apis.meta.v1.LabelSelector
        api.rbac.v1.ClusterRole aggregationRule=api.rbac.v1.AggregationRule apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta rules[=api.rbac.v1.PolicyRule
        api.rbac.v1.ClusterRoleBinding apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta roleRef=api.rbac.v1.RoleRef subjects[=api.rbac.v1.Subject
        api.rbac.v1.ClusterRoleBindingList apiVersion items[=api.rbac.v1.ClusterRoleBinding kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.rbac.v1.ClusterRoleList apiVersion items[=api.rbac.v1.ClusterRole kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.rbac.v1.PolicyRule apiGroups[ nonResourceURLs[ resourceNames[ resources[ verbs[
        api.rbac.v1.Role apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta rules[=api.rbac.v1.PolicyRule
        api.rbac.v1.RoleBinding apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta roleRef=api.rbac.v1.RoleRef subjects[=api.rbac.v1.Subject
        api.rbac.v1.RoleBindingList apiVersion items[=api.rbac.v1.RoleBinding kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.rbac.v1.RoleList apiVersion items[=api.rbac.v1.Role kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.rbac.v1.RoleRef apiGroup kind name
        api.rbac.v1.Subject apiGroup kind name namespace
        api.rbac.v1beta1.AggregationRule clusterRoleSelectors[=apimachinery.pkg.apis.meta.v1.LabelSelector
        api.rbac.v1beta1.ClusterRole aggregationRule=api.rbac.v1beta1.AggregationRule apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta rules[=api.rbac.v1beta1.PolicyRule
        api.rbac.v1beta1.ClusterRoleBinding apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta roleRef=api.rbac.v1beta1.RoleRef subjects[=api.rbac.v1beta1.Subject
        api.rbac.v1beta1.ClusterRoleBindingList apiVersion items[=api.rbac.v1beta1.ClusterRoleBinding kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.rbac.v1beta1.ClusterRoleList apiVersion items[=api.rbac.v1beta1.ClusterRole kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.rbac.v1beta1.PolicyRule apiGroups[ nonResourceURLs[ resourceNames[ resources[ verbs[
        api.rbac.v1beta1.Role apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta rules[=api.rbac.v1beta1.PolicyRule
        api.rbac.v1beta1.RoleBinding apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta roleRef=api.rbac.v1beta1.RoleRef subjects[=api.rbac.v1beta1.Subject
        api.rbac.v1beta1.RoleBindingList apiVersion items[=api.rbac.v1beta1.RoleBinding kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.rbac.v1beta1.RoleList apiVersion items[=api.rbac.v1beta1.Role kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.rbac.v1beta1.RoleRef apiGroup kind name
        api.rbac.v1beta1.Subject apiGroup kind name namespace
        api.scheduling.v1.PriorityClass apiVersion description globalDefault kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta preemptionPolicy value
        api.scheduling.v1.PriorityClassList apiVersion items[=api.scheduling.v1.PriorityClass kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.scheduling.v1beta1.PriorityClass apiVersion description globalDefault kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta preemptionPolicy value
        api.scheduling.v1beta1.PriorityClassList apiVersion items[=api.scheduling.v1beta1.PriorityClass kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.storage.v1.CSIDriver apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.storage.v1.CSIDriverSpec
        api.storage.v1.CSIDriverList apiVersion items[=api.storage.v1.CSIDriver kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.storage.v1.CSIDriverSpec attachRequired fsGroupPolicy podInfoOnMount requiresRepublish storageCapacity tokenRequests[=api.storage.v1.TokenRequest volumeLifecycleModes[
        api.storage.v1.CSINode apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.storage.v1.CSINodeSpec
        api.storage.v1.CSINodeDriver allocatable=api.storage.v1.VolumeNodeResources name nodeID topologyKeys[
        api.storage.v1.CSINodeList apiVersion items[=api.storage.v1.CSINode kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.storage.v1.CSINodeSpec drivers[+name=api.storage.v1.CSINodeDriver
        api.storage.v1.StorageClass allowVolumeExpansion allowedTopologies[=api.core.v1.TopologySelectorTerm apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta mountOptions[ parameters{ provisioner reclaimPolicy volumeBindingMode
        api.storage.v1.StorageClassList apiVersion items[=api.storage.v1.StorageClass kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.storage.v1.TokenRequest audience expirationSeconds
        api.storage.v1.VolumeAttachment apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.storage.v1.VolumeAttachmentSpec status=api.storage.v1.VolumeAttachmentStatus
        api.storage.v1.VolumeAttachmentList apiVersion items[=api.storage.v1.VolumeAttachment kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.storage.v1.VolumeAttachmentSource inlineVolumeSpec=api.core.v1.PersistentVolumeSpec persistentVolumeName
        api.storage.v1.VolumeAttachmentSpec attacher nodeName source=api.storage.v1.VolumeAttachmentSource
        api.storage.v1.VolumeAttachmentStatus attachError=api.storage.v1.VolumeError attached attachmentMetadata{ detachError=api.storage.v1.VolumeError
        api.storage.v1.VolumeError message time=apimachinery.pkg.apis.meta.v1.Time
        api.storage.v1.VolumeNodeResources count
        api.storage.v1beta1.CSIDriver apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.storage.v1beta1.CSIDriverSpec
        api.storage.v1beta1.CSIDriverList apiVersion items[=api.storage.v1beta1.CSIDriver kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.storage.v1beta1.CSIDriverSpec attachRequired fsGroupPolicy podInfoOnMount requiresRepublish storageCapacity tokenRequests[=api.storage.v1beta1.TokenRequest volumeLifecycleModes[
        api.storage.v1beta1.CSINode apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.storage.v1beta1.CSINodeSpec
        api.storage.v1beta1.CSINodeDriver allocatable=api.storage.v1beta1.VolumeNodeResources name nodeID topologyKeys[
        api.storage.v1beta1.CSINodeList apiVersion items[=api.storage.v1beta1.CSINode kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.storage.v1beta1.CSINodeSpec drivers[+name=api.storage.v1beta1.CSINodeDriver
        api.storage.v1beta1.CSIStorageCapacity apiVersion capacity=apimachinery.pkg.api.resource.Quantity kind maximumVolumeSize=apimachinery.pkg.api.resource.Quantity metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta nodeTopology=apimachinery.pkg.apis.meta.v1.LabelSelector storageClassName
        api.storage.v1beta1.CSIStorageCapacityList apiVersion items[=api.storage.v1beta1.CSIStorageCapacity kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.storage.v1beta1.StorageClass allowVolumeExpansion allowedTopologies[=api.core.v1.TopologySelectorTerm apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta mountOptions[ parameters{ provisioner reclaimPolicy volumeBindingMode
        api.storage.v1beta1.StorageClassList apiVersion items[=api.storage.v1beta1.StorageClass kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.storage.v1beta1.TokenRequest audience expirationSeconds
        api.storage.v1beta1.VolumeAttachment apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=api.storage.v1beta1.VolumeAttachmentSpec status=api.storage.v1beta1.VolumeAttachmentStatus
        api.storage.v1beta1.VolumeAttachmentList apiVersion items[=api.storage.v1beta1.VolumeAttachment kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        api.storage.v1beta1.VolumeAttachmentSource inlineVolumeSpec=api.core.v1.PersistentVolumeSpec persistentVolumeName
        api.storage.v1beta1.VolumeAttachmentSpec attacher nodeName source=api.storage.v1beta1.VolumeAttachmentSource
        api.storage.v1beta1.VolumeAttachmentStatus attachError=api.storage.v1beta1.VolumeError attached attachmentMetadata{ detachError=api.storage.v1beta1.VolumeError
        api.storage.v1beta1.VolumeError message time=apimachinery.pkg.apis.meta.v1.Time
        api.storage.v1beta1.VolumeNodeResources count
        apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceColumnDefinition description format jsonPath name priority type
        apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceConversion strategy webhook=apiextensions-apiserver.pkg.apis.apiextensions.v1.WebhookConversion
        apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionSpec status=apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionStatus
        apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionCondition lastTransitionTime=apimachinery.pkg.apis.meta.v1.Time message reason status type
        apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionList apiVersion items[=apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionNames categories[ kind listKind plural shortNames[ singular
        apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionSpec conversion=apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceConversion group names=apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionNames preserveUnknownFields scope versions[=apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionVersion
        apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionStatus acceptedNames=apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionNames conditions[=apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionCondition storedVersions[
        apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionVersion additionalPrinterColumns[=apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceColumnDefinition deprecated deprecationWarning name schema=apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceValidation served storage subresources=apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresources
        apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresourceScale labelSelectorPath specReplicasPath statusReplicasPath
        apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresourceStatus
        apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresources scale=apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresourceScale status=apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresourceStatus
        apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceValidation openAPIV3Schema=apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps
        apiextensions-apiserver.pkg.apis.apiextensions.v1.ExternalDocumentation description url
        apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON
        apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps $ref $schema additionalItems=apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool additionalProperties=apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool allOf[=apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps anyOf[=apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps default=apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON definitions{=apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps dependencies{=apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray description enum[=apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON example=apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON exclusiveMaximum exclusiveMinimum externalDocs=apiextensions-apiserver.pkg.apis.apiextensions.v1.ExternalDocumentation format id items=apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray maxItems maxLength maxProperties maximum minItems minLength minProperties minimum multipleOf not=apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps nullable oneOf[=apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps pattern patternProperties{=apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps properties{=apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps required[ title type uniqueItems x-kubernetes-embedded-resource x-kubernetes-int-or-string x-kubernetes-list-map-keys[ x-kubernetes-list-type x-kubernetes-map-type x-kubernetes-preserve-unknown-fields
        apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray
        apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool
        apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray
        apiextensions-apiserver.pkg.apis.apiextensions.v1.ServiceReference name namespace path port
        apiextensions-apiserver.pkg.apis.apiextensions.v1.WebhookClientConfig caBundle service=apiextensions-apiserver.pkg.apis.apiextensions.v1.ServiceReference url
        apiextensions-apiserver.pkg.apis.apiextensions.v1.WebhookConversion clientConfig=apiextensions-apiserver.pkg.apis.apiextensions.v1.WebhookClientConfig conversionReviewVersions[
        apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceColumnDefinition JSONPath description format name priority type
        apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceConversion conversionReviewVersions[ strategy webhookClientConfig=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.WebhookClientConfig
        apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinition apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinitionSpec status=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinitionStatus
        apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinitionCondition lastTransitionTime=apimachinery.pkg.apis.meta.v1.Time message reason status type
        apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinitionList apiVersion items[=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinition kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinitionNames categories[ kind listKind plural shortNames[ singular
        apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinitionSpec additionalPrinterColumns[=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceColumnDefinition conversion=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceConversion group names=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinitionNames preserveUnknownFields scope subresources=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceSubresources validation=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceValidation version versions[=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinitionVersion
        apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinitionStatus acceptedNames=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinitionNames conditions[=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinitionCondition storedVersions[
        apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceDefinitionVersion additionalPrinterColumns[=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceColumnDefinition deprecated deprecationWarning name schema=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceValidation served storage subresources=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceSubresources
        apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceSubresourceScale labelSelectorPath specReplicasPath statusReplicasPath
        apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceSubresourceStatus
        apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceSubresources scale=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceSubresourceScale status=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceSubresourceStatus
        apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.CustomResourceValidation openAPIV3Schema=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.JSONSchemaProps
        apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.ExternalDocumentation description url
        apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.JSON
        apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.JSONSchemaProps $ref $schema additionalItems=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.JSONSchemaPropsOrBool additionalProperties=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.JSONSchemaPropsOrBool allOf[=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.JSONSchemaProps anyOf[=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.JSONSchemaProps default=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.JSON definitions{=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.JSONSchemaProps dependencies{=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.JSONSchemaPropsOrStringArray description enum[=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.JSON example=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.JSON exclusiveMaximum exclusiveMinimum externalDocs=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.ExternalDocumentation format id items=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.JSONSchemaPropsOrArray maxItems maxLength maxProperties maximum minItems minLength minProperties minimum multipleOf not=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.JSONSchemaProps nullable oneOf[=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.JSONSchemaProps pattern patternProperties{=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.JSONSchemaProps properties{=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.JSONSchemaProps required[ title type uniqueItems x-kubernetes-embedded-resource x-kubernetes-int-or-string x-kubernetes-list-map-keys[ x-kubernetes-list-type x-kubernetes-map-type x-kubernetes-preserve-unknown-fields
        apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.JSONSchemaPropsOrArray
        apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.JSONSchemaPropsOrBool
        apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.JSONSchemaPropsOrStringArray
        apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.ServiceReference name namespace path port
        apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.WebhookClientConfig caBundle service=apiextensions-apiserver.pkg.apis.apiextensions.v1beta1.ServiceReference url
        apimachinery.pkg.api.resource.Quantity
        apimachinery.pkg.apis.meta.v1.APIGroup apiVersion kind name preferredVersion=apimachinery.pkg.apis.meta.v1.GroupVersionForDiscovery serverAddressByClientCIDRs[=apimachinery.pkg.apis.meta.v1.ServerAddressByClientCIDR versions[=apimachinery.pkg.apis.meta.v1.GroupVersionForDiscovery
        apimachinery.pkg.apis.meta.v1.APIGroupList apiVersion groups[=apimachinery.pkg.apis.meta.v1.APIGroup kind
        apimachinery.pkg.apis.meta.v1.APIResource categories[ group kind name namespaced shortNames[ singularName storageVersionHash verbs[ version
        apimachinery.pkg.apis.meta.v1.APIResourceList apiVersion groupVersion kind resources[=apimachinery.pkg.apis.meta.v1.APIResource
        apimachinery.pkg.apis.meta.v1.APIVersions apiVersion kind serverAddressByClientCIDRs[=apimachinery.pkg.apis.meta.v1.ServerAddressByClientCIDR versions[
        apimachinery.pkg.apis.meta.v1.Condition lastTransitionTime=apimachinery.pkg.apis.meta.v1.Time message observedGeneration reason status type
        apimachinery.pkg.apis.meta.v1.DeleteOptions apiVersion dryRun[ gracePeriodSeconds kind orphanDependents preconditions=apimachinery.pkg.apis.meta.v1.Preconditions propagationPolicy
        apimachinery.pkg.apis.meta.v1.FieldsV1
        apimachinery.pkg.apis.meta.v1.GroupVersionForDiscovery groupVersion version
        apimachinery.pkg.apis.meta.v1.LabelSelector matchExpressions[=apimachinery.pkg.apis.meta.v1.LabelSelectorRequirement matchLabels{
        apimachinery.pkg.apis.meta.v1.LabelSelectorRequirement key operator values[
        apimachinery.pkg.apis.meta.v1.ListMeta continue remainingItemCount resourceVersion selfLink
        apimachinery.pkg.apis.meta.v1.ManagedFieldsEntry apiVersion fieldsType fieldsV1=apimachinery.pkg.apis.meta.v1.FieldsV1 manager operation time=apimachinery.pkg.apis.meta.v1.Time
        apimachinery.pkg.apis.meta.v1.MicroTime
        apimachinery.pkg.apis.meta.v1.ObjectMeta annotations{ clusterName creationTimestamp=apimachinery.pkg.apis.meta.v1.Time deletionGracePeriodSeconds deletionTimestamp=apimachinery.pkg.apis.meta.v1.Time finalizers[+ generateName generation labels{ managedFields[=apimachinery.pkg.apis.meta.v1.ManagedFieldsEntry name namespace ownerReferences[+uid=apimachinery.pkg.apis.meta.v1.OwnerReference resourceVersion selfLink uid
        apimachinery.pkg.apis.meta.v1.OwnerReference apiVersion blockOwnerDeletion controller kind name uid
        apimachinery.pkg.apis.meta.v1.Patch
        apimachinery.pkg.apis.meta.v1.Preconditions resourceVersion uid
        apimachinery.pkg.apis.meta.v1.ServerAddressByClientCIDR clientCIDR serverAddress
        apimachinery.pkg.apis.meta.v1.Status apiVersion code details=apimachinery.pkg.apis.meta.v1.StatusDetails kind message metadata=apimachinery.pkg.apis.meta.v1.ListMeta reason status
        apimachinery.pkg.apis.meta.v1.StatusCause field message reason
        apimachinery.pkg.apis.meta.v1.StatusDetails causes[=apimachinery.pkg.apis.meta.v1.StatusCause group kind name retryAfterSeconds uid
        apimachinery.pkg.apis.meta.v1.Time
        apimachinery.pkg.apis.meta.v1.WatchEvent object=apimachinery.pkg.runtime.RawExtension type
        apimachinery.pkg.runtime.RawExtension
        apimachinery.pkg.util.intstr.IntOrString
        apimachinery.pkg.version.Info buildDate compiler gitCommit gitTreeState gitVersion goVersion major minor platform
        kube-aggregator.pkg.apis.apiregistration.v1.APIService apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=kube-aggregator.pkg.apis.apiregistration.v1.APIServiceSpec status=kube-aggregator.pkg.apis.apiregistration.v1.APIServiceStatus
        kube-aggregator.pkg.apis.apiregistration.v1.APIServiceCondition lastTransitionTime=apimachinery.pkg.apis.meta.v1.Time message reason status type
        kube-aggregator.pkg.apis.apiregistration.v1.APIServiceList apiVersion items[=kube-aggregator.pkg.apis.apiregistration.v1.APIService kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        kube-aggregator.pkg.apis.apiregistration.v1.APIServiceSpec caBundle group groupPriorityMinimum insecureSkipTLSVerify service=kube-aggregator.pkg.apis.apiregistration.v1.ServiceReference version versionPriority
        kube-aggregator.pkg.apis.apiregistration.v1.APIServiceStatus conditions[+type=kube-aggregator.pkg.apis.apiregistration.v1.APIServiceCondition
        kube-aggregator.pkg.apis.apiregistration.v1.ServiceReference name namespace port
        kube-aggregator.pkg.apis.apiregistration.v1beta1.APIService apiVersion kind metadata=apimachinery.pkg.apis.meta.v1.ObjectMeta spec=kube-aggregator.pkg.apis.apiregistration.v1beta1.APIServiceSpec status=kube-aggregator.pkg.apis.apiregistration.v1beta1.APIServiceStatus
        kube-aggregator.pkg.apis.apiregistration.v1beta1.APIServiceCondition lastTransitionTime=apimachinery.pkg.apis.meta.v1.Time message reason status type
        kube-aggregator.pkg.apis.apiregistration.v1beta1.APIServiceList apiVersion items[=kube-aggregator.pkg.apis.apiregistration.v1beta1.APIService kind metadata=apimachinery.pkg.apis.meta.v1.ListMeta
        kube-aggregator.pkg.apis.apiregistration.v1beta1.APIServiceSpec caBundle group groupPriorityMinimum insecureSkipTLSVerify service=kube-aggregator.pkg.apis.apiregistration.v1beta1.ServiceReference version versionPriority
        kube-aggregator.pkg.apis.apiregistration.v1beta1.APIServiceStatus conditions[+type=kube-aggregator.pkg.apis.apiregistration.v1beta1.APIServiceCondition
        kube-aggregator.pkg.apis.apiregistration.v1beta1.ServiceReference name namespace port
        """
}
