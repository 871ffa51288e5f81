@testable import Kustomize
import Manifests
import Testing
import YAML

struct SelectorTests {
    private static let objects = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings, labels: {app: web}}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop, labels: {app: web, tier: 1}, annotations: {team: blue}}
        ---
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: db, namespace: shop}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: reader}
        """

    private static func names(_ selector: String, prefix: String = "") throws -> [String] {
        var objects = try TransformedObjects(objects)
        if !prefix.isEmpty {
            try objects.apply(PrefixTransformer(prefix, at: .unknown, fieldSpecs: TransformerConfig.builtIn.namePrefix))
        }
        let selector = try Selector(try objects.fields(selector))
        let index = SelectorIndex(objects.all)
        let names = try selector.select(from: ResourceSet(objects.all)).map(\.name)
        #expect(try selector.select(from: index).map { objects.all[$0].name } == names)
        return names
    }

    @Test(
        "objects are selected by all that is given",
        arguments: [
            ("{}", ["settings", "web", "db", "reader"]), ("name: web", ["web"]), ("name: w|db", ["db"]),
            ("kind: Deployment|StatefulSet", ["web", "db"]), ("kind: Deploy", []), ("group: apps", ["web", "db"]),
            ("version: v1", ["settings", "web", "db", "reader"]), ("namespace: default", ["settings"]),
            ("namespace: shop", ["web", "db"]), ("namespace: _non_.*", ["reader"]),
            ("labelSelector: app=web", ["settings", "web"]),
            ("labelSelector: tier=1", ["web"]), ("annotationSelector: team in (blue)", ["web"]),
            ("{kind: ConfigMap, labelSelector: '!tier'}", ["settings"]),
        ]
    )
    func selection(selector: String, names: [String]) throws {
        #expect(try Self.names(selector) == names)
    }

    @Test("names count as they are and as they were in the file")
    func formerNames() throws {
        #expect(try Self.names("name: web", prefix: "my-") == ["my-web"])
        #expect(try Self.names("name: my-web", prefix: "my-") == ["my-web"])
        #expect(try Self.names("name: my-.*|reader", prefix: "my-").count == 4)
    }

    @Test("a pattern that is none is refused with its field")
    func invalidPattern() throws {
        let objects = try TransformedObjects(Self.objects)
        let problems = #expect(throws: Problems.self) { _ = try Selector(try objects.fields("kind: Pod\nname: '*'")) }
        #expect(
            problems?.description == "config.yaml:2: name '*': error parsing regexp: missing argument to repetition"
                + " operator: `*`; write a regular expression as Go takes it, '.*' for everything"
        )
    }

    @Test("a label selector that is none is refused once an object gets that far")
    func invalidLabelSelector() throws {
        #expect(try Self.names("{kind: Pod, labelSelector: 'a in'}") == [])
        let problems = #expect(throws: Problems.self) {
            _ = try Self.names("{kind: Deployment, labelSelector: 'a in'}")
        }
        #expect(
            problems?.description == "config.yaml:1: labelSelector 'a in': unable to parse requirement: found '',"
                + " expected: '('; write it as 'kubectl get --selector' takes it"
        )
    }
}

struct SelectorIndexTests {
    @Test("follows renames, deletions and names that meet")
    func updates() throws {
        let objects = try TransformedObjects(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: a}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: b}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: b}
            """
        ).all
        var index = SelectorIndex(objects)
        #expect(index.candidates(name: "b", kind: nil) == [1, 2])
        #expect(index.candidates(name: nil, kind: "ConfigMap") == [0, 1])
        #expect(index.duplicates == nil)

        objects[0].rememberID()
        objects[0].name = "b"
        index.update(0)
        #expect(index.candidates(name: "a", kind: nil) == [0])
        #expect(index.candidates(name: "b", kind: nil) == [0, 1, 2])
        #expect(index.positions(of: objects[1].currentID) == [0, 1])
        #expect(index.duplicates?.second === objects[1])

        objects[1].node = .null()
        index.update(1)
        #expect(index.candidates(name: "b", kind: nil) == [0, 2])
        #expect(index.positions(of: objects[0].currentID) == [0])
        #expect(index.duplicates == nil)
    }
}
