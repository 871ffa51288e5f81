import Foundation
import Kubernetes
import Manifests
import TestSupport
import Testing
import YAML

struct HealthOnARealCluster {
    private func applied(_ objects: [Value], _ lab: EngineFixture) async throws -> [KindedReference] {
        let manifests = objects.map { Manifest($0) }
        for result in try await lab.engine.apply(manifests, mode: .persist) { _ = try result.live }
        return manifests.map { KindedReference($0) }
    }

    private func wait(
        for references: [KindedReference],
        within limit: Duration,
        _ lab: EngineFixture,
    ) async throws -> [String: Health] {
        let states = try await waitUntilHealthy(
            references,
            engine: lab.engine,
            within: limit,
            pollingEvery: .milliseconds(200),
        )
        return Dictionary(uniqueKeysWithValues: states.map { ($0.key.name, $0.value) })
    }

    private func definition(_ plural: String, _ kind: String, _ group: String) -> Value {
        [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": .string("\(plural).\(group)")],
            "spec": [
                "group": .string(group), "scope": "Namespaced",
                "names": ["plural": .string(plural), "kind": .string(kind)],
                "versions": [
                    [
                        "name": "v1", "served": true, "storage": true,
                        "schema": ["openAPIV3Schema": ["type": "object"]],
                    ]
                ],
            ],
        ]
    }

    private func object(_ apiVersion: Value, _ kind: Value, _ name: Value, _ spec: Value, _ lab: EngineFixture) -> Value
    {
        [
            "apiVersion": apiVersion, "kind": kind,
            "metadata": ["name": name, "namespace": .string(lab.namespace)], "spec": spec,
        ]
    }

    private func workload(_ fields: [String: Value]) -> Value {
        let labels: Value = ["app": "a"]
        var spec: Value = [
            "selector": ["matchLabels": labels],
            "template": [
                "metadata": ["labels": labels],
                "spec": ["containers": [["name": "a", "image": "registry.invalid/a:1"]]],
            ],
        ]
        for (name, value) in fields { spec[name] = value }
        return spec
    }

    @Test(arguments: EngineKind.allCases)
    func `waits until a definition is established, and sees that one cannot be`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            let group = "\(lab.namespace).example.org"
            let first = try await applied([definition("mugs", "Mug", group)], lab)
            #expect(try await wait(for: first, within: .seconds(60), lab) == ["mugs.\(group)": .current])
            let second = try await applied([definition("cups", "Mug", group)], lab)
            let states = try await wait(for: first + second, within: .seconds(60), lab)
            #expect(states["mugs.\(group)"] == .current)
            #expect(states["cups.\(group)"]?.isFailure == true)
            for plural in ["mugs", "cups"] { try await lab.plane.kubectl(["delete", "crd", "\(plural).\(group)"]) }
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `counts what needs no node as current`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            let job: Value = [
                "template": [
                    "spec": [
                        "restartPolicy": "Never", "containers": [["name": "a", "image": "registry.invalid/a:1"]],
                    ]
                ]
            ]
            let references = try await applied(
                [
                    object("apps/v1", "Deployment", "none", workload(["replicas": 0]), lab),
                    object("apps/v1", "StatefulSet", "no-set", workload(["replicas": 0, "serviceName": "a"]), lab),
                    object("apps/v1", "DaemonSet", "everywhere", workload([:]), lab),
                    object("batch/v1", "Job", "once", job, lab),
                    object("v1", "Service", "balanced", ["type": "LoadBalancer", "ports": [["port": 80]]], lab),
                    lab.configMap("settings").object,
                ],
                lab,
            )
            let states = try await wait(for: references, within: .seconds(60), lab)
            #expect(states.count == references.count)
            #expect(states.allSatisfy { $0.value == .current }, "\(states)")
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `says where a rollout and a volume stand that get no node`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            let claim: Value = [
                "accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": "1Gi"]],
                "storageClassName": "none-such",
            ]
            let references = try await applied(
                [
                    object("apps/v1", "Deployment", "app", workload(["replicas": 2]), lab),
                    object("v1", "PersistentVolumeClaim", "data", claim, lab),
                ],
                lab,
            )
            let expected: [String: Health] = [
                "app": .inProgress("0 of 2 available"), "data": .inProgress("not bound, phase Pending"),
            ]
            var states: [String: Health] = [:]
            for _ in 0..<300 where states != expected { states = try await wait(for: references, within: .zero, lab) }
            #expect(states == expected)
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `ends early when a rollout is past its deadline`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            let references = try await applied(
                [object("apps/v1", "Deployment", "late", workload(["progressDeadlineSeconds": 1]), lab)],
                lab,
            )
            let state = try await wait(for: references, within: .seconds(120), lab)["late"]
            guard case .failed(let reason) = state else {
                Issue.record("\(String(describing: state))")
                return
            }
            #expect(reason.hasPrefix("ProgressDeadlineExceeded: "))
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `sees that an object is being deleted, and that it is gone`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            var held = lab.configMap("held").object
            held["metadata"]?["finalizers"] = ["example.org/hold"]
            let references = try await applied([held], lab)
            try await lab.plane.kubectl(
                ["delete", "configmap", "held", "--namespace", lab.namespace, "--wait=false"]
            )
            #expect(try await wait(for: references, within: .zero, lab) == ["held": .terminating])
            let release = #"{"metadata": {"finalizers": null}}"#
            try await lab.plane.kubectl(
                ["patch", "configmap", "held", "--namespace", lab.namespace, "--type", "merge", "--patch", release]
            )
            #expect(try await wait(for: references, within: .zero, lab) == ["held": .inProgress("is not there")])
        }
    }
}
