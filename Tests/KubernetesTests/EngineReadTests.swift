import Kubernetes
import Manifests
import TestSupport
import Testing
import YAML

struct ReadingManyObjects {
    @Test(arguments: EngineKind.allCases)
    func `tells found, absent and unknown kinds apart in one process`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            try await lab.applied(lab.configMap("there"))
            lab.tools.forget()
            let unknown = Manifest(["apiVersion": "no.such/v1", "kind": "Thing", "metadata": ["name": "x"]])
            let namespace = Manifest(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "default"]])
            let results = try await lab.engine.read(
                [
                    lab.configMap("absent"), unknown, lab.configMap("there"), namespace,
                    lab.configMap("a", namespace: "no-such-namespace"),
                ].map { KindedReference($0) }
            )
            #expect(results.count == 5)
            #expect(results[0].isAbsent)
            #expect(results[1].isUnknownKind)
            #expect(results[2].live?.object.at("data", "a") == "1")
            #expect(results[2].live?.managedFields.first?["manager"] == "fettle")
            #expect(results[3].live?.uid.isEmpty == false)
            #expect(results[4].isAbsent)
            lab.expectProcesses(["get"])
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `of none needs no process`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            let results = try await lab.engine.read([])
            #expect(results.isEmpty)
            lab.expectProcesses([])
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `finds one that is absent alone, and one of the whole cluster that is given a namespace`(kind: EngineKind)
        async throws
    {
        try await EngineFixture.with(kind) { lab in
            let absent = try await lab.engine.read([KindedReference(lab.configMap("absent"))])
            #expect(absent.count == 1 && absent[0].isAbsent)
            let role = Manifest([
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
                "metadata": ["name": "system:node", "namespace": .string(lab.namespace)],
            ])
            #expect(try await lab.engine.read([KindedReference(role)]).first?.live?.reference.name == "system:node")
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `says of each which the credentials may not read`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            try await lab.applied(lab.configMap("there"))
            let weak = try lab.engine(try await lab.weakKubeconfig())
            let secret = Manifest([
                "apiVersion": "v1", "kind": "Secret",
                "metadata": ["name": "s", "namespace": .string(lab.namespace)],
            ])
            let unknown = Manifest(["apiVersion": "no.such/v1", "kind": "Thing", "metadata": ["name": "x"]])
            lab.tools.forget()
            let results = try await weak.read(
                [secret, lab.configMap("there"), unknown, lab.configMap("a", namespace: "default")].map {
                    KindedReference($0)
                }
            )
            #expect(results[0].error?.reason == .forbidden)
            #expect(results[0].error?.message.contains("secrets \"s\" is forbidden") == true)
            #expect(results[1].live != nil)
            #expect(results[2].isUnknownKind)
            #expect(results[3].error?.subject == "ConfigMap/default/a")
            #expect(results[3].error?.message.contains("in the namespace \"default\"") == true)
            lab.expectProcesses(["get"])
            // An absent one among them leaves open whose the errors are, so more processes are needed.
            let mixed = try await weak.read(
                [lab.configMap("absent"), secret, lab.configMap("there"), lab.configMap("gone")].map {
                    KindedReference($0)
                }
            )
            #expect(mixed[0].isAbsent)
            #expect(mixed[1].error?.reason == .forbidden)
            #expect(mixed[2].live != nil)
            #expect(mixed[3].isAbsent)
        }
    }
}

struct ListingObjects {
    @Test(arguments: EngineKind.allCases)
    func `goes by label, namespace and detail`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            var labelled = Manifest([
                "apiVersion": "v1", "kind": "Secret", "stringData": ["password": "list-canary"],
                "metadata": ["name": "one", "namespace": .string(lab.namespace)],
            ])
            labelled.setLabel("test.dev/run", to: lab.namespace)
            try await lab.plane.kubectl(["apply", "-f", "-"], input: labelled.object.jsonText)
            let kind = labelled.kind
            let selector = "test.dev/run=\(lab.namespace)"
            let full = try await lab.engine.list(kind, namespace: nil, selector: selector, detail: .full)
            #expect(full.count == 1)
            #expect(full.first?.object["data"] != nil)
            #expect(full.first?.managedFields.isEmpty == false)

            let metadata = try await lab.engine.list(
                kind,
                namespace: lab.namespace,
                selector: selector,
                detail: .metadata
            )
            #expect(metadata.first?.reference == labelled.reference)
            #expect(metadata.first?.uid == full.first?.uid)
            #expect(metadata.first?.managedFields.isEmpty == true)
            let text = metadata.map(\.object.jsonText).joined()
            #expect(!text.contains("list-canary") && !text.contains("last-applied"))
            let elsewhere = try await lab.engine.list(kind, namespace: "default", selector: selector, detail: .full)
            #expect(elsewhere.isEmpty)
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `of an unknown kind says so`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            let kind = GroupVersionKind(group: "no.such", version: "v1", kind: "Thing")
            let error = try await #require(throws: KubernetesError.self) {
                try await lab.engine.list(kind, namespace: nil, selector: "", detail: .full)
            }
            #expect(error.reason == .unknownKind)
            let words =
                lab.kind == .kubectl
                ? "the server doesn't have a resource type \"Thing\""
                : "no matches for kind \"Thing\" in version \"no.such/v1\""
            #expect(error.description == "no.such/v1/Thing: \(words)")
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `of all kinds gives each once, and the groups that do not answer`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            let known = try await lab.engine.kinds()
            let deployment = GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")
            let namespace = GroupVersionKind(group: "", version: "v1", kind: "Namespace")
            #expect(known.kinds.contains(KnownKinds.Kind(deployment, isNamespaced: true)))
            #expect(known.kinds.contains(KnownKinds.Kind(namespace, isNamespaced: false)))
            #expect(Set(known.kinds.map { "\($0.kind.group)/\($0.kind.kind)" }).count == known.kinds.count)
            if lab.kind == .kubectl { #expect(lab.tools.commands.count == 1) }
        }
    }
}
