import Foundation
import Kubernetes
import Manifests
import Synchronization
import Testing
import YAML

struct TakingOver {
    @Test(arguments: EngineKind.allCases)
    func `removes what somebody applied on top`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            let wanted = try await fixture.apply(Samples.deployment)
            let extended =
                Samples.deployment
                .replacing("  replicas: 2", with: "  replicas: 2\n  minReadySeconds: 7")
                .replacing("name: app}", with: "name: app, namespace: \(fixture.namespace)}")
                + "\n      - {name: side, image: 'example.org/side:1'}\n"
            try await fixture.kubectl("apply", "--filename", "-", input: extended)
            let comparison = try await fixture.compare(wanted)
            #expect(
                comparison.differences.map { "\($0.path) \($0.want == nil) \($0.manager ?? "-")" } == [
                    ".spec.minReadySeconds true kubectl-client-side-apply",
                    ".spec.template.spec.containers[name=side] true kubectl-client-side-apply",
                ]
            )
            #expect(try await fixture.applier.apply([comparison]).map(\.action) == [.configured])
            #expect(try await fixture.live("deployment/app", ".spec.minReadySeconds") == "")
            #expect(try await fixture.live("deployment/app", ".spec.template.spec.containers[*].name") == "app")
            #expect(try await fixture.live("deployment/app", ".metadata.annotations").contains("last-applied") == false)
            #expect(try await fixture.compare(wanted).isInSync)
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `removes what somebody applied on top server-side`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            let wanted = try await fixture.apply(Samples.configMap)
            let other = """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}, "data": {"extra": "1"}}
                """
            try await fixture.kubectl("apply", "--server-side", "--filename", "-", input: other)
            #expect(try await fixture.differences(wanted) == [#".data.extra want=- live="1" by=kubectl"#])
            _ = try await fixture.applier.apply([wanted])
            #expect(try await fixture.live("configmap/settings", ".data.extra") == "")
            #expect(try await fixture.compare(wanted).isInSync)
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `adopts what was applied before and removes the fields that are dropped`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            let before = Samples.deployment
                .replacing("name: app}", with: "name: app, labels: {old: label}}")
                .replacing("  replicas: 2", with: "  replicas: 2\n  revisionHistoryLimit: 3")
                .replacing("containerPort: 80,", with: "containerPort: 80, protocol: TCP,")
            try await fixture.kubectl("apply", "--filename", "-", input: before)
            let wanted = try fixture.manifest(Samples.deployment)
            // Nothing of what the server filled in.
            #expect(
                try await fixture.compare(wanted).differences.map(\.path) == [
                    ".metadata.labels.old", #".metadata.labels["fettle.dev/owner"]"#, ".spec.revisionHistoryLimit",
                ]
            )
            #expect(try await fixture.applier.apply([wanted]).map(\.action) == [.configured])
            #expect(try await fixture.live("deployment/app", ".spec.revisionHistoryLimit") == "10")
            #expect(try await fixture.live("deployment/app", ".metadata.labels") == #"{"fettle.dev/owner":"test"}"#)
            let managers = try await fixture.kubectl(
                "get",
                "deployment/app",
                "--show-managed-fields",
                "-o",
                "jsonpath={.metadata.managedFields[*].manager}",
            )
            #expect(!managers.contains("kubectl") && managers.contains("fettle"))
            #expect(try await fixture.compare(wanted).isInSync)
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `adopts an object without managed fields in one go`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            try await fixture.kubectl(
                "apply",
                "--filename",
                "-",
                input: Samples.configMap.replacing("mode: fast", with: "mode: fast, old: '1'"),
            )
            try await fixture.kubectl(
                "patch",
                "configmap/settings",
                "--type=json",
                "-p",
                #"[{"op":"replace","path":"/metadata/managedFields","value":[{}]}]"#,
            )
            let wanted = try fixture.manifest(Samples.configMap)
            #expect(try await fixture.applier.apply([wanted]).map(\.action) == [.configured])
            #expect(try await fixture.live("configmap/settings", ".data.old") == "")
            #expect(try await fixture.compare(wanted).isInSync)
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `takes over once when nothing differs`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            let wanted = try await fixture.apply(Samples.configMap)
            var same = wanted.object
            same["metadata"]?["labels"] = ["fettle.dev/owner": "test"]
            try await fixture.kubectl("apply", "--server-side", "--filename", "-", input: same.jsonText)
            let comparison = try await fixture.compare(wanted)
            #expect(comparison.state == .same && !comparison.isInSync)
            _ = try await fixture.applier.apply([comparison])
            #expect(try await fixture.compare(wanted).isInSync)
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `tells whose object it takes over`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            let text = """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: settings
                  labels: {app.kubernetes.io/managed-by: Helm}
                  annotations: {meta.helm.sh/release-name: loki, meta.helm.sh/release-namespace: logs}
                """
            try await fixture.kubectl("create", "--filename", "-", input: text)
            let wanted = try fixture.manifest(Samples.configMap)
            #expect(try await fixture.compare(wanted).foreignOwner == "Helm release logs/loki")
            #expect(try await fixture.applier.apply([wanted]).map(\.action) == [.configured])
            #expect(try await fixture.compare(wanted).foreignOwner == nil)
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `does not touch what another cluster's fettle owns`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            try await fixture.apply(Samples.configMap)
            let wanted = try fixture.manifest(Samples.configMap.replacing("fast", with: "slow"), owner: "other")
            let other = Applier(engine: fixture.engine, cluster: "other")
            let outcome = try #require(try await other.apply([wanted]).first)
            guard case .failed(let error) = outcome.action else {
                Issue.record("\(outcome.action)")
                return
            }
            #expect(
                error.description == "ConfigMap/\(fixture.namespace)/settings: belongs to 'test' "
                    + "(label fettle.dev/owner); remove it there, or the label here"
            )
            #expect(try await fixture.live("configmap/settings", ".data.mode") == "fast")
        }
    }
}

