import Kubernetes
import Manifests
import TestSupport
import Testing
import YAML

private let anything = PruneLimit.percent(100)

struct ANamespaceThatNobodyWants {
    @Test(arguments: EngineKind.allCases, ["default", "kube-system", "kube-public", "kube-node-lease"])
    func `stays when it is the system's`(kind: EngineKind, name: String) async throws {
        try await PruneFixture.with(kind) { fixture in
            // Read as if it were ours; the label of a shared namespace is not for one test to change.
            let owned = OwnedEngine(fixture.engine, owner: fixture.cluster)
            let inventory = Inventory(objects: [Inventory.Entry(Manifest(namespaceObject(name)), stage: "all")])
            let plan = try await Pruner(engine: owned, cluster: fixture.cluster)
                .plan(inventory: inventory, wanted: [], wantedReleases: [], limit: anything, isAllowed: true)
            #expect(plan.reason(namespaceObject(name)) == "keep: it is a system namespace")
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `stays while it holds something that is not ours`(kind: EngineKind) async throws {
        try await PruneFixture.with(kind) { fixture in
            let namespace = namespaceObject(fixture.cluster)
            let ours = configMap("ours", in: fixture.cluster)
            let inventory = try await fixture.apply(namespace, ours)
            try await fixture.plane.kubectl(["--namespace", fixture.cluster, "create", "configmap", "theirs"])
            let plan = try await fixture.pruner.plan(
                inventory: inventory,
                wanted: [],
                wantedReleases: [],
                limit: anything,
                isAllowed: true
            )
            #expect(plan.reason(namespace) == "keep: it holds ConfigMap/\(fixture.cluster)/theirs, which stays")
            let outcome = await fixture.pruner.execute(plan)
            #expect(outcome.result(ours) == .deleted)
            #expect(outcome.settled == [reference(ours)])
            #expect(try await fixture.live(namespace)?.isBeingDeleted == false)
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `stays while something in it is wanted`(kind: EngineKind) async throws {
        try await PruneFixture.with(kind) { fixture in
            let namespace = namespaceObject(fixture.cluster)
            let ours = configMap("ours", in: fixture.cluster)
            let inventory = try await fixture.apply(namespace, ours)
            let plan = try await fixture.pruner.plan(
                inventory: inventory,
                wanted: [reference(ours)],
                wantedReleases: [],
                limit: anything,
                isAllowed: true
            )
            #expect(plan.reason(namespace) == "keep: ConfigMap/\(fixture.cluster)/ours in it is wanted")
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `stays when something is put into it after the plan was made`(kind: EngineKind) async throws {
        try await PruneFixture.with(kind) { fixture in
            let namespace = namespaceObject(fixture.cluster)
            let inventory = try await fixture.apply(namespace)
            let plan = try await fixture.pruner.plan(
                inventory: inventory,
                wanted: [],
                wantedReleases: [],
                limit: anything,
                isAllowed: true
            )
            #expect(plan.reason(namespace) == "delete")
            try await fixture.plane.kubectl(["--namespace", fixture.cluster, "create", "configmap", "late"])
            let outcome = await fixture.pruner.execute(plan)
            #expect(
                outcome.result(namespace) == .kept(reason: "it holds ConfigMap/\(fixture.cluster)/late, which stays")
            )
            #expect(try await fixture.live(namespace)?.isBeingDeleted == false)
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `stays when an object in it could not be deleted`(kind: EngineKind) async throws {
        try await PruneFixture.with(kind) { fixture in
            let namespace = namespaceObject(fixture.cluster)
            let ours = configMap("ours", in: fixture.cluster)
            let inventory = try await fixture.apply(namespace, ours)
            let failure = KubernetesError(.forbidden, subject: "ours", "not allowed")
            let engine = FaultyEngine(fixture.engine, deleteFailure: { $0.kind == "ConfigMap" ? failure : nil })
            let pruner = Pruner(engine: engine, cluster: fixture.cluster)
            let plan = try await pruner.plan(
                inventory: inventory,
                wanted: [],
                wantedReleases: [],
                limit: anything,
                isAllowed: true
            )
            let outcome = await pruner.execute(plan)
            #expect(outcome.result(ours) == .failed(failure))
            #expect(
                outcome.result(namespace) == .kept(reason: "it holds ConfigMap/\(fixture.cluster)/ours, which stays")
            )
            #expect(outcome.settled.isEmpty)
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `goes after what is ours in it, with all that the cluster made for that`(kind: EngineKind) async throws {
        try await PruneFixture.with(kind) { fixture in
            let namespace = namespaceObject(fixture.cluster)
            let labels: Value = ["app": "a"]
            let account: Value = [
                "apiVersion": "v1", "kind": "ServiceAccount",
                "metadata": ["name": "a", "namespace": .string(fixture.cluster)],
            ]
            let service: Value = [
                "apiVersion": "v1", "kind": "Service",
                "metadata": ["name": "a", "namespace": .string(fixture.cluster)],
                "spec": ["selector": labels, "ports": [["port": 80, "protocol": "TCP"]]],
            ]
            let deployment: Value = [
                "apiVersion": "apps/v1", "kind": "Deployment",
                "metadata": ["name": "a", "namespace": .string(fixture.cluster)],
                "spec": [
                    "selector": ["matchLabels": labels],
                    "template": [
                        "metadata": ["labels": labels],
                        "spec": ["serviceAccountName": "a", "containers": [["name": "a", "image": "example.org/a"]]],
                    ],
                ],
            ]
            let inventory = try await fixture.apply(namespace, account, service, deployment)
            let get = ["--namespace", fixture.cluster, "get", "--ignore-not-found", "--output", "name"]
            for kind in ["pods", "endpoints", "endpointslices", "replicasets", "events"] {
                try await fixture.wait(for: get + [kind])
            }
            // The account's token, and those of the namespace's own.
            try await fixture.wait(for: get + ["configmaps"])
            try await fixture.wait(
                for: get + ["secrets", "--field-selector", "type=kubernetes.io/service-account-token"]
            )
            let plan = try await fixture.pruner.plan(
                inventory: inventory,
                wanted: [],
                wantedReleases: [],
                limit: anything,
                isAllowed: true
            )
            #expect(plan.reason(namespace) == "delete")
            let outcome = await fixture.pruner.execute(plan)
            #expect(outcome.result(namespace) == .terminating)
            #expect(outcome.failures.isEmpty)
            #expect(outcome.settled == Set([account, service, deployment].map(reference)))
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `stays while an API group does not answer`(kind: EngineKind) async throws {
        try await PruneFixture.with(kind) { fixture in
            let namespace = namespaceObject(fixture.cluster)
            let inventory = try await fixture.apply(namespace)
            let engine = FaultyEngine(fixture.engine, unavailable: ["things.example.org/v1"])
            let plan = try await Pruner(engine: engine, cluster: fixture.cluster)
                .plan(inventory: inventory, wanted: [], wantedReleases: [], limit: anything, isAllowed: true)
            #expect(
                plan.reason(namespace)
                    == "keep: what it holds cannot be read: \(fixture.cluster): things.example.org/v1 does not answer"
            )
        }
    }
}

struct ADefinitionThatNobodyWants {
    @Test(arguments: EngineKind.allCases)
    func `stays while objects of its kind are live that are not ours`(kind: EngineKind) async throws {
        try await PruneFixture.with(kind) { fixture in
            let definition = definition(of: fixture)
            let inventory = try await fixture.applyEstablished(definition)
            let group = "\(fixture.cluster).example.org"
            let theirs = thing("theirs", of: fixture)
            try await fixture.plane.kubectl(["apply", "--filename", "-"], input: theirs.jsonText)
            let plan = try await fixture.pruner.plan(
                inventory: inventory,
                wanted: [],
                wantedReleases: [],
                limit: anything,
                isAllowed: true
            )
            #expect(plan.reason(definition) == "keep: it holds \(group)/Thing/\(fixture.namespace)/theirs, which stays")
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `goes after the objects of its kind, which are then forgotten for good`(kind: EngineKind) async throws {
        try await PruneFixture.with(kind) { fixture in
            let definition = definition(of: fixture)
            let ours = thing("ours", of: fixture)
            var inventory = try await fixture.applyEstablished(definition)
            inventory = try await inventory.union(fixture.apply(ours))
            let engine = FaultyEngine(fixture.engine)
            let pruner = Pruner(engine: engine, cluster: fixture.cluster)
            let plan = try await pruner.plan(
                inventory: inventory,
                wanted: [],
                wantedReleases: [],
                limit: anything,
                isAllowed: true
            )
            let outcome = await pruner.execute(plan)
            #expect(engine.deleted == [ours, definition].map(reference))
            #expect(outcome.failures.isEmpty)

            let name = try #require(definition.at("metadata", "name")?.string)
            try await fixture.plane.kubectl(["wait", "--for=delete", "crd/\(name)", "--timeout=30s"])
            func planAgain() async throws -> PrunePlan {
                try await pruner.plan(
                    inventory: inventory,
                    wanted: [],
                    wantedReleases: [],
                    limit: anything,
                    isAllowed: true,
                )
            }
            // The server names the group for a moment longer, and nothing may be forgotten until it does not.
            var again = try await planAgain()
            for _ in 0..<100
            where [definition, ours].contains(where: { again.reason($0)?.hasPrefix("keep: the API group") == true }) {
                try await Task.sleep(for: .milliseconds(100))
                again = try await planAgain()
            }
            #expect(again.reason(definition) == "forget: it is gone already")
            #expect(again.reason(ours) == "forget: the cluster has no such kind any more")
        }
    }

    private func definition(of fixture: PruneFixture) -> Value {
        let group = "\(fixture.cluster).example.org"
        let schema: Value = ["openAPIV3Schema": ["type": "object", "x-kubernetes-preserve-unknown-fields": true]]
        return [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": .string("things.\(group)")],
            "spec": [
                "group": .string(group), "scope": "Namespaced",
                "names": ["plural": "things", "singular": "thing", "kind": "Thing", "listKind": "ThingList"],
                "versions": [["name": "v1", "served": true, "storage": true, "schema": schema]],
            ],
        ]
    }

    private func thing(_ name: String, of fixture: PruneFixture) -> Value {
        [
            "apiVersion": .string("\(fixture.cluster).example.org/v1"), "kind": "Thing",
            "metadata": ["name": .string(name), "namespace": .string(fixture.namespace)],
        ]
    }
}

extension PruneFixture {
    fileprivate func applyEstablished(_ definition: Value) async throws -> Inventory {
        let inventory = try await apply(definition)
        let name = try #require(definition.at("metadata", "name")?.string)
        try await plane.waitUntilEstablished(name)
        return inventory
    }
}

/// Shows every object that is read as one that `owner` applied.
private struct OwnedEngine: ClusterEngine {
    let engine: any ClusterEngine
    let owner: String

    init(_ engine: any ClusterEngine, owner: String) {
        self.engine = engine
        self.owner = owner
    }

    func read(_ references: [KindedReference]) async throws -> [ReadResult] {
        try await engine.read(references).map { result in
            guard case .found(let live) = result else { return result }
            var manifest = live.manifest
            manifest.setLabel("fettle.dev/owner", to: owner)
            return .found(LiveObject(manifest.object))
        }
    }

    func apply(_ manifests: [Manifest], mode: ApplyMode) async throws -> [ApplyResult] {
        try await engine.apply(manifests, mode: mode)
    }

    func replaceManagedFields(of live: LiveObject, with managedFields: [Value]) async throws -> LiveObject {
        try await engine.replaceManagedFields(of: live, with: managedFields)
    }

    func delete(_ live: LiveObject, propagation: DeletePropagation) async throws {
        try await engine.delete(live, propagation: propagation)
    }

    func list(_ kind: GroupVersionKind, namespace: String?, selector: String, detail: ListDetail) async throws
        -> [LiveObject]
    {
        try await engine.list(kind, namespace: namespace, selector: selector, detail: detail)
    }

    func kinds() async throws -> KnownKinds { try await engine.kinds() }

    func create(_ manifest: Manifest) async throws -> LiveObject { try await engine.create(manifest) }
}
