@testable import Kustomize
import Manifests
import Testing
import YAML

struct NamespaceTransformerTests {
    private func namespace(_ name: String, _ objects: TransformedObjects) -> NamespaceTransformer {
        NamespaceTransformer(name, at: objects.place(2), fieldSpecs: TransformerConfig.builtIn.namespace)
    }

    @Test("objects move, and of the subjects of bindings those called default")
    func moves() throws {
        var objects = try TransformedObjects(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: x, namespace: ""}
            subjects: [{name: default, namespace: null}, {kind: ServiceAccount, name: q}, {name: default}]
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: p, namespace: null}
            ---
            apiVersion: apiregistration.k8s.io/v1
            kind: APIService
            metadata: {name: a}
            spec: {}
            """
        )
        try objects.apply(namespace("ns", objects))
        #expect(
            objects.yaml == """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata:
                  name: x
                  namespace: ns
                subjects:
                - name: default
                  namespace: ns
                - kind: ServiceAccount
                  name: q
                - name: default
                  namespace: ns
                ---
                apiVersion: v1
                kind: Pod
                metadata:
                  name: p
                  namespace: ns
                ---
                apiVersion: apiregistration.k8s.io/v1
                kind: APIService
                metadata:
                  name: a
                spec:
                  service:
                    namespace: ns

                """
        )
        #expect(objects.all[1].formerIDs.map(\.description) == ["v1/Pod/default/p"])
    }

    @Test("with unsetOnly, what has a text stays, a written null too")
    func unsetOnly() throws {
        var objects = try TransformedObjects(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: a, namespace: null}
            spec: {x: null}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: c, namespace: }
            spec: {x: 5}
            ---
            apiVersion: v1
            kind: RoleBinding
            metadata: {name: n}
            spec: {x: ""}
            subjects: [{name: default, namespace: null}, {name: default, namespace: a}, {name: default}]
            """
        )
        let config = try objects.fields(
            """
            metadata: {name: x, namespace: foo}
            unsetOnly: true
            fieldSpecs:
            - {path: spec/x, create: true}
            - {path: metadata/namespace}
            - {path: subjects/namespace, kind: RoleBinding, create: true}
            """
        )
        try objects.apply(try NamespaceTransformer(config: config))
        #expect(
            objects.yaml == """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: a
                  namespace: null
                spec:
                  x: "null"
                ---
                apiVersion: v1
                kind: Pod
                metadata:
                  name: c
                  namespace: foo
                spec:
                  x: 5
                ---
                apiVersion: v1
                kind: RoleBinding
                metadata:
                  name: "n"
                  namespace: foo
                spec:
                  x: foo
                subjects:
                - name: default
                  namespace: foo
                - name: default
                  namespace: a
                - name: default
                  namespace: foo

                """
        )
    }

    @Test("all service accounts move, or no subject, as the plugin says")
    func subjects() throws {
        func result(_ mode: String) throws -> [Value?] {
            var objects = try TransformedObjects(
                """
                apiVersion: v1
                kind: ClusterRoleBinding
                metadata: {name: n}
                subjects: [{kind: ServiceAccount, name: a}, {kind: User, name: default}]
                """
            )
            let config = try objects.fields("metadata: {namespace: foo}\nsetRoleBindingSubjects: \(mode)")
            try objects.apply(try NamespaceTransformer(config: config))
            return try objects.all[0].node["subjects"]?.elements.map { try $0["namespace"]?.value() } ?? []
        }
        #expect(try result("allServiceAccounts") == ["foo", nil])
        #expect(try result("defaultOnly") == [nil, "foo"])
        #expect(try result("none") == [nil, nil])
        let error = #expect(throws: Problems.self) { try result("all") }
        #expect(
            error?.description == "config.yaml:2: invalid value \"all\" for setRoleBindingSubjects; must be one of"
                + " \"defaultOnly\", \"none\" or \"allServiceAccounts\""
        )
    }

    @Test("two objects that get the same ID are a conflict")
    func conflict() throws {
        var objects = try TransformedObjects(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: cm, namespace: foo}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: cm, namespace: bar}
            """
        )
        #expect(
            try objects.failure(of: namespace("test", objects)) == "kustomization.yaml:2: namespace transformation"
                + " produces ID conflict: v1/ConfigMap/test/cm is there twice: objects.yaml:1, objects.yaml:5; rename one"
                + " of them"
        )
    }

    @Test("field specs that lead to lists are refused")
    func lists() throws {
        var objects = try TransformedObjects(
            "apiVersion: v1\nkind: RoleBinding\nmetadata: {name: n}\nsubjects: [{name: a}]\n"
        )
        let transformer = NamespaceTransformer(
            "x",
            at: objects.place(2),
            fieldSpecs: [FieldSpec("subjects", kind: "RoleBinding")],
        )
        #expect(
            try objects.failure(of: transformer) == "objects.yaml:4: considering field 'subjects' of object"
                + " v1/RoleBinding/n: wrong node kind: expected ScalarNode but got SequenceNode; namespace field specs"
                + " must target scalar nodes (kustomization.yaml:2)"
        )
    }
}
