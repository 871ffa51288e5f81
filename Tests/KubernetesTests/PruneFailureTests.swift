import Kubernetes
import Manifests
import TestSupport
import Testing
import YAML

private let anything = PruneLimit.percent(100)

struct APruneThatFails {
    @Test(arguments: EngineKind.allCases)
    func `keeps the failed object queued and deletes the others`(kind: EngineKind) async throws {
        try await PruneFixture.with(kind) { fixture in
            let objects = ["a", "b", "c"].map { configMap($0, in: fixture.namespace) }
            let inventory = try await fixture.apply(objects[0], objects[1], objects[2])
            let failure = KubernetesError(.serverFailure, subject: "b", "try again")
            let engine = FaultyEngine(fixture.engine, deleteFailure: { $0.name == "b" ? failure : nil })
            let pruner = Pruner(engine: engine, cluster: fixture.cluster)
            let plan = try await pruner.plan(
                inventory: inventory,
                wanted: [],
                wantedReleases: [],
                limit: anything,
                isAllowed: true
            )
            let outcome = await pruner.execute(plan)
            #expect(outcome.failures == [failure])
            let left = inventory.removing(outcome.settled)
            #expect(left.objects.keys.map(\.name) == ["b"])

            let again = try await fixture.pruner.plan(
                inventory: left,
                wanted: [],
                wantedReleases: [],
                limit: anything,
                isAllowed: true
            )
            #expect(await fixture.pruner.execute(again).settled == [reference(objects[1])])
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `asks no more once the cluster is silent`(kind: EngineKind) async throws {
        try await PruneFixture.with(kind) { fixture in
            let budget: Value = [
                "apiVersion": "policy/v1beta1", "kind": "PodDisruptionBudget",
                "metadata": ["name": "a", "namespace": .string(fixture.namespace)], "spec": ["maxUnavailable": 1],
            ]
            let config = configMap("a", in: fixture.namespace)
            let inventory = try await fixture.apply(config, budget)
            let silence = KubernetesError(.unreachable, subject: fixture.cluster, "no answer")
            let engine = FaultyEngine(fixture.engine, deleteFailure: { _ in silence })
            let pruner = Pruner(engine: engine, cluster: fixture.cluster)
            let plan = try await pruner.plan(
                inventory: inventory,
                wanted: [],
                wantedReleases: [],
                limit: anything,
                isAllowed: true
            )
            let outcome = await pruner.execute(plan)
            #expect(engine.deleted == [reference(budget)])
            #expect(outcome.failures == [silence, silence])
            #expect(outcome.settled.isEmpty)
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `keeps what waits for a finalizer queued until it is gone`(kind: EngineKind) async throws {
        try await PruneFixture.with(kind) { fixture in
            let held = configMap("held", in: fixture.namespace, ["finalizers": ["example.org/hold"]])
            let free = configMap("free", in: fixture.namespace)
            let inventory = try await fixture.apply(held, free)
            let plan = try await fixture.pruner.plan(
                inventory: inventory,
                wanted: [],
                wantedReleases: [],
                limit: anything,
                isAllowed: true
            )
            let outcome = await fixture.pruner.execute(plan)
            #expect(outcome.result(held) == .terminating)
            #expect(outcome.result(free) == .deleted)
            let left = inventory.removing(outcome.settled)

            let engine = FaultyEngine(fixture.engine)
            let pruner = Pruner(engine: engine, cluster: fixture.cluster)
            let again = try await pruner.plan(
                inventory: left,
                wanted: [],
                wantedReleases: [],
                limit: anything,
                isAllowed: false
            )
            #expect(again.reason(held) == "keep: it is being deleted, waiting for example.org/hold")
            #expect(await pruner.execute(again).settled.isEmpty)
            #expect(engine.deleted.isEmpty)

            try await fixture.plane.kubectl([
                "--namespace", fixture.namespace, "patch", "configmap", "held", "--type", "json", "--patch",
                #"[{"op":"remove","path":"/metadata/finalizers"}]"#,
            ])
            let last = try await fixture.pruner.plan(
                inventory: left,
                wanted: [],
                wantedReleases: [],
                limit: anything,
                isAllowed: false
            )
            #expect(last.reason(held) == "forget: it is gone already")
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `takes no kind for gone while its API group does not answer`(kind: EngineKind) async throws {
        try await PruneFixture.with(kind) { fixture in
            let budget: Value = [
                "apiVersion": "policy/v1beta1", "kind": "PodDisruptionBudget",
                "metadata": ["name": "a", "namespace": .string(fixture.namespace)], "spec": ["maxUnavailable": 1],
            ]
            let inventory = try await fixture.apply(budget)
            let engine = FaultyEngine(
                fixture.engine,
                unavailable: ["policy/v1beta1"],
                unknownKinds: ["PodDisruptionBudget"]
            )
            let pruner = Pruner(engine: engine, cluster: fixture.cluster)
            let plan = try await pruner.plan(
                inventory: inventory,
                wanted: [],
                wantedReleases: [],
                limit: anything,
                isAllowed: true
            )
            #expect(plan.reason(budget) == "keep: the API group policy does not answer")
            #expect(await pruner.execute(plan).settled.isEmpty)
            #expect(engine.deleted.isEmpty)
        }
    }
}
