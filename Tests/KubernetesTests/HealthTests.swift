import FoundationEssentials
import Kubernetes
import Testing
import YAML

/// An object as a cluster has it, and what is to be said of it.
struct HealthCase: CustomTestStringConvertible {
    let testDescription: String
    let live: LiveObject
    let health: Health

    init(_ description: String, _ object: Value, _ health: Health) {
        testDescription = description
        live = LiveObject(object)
        self.health = health
    }

    init(
        _ description: String,
        _ apiVersion: String,
        _ kind: String,
        spec: Value = [:],
        status: Value,
        _ health: Health
    ) {
        let metadata: Value = ["name": "a", "namespace": "b", "generation": 3]
        let object: Value = ["apiVersion": .string(apiVersion), "kind": .string(kind), "metadata": metadata]
        var whole = object
        whole["spec"] = spec
        whole["status"] = status
        self.init(description, whole, health)
    }
}

private func conditions(_ entries: (type: String, status: String, reason: String, message: String)...) -> Value {
    .array(
        entries.map { entry in
            [
                "type": .string(entry.type), "status": .string(entry.status), "reason": .string(entry.reason),
                "message": .string(entry.message), "lastTransitionTime": "2026-11-22T15:03:11Z",
            ]
        }
    )
}

struct EveryKind {
    @Test(arguments: [
        HealthCase(
            "being deleted",
            [
                "apiVersion": "v1", "kind": "ConfigMap",
                "metadata": ["name": "a", "deletionTimestamp": "2026-11-22T15:03:11Z"],
            ],
            .terminating,
        ),
        HealthCase(
            "a generation that its controller has not seen",
            "example.org/v1",
            "Thing",
            status: ["observedGeneration": 2],
            .inProgress("generation 3 is not observed yet, the latest is 2"),
        ),
        HealthCase(
            "reconciling, whatever Ready says",
            "example.org/v1",
            "Thing",
            status: [
                "observedGeneration": 3,
                "conditions": conditions(
                    ("Ready", "True", "Ok", "fine"),
                    ("Reconciling", "True", "Progressing", "building manifests"),
                ),
            ],
            .inProgress("Progressing: building manifests"),
        ),
        HealthCase(
            "stalled",
            "example.org/v1",
            "Thing",
            status: ["conditions": conditions(("Stalled", "True", "InvalidPath", "no such path"))],
            .failed("InvalidPath: no such path"),
        ),
        HealthCase(
            "not ready",
            "example.org/v1",
            "Thing",
            status: ["conditions": conditions(("Ready", "False", "", "")), "observedGeneration": 3],
            .inProgress("condition Ready is False"),
        ),
        HealthCase(
            "ready not known",
            "example.org/v1",
            "Thing",
            status: ["conditions": conditions(("Ready", "Unknown", "Probing", ""))],
            .inProgress("Probing"),
        ),
        HealthCase(
            "ready",
            "example.org/v1",
            "Thing",
            status: ["conditions": conditions(("Stalled", "False", "", ""), ("Ready", "True", "Ok", "fine"))],
            .current,
        ),
        HealthCase("without conditions", "example.org/v1", "Thing", status: [:], .current),
        HealthCase("with a status of another shape", "example.org/v1", "Thing", status: "ok", .current),
        HealthCase("a ConfigMap", "v1", "ConfigMap", status: .null, .current),
        HealthCase("a CronJob", "batch/v1", "CronJob", status: [:], .current),
        HealthCase(
            "a disruption budget that was seen",
            "policy/v1",
            "PodDisruptionBudget",
            status: ["observedGeneration": 3, "disruptionsAllowed": 0],
            .current,
        ),
    ])
    func `is judged by what all objects have`(_ example: HealthCase) {
        #expect(Health.of(example.live) == example.health)
    }
}

