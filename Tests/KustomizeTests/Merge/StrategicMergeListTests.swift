import Testing
import YAML

struct AStrategicMergeOfLists {
    /// The containers of a Deployment after a patch of its pod template.
    private func containers(_ patch: String, into object: String) throws -> String? {
        func deployment(_ containers: String) -> String {
            "apiVersion: apps/v1\nkind: Deployment\nspec: {template: {spec: {containers: \(containers)}}}\n"
        }
        let merged = try StrategicMergeFixture().merge(deployment(patch), into: deployment(object))
        let containers = merged?.at("spec", "template", "spec", "containers")
        return containers.map { String(decoding: $0.yaml(.folded), as: UTF8.self) }
    }

    /// The ports of a Service after a patch.
    private func ports(_ patch: String, into object: String) throws -> String? {
        func service(_ ports: String) -> String { "apiVersion: v1\nkind: Service\nspec: {ports: \(ports)}\n" }
        let merged = try StrategicMergeFixture().merge(service(patch), into: service(object))
        return merged?.at("spec", "ports").map { String(decoding: $0.yaml(.folded), as: UTF8.self) }
    }

    @Test func `merges containers by name, in the order of the patch`() throws {
        let merged = try containers(
            "[{name: proxy, image: proxy:1}, {name: web, env: [{name: B, value: new}, {name: C, value: c}]}]",
            into: "[{name: log}, {name: web, image: web:1, env: [{name: A, value: a}, {name: B, value: b}]}]",
        )
        #expect(
            merged == """
                - image: proxy:1
                  name: proxy
                - env:
                  - name: B
                    value: new
                  - name: C
                    value: c
                  - name: A
                    value: a
                  image: web:1
                  name: web
                - name: log

                """
        )
    }

    @Test func `replaces lists without merge keys`() throws {
        let merged = try containers(
            "[{name: web, args: [--verbose], envFrom: [{secretRef: {name: b}}]}]",
            into: "[{name: web, args: [--quiet, --fast], envFrom: [{secretRef: {name: a}}]}]",
        )
        #expect(
            merged == """
                - args:
                  - --verbose
                  envFrom:
                  - secretRef:
                      name: b
                  name: web

                """
        )
    }

    @Test func `replaces lists of kinds that no schema describes`() throws {
        let merged = try StrategicMergeFixture.merged(
            "spec: {routes: [{name: b, $patch: delete}]}",
            into: "apiVersion: example.com/v1\nkind: Gateway\nspec: {routes: [{name: a}, {name: b}]}",
        )
        #expect(
            merged == """
                apiVersion: example.com/v1
                kind: Gateway
                spec:
                  routes:
                  - $patch: delete
                    name: b

                """
        )
    }

    @Test func `knows the kind of an object that lies in another`() throws {
        let merged = try StrategicMergeFixture.merged(
            "spec: {template: {spec: {containers: [{name: web, tty: true}]}}}",
            into: """
                apiVersion: example.com/v1
                kind: Sandbox
                spec:
                  template: {apiVersion: v1, kind: Pod, spec: {containers: [{name: web, image: web:1}]}}
                """,
        )
        #expect(
            merged == """
                apiVersion: example.com/v1
                kind: Sandbox
                spec:
                  template:
                    apiVersion: v1
                    kind: Pod
                    spec:
                      containers:
                      - image: web:1
                        name: web
                        tty: true

                """
        )
    }

    @Test func `unites finalizers by their text`() throws {
        let merged = try StrategicMergeFixture.merged(
            "metadata: {finalizers: [audit, backup]}",
            into: "apiVersion: v1\nkind: ConfigMap\nmetadata: {finalizers: [lock, backup, lock]}",
        )
        #expect(
            merged == """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  finalizers:
                  - audit
                  - backup
                  - lock

                """
        )
    }

    @Test func `tells ports apart by number and protocol, and keeps the object's order`() throws {
        let merged = try ports(
            "[{port: 53, protocol: TCP, name: tcp}, {port: 80, protocol: TCP}, {port: 53, protocol: UDP, name: udp}]",
            into: "[{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]",
        )
        #expect(
            merged == """
                - port: 80
                  protocol: TCP
                - name: udp
                  port: 53
                  protocol: UDP
                - name: tcp
                  port: 53
                  protocol: TCP

                """
        )
    }

    @Test(
        "takes ports for one of which only one says its protocol, and then the object's counts",
        arguments: [
            ("[{port: 80, protocol: TCP, name: patch}]", "[{port: 80, name: own}]", "- name: own\n  port: 80\n"),
            ("[{port: 80, name: patch}]", "[{port: 80, protocol: TCP}]", "- port: 80\n  protocol: TCP\n"),
            (
                "[{port: 80, name: patch}]", "[{port: 80, appProtocol: h2}]",
                "- appProtocol: h2\n  name: patch\n  port: 80\n"
            ),
        ]
    )
    func protocols(patch: String, object: String, expected: String) throws {
        #expect(try ports(patch, into: object) == expected)
    }

    @Test(
        "is as odd as kustomize about elements without their key, or with the same",
        arguments: [
            // Even where the patch says nothing of the list.
            ("[]", "[{name: a, image: x}, {name: b}, {name: a, tty: true}]", "- name: a\n  tty: true\n- name: b\n"),
            ("[]", "[{name: a}, {}, {name: b}]", "- name: a\n"),
            ("[]", "[{name: a}, {image: x}, {name: b}]", "- image: x\n"),
            ("[{name: b, tty: true}]", "[{name: a}, {image: x}, {name: b}]", "- image: x\n"),
            ("[{image: x}]", "[{name: a}]", "[]\n"),
            ("[only-a-name]", "[{name: a}]", "[]\n"),
        ]
    )
    func oddities(patch: String, object: String, expected: String) throws {
        #expect(try containers(patch, into: object) == expected)
    }
}
