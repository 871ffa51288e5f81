"""Kubernetes objects of many kinds, whose references point at each other where they can."""

from scalars import Raw, raw, text

NAMES = ["web", "api", "db", "cache", "queue", "worker", "cron", "gate", "mail", "auth", "store", "front"]
NAMESPACES = ["default", "prod", "team-a", "kube-system", "x"]
LABELS = ["app", "tier", "app.kubernetes.io/name", "team", "app.kubernetes.io/part-of"]
ANNOTATIONS = ["note", "example.com/owner", "example.com/a.b", "description", "url"]
IMAGES = [
    "nginx", "nginx:1.25", "registry.example.com:5000/team/app:v1", "ghcr.io/x/app@sha256:" + "ab" * 32,
    "busybox:latest",
    "app:v1@sha256:" + "cd" * 32, "docker.io/library/redis:7", "gcr.io/x/y/z", "localhost:5000/app", "redis:",
]
CLUSTER_SCOPED = {
    "Namespace", "ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition", "ValidatingWebhookConfiguration",
    "MutatingWebhookConfiguration", "PersistentVolume", "StorageClass", "PriorityClass", "APIService", "IngressClass",
}
API = {
    "Deployment": "apps/v1", "StatefulSet": "apps/v1", "DaemonSet": "apps/v1", "ReplicaSet": "apps/v1",
    "Job": "batch/v1",
    "CronJob": "batch/v1", "Pod": "v1", "ReplicationController": "v1", "PodTemplate": "v1", "Service": "v1",
    "Ingress": "networking.k8s.io/v1", "ConfigMap": "v1", "Secret": "v1", "ServiceAccount": "v1",
    "Role": "rbac.authorization.k8s.io/v1", "ClusterRole": "rbac.authorization.k8s.io/v1",
    "RoleBinding": "rbac.authorization.k8s.io/v1", "ClusterRoleBinding": "rbac.authorization.k8s.io/v1",
    "Namespace": "v1",
    "CustomResourceDefinition": "apiextensions.k8s.io/v1",
    "ValidatingWebhookConfiguration": "admissionregistration.k8s.io/v1",
    "MutatingWebhookConfiguration": "admissionregistration.k8s.io/v1", "HorizontalPodAutoscaler": "autoscaling/v2",
    "PodDisruptionBudget": "policy/v1", "PersistentVolumeClaim": "v1", "PersistentVolume": "v1",
    "NetworkPolicy": "networking.k8s.io/v1", "StorageClass": "storage.k8s.io/v1",
    "PriorityClass": "scheduling.k8s.io/v1",
    "APIService": "apiregistration.k8s.io/v1", "IngressClass": "networking.k8s.io/v1", "ResourceQuota": "v1",
    "LimitRange": "v1", "Endpoints": "v1", "Gadget": "example.com/v1", "Widget": "example.com/v1beta1",
    "ServiceMonitor": "monitoring.coreos.com/v1",
}
WEIGHTS = {
    "Deployment": 12, "StatefulSet": 4, "DaemonSet": 3, "ReplicaSet": 1, "Job": 2, "CronJob": 3, "Pod": 2,
    "ReplicationController": 1, "PodTemplate": 0.5, "Service": 8, "Ingress": 4, "ConfigMap": 8, "Secret": 4,
    "ServiceAccount": 4, "Role": 2, "ClusterRole": 2, "RoleBinding": 4, "ClusterRoleBinding": 3, "Namespace": 3,
    "CustomResourceDefinition": 2, "ValidatingWebhookConfiguration": 1, "MutatingWebhookConfiguration": 1,
    "HorizontalPodAutoscaler": 3, "PodDisruptionBudget": 2, "PersistentVolumeClaim": 2, "PersistentVolume": 1,
    "NetworkPolicy": 2, "StorageClass": 1, "PriorityClass": 1, "APIService": 0.5, "IngressClass": 0.5,
    "ResourceQuota": 0.5,
    "LimitRange": 0.5, "Endpoints": 0.5, "Gadget": 6, "Widget": 2, "ServiceMonitor": 1,
}
OLD_API = {
    "Deployment": "extensions/v1beta1", "CronJob": "batch/v1beta1", "Ingress": "extensions/v1beta1",
    "PodDisruptionBudget": "policy/v1beta1", "HorizontalPodAutoscaler": "autoscaling/v1",
    "CustomResourceDefinition": "apiextensions.k8s.io/v1beta1", "StatefulSet": "apps/v1beta2",
}
# Where the pod's specification is, for kinds that have one.
POD = {
    "Deployment": ["spec", "template"], "StatefulSet": ["spec", "template"], "DaemonSet": ["spec", "template"],
    "ReplicaSet": ["spec", "template"], "Job": ["spec", "template"], "ReplicationController": ["spec", "template"],
    "CronJob": ["spec", "jobTemplate", "spec", "template"], "Pod": [], "PodTemplate": ["template"],
}