struct AnObjectWithoutPods {
    @Test(arguments: [
        HealthCase("bound", "v1", "PersistentVolumeClaim", status: ["phase": "Bound"], .current),
        HealthCase(
            "pending",
            "v1",
            "PersistentVolumeClaim",
            status: ["phase": "Pending"],
            .inProgress("not bound, phase Pending"),
        ),
        HealthCase("a plain service", "v1", "Service", spec: ["type": "ClusterIP"], status: [:], .current),
        HealthCase(
            "a load balancer without an address of the cluster",
            "v1",
            "Service",
            spec: ["type": "LoadBalancer"],
            status: ["loadBalancer": [:]],
            .inProgress("has no cluster address yet"),
        ),
        HealthCase(
            "a load balancer",
            "v1",
            "Service",
            spec: ["type": "LoadBalancer", "clusterIP": "10.96.0.10"],
            status: ["loadBalancer": [:]],
            .current,
        ),
        HealthCase(
            "a definition that nobody looked at",
            "apiextensions.k8s.io/v1",
            "CustomResourceDefinition",
            status: [:],
            .inProgress("not established yet"),
        ),
        HealthCase(
            "a definition that is being installed",
            "apiextensions.k8s.io/v1",
            "CustomResourceDefinition",
            status: [
                "conditions": conditions(
                    ("NamesAccepted", "True", "NoConflicts", "no conflicts found"),
                    ("Established", "False", "Installing", "the initial names have been accepted"),
                )
            ],
            .inProgress("Installing: the initial names have been accepted"),
        ),
        HealthCase(
            "a definition whose names are taken",
            "apiextensions.k8s.io/v1",
            "CustomResourceDefinition",
            status: ["conditions": conditions(("NamesAccepted", "False", "PluralConflict", "\"things\" is in use"))],
            .failed("PluralConflict: \"things\" is in use"),
        ),
        HealthCase(
            "a definition that is refused",
            "apiextensions.k8s.io/v1",
            "CustomResourceDefinition",
            status: ["conditions": conditions(("Established", "False", "NotAccepted", "not all names are accepted"))],
            .failed("NotAccepted: not all names are accepted"),
        ),
        HealthCase(
            "a definition",
            "apiextensions.k8s.io/v1",
            "CustomResourceDefinition",
            status: ["conditions": conditions(("Established", "True", "InitialNamesAccepted", "accepted"))],
            .current,
        ),
    ])
    func `is judged by the rules of its kind`(_ example: HealthCase) {
        #expect(Health.of(example.live) == example.health)
    }
}

struct AWorkload {
    private static let available = conditions(
        ("Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability."),
        ("Progressing", "True", "NewReplicaSetAvailable", "ReplicaSet has successfully progressed."),
    )

    private static func deployment(_ description: String, _ counts: [String: Value], _ health: Health) -> HealthCase {
        var status: Value = ["observedGeneration": 3, "conditions": available]
        for (name, count) in counts { status[name] = count }
        let spec: Value = ["replicas": 2, "progressDeadlineSeconds": 600]
        return HealthCase(description, "apps/v1", "Deployment", spec: spec, status: status, health)
    }

    private static let all: [String: Value] = [
        "replicas": 2, "updatedReplicas": 2, "availableReplicas": 2, "readyReplicas": 2,
    ]

    private static func all(but name: String, _ count: Value) -> [String: Value] {
        all.merging([name: count]) { $1 }
    }

