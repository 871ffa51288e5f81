import Kubernetes
import Manifests
import Testing
import YAML

struct ApplyingManyObjects {
    @Test(arguments: EngineKind.allCases)
    func `keeps order and owner, and takes one process`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            let results = try await lab.engine.apply(["c", "a", "b"].map { lab.configMap($0) }, mode: .persist)
            #expect(try results.map { try $0.live.reference.name } == ["c", "a", "b"])
            let fields = try results[0].live.managedFields
            #expect(fields.count == 1)
            #expect(fields.first?["manager"] == "fettle")
            #expect(fields.first?["operation"] == "Apply")
            lab.expectProcesses(["apply"])
            let again = try await lab.engine.apply([lab.configMap("a")], mode: .persist)
            #expect(try again.single.live.resourceVersion == results[1].live.resourceVersion)
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `as a dry run changes nothing`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            let before = try await lab.applied(lab.configMap("a"))
            let results = try await lab.engine.apply(
                [lab.configMap("a", ["a": "2"]), lab.configMap("b")],
                mode: .dryRun
            )
            #expect(try results[0].live.object.at("data", "a") == "2")
            #expect(try results[1].live.reference.name == "b")
            let after = try await lab.engine.read([lab.configMap("a"), lab.configMap("b")].map { KindedReference($0) })
            #expect(after[0].live == before)
            #expect(after[1].isAbsent)
        }
    }

    @Test(arguments: EngineKind.allCases, [ApplyMode.persist, .dryRun])
    func `gives each its own result when some fail`(kind: EngineKind, mode: ApplyMode) async throws {
        try await EngineFixture.with(kind) { lab in
            let manifests = [
                lab.configMap("good"),
                lab.configMap("wrong-type", ["a": 1]),
                lab.configMap("lost", namespace: "no-such-namespace"),
                Manifest(["apiVersion": "no.such/v1", "kind": "Thing", "metadata": ["name": "x"]]),
                Manifest([
                    "apiVersion": "v1", "kind": "ConfigMap", "dada": ["a": "1"],
                    "metadata": ["name": "unknown-field", "namespace": .string(lab.namespace)],
                ]),
                Manifest([
                    "apiVersion": "v1", "kind": "Service", "spec": ["ports": [["port": 99999]]],
                    "metadata": ["name": "port", "namespace": .string(lab.namespace)],
                ]),
                Manifest(["apiVersion": "v1", "kind": "ConfigMap", "metadata": [:]]),
                lab.configMap("also-good"),
            ]
            let results = try await lab.engine.apply(manifests, mode: mode)
            #expect(try results[0].live.reference.name == "good")
            #expect(results[1].error?.reason == .invalid)
            #expect(results[1].error?.message.contains(".data.a: expected string") == true)
            #expect(results[2].error?.reason == .namespaceMissing)
            #expect(results[2].error?.message == "namespaces \"no-such-namespace\" not found")
            #expect(results[3].error?.reason == .unknownKind)
            #expect(results[3].error?.message == "no matches for kind \"Thing\" in version \"no.such/v1\"")
            #expect(results[4].error?.reason == .invalid)
            #expect(results[4].error?.message.contains(".dada: field not declared in schema") == true)
            #expect(results[5].error?.reason == .invalid)
            #expect(results[5].error?.message.contains("must be between 1 and 65535") == true)
            #expect(results[6].error?.message == "metadata.name is missing")
            #expect(try results[7].live.reference.name == "also-good")
            if lab.kind == .kubectl { #expect(lab.tools.commands.count == 3) }
            let state = try await lab.engine.read(
                [lab.configMap("good"), lab.configMap("also-good")].map(KindedReference.init)
            )
            #expect(state.allSatisfy { $0.isAbsent == (mode == .dryRun) })
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `does not mix up objects of one name in two namespaces`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            let results = try await lab.engine.apply(
                [
                    lab.configMap("a", namespace: "no-such-namespace"), lab.configMap("b"), lab.configMap("a"),
                    lab.configMap("c", ["x": 1]),
                ],
                mode: .dryRun,
            )
            #expect(results[0].error?.reason == .namespaceMissing)
            #expect(try results[1].live.reference.name == "b")
            #expect(try results[2].live.reference.namespace == lab.namespace)
            #expect(results[3].error?.reason == .invalid)
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `puts in the port protocol that old servers want, and nowhere else`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            let deployment = Manifest([
                "apiVersion": "apps/v1", "kind": "Deployment",
                "metadata": ["name": "web", "namespace": .string(lab.namespace)],
                "spec": [
                    "selector": ["matchLabels": ["app": "web"]],
                    "template": [
                        "metadata": ["labels": ["app": "web"]],
                        "spec": [
                            "containers": [["name": "web", "image": "web", "ports": [["containerPort": 80]]]],
                            "initContainers": [["name": "init", "image": "web", "ports": [["containerPort": 81]]]],
                        ],
                    ],
                ],
            ])
            let service = Manifest([
                "apiVersion": "v1", "kind": "Service",
                "metadata": ["name": "web", "namespace": .string(lab.namespace)],
                "spec": ["ports": [["name": "a", "port": 80], ["name": "b", "port": 80, "protocol": "UDP"]]],
            ])
            let results = try await lab.engine.apply([deployment, service], mode: .persist)
            let container = try results[0].live.object.at("spec", "template", "spec", "containers")?.array?.first
            #expect(container?["ports"] == [["containerPort": 80, "protocol": "TCP"]])
            let ports = try results[1].live.object.at("spec", "ports")?.array?.map { $0["protocol"] }
            #expect(ports == ["TCP", "UDP"])
            let other = lab.configMap("ports", ["ports": "x"])
            #expect(try await lab.applied(other).object["data"] == other.object["data"])
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `knows a rejection of fields that cannot change`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            func job(_ image: Value) -> Manifest {
                Manifest([
                    "apiVersion": "batch/v1", "kind": "Job",
                    "metadata": ["name": "job", "namespace": .string(lab.namespace)],
                    "spec": [
                        "template": [
                            "spec": ["restartPolicy": "Never", "containers": [["name": "a", "image": image]]]
                        ]
                    ],
                ])
            }
            func set(_ size: Value) -> Manifest {
                Manifest([
                    "apiVersion": "apps/v1", "kind": "StatefulSet",
                    "metadata": ["name": "set", "namespace": .string(lab.namespace)],
                    "spec": [
                        "serviceName": "set", "selector": ["matchLabels": ["app": "set"]],
                        "template": [
                            "metadata": ["labels": ["app": "set"]],
                            "spec": ["containers": [["name": "a", "image": "a"]]],
                        ],
                        "volumeClaimTemplates": [
                            [
                                "metadata": ["name": "data"],
                                "spec": [
                                    "accessModes": ["ReadWriteOnce"],
                                    "resources": ["requests": ["storage": size]],
                                ],
                            ]
                        ],
                    ],
                ])
            }
            try await lab.applied(job("a"))
            try await lab.applied(set("1Gi"))
            let results = try await lab.engine.apply([job("b"), set("2Gi"), lab.configMap("fine")], mode: .dryRun)
            #expect(results[0].error?.reason == .immutable)
            #expect(
                results[0].error?.message
                    == "Job.batch \"job\" is invalid: spec.template: Invalid value: {…}: field is immutable"
            )
            #expect(results[1].error?.reason == .immutable)
            #expect(results[2].error == nil)
        }
    }

    @Test(.timeLimit(.minutes(15)))
    func `takes 300 objects in one process, and three when one of them is bad`() async throws {
        try await EngineFixture.with { lab in
            var manifests = (0..<300).map { lab.configMap("object-\($0)") }
            let clock = ContinuousClock()
            let fresh = try await clock.measure {
                let results = try await lab.engine.apply(manifests, mode: .persist)
                #expect(results.allSatisfy { $0.error == nil })
            }
            lab.expectProcesses(["apply"])
            lab.tools.forget()
            let read = try await clock.measure {
                let results = try await lab.engine.read(manifests.map { KindedReference($0) })
                #expect(results.allSatisfy { $0.live != nil })
            }
            lab.expectProcesses(["get"])
            lab.tools.forget()
            manifests[150] = lab.configMap("object-150", ["a": 1])
            let faulty = try await clock.measure {
                let results = try await lab.engine.apply(manifests, mode: .dryRun)
                #expect(results.filter { $0.error != nil }.count == 1)
                #expect(results[150].error?.reason == .invalid)
            }
            if lab.kind == .kubectl { #expect(lab.tools.commands.count == 3) }
            print("300 objects: applied in \(fresh) by 1 process, read in \(read) by 1, one bad: \(faulty) by 3")
        }
    }
}
