import Manifests
import Testing
import YAML

@testable import Kustomize

struct ClusterScopedReferenceTests {
    private static let update = NameReferenceUpdate([
        TransformerConfig.NameReference(
            kind: GroupVersionKind(group: "", version: "v1", kind: "ServiceAccount"),
            referrers: [FieldSpec("subjects", kind: "ClusterRoleBinding")],
        ),
        TransformerConfig.NameReference(
            kind: GroupVersionKind(group: "rbac.authorization.k8s.io", version: "", kind: "ClusterRole"),
            referrers: [FieldSpec("roleRef/name", kind: "RoleBinding")],
        ),
        TransformerConfig.NameReference(
            kind: GroupVersionKind(group: "", version: "v1", kind: "ConfigMap"),
            referrers: [FieldSpec("rules/resourceNames", kind: "ClusterRole")],
        ),
    ])

    @Test("what has no namespace refers to any, by the original namespace first and else by the present one")
    func subjects() throws {
        var objects = try BuiltObjects(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: all}
            subjects:
            - {kind: ServiceAccount, name: bot, namespace: old}
            - {kind: ServiceAccount, name: bot, namespace: new}
            - {kind: ServiceAccount, name: bot, namespace: other}
            ---
            {apiVersion: v1, kind: ServiceAccount, metadata: {name: bot, namespace: old}}
            """
        )
        objects[1].rename(prefix: "my-", namespace: "new")
        try objects.run(Self.update)
        #expect(
            String(decoding: objects[0].node["subjects"]?.yaml() ?? [], as: UTF8.self) == """
                - kind: ServiceAccount
                  name: my-bot
                  namespace: new
                - kind: ServiceAccount
                  name: my-bot
                  namespace: new
                - kind: ServiceAccount
                  name: bot
                  namespace: other

                """
        )
    }

    @Test("everything refers to what has no namespace")
    func roles() throws {
        var objects = try BuiltObjects(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: readers, namespace: a}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: reader}
            ---
            {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: reader}}
            """
        )
        objects[1].rename(prefix: "my-")
        try objects.run(Self.update)
        #expect(objects[0].node.at("roleRef", "name")?.text == "my-reader")
    }

    @Test("one name in many namespaces means one of them only where all are called the same")
    func manyNamespaces() throws {
        let text = """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: reader}
            rules: [{resourceNames: [settings]}]
            ---
            {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: a}}
            ---
            {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: b}}
            """
        var objects = try BuiltObjects(text)
        for resource in objects.objects.resources.dropFirst() {
            resource.rememberID()
            resource.name = "new"
        }
        try objects.run(Self.update)
        #expect(objects[0].node["rules"]?.elements.first?["resourceNames"]?.elements.map(\.text) == ["new"])

        objects = try BuiltObjects(text)
        for (resource, name) in zip(objects.objects.resources.dropFirst(), ["new", "newer"]) {
            resource.rememberID()
            resource.name = name
        }
        #expect(
            try objects.problems(of: Self.update) == [
                "base/objects.yaml:4: considering field 'rules/resourceNames' of object"
                    + " rbac.authorization.k8s.io/v1/ClusterRole/reader: found multiple possible referrals:"
                    + " v1/ConfigMap/a/new (base/objects.yaml:6), v1/ConfigMap/b/newer (base/objects.yaml:8);"
                    + " give them different names, or name the namespace that is meant"
            ]
        )
    }
}