    @Test(arguments: [
        deployment("nothing created", [:], .inProgress("0 of 2 created")),
        deployment("old pods left", all(but: "updatedReplicas", 1), .inProgress("1 of 2 updated")),
        deployment("old pods to end", all(but: "replicas", 3), .inProgress("1 more than wanted, to be ended")),
        deployment("pods not available", all(but: "availableReplicas", 0), .inProgress("0 of 2 available")),
        deployment("pods not ready", all(but: "readyReplicas", 1), .inProgress("1 of 2 ready")),
        deployment("rolled out", all, .current),
        deployment(
            "its replica set not available yet",
            all(but: "conditions", conditions(("Progressing", "True", "ReplicaSetUpdated", "is progressing"))),
            .inProgress("ReplicaSetUpdated: is progressing"),
        ),
        deployment(
            "not available",
            all(
                but: "conditions",
                conditions(
                    ("Progressing", "True", "NewReplicaSetAvailable", ""),
                    ("Available", "False", "MinimumReplicasUnavailable", "too few"),
                ),
            ),
            .inProgress("MinimumReplicasUnavailable: too few"),
        ),
        deployment(
            "past its deadline",
            ["conditions": conditions(("Progressing", "False", "ProgressDeadlineExceeded", "has timed out"))],
            .failed("ProgressDeadlineExceeded: has timed out"),
        ),
        HealthCase(
            "scaled to nothing, without a deadline",
            "apps/v1",
            "Deployment",
            spec: ["replicas": 0],
            status: ["observedGeneration": 3, "conditions": available],
            .current,
        ),
    ])
    func `that is a Deployment is current when its rollout is over`(_ example: HealthCase) {
        #expect(Health.of(example.live) == example.health)
    }

    private static func statefulSet(_ description: String, _ strategy: Value, _ status: Value, _ health: Health)
        -> HealthCase
    {
        let spec: Value = ["replicas": 3, "updateStrategy": strategy]
        return HealthCase(description, "apps/v1", "StatefulSet", spec: spec, status: status, health)
    }

    private static let rolling: Value = ["type": "RollingUpdate", "rollingUpdate": ["partition": 0]]

    @Test(arguments: [
        statefulSet("no status", rolling, [:], .inProgress("0 of 3 created")),
        statefulSet("too few ready", rolling, ["replicas": 3, "readyReplicas": 2], .inProgress("2 of 3 ready")),
        statefulSet(
            "too many",
            rolling,
            ["replicas": 4, "readyReplicas": 4],
            .inProgress("1 more than wanted, to be ended"),
        ),
        statefulSet(
            "half updated",
            rolling,
            ["replicas": 3, "readyReplicas": 3, "updatedReplicas": 1],
            .inProgress("1 of 3 updated"),
        ),
        statefulSet("updated", rolling, ["replicas": 3, "readyReplicas": 3, "updatedReplicas": 3], .current),
        statefulSet(
            "updated down to its partition",
            ["type": "RollingUpdate", "rollingUpdate": ["partition": 2]],
            ["replicas": 3, "readyReplicas": 3, "updatedReplicas": 1],
            .current,
        ),
        statefulSet(
            "between two revisions",
            ["type": "RollingUpdate"],
            [
                "replicas": 3, "readyReplicas": 3, "currentReplicas": 3, "currentRevision": "a-1",
                "updateRevision": "a-2",
            ],
            .inProgress("the new revision is not the current one yet"),
        ),
        statefulSet("updated by hand", ["type": "OnDelete"], ["replicas": 1], .current),
    ])
    func `that is a StatefulSet is current when all its pods are`(_ example: HealthCase) {
        #expect(Health.of(example.live) == example.health)
    }