struct InterruptedTakeOver {
    @Test(arguments: EngineKind.allCases)
    func `starts anew when the object changes meanwhile`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            let wanted = try await fixture.apply(Samples.configMap)
            try await fixture.kubectl(
                "apply",
                "--server-side",
                "--filename",
                "-",
                input: #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings"},"data":{"extra":"1"}}"#,
            )
            let calls = Mutex(0)
            let engine = InterferingEngine(base: fixture.engine) {
                guard
                    calls.withLock({
                        $0 += 1; return $0
                    }) < 3
                else { return }
                try await fixture.kubectl("annotate", "--overwrite", "configmap/settings", "at=\(UUID())")
            }
            let outcomes = try await Applier(engine: engine, cluster: "test").apply([wanted])
            #expect(outcomes.map(\.action) == [.configured])
            #expect(calls.withLock { $0 } == 3)
            #expect(try await fixture.live("configmap/settings", ".data.extra") == "")
            #expect(try await fixture.compare(wanted).isInSync)
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `fails for one object alone`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            let wanted = try await fixture.apply(Samples.configMap)
            try await fixture.kubectl(
                "apply",
                "--server-side",
                "--filename",
                "-",
                input: #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings"},"data":{"extra":"1"}}"#,
            )
            let refusal = KubernetesError(.forbidden, subject: "ConfigMap/settings", "may not be patched")
            let engine = InterferingEngine(base: fixture.engine) { throw refusal }
            let outcomes = try await Applier(engine: engine, cluster: "test").apply(
                [wanted, fixture.manifest(Samples.configMap.replacing("settings", with: "others"))]
            )
            #expect(outcomes.map(\.action) == [.failed(refusal), .created])
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `ends the run when the cluster is away`(kind: EngineKind) async throws {
        try await DriftFixture.with(kind) { fixture in
            let wanted = try await fixture.apply(Samples.configMap)
            try await fixture.kubectl(
                "apply",
                "--server-side",
                "--filename",
                "-",
                input: #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings"},"data":{"extra":"1"}}"#,
            )
            let failure = KubernetesError(.unreachable, subject: "test", "no answer")
            let engine = InterferingEngine(base: fixture.engine) { throw failure }
            await #expect(throws: failure) {
                try await Applier(engine: engine, cluster: "test").apply([wanted])
            }
        }
    }
}

