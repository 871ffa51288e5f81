import Kubernetes
import Manifests
import Synchronization
import TestSupport
import Testing
import YAML

struct WaitingForHealth {
    private let clock = JumpingClock()

    private func wait(
        for names: [String],
        _ polls: [[String: Answer]],
    ) async throws -> (states: [String: Health], asked: [[String]]) {
        let engine = ScriptedEngine(polls: polls)
        let kind = GroupVersionKind(apiVersion: "example.org/v1", kind: "Thing")
        let references = names.map { name in
            KindedReference(
                reference: ObjectReference(group: "example.org", kind: "Thing", namespace: "b", name: name),
                kind: kind,
            )
        }
        let states = try await waitUntilHealthy(
            references,
            engine: engine,
            within: .seconds(10),
            pollingEvery: .seconds(2),
            clock: clock,
        )
        return (Dictionary(uniqueKeysWithValues: states.map { ($0.key.name, $0.value) }), engine.asked)
    }

    @Test func `asks again only for those that are not current`() async throws {
        let (states, asked) = try await wait(
            for: ["a", "b"],
            [["a": .ready, "b": .absent], ["b": .unready], ["b": .ready]],
        )
        #expect(states == ["a": .current, "b": .current])
        #expect(asked == [["a", "b"], ["b"], ["b"]])
        #expect(clock.now.offset == .seconds(4))
    }

    @Test func `ends as soon as one has failed, and tells the state of all`() async throws {
        let (states, asked) = try await wait(
            for: ["a", "b", "c"],
            [["a": .ready, "b": .unready, "c": .unready], ["b": .stalled, "c": .unready]],
        )
        #expect(states == ["a": .current, "b": .failed("Broken"), "c": .inProgress("Waiting")])
        #expect(asked.count == 2)
    }

    @Test func `ends at its limit with what is still missing`() async throws {
        let (states, asked) = try await wait(
            for: ["a", "b"],
            [["a": .unknownKind, "b": .ready], ["a": .unknownKind]]
        )
        #expect(states == ["a": .inProgress("the cluster does not know its kind"), "b": .current])
        #expect(asked.count == 6)
        #expect(clock.now.offset == .seconds(10))
    }

    @Test func `goes on when the cluster is away for a moment`() async throws {
        let (states, _) = try await wait(for: ["a"], [["": .away], ["a": .refusedForNow], ["": .away], ["a": .ready]])
        #expect(states == ["a": .current])
    }

    @Test func `says so when the cluster stays away`() async throws {
        let error = await #expect(throws: KubernetesError.self) { try await wait(for: ["a"], [["": .away]]) }
        #expect(error?.reason == .unreachable)
        #expect(clock.now.offset == .seconds(10))
    }

    @Test func `ends at once when the cluster refuses to answer`() async throws {
        let error = await #expect(throws: KubernetesError.self) { try await wait(for: ["a"], [["": .forbidden]]) }
        #expect(error?.reason == .forbidden)
        #expect(clock.now.offset == .zero)
    }

    @Test func `is over at once for nothing`() async throws {
        let (states, asked) = try await wait(for: [], [])
        #expect(states.isEmpty)
        #expect(asked.isEmpty)
    }

    @Test func `ends when it is cancelled`() async throws {
        let task = Task { [clock] in
            try await waitUntilHealthy(
                [
                    KindedReference(
                        reference: ObjectReference(group: "", kind: "ConfigMap", namespace: "b", name: "a"),
                        kind: GroupVersionKind(apiVersion: "v1", kind: "ConfigMap"),
                    )
                ],
                engine: ScriptedEngine(polls: [["a": .absent]]),
                within: .seconds(1_000_000_000),
                pollingEvery: .seconds(1),
                clock: clock,
            )
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}

/// What a poll says of one object; under the empty name, of the whole cluster.
private enum Answer {
    case ready, unready, stalled, absent, unknownKind, refusedForNow, away, forbidden
}

/// Answers one poll after the other as a test says, the last one for ever.
private final class ScriptedEngine: ClusterEngine {
    private let polls: [[String: Answer]]
    private let log = Mutex<[[String]]>([])

    var asked: [[String]] { log.withLock { $0 } }

    init(polls: [[String: Answer]]) {
        self.polls = polls
    }

    func read(_ references: [KindedReference]) async throws -> [ReadResult] {
        let names = references.map(\.reference.name)
        let number = log.withLock { log in
            log.append(names)
            return log.count
        }
        let poll = polls[min(number, polls.count) - 1]
        switch poll[""] {
        case .away: throw KubernetesError(.unreachable, subject: "perso", "no answer")
        case .forbidden: throw KubernetesError(.forbidden, subject: "perso", "not allowed")
        default: return try names.map { try result(#require(poll[$0]), $0) }
        }
    }

    private func result(_ answer: Answer, _ name: String) -> ReadResult {
        switch answer {
        case .ready: .found(object(name, condition: "Ready", "True", "Fine"))
        case .unready: .found(object(name, condition: "Ready", "False", "Waiting"))
        case .stalled: .found(object(name, condition: "Stalled", "True", "Broken"))
        case .absent: .absent
        case .unknownKind: .unknownKind
        case .refusedForNow, .away: .failed(KubernetesError(.serverFailure, subject: name, "try later"))
        case .forbidden: .failed(KubernetesError(.forbidden, subject: name, "not allowed"))
        }
    }

    private func object(_ name: String, condition: Value, _ status: Value, _ reason: Value) -> LiveObject {
        LiveObject([
            "apiVersion": "example.org/v1", "kind": "Thing", "metadata": ["name": .string(name), "namespace": "b"],
            "status": ["conditions": [["type": condition, "status": status, "reason": reason]]],
        ])
    }

    // Waiting only reads.
    private let refusal = KubernetesError(.forbidden, subject: "test", "only reads")

    func apply(_ manifests: [Manifest], mode: ApplyMode) async throws -> [ApplyResult] { throw refusal }
    func replaceManagedFields(of live: LiveObject, with managedFields: [Value]) async throws -> LiveObject {
        throw refusal
    }
    func delete(_ live: LiveObject, propagation: DeletePropagation) async throws { throw refusal }
    func list(_ kind: GroupVersionKind, namespace: String?, selector: String, detail: ListDetail) async throws
        -> [LiveObject]
    { throw refusal }
    func kinds() async throws -> KnownKinds { throw refusal }
    func create(_ manifest: Manifest) async throws -> LiveObject { throw refusal }
}