    @Test(arguments: [
        HealthCase(
            "a daemon set that nobody looked at",
            "apps/v1",
            "DaemonSet",
            status: ["desiredNumberScheduled": 0],
            .inProgress("not observed by its controller yet"),
        ),
        HealthCase(
            "a daemon set with a pod to come",
            "apps/v1",
            "DaemonSet",
            status: [
                "observedGeneration": 3, "desiredNumberScheduled": 2, "currentNumberScheduled": 2,
                "updatedNumberScheduled": 2, "numberAvailable": 1,
            ],
            .inProgress("1 of 2 available"),
        ),
        HealthCase(
            "a daemon set without nodes",
            "apps/v1",
            "DaemonSet",
            status: ["observedGeneration": 3, "desiredNumberScheduled": 0],
            .current,
        ),
        HealthCase(
            "a replica set whose pods are refused",
            "apps/v1",
            "ReplicaSet",
            status: ["conditions": conditions(("ReplicaFailure", "True", "FailedCreate", "exceeded quota"))],
            .inProgress("FailedCreate: exceeded quota"),
        ),
        HealthCase(
            "a replica set",
            "apps/v1",
            "ReplicaSet",
            spec: ["replicas": 1],
            status: ["replicas": 1, "fullyLabeledReplicas": 1, "availableReplicas": 1, "readyReplicas": 1],
            .current,
        ),
        HealthCase("a job before its start", "batch/v1", "Job", status: [:], .inProgress("not started yet")),
        HealthCase("a job that runs", "batch/v1", "Job", status: ["startTime": "2026-11-22T15:03:11Z"], .current),
        HealthCase(
            "a job that failed",
            "batch/v1",
            "Job",
            status: [
                "startTime": "2026-11-22T15:03:11Z",
                "conditions": conditions(("Failed", "True", "BackoffLimitExceeded", "too many retries")),
            ],
            .failed("BackoffLimitExceeded: too many retries"),
        ),
        HealthCase(
            "a job that waits to be let go",
            "batch/v1",
            "Job",
            status: ["conditions": conditions(("Suspended", "True", "JobSuspended", ""))],
            .current,
        ),
    ])
    func `of another kind is judged by its counts`(_ example: HealthCase) {
        #expect(Health.of(example.live) == example.health)
    }
}

struct APod {
    @Test(arguments: [
        HealthCase("not seen", "v1", "Pod", status: [:], .inProgress("not observed yet")),
        HealthCase("done", "v1", "Pod", status: ["phase": "Succeeded"], .current),
        HealthCase("ended badly", "v1", "Pod", status: ["phase": "Failed", "message": "evicted"], .failed("evicted")),
        HealthCase(
            "ready",
            "v1",
            "Pod",
            status: ["phase": "Running", "conditions": conditions(("Ready", "True", "", ""))],
            .current,
        ),
        HealthCase(
            "running",
            "v1",
            "Pod",
            status: [
                "phase": "Running",
                "conditions": conditions(
                    ("Ready", "False", "ContainersNotReady", "containers with unready status: [a]")
                ),
            ],
            .inProgress("ContainersNotReady: containers with unready status: [a]"),
        ),
        HealthCase(
            "crashing",
            "v1",
            "Pod",
            status: [
                "phase": "Running",
                "containerStatuses": [
                    ["name": "a", "state": ["running": [:]]],
                    ["name": "b", "state": ["waiting": ["reason": "CrashLoopBackOff"]]],
                ],
            ],
            .failed("keeps crashing: b"),
        ),
        HealthCase("pending", "v1", "Pod", status: ["phase": "Pending"], .inProgress("pending")),
        HealthCase("lost", "v1", "Pod", status: ["phase": "Unknown"], .inProgress("phase Unknown")),
    ])
    func `is judged by its phase`(_ example: HealthCase) {
        #expect(Health.of(example.live) == example.health)
    }

    @Test func `fails when the scheduler refuses it for 15 seconds`() throws {
        let live = LiveObject([
            "apiVersion": "v1", "kind": "Pod",
            "metadata": ["name": "a", "creationTimestamp": "2026-11-22T15:03:11Z"],
            "status": [
                "phase": "Pending",
                "conditions": conditions(("PodScheduled", "False", "Unschedulable", "0/3 nodes are available")),
            ],
        ])
        let created = try Date("2026-11-22T15:03:11Z", strategy: .iso8601)
        #expect(Health.of(live, now: created + 14) == .inProgress("not scheduled yet"))
        #expect(Health.of(live, now: created + 15) == .failed("Unschedulable: 0/3 nodes are available"))
    }
}
