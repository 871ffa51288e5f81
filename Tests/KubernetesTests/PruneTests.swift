import Kubernetes
import Manifests
import TestSupport
import Testing
import YAML

private let anything = PruneLimit.percent(100)

extension PrunePlan {
    func verdict(_ object: Value) -> Verdict? {
        items.first { $0.reference == reference(object) }?.verdict
    }

    func reason(_ object: Value) -> String? {
        switch verdict(object) {
        case .forget(let reason): "forget: \(reason)"
        case .keep(let reason): "keep: \(reason)"
        case .delete: "delete"
        case nil: nil
        }
    }
}

extension PruneOutcome {
    func result(_ object: Value) -> Result? {
        items.first { $0.reference == reference(object) }?.result
    }
}

struct WhatIsPruned {
    @Test(arguments: EngineKind.allCases)
    func `is the one object that no stage wants, and that one only`(kind: EngineKind) async throws {
        try await PruneFixture.with(kind) { fixture in
            let objects = ["a", "b", "c", "d"].map { configMap($0, in: fixture.namespace) }
            let inventory = try await fixture.apply(objects[0], objects[1], objects[2], objects[3])
            let wanted = Set(inventory.objects.keys).subtracting([reference(objects[1])])
            let plan = try await fixture.pruner.plan(
                inventory: inventory,
                wanted: wanted,
                wantedReleases: [],
                limit: .percent(30),
                isAllowed: false
            )
            #expect(plan.deletions.map(\.reference) == [reference(objects[1])])
            let outcome = await fixture.pruner.execute(plan)
            #expect(outcome.result(objects[1]) == .deleted)
            #expect(outcome.settled == [reference(objects[1])])
            #expect(try await fixture.live(objects[1]) == nil)
            for object in [objects[0], objects[2], objects[3]] { #expect(try await fixture.live(object) != nil) }
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `costs no request when everything is wanted`(kind: EngineKind) async throws {
        try await PruneFixture.with(kind) { fixture in
            let inventory = try await fixture.apply(configMap("a", in: fixture.namespace))
            let engine = FaultyEngine(fixture.engine)
            let pruner = Pruner(engine: engine, cluster: fixture.cluster)
            let plan = try await pruner.plan(
                inventory: inventory,
                wanted: Set(inventory.objects.keys),
                wantedReleases: [],
                limit: anything,
                isAllowed: false
            )
            #expect(plan.isEmpty)
            #expect(await pruner.execute(plan).items.isEmpty)
            #expect(engine.calls == 0)
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `goes in the reverse of the order of application`(kind: EngineKind) async throws {
        try await PruneFixture.with(kind) { fixture in
            let config = configMap("a", in: fixture.namespace)
            let role: Value = [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
                "metadata": ["name": .string(fixture.cluster)], "rules": [],
            ]
            let other = namespaceObject(fixture.cluster)
            let budget: Value = [
                "apiVersion": "policy/v1beta1", "kind": "PodDisruptionBudget",
                "metadata": ["name": "a", "namespace": .string(fixture.namespace)], "spec": ["maxUnavailable": 1],
            ]
            let stays = configMap("stays", in: fixture.namespace)
            let inventory = try await fixture.apply(other, role, config, budget, stays)
            let engine = FaultyEngine(fixture.engine)
            let pruner = Pruner(engine: engine, cluster: fixture.cluster)
            let plan = try await pruner.plan(
                inventory: inventory,
                wanted: [reference(stays)],
                wantedReleases: [],
                limit: anything,
                isAllowed: false
            )
            let outcome = await pruner.execute(plan)
            #expect(engine.deleted == [budget, config, role, other].map(reference))
            #expect(outcome.result(other) == .terminating)
            #expect(outcome.settled == Set([budget, config, role].map(reference)))
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `is never what carries another owner's label, or none`(kind: EngineKind) async throws {
        try await PruneFixture.with(kind) { fixture in
            let foreign = configMap("foreign", in: fixture.namespace)
            let bare = configMap("bare", in: fixture.namespace)
            let owned = configMap("owned", in: fixture.namespace)
            let disabled = configMap(
                "disabled",
                in: fixture.namespace,
                ["annotations": ["kustomize.toolkit.fluxcd.io/prune": "disabled"]]
            )
            let gone = configMap("gone", in: fixture.namespace)
            let inventory = try await fixture.apply(foreign, bare, owned, disabled, gone)
            let kubectl = ["--namespace", fixture.namespace]
            try await fixture.plane.kubectl(
                kubectl + ["label", "configmap", "foreign", "--overwrite", "fettle.dev/owner=other"]
            )
            try await fixture.plane.kubectl(kubectl + ["label", "configmap", "bare", "fettle.dev/owner-"])
            let uid = try #require(try await fixture.live(foreign)).uid
            let owner = #"{"apiVersion":"v1","kind":"ConfigMap","name":"foreign","uid":"\#(uid)"}"#
            try await fixture.plane.kubectl(
                kubectl + ["patch", "configmap", "owned", "--patch", #"{"metadata":{"ownerReferences":[\#(owner)]}}"#]
            )
            try await fixture.plane.kubectl(kubectl + ["delete", "configmap", "gone"])

            let plan = try await fixture.pruner.plan(
                inventory: inventory,
                wanted: [],
                wantedReleases: [],
                limit: anything,
                isAllowed: false
            )
            #expect(plan.reason(foreign) == "forget: its label fettle.dev/owner names other")
            #expect(plan.reason(bare) == "forget: it lacks the label fettle.dev/owner")
            #expect(plan.reason(owned) == "forget: another object owns it")
            #expect(plan.reason(disabled) == "forget: it says kustomize.toolkit.fluxcd.io/prune: disabled")
            #expect(plan.reason(gone) == "forget: it is gone already")
            let outcome = await fixture.pruner.execute(plan)
            #expect(outcome.settled == Set(inventory.objects.keys))
            for object in [foreign, bare, owned, disabled] { #expect(try await fixture.live(object) != nil) }
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `is never what is wanted under another API group`(kind: EngineKind) async throws {
        try await PruneFixture.with(kind) { fixture in
            var ingress: Value = [
                "apiVersion": "extensions/v1beta1", "kind": "Ingress",
                "metadata": ["name": "a", "namespace": .string(fixture.namespace)],
                "spec": ["defaultBackend": ["service": ["name": "a", "port": ["number": 80]]]],
            ]
            let old = ingress
            ingress["apiVersion"] = "networking.k8s.io/v1"
            let new = try await fixture.apply(ingress)
            var oldEntry = Manifest(old)
            oldEntry.setLabel("fettle.dev/owner", to: fixture.cluster)
            let inventory = new.union(Inventory(objects: [Inventory.Entry(oldEntry, stage: "all")]))
            #expect(inventory.objects.count == 2)
            let plan = try await fixture.pruner.plan(
                inventory: inventory,
                wanted: [reference(ingress)],
                wantedReleases: [],
                limit: anything,
                isAllowed: false
            )
            #expect(plan.reason(old) == "forget: the same object is wanted under another group or namespace")
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `is never what the same run applied`(kind: EngineKind) async throws {
        try await PruneFixture.with(kind) { fixture in
            let object = configMap("a", in: fixture.namespace)
            let inventory = try await fixture.apply(object)
            let uid = try #require(try await fixture.live(object)).uid
            let plan = try await fixture.pruner.plan(
                inventory: inventory,
                wanted: [],
                wantedReleases: [],
                limit: anything,
                isAllowed: false,
                appliedUIDs: [uid]
            )
            #expect(plan.deletions.isEmpty)
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `is never an object that took the place of the one looked at`(kind: EngineKind) async throws {
        try await PruneFixture.with(kind) { fixture in
            let object = configMap("a", in: fixture.namespace)
            let inventory = try await fixture.apply(object)
            let plan = try await fixture.pruner.plan(
                inventory: inventory,
                wanted: [],
                wantedReleases: [],
                limit: anything,
                isAllowed: true
            )
            try await fixture.plane.kubectl(["--namespace", fixture.namespace, "delete", "configmap", "a"])
            _ = try await fixture.apply(object)
            let outcome = await fixture.pruner.execute(plan)
            #expect(outcome.failures.map(\.reason) == [.conflict])
            #expect(outcome.settled.isEmpty)
            #expect(try await fixture.live(object) != nil)
        }
    }
}

struct ThePruneRefusal {
    @Test(arguments: EngineKind.allCases)
    func `meets a commit that leaves nothing, unless it says so`(kind: EngineKind) async throws {
        try await PruneFixture.with(kind) { fixture in
            let one = configMap("a", in: fixture.namespace)
            let two = configMap("b", in: fixture.namespace)
            let inventory = try await fixture.apply(one, two)
            let error = await #expect(throws: Problems.self) {
                try await fixture.pruner.plan(
                    inventory: inventory,
                    wanted: [],
                    wantedReleases: [],
                    limit: anything,
                    isAllowed: false
                )
            }
            let names = [two, one].map { reference($0).description }.joined(separator: ", ")
            #expect(
                error?.description
                    == "cluster \(fixture.cluster): nothing is left to deploy, and all 2 of 2 objects and "
                    + "releases would be deleted; nothing was deleted (\(names)); put them back, or allow it by this line at "
                    + "the end of a commit message: Fettle-Allow-Prune: \(fixture.cluster)"
            )
            #expect(try await fixture.live(one) != nil)

            let plan = try await fixture.pruner.plan(
                inventory: inventory,
                wanted: [],
                wantedReleases: [],
                limit: .count(0),
                isAllowed: true
            )
            let outcome = await fixture.pruner.execute(plan)
            #expect(outcome.settled.count == 2)
            #expect(try await fixture.live(one) == nil)
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `meets a commit that deletes more than the limit`(kind: EngineKind) async throws {
        try await PruneFixture.with(kind) { fixture in
            let objects = ["a", "b", "c"].map { configMap($0, in: fixture.namespace) }
            let inventory = try await fixture.apply(objects[0], objects[1], objects[2])
            let error = await #expect(throws: Problems.self) {
                try await fixture.pruner.plan(
                    inventory: inventory,
                    wanted: [reference(objects[0])],
                    wantedReleases: [],
                    limit: .percent(30),
                    isAllowed: false
                )
            }
            #expect(
                error?.description.contains(
                    "2 of 3 objects and releases would be deleted, more than the pruneLimit of 30%"
                ) == true
            )
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `counts Helm releases`(kind: EngineKind) async throws {
        try await PruneFixture.with(kind) { fixture in
            let releases = ["a", "b"].map { Inventory.Release(name: $0, namespace: fixture.namespace, stage: "all") }
            let inventory = Inventory(releases: releases)
            let error = await #expect(throws: Problems.self) {
                try await fixture.pruner.plan(
                    inventory: inventory,
                    wanted: [],
                    wantedReleases: [],
                    limit: anything,
                    isAllowed: false
                )
            }
            #expect(error?.description.contains("all 2 of 2 objects and releases") == true)
            let plan = try await fixture.pruner.plan(
                inventory: inventory,
                wanted: [],
                wantedReleases: [releases[0].identity],
                limit: .count(1),
                isAllowed: false
            )
            #expect(plan.releases == [releases[1]])
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `meets a commit that removes all namespaces at once`(kind: EngineKind) async throws {
        try await PruneFixture.with(kind) { fixture in
            let one = namespaceObject("\(fixture.cluster)-a")
            let two = namespaceObject("\(fixture.cluster)-b")
            let other = configMap("a", in: fixture.namespace)
            let inventory = try await fixture.apply(one, two, other)
            let error = await #expect(throws: Problems.self) {
                try await fixture.pruner.plan(
                    inventory: inventory,
                    wanted: [reference(other)],
                    wantedReleases: [],
                    limit: anything,
                    isAllowed: false
                )
            }
            #expect(error?.description.contains("all 2 namespaces would go at once") == true)
            let plan = try await fixture.pruner.plan(
                inventory: inventory,
                wanted: [reference(other), reference(one)],
                wantedReleases: [],
                limit: anything,
                isAllowed: false
            )
            #expect(plan.deletions.map(\.reference) == [reference(two)])
        }
    }
}
