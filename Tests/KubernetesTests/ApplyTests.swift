import Kubernetes
import Manifests
import Testing
import YAML

/// What belongs to the whole cluster has fixed names here, so those tests go through the engines one after the other.
struct ApplyingASet {
    @Test(.serialized, arguments: EngineKind.allCases)
    func `of many kinds leaves nothing to do, now and when the controllers have worked on it`(kind: EngineKind)
        async throws
    {
        try await DriftFixture.with(kind) { fixture in
            let manifests = try fixture.manifests(Samples.manyKinds)
            let first = try await fixture.applier.apply(manifests)
            #expect(first.filter { $0.action != .created }.map { "\($0.manifest.reference) \($0.action)" } == [])
            for pause in [Duration.zero, .seconds(3)] {
                try await Task.sleep(for: pause)
                let second = try await fixture.applier.compare(manifests)
                #expect(second.filter { !$0.isInSync }.map(Self.summary) == [])
                #expect(try await fixture.applier.apply(second).allSatisfy { $0.action == .unchanged })
            }
            for manifest in manifests where manifest.namespace == nil {
                try await fixture.kubectl("delete", manifest.kind.kind, manifest.name, "--wait=true")
            }
        }
    }

    private static func summary(_ comparison: Comparison) -> String {
        "\(comparison.manifest.reference) \(comparison.differences.map(\.line)) \(comparison.state)"
    }

    @Test(.serialized, arguments: EngineKind.allCases)
    func `makes a kind known and then its objects`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            let thing = """
                apiVersion: soon.example.org/v1
                kind: SoonKnown
                metadata: {name: thing}
                spec: {size: 2}
                """
            let manifests = try fixture.manifests(
                "\(thing)\n---\n\(Samples.definition(plural: "soonknowns", kind: "SoonKnown"))"
            )
            #expect(try await fixture.applier.compare(manifests).map(\.state) == [.unknownKind, .absent])
            #expect(try await fixture.applier.apply(manifests).map(\.action) == [.created, .created])
            #expect(try await fixture.applier.compare(manifests).allSatisfy(\.isInSync))
            try await fixture.kubectl("delete", "crd", "soonknowns.soon.example.org", "--wait=true")
        }
    }

    @Test(.serialized, arguments: EngineKind.allCases)
    func `says why a definition is not accepted`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            let first = Samples.definition(plural: "takens", kind: "Taken")
            let second = Samples.definition(plural: "others", kind: "Taken")
            let outcomes = try await fixture.applier.apply(fixture.manifests("\(first)\n---\n\(second)"))
            let failures = outcomes.compactMap { outcome -> String? in
                if case .failed(let error) = outcome.action { error.message } else { nil }
            }
            #expect(failures.count == 1 && failures.first?.hasPrefix("is not accepted: ") == true)
            try await fixture.kubectl(
                "delete",
                "crd",
                "takens.take.example.org",
                "others.take.example.org",
                "--wait=true"
            )
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `leaves objects of an unknown kind for later`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            let stranger = "apiVersion: never.example.org/v1\nkind: Stranger\nmetadata: {name: a}"
            let outcomes = try await fixture.applier.apply(
                fixture.manifests("\(stranger)\n---\n\(Samples.configMap)")
            )
            #expect(outcomes.map(\.action) == [.unknownKind, .created])
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `makes a namespace before what lies in it`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            let manifests = try fixture.manifests(
                """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: inside, namespace: NS-later}
                ---
                apiVersion: v1
                kind: Namespace
                metadata: {name: NS-later, annotations: {test/cluster: ""}}
                """
            )
            #expect(try await fixture.applier.compare(manifests).map(\.state) == [.absent, .absent])
            #expect(try await fixture.applier.apply(manifests).map(\.action) == [.created, .created])
            try await fixture.kubectl("delete", "namespace", "\(fixture.namespace)-later", "--wait=false")
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `says that a namespace is missing`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            let manifests = try fixture.manifests(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: inside, namespace: NS-never}"
            )
            #expect(try await fixture.applier.compare(manifests).map(\.state) == [.namespaceMissing])
            guard case .failed(let error)? = try await fixture.applier.apply(manifests).first?.action else {
                Issue.record("applied into a namespace that is not there")
                return
            }
            #expect(error.reason == .namespaceMissing)
            #expect(
                error.message == "the namespace '\(fixture.namespace)-never' does not exist; add it to the repository"
            )
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `skips what lies in a namespace that failed, and nothing else`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            let manifests = try fixture.manifests(
                """
                apiVersion: v1
                kind: Namespace
                metadata: {name: NS-bad, labels: {a: "no label"}, annotations: {test/cluster: ""}}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: inside, namespace: NS-bad}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: bad}
                data: {number: 5}
                ---
                \(Samples.configMap)
                """
            )
            let outcomes = try await fixture.applier.apply(manifests)
            #expect(outcomes[1].action == .skipped(because: "Namespace/\(fixture.namespace)-bad failed"))
            #expect(outcomes[3].action == .created)
            for outcome in [outcomes[0], outcomes[2]] {
                guard case .failed(let error) = outcome.action else {
                    Issue.record("\(outcome.manifest.reference) \(outcome.action)")
                    continue
                }
                #expect(error.subject == outcome.manifest.reference.description)
            }
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `waits for an object that is being deleted`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            let text = Samples.configMap.replacing(
                "{name: settings}",
                with: "{name: settings, finalizers: [test/hold]}"
            )
            let wanted = try await fixture.apply(text)
            try await fixture.kubectl("delete", "configmap/settings", "--wait=false")
            guard case .failed(let error) = try await fixture.compare(wanted).state else {
                Issue.record("compared an object on its way out")
                return
            }
            #expect(error.message == "is being deleted (it waits for: test/hold); it is made again once it is gone")
            #expect(error.isTransient)
            try await fixture.kubectl("patch", "configmap/settings", "-p", #"{"metadata":{"finalizers":null}}"#)
            #expect(try await fixture.applier.apply([wanted]).map(\.action) == [.created])
            try await fixture.kubectl("patch", "configmap/settings", "-p", #"{"metadata":{"finalizers":null}}"#)
        }
    }
}
