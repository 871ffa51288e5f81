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
        let data = inventory.data()
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

    @Test func `is cut into parts when one ConfigMap cannot hold it, and an entry more changes one of them`() throws {
        func name(_ number: Int) -> ObjectReference {
            ObjectReference(group: "", kind: "ConfigMap", namespace: "default", name: "name-\(number)")
        }
        func parts(_ inventory: Inventory) throws -> [InventoryPart] {
            guard case .parts(let parts) = try InventoryForm(inventory, limit: 10_000) else {
                throw Unexpected("one ConfigMap")
            }
            return parts
        }
        let entries = (0..<1000).map { entry(name($0), "0123456789abcdef") }
        let inventory = Inventory(revision: "one", objects: entries, releases: [loki])
        let before = try parts(inventory)
        #expect(before.count > 6)
        var whole = Inventory(revision: "one")
        for part in before {
            #expect(part.data.values.reduce(0) { $0 + $1.utf8.count } <= 10_000)
            try whole.read(part.data)
        }
        #expect(whole == inventory)

        var more = inventory
        more.insert(entry(name(1000), nil))
        let after = try parts(more)
        #expect(Set(after).subtracting(before).count == (after.count == before.count ? 1 : 2))
        #expect(try parts(more.removing([name(1000)])) == before)

        // To the last byte there is one only.
        let small = Inventory(objects: Array(entries.prefix(100)))
        let size = small.data().values.reduce(0) { $0 + $1.utf8.count }
        guard case .whole(small.data()) = try InventoryForm(small, limit: size) else { throw Unexpected("parts") }
        guard case .parts = try InventoryForm(small, limit: size - 1) else { throw Unexpected("one ConfigMap") }
    }

    @Test func `is refused when a ConfigMap cannot hold a single entry`() {
        let long = ObjectReference(
            group: "",
            kind: "ConfigMap",
            namespace: nil,
            name: String(repeating: "n", count: 2000)
        )
        let error = #expect(throws: InventoryDataError.self) {
            try InventoryForm(Inventory(objects: [entry(long, nil), entry(lgtm, nil)]), limit: 1000)
        }
        #expect(
            error?.message
                == "an entry takes 2039 bytes, and a ConfigMap holds 1000; give its object and stage shorter names"
        )
    }

    @Test func `names its parts in a table that is read strictly`() throws {
        let table = InventoryTable(
            revision: "one",
            lines: [.init(number: 2, digest: "ab"), .init(number: 1, digest: "cd")]
        )
        #expect(
            table.data == [
                "format": "2", "revision": "one", "objects": "[2,\"ab\"]\n[1,\"cd\"]\n", "releases": "",
            ]
        )
        #expect(try InventoryTable(data: table.data) == table)
        #expect(try InventoryTable(data: Inventory().data()) == nil)
        for objects in ["[0,\"ab\"]", "[1]", "[1,\"ab\"]\n[1,\"ab\"]", "nonsense", nil] {
            var data = table.data
            data["objects"] = objects
            #expect(throws: InventoryDataError.self) { try InventoryTable(data: data) }
        }
    }

    @Test(arguments: [
        ([:], "no format is given in it"),
        (["format": "3"], "its format is 3, and this fettle knows 1 and 2; use the version of fettle that wrote it"),
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
