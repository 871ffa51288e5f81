import Kubernetes
import Manifests
import TestSupport
import Testing
import YAML

struct TakingOverManagedFields {
    @Test(arguments: EngineKind.allCases)
    func `sets them and makes nobody an owner`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            let live = try await lab.applied(lab.configMap("a"))
            var entry = try #require(live.managedFields.first)
            entry["manager"] = "somebody"
            let changed = try await lab.engine.replaceManagedFields(of: live, with: [entry])
            #expect(changed.managedFields.map { $0["manager"] } == ["somebody"])
            #expect(changed.managedFields.first?["fieldsV1"] == entry["fieldsV1"])
            #expect(changed.object["data"] == live.object["data"])
            let read = try await lab.engine.read([KindedReference(lab.configMap("a"))])
            #expect(read.first?.live == changed)
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `of an object that changed meanwhile is a conflict`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            let old = try await lab.applied(lab.configMap("a"))
            try await lab.applied(lab.configMap("a", ["a": "2"]))
            let error = try await #require(throws: KubernetesError.self) {
                try await lab.engine.replaceManagedFields(of: old, with: [])
            }
            #expect(error.reason == .conflict)
            #expect(error.subject == "ConfigMap/\(lab.namespace)/a")
            #expect(error.message.contains("the object has been modified"))
        }
    }
}

struct DeletingAnObject {
    @Test(arguments: EngineKind.allCases)
    func `deletes it, and one that is gone already counts as deleted`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            let live = try await lab.applied(lab.configMap("a"))
            try await lab.engine.delete(live, propagation: .background)
            let read = try await lab.engine.read([KindedReference(live.manifest)])
            #expect(read.first?.isAbsent == true)
            lab.tools.forget()
            try await lab.engine.delete(live, propagation: .foreground)
            lab.expectProcesses(["delete"])
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `leaves one alone that was made anew under the name`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            let first = try await lab.applied(lab.configMap("a"))
            try await lab.engine.delete(first, propagation: .background)
            let second = try await lab.applied(lab.configMap("a"))
            let error = try await #require(throws: KubernetesError.self) {
                try await lab.engine.delete(first, propagation: .background)
            }
            #expect(error.reason == .conflict)
            let read = try await lab.engine.read([KindedReference(first.manifest)])
            #expect(read.first?.live == second)
        }
    }

    @Test(arguments: EngineKind.allCases)
    func `does not wait for finalizers`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            var kept = lab.configMap("kept").object
            var metadata = try #require(kept["metadata"])
            metadata["finalizers"] = ["test.dev/keep"]
            kept["metadata"] = metadata
            let live = try await lab.applied(Manifest(kept))
            try await lab.engine.delete(live, propagation: .foreground)
            let read = try await lab.engine.read([KindedReference(live.manifest)])
            let leaving = try #require(read.first?.live)
            #expect(leaving.isBeingDeleted)
            try await lab.plane.kubectl([
                "patch", "configmap", "kept", "--namespace", lab.namespace, "--type=merge",
                "--patch", #"{"metadata":{"finalizers":null}}"#,
            ])
        }
    }
}

struct DeletingAnOwner {
    @Test(arguments: EngineKind.allCases)
    func `leaves its dependents when told to orphan them`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            let owner = try await lab.applied(lab.configMap("owner"))
            var child = lab.configMap("child").object
            var metadata = try #require(child["metadata"])
            metadata["ownerReferences"] = [
                ["apiVersion": "v1", "kind": "ConfigMap", "name": "owner", "uid": .string(owner.uid)]
            ]
            child["metadata"] = metadata
            let live = try await lab.applied(Manifest(child))
            #expect(live.hasOwnerReferences)
            try await lab.engine.delete(owner, propagation: .orphan)
            for _ in 0..<300 {
                let read = try await lab.engine.read([owner, live].map { KindedReference($0.manifest) })
                if read[0].isAbsent {
                    #expect(read[1].live?.uid == live.uid)
                    #expect(read[1].live?.hasOwnerReferences == false)
                    return
                }
                try await Task.sleep(for: .milliseconds(100))
            }
            Issue.record("the owner is still there")
        }
    }
}

