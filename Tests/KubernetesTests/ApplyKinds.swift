extension Samples {
    /// Plain objects of many kinds, written as people write them.
    ///
    /// With values that the server spells otherwise or fills in. `test/cluster` marks those without a namespace.
    static let manyKinds = """
        \(deployment)
        ---
        \(configMap)
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: keys}
        stringData: {user: admin}
        data: {password: c2VjcmV0}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: app}
        spec:
          selector: {app: app}
          ports: [{port: 80, name: http}, {port: 443, name: https, targetPort: https}]
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: app-nodes}
        spec:
          type: NodePort
          selector: {app: app}
          ports: [{port: 80, protocol: TCP}]
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: app-headless}
        spec: {clusterIP: None, selector: {app: app}, ports: [{port: 80}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: app-balanced}
        spec: {type: LoadBalancer, externalTrafficPolicy: Local, selector: {app: app}, ports: [{port: 53, protocol: UDP}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: elsewhere}
        spec: {type: ExternalName, externalName: example.org}
        ---
        apiVersion: v1
        kind: Endpoints
        metadata: {name: outside}
        subsets: [{addresses: [{ip: 192.0.2.1}], ports: [{port: 80}]}]
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: app}
        automountServiceAccountToken: false
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: app}
        rules: [{apiGroups: [""], resources: [pods, pods/log], verbs: [get, list]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: app}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: app}
        subjects: [{kind: ServiceAccount, name: app, namespace: NS}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: NS-role, annotations: {test/cluster: ""}}
        rules: [{nonResourceURLs: [/metrics], verbs: [get]}, {apiGroups: [apps], resources: ["*"], verbs: ["*"]}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: NS-sum, annotations: {test/cluster: ""}}
        aggregationRule: {clusterRoleSelectors: [{matchLabels: {fettle.dev/owner: test}}]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: NS-binding, annotations: {test/cluster: ""}}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: NS-role}
        subjects: [{kind: User, name: somebody}]
        ---
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: db}
        spec:
          serviceName: db
          selector: {matchLabels: {app: db}}
          template:
            metadata: {labels: {app: db}}
            spec:
              securityContext: {fsGroup: 1000}
              initContainers: [{name: init, image: example.org/init, command: [sh, -c, "true"]}]
              containers:
              - name: db
                image: example.org/db
                volumeMounts: [{name: data, mountPath: /data}, {name: config, mountPath: /etc/db}]
                livenessProbe: {httpGet: {path: /, port: 80}}
                resources: {requests: {memory: 0.5Gi, cpu: 2}}
              volumes: [{name: config, configMap: {name: settings}}, {name: tmp, emptyDir: {sizeLimit: 1000000}}]
          volumeClaimTemplates:
          - metadata: {name: data}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1024Mi}}}
        ---
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: agent}
        spec:
          selector: {matchLabels: {app: agent}}
          template:
            metadata: {labels: {app: agent}}
            spec:
              hostNetwork: true
              tolerations: [{operator: Exists}]
              containers: [{name: agent, image: "example.org/agent:1", ports: [{containerPort: 9100}]}]
        ---
        apiVersion: batch/v1
        kind: Job
        metadata: {name: once}
        spec:
          ttlSecondsAfterFinished: 60
          template: {spec: {restartPolicy: Never, containers: [{name: once, image: example.org/once}]}}
        ---
        apiVersion: batch/v1beta1
        kind: CronJob
        metadata: {name: nightly}
        spec:
          schedule: "0 3 * * *"
          jobTemplate:
            spec: {template: {spec: {restartPolicy: OnFailure, containers: [{name: job, image: example.org/job}]}}}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: single}
        spec: {containers: [{name: single, image: "example.org/single:1", resources: {limits: {cpu: 0.1, memory: 100000000}}}]}
        ---
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: files}
        spec: {accessModes: [ReadWriteOnce], storageClassName: "", resources: {requests: {storage: 1.5Gi}}}
        ---
        apiVersion: v1
        kind: PersistentVolume
        metadata: {name: NS-volume, annotations: {test/cluster: ""}}
        spec: {capacity: {storage: 1024Mi}, accessModes: [ReadOnlyMany], hostPath: {path: /srv}, storageClassName: none}
        ---
        apiVersion: storage.k8s.io/v1
        kind: StorageClass
        metadata: {name: NS-class, annotations: {test/cluster: ""}}
        provisioner: example.org/disks
        parameters: {replicas: "3"}
        ---
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: {name: app}
        spec:
          rules:
          - host: app.example.org
            http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: app, port: {name: http}}}}]}
        ---
        apiVersion: networking.k8s.io/v1
        kind: IngressClass
        metadata: {name: NS-class, annotations: {test/cluster: ""}}
        spec: {controller: example.org/ingress}
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: closed}
        spec:
          podSelector: {}
          policyTypes: [Ingress]
          ingress: [{from: [{podSelector: {matchLabels: {app: app}}}], ports: [{port: 80, protocol: TCP}]}]
        ---
        apiVersion: policy/v1beta1
        kind: PodDisruptionBudget
        metadata: {name: app}
        spec: {minAvailable: 50%, selector: {matchLabels: {app: app}}}
        ---
        apiVersion: autoscaling/v2beta2
        kind: HorizontalPodAutoscaler
        metadata: {name: app}
        spec:
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: app}
          minReplicas: 2
          maxReplicas: 4
          metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]
        ---
        apiVersion: autoscaling/v1
        kind: HorizontalPodAutoscaler
        metadata: {name: app-simple}
        spec: {scaleTargetRef: {apiVersion: apps/v1, kind: StatefulSet, name: db}, maxReplicas: 4}
        ---
        apiVersion: v1
        kind: ResourceQuota
        metadata: {name: quota}
        spec: {hard: {secrets: 100, requests.storage: 2048Gi}}
        ---
        apiVersion: v1
        kind: LimitRange
        metadata: {name: limits}
        spec: {limits: [{type: Container, max: {cpu: 2000m}}]}
        ---
        apiVersion: scheduling.k8s.io/v1
        kind: PriorityClass
        metadata: {name: NS-priority, annotations: {test/cluster: ""}}
        value: 1000
        description: high
        ---
        apiVersion: coordination.k8s.io/v1
        kind: Lease
        metadata: {name: lock}
        spec: {leaseDurationSeconds: 15}
        ---
        apiVersion: apps/v1
        kind: ReplicaSet
        metadata: {name: plain}
        spec:
          selector: {matchLabels: {app: plain}}
          template:
            metadata: {labels: {app: plain}}
            spec: {containers: [{name: plain, image: example.org/plain, env: [{name: EMPTY, value: ""}]}]}
        ---
        apiVersion: node.k8s.io/v1
        kind: RuntimeClass
        metadata: {name: NS-runtime, annotations: {test/cluster: ""}}
        handler: other
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingWebhookConfiguration
        metadata: {name: NS-webhook, annotations: {test/cluster: ""}}
        webhooks:
        - name: check.example.org
          sideEffects: None
          admissionReviewVersions: [v1]
          failurePolicy: Ignore
          clientConfig: {url: "https://127.0.0.1:9/check"}
          namespaceSelector: {matchLabels: {nobody: has-this}}
          rules: [{apiGroups: [example.org], apiVersions: [v1], operations: [CREATE], resources: [things]}]
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: NS-more, annotations: {test/cluster: ""}}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: inside, namespace: NS-more}
        data: {}
        ---
        \(definition(plural: "manythings", kind: "ManyThing"))
        ---
        apiVersion: many.example.org/v1
        kind: ManyThing
        metadata: {name: thing}
        spec: {size: 3, names: [a, b]}
        """

    /// A definition of a namespaced kind in a group of its own.
    static func definition(plural: String, kind: String) -> String {
        let group = "\(kind.lowercased().prefix(4)).example.org"
        return """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: \(plural).\(group), annotations: {test/cluster: ""}}
            spec:
              group: \(group)
              scope: Namespaced
              names: {kind: \(kind), plural: \(plural)}
              versions:
              - name: v1
                served: true
                storage: true
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec:
                        type: object
                        properties:
                          size: {type: integer, default: 1}
                          mode: {type: string, default: plain}
                          names: {type: array, items: {type: string}}
            """
    }
}
