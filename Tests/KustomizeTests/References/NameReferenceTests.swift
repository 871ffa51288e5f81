import Manifests
import Testing
import YAML

@testable import Kustomize

struct NameReferenceTests {
    private static func update(_ kind: GroupVersionKind, _ referrers: FieldSpec...) -> NameReferenceUpdate {
        NameReferenceUpdate([TransformerConfig.NameReference(kind: kind, referrers: referrers)])
    }

    private static let configMap = GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")
    private static let serviceAccount = GroupVersionKind(group: "", version: "v1", kind: "ServiceAccount")
    private static let service = GroupVersionKind(group: "", version: "v1", kind: "Service")
    private static let configMapOfPod = FieldSpec("spec/volumes/configMap/name", kind: "Pod")

    @Test("a field follows the prefix and the hash of the object that it names")
    func follows() throws {
        var objects = try BuiltObjects(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: settings
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: app
            spec:
              volumes:
              - configMap:
                  name: settings
              - configMap:
                  name: elsewhere
              - configMap:
              - emptyDir: {}
            """
        )
        objects[0].rename(prefix: "blue-", suffix: "-6fmd7h2ktm")
        objects[1].rename(prefix: "blue-", suffix: "-6fmd7h2ktm")
        try objects.run(Self.update(Self.configMap, Self.configMapOfPod))
        #expect(
            objects.yaml == """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: blue-settings-6fmd7h2ktm
                ---
                apiVersion: v1
                kind: Pod
                metadata:
                  name: blue-app-6fmd7h2ktm
                spec:
                  volumes:
                  - configMap:
                      name: blue-settings-6fmd7h2ktm
                  - configMap:
                      name: elsewhere
                  - configMap: null
                  - emptyDir: {}

                """
        )
        #expect(objects[0].history.referrers == [objects[1].currentID])
    }

    @Test("a changed field says where the new name was written")
    func trace() throws {
        var objects = try BuiltObjects(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: app}
            spec: {volumes: [{configMap: {name: settings}}]}
            """
        )
        let prefix = Place(file: 2, line: 4, column: 1, writer: .namePrefix)
        objects[0].rename(prefix: "blue-")
        _ = objects[0].node.modify("metadata") {
            $0.modify("name") { $0.trace = $0.trace.changed(at: prefix) }
        }
        try objects.run(Self.update(Self.configMap, Self.configMapOfPod))
        let name = objects[1].node.at("spec", "volumes")?.elements.first?.at("configMap", "name")
        #expect(
            name?.trace.places == [
                Place(file: 1, line: 8, column: 37), Place(file: 1, line: 3, column: 18), prefix,
                prefix.written(by: .nameReference),
            ]
        )
    }

    @Test("what was never renamed is not looked at, whatever has its name")
    func unchangedNames() throws {
        let text = """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: settings
            ---
            apiVersion: v1
            kind: Pod
            metadata:
              name: app
            spec:
              volumes:
              - configMap:
                  name: settings

            """
        var objects = try BuiltObjects(text)
        try objects.run(Self.update(Self.configMap, Self.configMapOfPod))
        #expect(objects.yaml == text)
        #expect(objects[0].history.referrers.isEmpty)
    }

    @Test("a list of names is followed name by name, and slashes in names of fields are written with a backslash")
    func listsAndSlashes() throws {
        var objects = try BuiltObjects(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: one
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: two
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata:
              name: reader
              annotations:
                example.com/settings: two
            rules:
            - resourceNames: [one, other, two]
            """
        )
        objects[0].rename(prefix: "a-")
        objects[1].rename(suffix: "-z")
        try objects.run(
            Self.update(
                Self.configMap,
                FieldSpec("rules/resourceNames", kind: "Role"),
                FieldSpec("metadata/annotations/example.com\\/settings", kind: "Role"),
            )
        )
        let role = objects[2].node
        #expect(role["rules"]?.elements.first?["resourceNames"]?.elements.map(\.text) == ["a-one", "other", "two-z"])
        #expect(objects[2].annotations == ["example.com/settings": "two-z"])
    }

    @Test("a mapping gets the name and the namespace of the object that it names")
    func mappings() throws {
        var objects = try BuiltObjects(
            """
            apiVersion: v1
            kind: Service
            metadata:
              name: hooks
            ---
            apiVersion: example.com/v1
            kind: Hook
            metadata:
              name: first
              namespace: prod
            spec:
              service:
                name: hooks
                path: /check
              others:
              - name: hooks
                namespace: default
              - name: hooks
                namespace: elsewhere
            """
        )
        objects[0].rename(prefix: "my-", namespace: "prod")
        try objects.run(
            Self.update(Self.service, FieldSpec("spec/service", kind: "Hook"), FieldSpec("spec/others", kind: "Hook"))
        )
        #expect(
            String(decoding: objects[1].node["spec"]?.yaml() ?? [], as: UTF8.self) == """
                others:
                - name: my-hooks
                  namespace: prod
                - name: hooks
                  namespace: elsewhere
                service:
                  name: my-hooks
                  namespace: prod
                  path: /check

                """
        )
    }

    @Test("the kind that a roleRef names counts, and subjects may be accounts of other namespaces")
    func roleBinding() throws {
        var objects = try BuiltObjects(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: admin, namespace: a}
            ---
            apiVersion: example.com/v1
            kind: Role
            metadata: {name: admin, namespace: a}
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: bot, namespace: a}
            ---
            apiVersion: v1
            kind: ServiceAccount
            metadata: {name: bot, namespace: b}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata:
              name: admins
              namespace: a
            roleRef:
              apiGroup: rbac.authorization.k8s.io
              kind: Role
              name: admin
            subjects:
            - kind: ServiceAccount
              name: bot
              namespace: b
            - kind: ServiceAccount
              name: bot
              namespace: a
            """
        )
        objects[0].rename(prefix: "right-")
        objects[1].rename(prefix: "wrong-")
        objects[2].rename(prefix: "a-")
        objects[3].rename(prefix: "b-")
        let role = GroupVersionKind(group: "", version: "", kind: "Role")
        try objects.run(Self.update(role, FieldSpec("roleRef/name", kind: "RoleBinding")))
        try objects.run(Self.update(Self.serviceAccount, FieldSpec("subjects", kind: "RoleBinding")))
        #expect(
            String(decoding: objects[4].node.yaml(), as: UTF8.self).contains(
                """
                roleRef:
                  apiGroup: rbac.authorization.k8s.io
                  kind: Role
                  name: right-admin
                subjects:
                - kind: ServiceAccount
                  name: b-bot
                  namespace: b
                - kind: ServiceAccount
                  name: a-bot
                  namespace: a

                """
            )
        )
    }

    @Test("an object may refer to itself")
    func selfReference() throws {
        var objects = try BuiltObjects(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: settings
              annotations:
                self: settings
            """
        )
        objects[0].rename(prefix: "my-")
        try objects.run(Self.update(Self.configMap, FieldSpec("metadata/annotations/self", kind: "ConfigMap")))
        #expect(objects[0].annotations == ["self": "my-settings"])
    }

    @Test("a name that follows another is followed in turn by what comes later")
    func chain() throws {
        var objects = try BuiltObjects(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: app}
            ---
            apiVersion: example.com/v1
            kind: Hook
            metadata: {name: app}
            ---
            apiVersion: example.com/v1
            kind: Call
            metadata: {name: call}
            hook: app
            """
        )
        objects[0].rename(prefix: "my-")
        objects[1].rememberID()
        let hook = GroupVersionKind(group: "example.com", version: "v1", kind: "Hook")
        try objects.run(
            NameReferenceUpdate([
                TransformerConfig.NameReference(
                    kind: Self.service,
                    referrers: [FieldSpec("metadata/name", kind: "Hook")]
                ),
                TransformerConfig.NameReference(kind: hook, referrers: [FieldSpec("hook", kind: "Call")]),
            ])
        )
        #expect(objects[1].name == "my-app")
        #expect(objects[2].node["hook"]?.text == "my-app")
    }

    @Test("quotes around a number are kept")
    func quotedNumbers() throws {
        var objects = try BuiltObjects(
            """
            apiVersion: v1
            kind: Service
            metadata: {name: "1", namespace: "20"}
            ---
            apiVersion: example.com/v1
            kind: Hook
            metadata: {name: hook, namespace: "20"}
            one: {name: "1"}
            two: "1"
            """
        )
        objects[0].rename(prefix: "2")
        try objects.run(Self.update(Self.service, FieldSpec("one", kind: "Hook"), FieldSpec("two", kind: "Hook")))
        #expect(objects[1].node.at("one", "name")?.string == "21")
        #expect(objects[1].node.at("one", "namespace")?.string == "20")
        #expect(objects[1].node["two"]?.string == "21")
    }

    @Test("everything that is wrong with references is told at once")
    func problems() throws {
        var objects = try BuiltObjects(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: scalar}
            spec: {volumes: none}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: nameless}
            spec: {volumes: [{configMap: {name: {label: x}}}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: nested}
            spec: {volumes: [{configMap: {name: [[x]]}}]}
            ---
            apiVersion: v1
            kind: RoleBinding
            metadata: {name: blank, namespace: a}
            subjects: [{kind: ServiceAccount, name: x, namespace: 5}]
            """
        )
        let problems = try objects.problems(
            of: Self.update(Self.configMap, Self.configMapOfPod, FieldSpec("subjects", kind: "RoleBinding"))
        )
        let considering = "considering field 'spec/volumes/configMap/name' of object v1/Pod"
        #expect(
            problems == [
                "base/objects.yaml:8: \(considering)/scalar: expected sequence or mapping node, but 'spec/volumes' is"
                    + " a string",
                "base/objects.yaml:13: \(considering)/nameless: path config error; no 'name' field in node",
                "base/objects.yaml:18: \(considering)/nested: an element is expected to be either a string or a map"
                    + " of string, but is a list",
                "base/objects.yaml:23: namespace is blank for v1/RoleBinding/a/blank: that of a subject is a number,"
                    + " not a string; name one, quoted if need be, or leave the field out",
            ]
        )
    }

    @Test(
        "a path that asks for an element by its index is refused",
        arguments: ["spec/0/name", "spec/[name=x]", "spec//x"]
    )
    func indexes(path: String) throws {
        var objects = try BuiltObjects("{apiVersion: v1, kind: Pod, metadata: {name: app}, spec: {a: b}}")
        let problems = try objects.problems(of: Self.update(Self.configMap, FieldSpec(path, kind: "Pod")))
        #expect(problems.count == 1)
        #expect(problems.first?.contains("considering field '\(path)' of object v1/Pod/app: ") == true)
    }
}
