internal import Manifests
internal import YAML

/// Changes names, tags and digests of images: kustomize's `images` and `ImageTagTransformer`.
struct ImageTagTransformer: Transformer {
    /// What becomes of the images of one name; empty parts change nothing.
    struct Change {
        var newName = ""
        var newTag = ""
        var digest = ""
        /// Put behind the tag when there is neither a new tag nor a digest.
        var tagSuffix = ""
    }

    private let pattern: ImageTagPattern
    private let change: Change
    private let place: Place
    private let table: FieldSpecTable

    /// - Parameters:
    ///   - name: of the images that are changed, a regular expression.
    ///   - change: what becomes of them.
    ///   - place: where the entry is written.
    ///   - fieldSpecs: images besides those of all `containers` and `initContainers`.
    ///   - context: of the build.
    /// - Throws: `Problems` when the name is no regular expression.
    init(
        name: String,
        _ change: Change,
        at place: Place,
        fieldSpecs: [FieldSpec],
        _ context: BuildContext,
    ) throws {
        do {
            pattern = try ImageTagPattern(name)
        } catch {
            throw context.failure(
                place,
                "image name '\(name)' is no valid regular expression; put a backslash before what stands for itself",
            )
        }
        self.change = change
        self.place = place.written(by: .image)
        table = FieldSpecTable(fieldSpecs)
    }

    /// The plugin that `config` describes.
    init(config: ConfigFields) throws {
        let image = try config.object("imageTag")
        let change = Change(
            newName: try image?.looseText("newName") ?? "",
            newTag: try image?.looseText("newTag") ?? "",
            digest: try image?.looseText("digest") ?? "",
            tagSuffix: try image?.looseText("tagSuffix") ?? "",
        )
        try self.init(
            name: try image?.looseText("name") ?? "",
            change,
            at: image?.value.trace.place ?? config.value.trace.place,
            fieldSpecs: try config.fieldSpecs("fieldSpecs"),
            config.context,
        )
    }

    /// What one entry of a kustomization's `images` asks for.
    init(entry: ConfigFields, fieldSpecs: [FieldSpec]) throws {
        let change = Change(
            newName: try entry.text("newName") ?? "",
            newTag: try entry.text("newTag") ?? "",
            digest: try entry.text("digest") ?? "",
            tagSuffix: try entry.text("tagSuffix") ?? "",
        )
        try self.init(
            name: try entry.text("name") ?? "",
            change,
            at: entry.value.trace.place,
            fieldSpecs: fieldSpecs,
            entry.context,
        )
    }

    func transform(_ resources: inout ResourceSet, _ context: BuildContext) throws {
        let changing = resources.resources.filter { $0.kind.kind != "CustomResourceDefinition" }
        for resource in changing { try changeContainers(of: resource, context) }
        // A container that a field spec names, too, is passed a second time: a suffix of its tag is added twice.
        for resource in changing {
            try resource.visit(table, creating: .nothing, at: place) { try change(&$0) }
        }
    }

    private func changeContainers(of resource: Resource, _ context: BuildContext) throws {
        let search = ImageTagSearch(matches: pattern.matches)
        do {
            guard try search.findsImage(in: resource.node) else { return }
            try search.visit(&resource.node) { try change(&$0) }
        } catch let error as FieldMismatch {
            throw context.failure(
                error.place,
                "image of a container of \(resource.currentID): \(error.message); make containers a list of mappings,"
                    + " and image a string",
            )
        }
    }

    private func change(_ image: inout TracedValue) throws(FieldMismatch) {
        guard let text = image.text else { throw image.mismatch(expected: "ScalarNode") }
        guard pattern.matches(text) else { return }
        var reference = ImageTagReference(text)
        if !change.newName.isEmpty { reference.name = change.newName }
        if !change.newTag.isEmpty || !change.digest.isEmpty {
            reference.tag = change.newTag
            reference.digest = change.digest
        } else if !change.tagSuffix.isEmpty {
            reference.tag += change.tagSuffix
            reference.digest = ""
        }
        try image.setText(reference.text, at: place)
    }
}
