@testable import Kubernetes
import Manifests
import Testing
import YAML

private let grafana = ObjectReference(group: "apps", kind: "Deployment", namespace: "lgtm", name: "grafana")
private let lgtm = ObjectReference(group: "", kind: "Namespace", namespace: nil, name: "lgtm")

private func entry(_ reference: ObjectReference, _ digest: String?, stage: String = "all") -> Inventory.Entry {
    let apiVersion = reference.group.isEmpty ? "v1" : "\(reference.group)/v1"
    return Inventory.Entry(reference: reference, apiVersion: apiVersion, stage: stage, digest: digest)
}

private let loki = Inventory.Release(
    name: "loki",
    namespace: "flux",
    stage: "all",
    targetNamespace: "lgtm",
    digest: "ab"
)

struct TheInventory {
    @Test func `forgets the digest of what is being replaced`() {
        let old = Inventory(revision: "1", objects: [entry(grafana, "aa"), entry(lgtm, "bb")], releases: [loki])
        let other = ObjectReference(group: "", kind: "Service", namespace: "lgtm", name: "grafana")
        let wanted = Inventory(
            revision: "2",
            objects: [entry(grafana, "cc", stage: "late"), entry(lgtm, "bb"), entry(other, "dd")]
        )
        let union = old.union(wanted)
        #expect(union.revision == "1")
        #expect(union.objects.count == 3)
        #expect(union[grafana] == entry(grafana, nil, stage: "late"))
        #expect(union[lgtm] == entry(lgtm, "bb"))
        #expect(union[other] == entry(other, nil))
        #expect(union[loki.identity] == loki)
    }

    @Test func `is the same after a union with itself`() {
        let inventory = Inventory(objects: [entry(grafana, "aa"), entry(lgtm, nil)], releases: [loki])
        #expect(inventory.union(inventory) == inventory)
    }

    @Test func `loses what is removed and nothing else`() {
        let inventory = Inventory(objects: [entry(grafana, "aa"), entry(lgtm, nil)], releases: [loki])
        #expect(inventory.removing([grafana]).objects.keys.map(\.name) == ["lgtm"])
        #expect(inventory.removing([grafana]).releases.count == 1)
        #expect(inventory.removing([], releases: [loki.identity]).releases.isEmpty)
    }

    @Test func `knows a release by the name that helm knows`() {
        let other = Inventory.Release(
            name: "logs",
            namespace: "other",
            stage: "b",
            targetNamespace: "lgtm",
            releaseName: "loki"
        )
        #expect(Inventory(releases: [loki, other]).releases.values.map(\.name) == ["logs"])
    }
}

struct TheDigestOfAManifest {
    @Test func `does not depend on the order of fields`() {
        let one = Manifest(["apiVersion": "v1", "kind": "ConfigMap", "data": ["a": "1", "b": "2"]])
        let other = Manifest(["kind": "ConfigMap", "data": ["b": "2", "a": "1"], "apiVersion": "v1"])
        let changed = Manifest(["apiVersion": "v1", "kind": "ConfigMap", "data": ["a": "1", "b": "3"]])
        #expect(Inventory.digest(of: one) == "caa702d98441ca87")
        #expect(Inventory.digest(of: one) == Inventory.digest(of: other))
        #expect(Inventory.digest(of: one) != Inventory.digest(of: changed))
    }

    @Test func `is not taken of secrets`() {
        let secret = Manifest(["apiVersion": "v1", "kind": "Secret", "data": ["a": "MQ=="]])
        let encrypted = Manifest(
            ["apiVersion": "v1", "kind": "ConfigMap"],
            origin: Origin(file: "secrets/a.yaml", isEncrypted: true)
        )
        #expect(Inventory.digest(of: secret) == nil)
        #expect(Inventory.digest(of: encrypted) == nil)
    }
}

struct TheStoredFormOfAnInventory {
    @Test func `has one line an object, in order`() throws {
        let inventory = Inventory(
            revision: "main@sha1:3f2c1ab",
            objects: [entry(grafana, "0123456789abcdef"), entry(lgtm, nil)],
            releases: [loki]
        )
        let data = try inventory.data()
        #expect(
            data == [
                "format": "1",
                "revision": "main@sha1:3f2c1ab",
                "objects": """
                ["v1","Namespace",null,"lgtm","all",null]
                ["apps/v1","Deployment","lgtm","grafana","all","0123456789abcdef"]

                """,
                "releases": """
                ["flux","loki","lgtm","loki","all","ab"]

                """,
            ]
        )
        #expect(try Inventory(data: data) == inventory)
    }

    @Test func `brings back an empty inventory`() throws {
        #expect(try Inventory(data: Inventory().data()) == Inventory())
    }

    @Test func `holds 5000 objects with long names`() throws {
        let entries = (0..<5000).map { number in
            let name = "\(String(repeating: "n", count: 58))-\(number)"
            let namespace = String(repeating: "s", count: 40)
            return entry(
                ObjectReference(group: "apps", kind: "Deployment", namespace: namespace, name: name),
                "0123456789abcdef"
            )
        }
        let inventory = Inventory(objects: entries)
        #expect(try Inventory(data: inventory.data()) == inventory)
    }

    @Test func `is refused when a ConfigMap cannot hold it`() {
        let entries = (0..<20_000).map { number in
            entry(
                ObjectReference(group: "", kind: "ConfigMap", namespace: "default", name: "name-\(number)"),
                "0123456789abcdef"
            )
        }
        let error = #expect(throws: InventoryDataError.self) { try Inventory(objects: entries).data() }
        #expect(
            error?.message
                == "20000 objects and 0 releases take 1328891 bytes, and a ConfigMap holds 1048576; deploy a part of "
                + "them as a chart, which counts as one release"
        )
    }

    @Test(arguments: [
        ([:], "no format is given in it"),
        (["format": "2"], "its format is 2, and this fettle knows 1 only"),
        (["format": "1", "objects": ""], "objects or releases are missing"),
        (["format": "1", "objects": "[\"v1\",\"Namespace\",null,\"a\",\"s\"]\n", "releases": ""], "line 1 of objects"),
        (
            ["format": "1", "objects": "[\"v1\",\"Namespace\",null,null,\"s\",null]\n", "releases": ""],
            "line 1 of objects"
        ),
        (["format": "1", "objects": "[\"v1\",\"Namesp", "releases": ""], "line 1 of objects"),
        (["format": "1", "objects": "", "releases": "[1]\n"], "line 1 of releases"),
        (
            [
                "format": "1", "releases": "",
                "objects":
                    "[\"v1\",\"Namespace\",null,\"a\",\"s\",null]\n[\"v1\",\"Namespace\",null,\"a\",\"t\",null]\n",
            ], "line 2 of objects"
        ),
    ])
    func `is never taken for empty when it is damaged`(data: [String: String], message: String) {
        let error = #expect(throws: InventoryDataError.self) { try Inventory(data: data) }
        #expect(error?.message.hasPrefix(message) == true)
    }
}