struct CreatingAnObject {
    @Test(arguments: EngineKind.allCases)
    func `works once`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            let live = try await lab.engine.create(lab.configMap("a"))
            #expect(live.managedFields.map { $0["manager"] } == ["fettle"])
            let error = try await #require(throws: KubernetesError.self) {
                try await lab.engine.create(lab.configMap("a", ["a": "2"]))
            }
            #expect(error.reason == .alreadyExists)
            #expect(error.description == "ConfigMap/\(lab.namespace)/a: configmaps \"a\" already exists")
        }
    }

    /// It is kubectl that knows the fields here; servers check them themselves from 1.25 on.
    @Test func `with an unknown field fails`() async throws {
        try await EngineFixture.with(.kubectl) { lab in
            var object = lab.configMap("a").object
            object["dada"] = [:]
            let error = try await #require(throws: KubernetesError.self) {
                try await lab.engine.create(Manifest(object))
            }
            #expect(error.reason == .invalid)
            #expect(error.message.contains("unknown field \"dada\""))
        }
    }
}

struct AKindThatIsNewInTheCluster {
    @Test(arguments: EngineKind.allCases)
    func `is known as soon as its definition is established`(kind: EngineKind) async throws {
        try await EngineFixture.with(kind) { lab in
            let group = "\(lab.namespace).test.dev"
            let thing = Manifest([
                "apiVersion": .string("\(group)/v1"), "kind": "Thing", "spec": ["size": 1],
                "metadata": ["name": "x", "namespace": .string(lab.namespace)],
            ])
            let definition = Manifest([
                "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                "metadata": ["name": .string("things.\(group)")],
                "spec": [
                    "group": .string(group), "scope": "Namespaced",
                    "names": ["plural": "things", "singular": "thing", "kind": "Thing", "listKind": "ThingList"],
                    "versions": [
                        [
                            "name": "v1", "served": true, "storage": true,
                            "schema": [
                                "openAPIV3Schema": [
                                    "type": "object",
                                    "properties": [
                                        "spec": ["type": "object", "properties": ["size": ["type": "integer"]]]
                                    ],
                                ]
                            ],
                        ]
                    ],
                ],
            ])
            let early = try await lab.engine.apply([thing, lab.configMap("a")], mode: .persist)
            #expect(early[0].error?.reason == .unknownKind)
            #expect(early[1].error == nil)
            let read = try await lab.engine.read([KindedReference(thing)])
            #expect(read.first?.isUnknownKind == true)

            let crd = try await lab.applied(definition)
            try await lab.plane.waitUntilEstablished("things.\(group)")
            let unknownField = Manifest([
                "apiVersion": .string("\(group)/v1"), "kind": "Thing", "spec": ["sise": 1],
                "metadata": ["name": "y", "namespace": .string(lab.namespace)],
            ])
            var results: [ApplyResult] = []
            // An API server publishes a new kind's schema some moments after the kind is established.
            for _ in 0..<50 {
                results = try await lab.engine.apply([thing, unknownField], mode: .persist)
                if results[0].error == nil, results[1].error != nil { break }
                try await Task.sleep(for: .milliseconds(100))
            }
            #expect(results[0].error == nil)
            #expect(results[1].error?.reason == .invalid)
            #expect(results[1].error?.message.contains("sise") == true)
            let listed = try await lab.engine.list(thing.kind, namespace: nil, selector: "", detail: .full)
            #expect(listed.map(\.reference.name).contains("x"))
            let live = try results[0].live
            try await lab.engine.delete(live, propagation: .background)

            try await lab.engine.delete(crd, propagation: .background)
            // A definition stays until none of its objects is left: one applied meanwhile would keep it for ever.
            try await lab.plane.kubectl([
                "wait", "--for=delete", "customresourcedefinition/things.\(group)", "--timeout=300s",
            ])
            var said: [String] = []
            for _ in 0..<600 {
                let gone = try await lab.engine.apply([thing], mode: .persist)
                if gone[0].error?.reason == .unknownKind { return }
                let words = gone[0].error.map { "\($0.reason) \($0)" } ?? "applied"
                if said.last != words { said.append(words) }
                try await Task.sleep(for: .milliseconds(100))
            }
            Issue.record("the kind is still known after its definition went: \(said)")
        }
    }
}
