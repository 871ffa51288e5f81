import Manifests
import Testing
import YAML

@testable import Kustomize

struct ReferralChoiceTests {
    private static let update = NameReferenceUpdate([
        TransformerConfig.NameReference(
            kind: GroupVersionKind(group: "", version: "v1", kind: "ConfigMap"),
            referrers: [FieldSpec("settings", kind: "App")],
        )
    ])

    /// What an App says in the end.
    private func settings(
        of app: (namespace: String, prefix: String, suffix: String),
        _ maps: [(namespace: String, prefix: String, suffix: String)]
    ) throws -> String {
        var text = "{apiVersion: example.com/v1, kind: App, metadata: {name: app}, settings: settings}\n"
        for _ in maps { text += "---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}\n" }
        var objects = try BuiltObjects(text)
        for (resource, names) in zip(objects.objects.resources, [app] + maps) {
            resource.rename(prefix: names.prefix, suffix: names.suffix, namespace: names.namespace)
        }
        let problems = try objects.problems(of: Self.update)
        return problems.first ?? objects[0].node["settings"]?.text ?? ""
    }

    @Test("an object in the referrer's namespace is meant, and no namespace is the default one")
    func namespaces() throws {
        #expect(try settings(of: ("a", "", ""), [("b", "b-", ""), ("a", "a-", "")]) == "a-settings")
        #expect(try settings(of: ("a", "", ""), [("b", "b-", "")]) == "settings")
        #expect(try settings(of: ("", "", ""), [("b", "b-", ""), ("default", "d-", "")]) == "d-settings")
    }

    @Test("a single object is meant whatever its prefixes are")
    func single() throws {
        #expect(try settings(of: ("", "x-", ""), [("", "y-", "")]) == "y-settings")
    }

    @Test("of several, one with the same prefixes and suffixes is meant")
    func contexts() throws {
        #expect(try settings(of: ("", "x-", ""), [("", "y-", ""), ("", "x-", "")]) == "x-settings")
        #expect(try settings(of: ("", "", "-x"), [("", "", "-y"), ("", "", "-x")]) == "settings-x")
        #expect(try settings(of: ("", "x-", "-x"), [("", "x-", "-y"), ("", "x-", "-x")]) == "x-settings-x")
        // One that has no prefixes may belong to the referrer, but gives way to one that does.
        #expect(try settings(of: ("", "x-", ""), [("", "y-", ""), ("", "", "-z")]) == "settings-z")
        #expect(try settings(of: ("", "x-", ""), [("", "", "-z"), ("", "x-", "")]) == "x-settings")
        // Without prefixes of its own the referrer belongs to no one of several.
        #expect(try settings(of: ("", "", ""), [("", "y-", ""), ("", "x-", "")]) == "settings")
        #expect(try settings(of: ("", "z-", ""), [("", "y-", ""), ("", "x-", "")]) == "settings")
    }

    @Test("the outer prefixes decide, the inner ones may differ in number only")
    func nestedContexts() {
        #expect(NameContext.endAlike(["a", "b", "c"], ["b", "c"]))
        #expect(NameContext.endAlike(["c"], ["a", "b", "c"]))
        #expect(!NameContext.endAlike(["a", "b", "c"], ["a", "b"]))
        #expect(NameContext.endAlike([], []))
        #expect(!NameContext.endAlike([], ["a"]))
    }

    @Test("several that cannot be told apart are an error, unless all have the same name")
    func ambiguity() throws {
        let text = """
            {apiVersion: example.com/v1, kind: App, metadata: {name: app}, settings: settings}
            ---
            {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
            ---
            {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
            """
        var objects = try BuiltObjects(text)
        for (resource, name) in zip(objects.objects.resources.dropFirst(), ["one", "two"]) {
            resource.rememberID()
            resource.name = name
        }
        #expect(
            try objects.problems(of: Self.update) == [
                "base/objects.yaml:1: considering field 'settings' of object example.com/v1/App/app: found multiple"
                    + " possible referrals: v1/ConfigMap/one (base/objects.yaml:3), v1/ConfigMap/two"
                    + " (base/objects.yaml:5); give them different names, or name the namespace that is meant"
            ]
        )
        for resource in objects.objects.resources.dropFirst() { resource.name = "same" }
        try objects.run(Self.update)
        #expect(objects[0].node["settings"]?.text == "same")
    }

    @Test("former names, kinds and namespaces all lead to an object")
    func formerIDs() throws {
        var objects = try BuiltObjects(
            """
            {apiVersion: example.com/v1, kind: App, metadata: {name: a}, settings: first}
            ---
            {apiVersion: example.com/v1, kind: App, metadata: {name: b}, settings: second}
            ---
            {apiVersion: example.com/v1, kind: App, metadata: {name: c}, settings: third}
            ---
            {apiVersion: v1, kind: ConfigMap, metadata: {name: first}}
            """
        )
        objects[3].rememberID()
        objects[3].name = "second"
        objects[3].rememberID()
        objects[3].name = "third"
        _ = objects[3].node.modify("kind") { $0 = TracedValue(string: "Secret") }
        try objects.run(Self.update)
        // The name that it has now was never a former one.
        #expect(objects.objects.resources.map { $0.node["settings"]?.text } == ["third", "third", "third", nil])
        #expect(objects[3].history.referrers.map(\.name) == ["a", "b"])
    }
}