class Item:
    """An object as a layer sees it: what it is, and the names it has had, the newest one last."""

    def __init__(self, document, names, generated=None, namespaces=()):
        self.document = document
        self.api = document["apiVersion"]
        self.kind = document["kind"]
        self.namespace = document["metadata"].get("namespace")
        self.names = list(names)
        self.generated = generated
        self.namespaces = list(namespaces) or [self.namespace]
        self.changed = False  # whether a patch has been made for it

    @property
    def group(self):
        return self.api.rpartition("/")[0]

    @property
    def version(self):
        return self.api.rpartition("/")[2]

    def pod(self):
        """The value that holds the pod's metadata and specification, or None."""
        value = self.document
        for key in POD.get(self.kind, ["none"]):
            value = value.get(key) if isinstance(value, dict) else None
        return value if isinstance(value, dict) and isinstance(value.get("spec"), dict) else None

    def containers(self):
        pod = self.pod()
        return pod["spec"].get("containers", []) if pod else []


class Maker:
    """Makes objects for one case."""

    def __init__(self, dice, case):
        self.dice = dice
        self.case = case
        self.taken = {}  # kind: names

    def item(self, kind=None):
        kind = kind or self.dice.weighted(WEIGHTS)
        self.case.use(f"kind: {kind}")
        api = API[kind]
        if kind in OLD_API and self.dice.chance(0.1):
            api = OLD_API[kind]
        taken = self.taken.setdefault(kind, set())
        free = [name for name in NAMES if name not in taken] or [f"web-{len(taken)}"]
        name = self.dice.pick(free[:4])
        taken.add(name)
        document = {"apiVersion": api, "kind": kind, "metadata": self._metadata(kind, name)}
        method = getattr(self, "_" + kind.lower(), None)
        document.update(method(name) if method else self._anything())
        return Item(document, [name])

    def _metadata(self, kind, name):
        metadata = {"name": name}
        if self.dice.chance(0.25 if kind not in CLUSTER_SCOPED else 0.03):
            metadata["namespace"] = self.dice.pick(NAMESPACES)
        if self.dice.chance(0.5):
            metadata["labels"] = self.labels(name)
        if self.dice.chance(0.3):
            metadata["annotations"] = {key: text(self.dice) for key in self.dice.some(ANNOTATIONS, 1, 2)}
        if self.dice.chance(0.02):
            metadata.setdefault("annotations", {})["config.kubernetes.io/local-config"] = "true"
            self.case.use("annotation: local-config")
        if self.dice.chance(0.02) and kind in ("ConfigMap", "Secret"):
            metadata.setdefault("annotations", {})["kustomize.config.k8s.io/needs-hash"] = "true"
            self.case.use("annotation: needs-hash")
        if self.dice.chance(0.02):
            metadata["labels"] = self.dice.pick([{}, None])
        if self.dice.chance(0.02):
            metadata["creationTimestamp"] = None
        return metadata

    def labels(self, name):
        return {key: name if self.dice.chance(0.7) else self.dice.pick(["v1", "true", "a.b", "1", "x"])
                for key in self.dice.some(LABELS, 1, 2)}

    def reference(self, kind):
        """The name of an object of that kind that the case has, most of the time."""
        taken = sorted(self.taken.get(kind, ()))
        return self.dice.pick(taken) if taken and self.dice.chance(0.8) else self.dice.pick(NAMES)

    def _quantity(self):
        return self.dice.pick(["100m", "1", Raw("2"), Raw("0.5"), "1Gi", "500Mi", Raw("1e3"), "2.5Gi"])

    def container(self, name):
        dice = self.dice
        container = {"name": name, "image": dice.pick(IMAGES)}
        if dice.chance(0.3):
            container["args"] = [text(dice, 0.5) for _ in range(dice.number(0, 3))]
        if dice.chance(0.2):
            container["command"] = ["sh", "-c",
                                    dice.pick(["echo $(VAR)\nsleep 1\n", "exec app --flag='x y'", "a && b"])]
        if dice.chance(0.4):
            container["ports"] = [self._container_port(number) for number in range(dice.number(1, 2))]
        if dice.chance(0.5):
            container["env"] = [self.env(name) for name in dice.some(["HOST", "PORT", "MODE", "SECRET", "FLAG"], 1, 3)]
        if dice.chance(0.2):
            container["envFrom"] = [{"configMapRef": {"name": self.reference("ConfigMap")}}]
            if dice.chance(0.5):
                container["envFrom"].append({"secretRef": {"name": self.reference("Secret")}, "prefix": "P_"})
        if dice.chance(0.2):
            container["resources"] = {"limits": {"cpu": self._quantity(), "memory": self._quantity()}, "requests": {}}
        if dice.chance(0.25):
            container["volumeMounts"] = [{"name": "data", "mountPath": path}
                                         for path in dice.some(["/data", "/etc/x", "/tmp"], 1, 2)]
        if dice.chance(0.15):
            container["livenessProbe"] = {"httpGet": {"path": "/ok", "port": dice.pick([8080, "http", Raw("0x50")])},
                                          "periodSeconds": dice.pick([10, Raw("010")])}
        if dice.chance(0.1):
            container["securityContext"] = {"runAsNonRoot": dice.pick([True, Raw("yes")]),
                                            "capabilities": {"drop": ["ALL"]}}
        return container

    def _container_port(self, number):
        port = {"containerPort": 8080 + number}
        if self.dice.chance(0.6):
            port["name"] = ["http", "admin"][number]
        if self.dice.chance(0.3):
            port["protocol"] = self.dice.pick(["TCP", "UDP"])
        return port

    def env(self, name):
        source = self.dice.pick(["value", "value", "configMap", "secret", "field", "none"])
        if source == "value":
            return {"name": name, "value": text(self.dice, 0.5)}
        if source == "configMap":
            return {"name": name, "valueFrom": {"configMapKeyRef": {"name": self.reference("ConfigMap"), "key": "k"}}}
        if source == "secret":
            return {"name": name, "valueFrom": {"secretKeyRef": {"name": self.reference("Secret"), "key": "k",
                "optional": True}}}
        if source == "field":
            return {"name": name, "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}
        return {"name": name}

    def pod_spec(self):
        dice = self.dice
        spec = {"containers": [self.container(name) for name in ["main", "side"][:dice.pick([1, 1, 1, 2])]]}
        if dice.chance(0.15):
            spec["initContainers"] = [self.container("init")]
        if dice.chance(0.3):
            spec["volumes"] = [self.volume(name) for name in dice.some(["data", "conf", "extra"], 1, 2)]
        if dice.chance(0.3):
            spec["serviceAccountName"] = self.reference("ServiceAccount")
        if dice.chance(0.1):
            spec["imagePullSecrets"] = [{"name": self.reference("Secret")}]
        if dice.chance(0.1):
            spec["nodeSelector"] = {"disk": dice.pick(["ssd", "true"])}
        if dice.chance(0.1):
            spec["tolerations"] = [{"key": "a", "operator": "Exists"}, {"key": "b", "value": text(dice)}]
        if dice.chance(0.1):
            spec["hostAliases"] = [{"ip": "127.0.0.1", "hostnames": ["a.local", "b.local"]}]
        if dice.chance(0.1):
            spec["affinity"] = {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [
                {"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": self.labels("x")}}]}}
        if dice.chance(0.08):
            spec["topologySpreadConstraints"] = [{"maxSkew": 1, "topologyKey": "zone",
                                                  "whenUnsatisfiable": "ScheduleAnyway",
                                                  "labelSelector": {"matchLabels": {"app": "x"}}}]
        if dice.chance(0.1):
            spec["priorityClassName"] = self.reference("PriorityClass")
        return spec

    def volume(self, name):
        source = self.dice.pick([
            {"emptyDir": {}}, {"configMap": {"name": self.reference("ConfigMap")}},
            {"secret": {"secretName": self.reference("Secret"),
                        "defaultMode": self.dice.pick([Raw("0400"), 420, Raw("0o644")])}},
            {"persistentVolumeClaim": {"claimName": self.reference("PersistentVolumeClaim")}},
            {"projected": {"sources": [{"configMap": {"name": self.reference("ConfigMap")}},
                                       {"secret": {"name": self.reference("Secret"),
                                                   "items": [{"key": "a", "path": "b"}]}}]}},
            {"hostPath": {"path": "/x"}},
        ])
        return {"name": name, **source}

    def _template(self, name):
        metadata = {"labels": self.labels(name)}
        if self.dice.chance(0.2):
            metadata["annotations"] = {"note": text(self.dice, 0.5)}
        if self.dice.chance(0.05):
            metadata = {}
        return {"metadata": metadata, "spec": self.pod_spec()}

    def _workload(self, name, selector=True):
        template = self._template(name)
        spec = {"template": template}
        if selector and self.dice.chance(0.9):
            spec["selector"] = {"matchLabels": dict(template["metadata"].get("labels") or {"app": name})}
            if self.dice.chance(0.1):
                spec["selector"]["matchExpressions"] = [{"key": "tier", "operator": "In", "values": ["a", "yes", "1"]}]
        if self.dice.chance(0.5):
            spec["replicas"] = self.dice.pick([0, 1, 3, Raw("0x2"), Raw("1_0")])
        return spec

    def _deployment(self, name):
        spec = self._workload(name)
        if self.dice.chance(0.2):
            spec["strategy"] = self.dice.pick([
                {"type": "Recreate"}, {"type": "RollingUpdate",
                                       "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": 0}}])
        return {"spec": spec}

    def _statefulset(self, name):
        spec = {**self._workload(name), "serviceName": self.reference("Service")}
        if self.dice.chance(0.5):
            spec["volumeClaimTemplates"] = [{"metadata": {"name": "data"}, "spec": {
                "accessModes": ["ReadWriteOnce"], "storageClassName": self.reference("StorageClass"),
                "resources": {"requests": {"storage": self._quantity()}}}}]
        return {"spec": spec}

    def _daemonset(self, name):
        return {"spec": self._workload(name)}

    _replicaset = _daemonset

    def _replicationcontroller(self, name):
        return {"spec": {**self._workload(name, selector=False), "selector": {"app": name}}}

    def _job(self, name):
        return {"spec": {**self._workload(name, selector=self.dice.chance(0.2)),
                         "backoffLimit": self.dice.pick([0, Raw("1.0")])}}

    def _cronjob(self, name):
        return {"spec": {"schedule": self.dice.pick(["*/5 * * * *", "0 0 * * 0", "@hourly"]),
                         "jobTemplate": {"spec": self._workload(name, selector=self.dice.chance(0.2))}}}

    def _pod(self, _):
        return {"spec": self.pod_spec()}

    def _podtemplate(self, name):
        return {"template": self._template(name)}

    def _service(self, name):
        spec = {"selector": self.labels(name), "ports": [
            {"name": port, "port": number, "targetPort": self.dice.pick([8080, "http", Raw("8_080")])}
            for port, number in [("http", 80), ("https", 443)][:self.dice.number(1, 2)]]}
        if self.dice.chance(0.2):
            spec["type"] = self.dice.pick(["ClusterIP", "LoadBalancer", "ExternalName"])
        if self.dice.chance(0.1):
            del spec["selector"]
        return {"spec": spec}

    def _ingress(self, _):
        backend = {"service": {"name": self.reference("Service"), "port": {"number": 80}}}
        spec = {"rules": [{"host": host, "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}}
                          for host in ["a.example.com", "b.example.com"][:self.dice.number(1, 2)]]}
        if self.dice.chance(0.4):
            spec["tls"] = [{"hosts": ["a.example.com"], "secretName": self.reference("Secret")}]
        if self.dice.chance(0.2):
            spec["defaultBackend"] = backend
        if self.dice.chance(0.2):
            spec["ingressClassName"] = self.reference("IngressClass")
        return {"spec": spec}

    def _configmap(self, _):
        keys = ["k", "key.with.dots", "app.conf", "a/b", "UPPER", "empty", "1", "true", "x y"]
        data = {key: text(self.dice, 0.7) for key in self.dice.some(keys, 0, 4)}
        result = {"data": data} if data or self.dice.chance(0.5) else {}
        if self.dice.chance(0.1) and data:
            data[self.dice.pick(sorted(data))] = raw(self.dice)
        if self.dice.chance(0.1):
            result["binaryData"] = {"bin": "AAEC/w=="}
        if self.dice.chance(0.1):
            result["immutable"] = True
        return result

    def _secret(self, _):
        result = {"type": self.dice.pick(["Opaque", "kubernetes.io/tls",
                                          "example.com/x"])} if self.dice.chance(0.7) else {}
        if self.dice.chance(0.6):
            result["data"] = {key: self.dice.pick(["YQ==", "aGVsbG8gd29ybGQ=", "", "bm90ZQ" + "o=" * 1])
                              for key in ["k", "tls.crt"]}
        if self.dice.chance(0.5):
            result["stringData"] = {"s": text(self.dice, 0.7)}
        return result

    def _serviceaccount(self, _):
        if self.dice.chance(0.7):
            return {}
        return {"imagePullSecrets": [{"name": self.reference("Secret")}],
                "secrets": [{"name": self.reference("Secret")}]}

    def _role(self, _):
        rule = {"apiGroups": ["", "apps"], "resources": ["configmaps", "*"], "verbs": ["get", "list"]}
        if self.dice.chance(0.4):
            rule["resourceNames"] = [self.reference("ConfigMap"), self.reference("ConfigMap")]
        return {"rules": self.dice.pick([[rule], [rule], []])}

    def _clusterrole(self, name):
        if self.dice.chance(0.2):
            return {"aggregationRule": {"clusterRoleSelectors": [{"matchLabels": self.labels(name)}]}, "rules": None}
        return self._role(name)

    def _rolebinding(self, _):
        role = self.dice.pick(["Role", "ClusterRole"])
        return {"roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": role, "name": self.reference(role)},
                "subjects": self._subjects()}

    def _clusterrolebinding(self, _):
        return {"roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole",
                            "name": self.reference("ClusterRole")},
                "subjects": self._subjects()}

    def _subjects(self):
        subjects = []
        for _ in range(self.dice.number(1, 2)):
            subject = {"kind": "ServiceAccount", "name": self.dice.pick(["default", self.reference("ServiceAccount")])}
            if self.dice.chance(0.7):
                subject["namespace"] = self.dice.pick(NAMESPACES)
            subjects.append(subject)
        if self.dice.chance(0.2):
            subjects.append({"kind": "Group", "name": "system:masters", "apiGroup": "rbac.authorization.k8s.io"})
        return subjects

    def _namespace(self, _):
        return {"spec": {"finalizers": ["kubernetes"]}} if self.dice.chance(0.1) else {}

    def _customresourcedefinition(self, _):
        schema = {"type": "object", "properties": {"spec": {"type": "object",
                                                            "x-kubernetes-preserve-unknown-fields": True,
                                                            "description": text(self.dice, 0.5)}}}
        return {"spec": {"group": "example.com", "scope": "Namespaced",
                         "names": {"kind": "Gadget", "plural": "gadgets"},
                         "versions": [{"name": "v1", "served": True, "storage": True,
                                       "schema": {"openAPIV3Schema": schema}}],
                         **({"conversion": {"strategy": "Webhook", "webhook": {"clientConfig": {"service": {
                             "name": self.reference("Service"), "namespace": "x"}}}}} if self.dice.chance(0.3)
                             else {})}}

    def _validatingwebhookconfiguration(self, _):
        return {"webhooks": [{"name": "a.example.com", "sideEffects": "None", "admissionReviewVersions": ["v1"],
                              "clientConfig": {
            "service": {"name": self.reference("Service"), "namespace": self.dice.pick(NAMESPACES), "path": "/x"}}}]}

    _mutatingwebhookconfiguration = _validatingwebhookconfiguration

    def _horizontalpodautoscaler(self, _):
        kind = self.dice.pick(["Deployment", "StatefulSet"])
        return {"spec": {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": kind, "name": self.reference(kind)},
                         "minReplicas": 1, "maxReplicas": 3, "metrics": [{"type": "Resource", "resource": {
                             "name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}}}]}}

    def _poddisruptionbudget(self, name):
        return {"spec": {"minAvailable": self.dice.pick([1, "50%"]), "selector": {"matchLabels": self.labels(name)}}}

    def _persistentvolumeclaim(self, _):
        return {"spec": {"accessModes": ["ReadWriteOnce"], "volumeName": self.reference("PersistentVolume"),
                         "storageClassName": self.dice.pick(["", self.reference("StorageClass")]),
                         "resources": {"requests": {"storage": self._quantity()}}}}

    def _persistentvolume(self, _):
        return {"spec": {"capacity": {"storage": "1Gi"}, "storageClassName": self.reference("StorageClass"),
                         "claimRef": {"name": self.reference("PersistentVolumeClaim"), "namespace": "x"}}}

    def _networkpolicy(self, name):
        return {"spec": {"podSelector": self.dice.pick([{}, {"matchLabels": self.labels(name)}]),
                         "ingress": [{"from": [{"podSelector": {"matchLabels": self.labels(name)}}]}], "egress": [{}]}}

    def _storageclass(self, _):
        return {"provisioner": "example.com/x", "parameters": {"type": "ssd", "fast": "true"}}

    def _priorityclass(self, _):
        return {"value": self.dice.pick([1000, Raw("1e6"), Raw("1_000")]), "globalDefault": False}

    def _apiservice(self, _):
        return {"spec": {"group": "x.example.com", "version": "v1",
                         "service": {"name": self.reference("Service"), "namespace": "x"}}}

    def _ingressclass(self, _):
        return {"spec": {"controller": "example.com/x"}}

    def _resourcequota(self, _):
        return {"spec": {"hard": {"pods": self.dice.pick(["10", Raw("10")]), "requests.cpu": self._quantity()}}}

    def _limitrange(self, _):
        return {"spec": {"limits": [{"type": "Container", "default": {"cpu": self._quantity()}}]}}

    def _endpoints(self, _):
        return {"subsets": [{"addresses": [{"ip": "10.0.0.1"}], "ports": [{"port": 80, "name": "http"}]}]}

    def _gadget(self, name):
        """A kind that nobody knows, with everything that YAML can hold."""
        spec = self.tree(3)
        if self.dice.chance(0.5):
            spec["configMapRef"] = {"name": self.reference("ConfigMap")}
        if self.dice.chance(0.3):
            spec["parts"] = [{"name": part, "image": self.dice.pick(IMAGES), "size": raw(self.dice)}
                             for part in ["a", "b"]]
        if self.dice.chance(0.2):
            spec["template"] = self._template(name)
        if self.dice.chance(0.2):
            spec["replicas"] = 1
        return {"spec": spec}

    _widget = _gadget

    def tree(self, depth):
        keys = ["a", "b", "c", "on", "1", "x.y", "x/y", "long-" + "k" * 30, "key with blanks", "null", "\u00e9"]
        result = {}
        for key in self.dice.some(keys, 1, 4):
            kind = self.dice.weighted({"text": 4, "raw": 4, "map": depth, "list": depth, "empty": 1})
            if kind == "text":
                result[key] = text(self.dice, 0.7)
            elif kind == "raw":
                result[key] = raw(self.dice)
            elif kind == "map":
                result[key] = self.tree(depth - 1)
            elif kind == "list":
                result[key] = self.dice.pick([
                    [raw(self.dice) for _ in range(2)], [self.tree(depth - 1)], [text(self.dice, 0.7), None, {}],
                    [[1, 2], [text(self.dice)]], [{"name": "a", "v": 1}, {"name": "b", "v": 2}]])
            else:
                result[key] = self.dice.pick([{}, [], None, ""])
        return result

    def _anything(self):
        return {"spec": self.tree(2)}
