import Manifests
import TestSupport
import Testing
import YAML

@testable import Kubernetes

/// Whole runs, in which one request after the other meets a fault.
@Suite(SharedNamespace())
struct ARunThatMeetsAFault {
    struct Case: Sendable, CustomTestStringConvertible {
        let fault: Fault
        let moment: Fault.Moment
        /// Of that request and all that follow it, or of it alone.
        var lasts = false
        /// The requests that meet it, one in each run.
        var first = 1
        var step = 1

        var testDescription: String { "\(fault) \(moment)\(lasts ? " from then on" : "")" }
    }

    @Test(arguments: [
        Case(fault: .cut, moment: .afterTheServer),
        Case(fault: .reasonlessStatus, moment: .afterTheServer, lasts: true),
        // Both are taken for no answer, so that half of the requests is enough for each.
        Case(fault: .notFoundPage, moment: .beforeTheServer, first: 1, step: 2),
        Case(fault: .otherJSON, moment: .beforeTheServer, first: 2, step: 2),
    ])
    func `at any of its requests loses nothing, and the next one converges`(case: Case) async throws {
        try await FaultLab.with { lab in
            var rounds = try Rounds(lab)
            try await rounds.begin()
            for number in stride(from: `case`.first, through: 40, by: `case`.step) {
                let isHit = try await rounds.next(`case`, at: number) { sent in
                    `case`.lasts ? sent.place >= number : sent.place == number && !sent.isGroupDiscovery
                }
                guard isHit else {
                    // Fewer and none would have been tested.
                    #expect(number > 12)
                    return
                }
            }
            Issue.record("a run takes more than 40 requests")
        }
    }
}

/// Runs one after the other, each of which changes, makes, takes over and removes something.
private struct Rounds {
    let lab: FaultLab
    let sound: APIEngine
    private var number = 0
    private var bystander: LiveObject?
    private var kept: LiveObject?

    init(_ lab: FaultLab) throws {
        self.lab = lab
        sound = try lab.proxy.engine()
    }

    private func wanted(in round: Int) -> [Manifest] {
        let maps = [
            lab.configMap("kept"), lab.configMap("changed", "\(round)"), lab.configMap("new-\(round)"),
            lab.configMap("taken-\(round)"),
        ]
        return maps.map { map in
            var map = map
            map.setLabel(LoadBearingNames.ownerLabel, to: lab.id)
            return map
        }
    }

    mutating func begin() async throws {
        try await Run(lab: lab, engine: sound, wanted: wanted(in: 0)).converge()
        bystander = try await sound.create(lab.configMap("bystander"))
        kept = try await lab.read("kept", by: sound)[0]
    }

    /// The next round with a fault, what it left, and the same again without.
    ///
    /// - Returns: whether a request met the fault.
    mutating func next(
        _ fault: ARunThatMeetsAFault.Case,
        at place: Int,
        where meets: @escaping @Sendable (ProxyRequest) -> Bool,
    ) async throws -> Bool {
        number += 1
        let comment: Comment = "\(fault.testDescription) at request \(place)"
        let taken = try await sound.create(lab.configMap("taken-\(number)"))
        let before = try await lab.read("changed", by: sound)[0]
        let run = Run(lab: lab, engine: try lab.proxy.engine(), wanted: wanted(in: number))

        lab.proxy.start(FaultPlan(fault: fault.fault, moment: fault.moment, meets: meets))
        let error = try await kubernetesError { try await run.converge() }
        let isHit = lab.proxy.hits > 0
        lab.proxy.start(nil)
        if let error { #expect(error.isTransient, "\(comment): \(error)") }

        // Nothing wrong was written, and nothing is forgotten.
        let stored = try await InventoryStore(engine: sound, cluster: lab.id).load()
        let states = try await lab.read(
            "bystander",
            "kept",
            "changed",
            "new-\(number)",
            "taken-\(number)",
            "new-\(number - 1)",
            "taken-\(number - 1)",
            by: sound
        )
        #expect(states[0] == bystander && states[1] == kept, comment)
        #expect(states[2]?.uid == before?.uid, comment)
        #expect(["\(number)", "\(number - 1)"].contains(states[2]?.value), comment)
        #expect(states[3]?.value ?? "1" == "1", comment)
        #expect(states[4]?.uid == taken.uid && states[4]?.value == "1", comment)
        let left = states[5...6].compactMap { $0 }
        if left.count < 2 {
            #expect(states[2]?.value == "\(number)" && states[3] != nil, "\(comment): deleted before all was applied")
        }
        let ours = states[3...4].compactMap { $0 }.filter { $0.manifest.label(LoadBearingNames.ownerLabel) != nil }
        for live in left + ours + [states[1], states[2]].compactMap({ $0 }) {
            #expect(stored[live.reference] != nil, "\(comment): \(live.reference) is orphaned")
        }

        // The next run comes where it should.
        let again = Run(lab: lab, engine: try lab.proxy.engine(), wanted: wanted(in: number))
        let second = try await kubernetesError { try await again.converge() }
        #expect(second == nil, "\(comment), then \(String(describing: second))")
        try await expectConverged(comment)
        return isHit
    }

    private func expectConverged(_ comment: Comment) async throws {
        let manifests = wanted(in: number)
        let comparisons = try await Applier(engine: sound, cluster: lab.id).compare(manifests)
        #expect(comparisons.map(\.isInSync) == [true, true, true, true], comment)
        let all = try await sound.list(
            manifests[0].kind,
            namespace: lab.namespace,
            selector: "test=\(lab.id)",
            detail: .full
        )
        let names = Set(manifests.map(\.reference) + [lab.configMap("bystander").reference])
        #expect(Set(all.map(\.reference)) == names, comment)
        let stored = try await InventoryStore(engine: sound, cluster: lab.id).load()
        #expect(stored == Inventory(revision: "\(number)", objects: manifests.map { .init($0, stage: "all") }), comment)
    }
}

/// One run of a cluster, in the order that `docs/architecture.md` gives.
private struct Run {
    let lab: FaultLab
    let engine: APIEngine
    let wanted: [Manifest]

    func converge() async throws {
        let store = InventoryStore(engine: engine, cluster: lab.id)
        let old = try await store.load()
        let revision = wanted[1].object.at("data", "value")?.string
        let new = Inventory(revision: revision, objects: wanted.map { .init($0, stage: "all") })
        let applier = Applier(engine: engine, cluster: lab.id)
        let comparisons = try await applier.compare(wanted)
        let union = old.union(new)
        try await store.save(union)
        for outcome in try await applier.apply(comparisons) {
            switch outcome.action {
            case .created, .configured, .recreated, .unchanged: continue
            case .failed(let error): throw error
            case .skipped, .unknownKind:
                throw KubernetesError(.unknownKind, subject: "\(outcome.manifest.reference)", "\(outcome.action)")
            }
        }
        let pruner = Pruner(engine: engine, cluster: lab.id)
        let plan = try await pruner.plan(
            inventory: union,
            wanted: Set(wanted.map(\.reference)),
            wantedReleases: [],
            limit: .percent(100),
            isAllowed: false,
        )
        let outcome = await pruner.execute(plan)
        var left = union.removing(outcome.settled)
        for entry in new.objects.values { left.insert(entry) }
        left.revision = revision
        try await store.save(left)
        if let error = outcome.failures.first { throw error }
    }
}
