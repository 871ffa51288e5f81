@testable import Kustomize
import Manifests
import Testing
import YAML

struct LabelSharingTests {
    /// A Deployment whose labels all come from one entry.
    private func labelled() throws -> TransformedObjects {
        var objects = try TransformedObjects("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\n")
        try objects.apply(
            LabelTransformer(
                [(name: "app", text: "old", place: objects.place(3))],
                fieldSpecs: TransformerConfig.builtIn.commonLabels,
            )
        )
        return objects
    }

    private func relabelled(_ objects: TransformedObjects) throws -> TransformedObjects {
        var objects = objects
        let entry = try objects.fields("pairs: {app: new}")
        try objects.apply(try LabelTransformer(entry: entry, config: .builtIn))
        return objects
    }

    private func labels(_ objects: TransformedObjects) -> [String?] {
        let node = objects.all[0].node
        return [
            node.at("metadata", "labels", "app")?.text, node.at("spec", "selector", "matchLabels", "app")?.text,
            node.at("spec", "template", "metadata", "labels", "app")?.text,
        ]
    }

    @Test("labels of one entry stay one, also when only that of the object is set anew")
    func spreading() throws {
        #expect(labels(try relabelled(try labelled())) == ["new", "new", "new"])
    }

    @Test("of several changes in one patch, the last one holds for all")
    func lastChange() throws {
        let objects = try labelled()
        let resource = objects.all[0]
        _ = resource.node.modify("spec") { spec in
            _ = spec.modify("template") {
                _ = $0.modify("metadata") {
                    _ = $0.modify("labels") {
                        _ = $0.modify("app") { $0.content = .scalar(TracedScalar("b", tag: nil)) }
                    }
                }
            }
            _ = spec.modify("selector") {
                _ = $0.modify("matchLabels") {
                    _ = $0.modify("app") { $0.content = .scalar(TracedScalar("a", tag: nil)) }
                }
            }
        }
        resource.spreadSharedEntries()
        #expect(labels(objects) == ["b", "b", "b"])
    }

    @Test("a label that took the place of a shared one is its own")
    func replaced() throws {
        let objects = try labelled()
        _ = objects.all[0].node.modify("metadata") { $0.set("labels", to: .mapping()) }
        #expect(labels(try relabelled(objects)) == ["new", "old", "old"])
    }

    @Test("after a JSON patch, each label is its own")
    func ended() throws {
        let objects = try labelled()
        objects.all[0].endSharing()
        #expect(labels(try relabelled(objects)) == ["new", "old", "old"])
    }
}