struct ManagedFieldSets {
    private let fields: Value = [
        "f:metadata": ["f:labels": [".": [:], "f:app.io/name": [:]]],
        "f:spec": [
            "f:containers": [#"k:{"name":"app"}"#: [".": [:], "f:image": [:]]],
            "f:args": [:],
            "f:finalizers": [#"v:"keep""#: [:], "i:3": [:]],
        ],
    ]

    @Test func `are written as they were read`() {
        #expect(FieldSet(fieldsV1: fields).fieldsV1 == fields)
    }

    @Test func `hold members, what lies above one, and all of a member without fields of its own`() {
        let set = FieldSet(fieldsV1: fields)
        let spec = FieldStep.field("spec")
        #expect(set.holds([spec, .field("containers"), .key(["name": "app"]), .field("image")]))
        #expect(set.holds([spec, .field("containers")]))
        #expect(set.holds([spec, .field("args"), .index(1)]))
        #expect(!set.holds([spec, .field("containers"), .key(["name": "app"]), .field("ports")]))
        #expect(!set.holds([.field("metadata"), .field("labels"), .field("other")]))
    }

    @Test func `unite and subtract`() {
        let set = FieldSet(fieldsV1: fields)
        let other = FieldSet(fieldsV1: ["f:spec": ["f:args": [:], "f:replicas": [:]]])
        #expect(set.union(other).subtracting(other).node(at: [.field("spec"), .field("args")]) == nil)
        #expect(set.union(other).holds([.field("spec"), .field("replicas")]))
        #expect(other.subtracting(other).isEmpty)
    }

    @Test func `give paths as users read them`() {
        let key: [String: Value] = ["containerPort": 80, "protocol": "TCP"]
        let steps: [FieldStep] = [.field("spec"), .field("ports"), .key(key), .field("tls.crt"), .index(2)]
        #expect(steps.text == #".spec.ports[containerPort=80,protocol=TCP]["tls.crt"][2]"#)
    }

    @Test func `leave status, finalizers and owners to those who set them`() throws {
        let live = LiveObject([
            "apiVersion": "v1", "kind": "Thing",
            "metadata": [
                "name": "a",
                "managedFields": [
                    [
                        "manager": "kubectl", "operation": "Update", "apiVersion": "v1", "fieldsType": "FieldsV1",
                        "time": "2026-11-22T15:03:11Z",
                        "fieldsV1": [
                            "f:metadata": ["f:finalizers": [".": [:], #"v:"x""#: [:]], "f:labels": ["f:a": [:]]],
                            "f:status": ["f:phase": [:]], "f:spec": ["f:size": [:]],
                        ],
                    ],
                    ["manager": "kubectl-edit", "operation": "Update", "fieldsV1": ["f:spec": ["f:other": [:]]]],
                ],
            ],
        ])
        let entries = try #require(Adoption.managedFields(for: live))
        #expect(entries.map { $0["manager"] } == ["kubectl", "kubectl-edit", "fettle"])
        #expect(
            entries[0]["fieldsV1"] == [
                "f:metadata": ["f:finalizers": [".": [:], #"v:"x""#: [:]]], "f:status": ["f:phase": [:]],
            ]
        )
        #expect(entries[2]["fieldsV1"] == ["f:metadata": ["f:labels": ["f:a": [:]]], "f:spec": ["f:size": [:]]])
        #expect(entries[2]["operation"] == "Apply" && entries[2]["apiVersion"] == "v1")
        var after = live.object
        after["metadata"]?["managedFields"] = .array(entries)
        #expect(Adoption.managedFields(for: LiveObject(after)) == nil)
    }
}
