internal import Manifests
internal import YAML

/// Applies the entries of `patchesJson6902` in their order (kustomize's `PatchJson6902Transformer`).
struct JSONPatchTransformer: Transformer {
    private struct Entry {
        let patch: JSONPatch
        let target: Selector
        /// Where the kustomization asks for it.
        let place: Place
    }

    private let entries: [Entry]

    /// - Parameters:
    ///   - entries: those of the field `patchesJson6902`.
    ///   - loader: reads the files that they name.
    /// - Throws: `Problems`: an unknown field, no patch or two, one that cannot be read, no target.
    init(entries: [ConfigFields], loader: FolderLoader) throws {
        self.entries = try entries.map { entry in
            try entry.checkPatchFields()
            return try Self.entry(entry, text: "patch", loader)
        }
    }

    /// The transformer of a plugin's configuration.
    init(config: ConfigFields, loader: FolderLoader) throws {
        entries = [try Self.entry(config, text: "jsonOp", loader)]
    }

    func transform(_ resources: inout ResourceSet, _ context: BuildContext) throws {
        if entries.isEmpty { return }
        try resources.transform { objects in
            var index = SelectorIndex(objects)
            for entry in entries {
                for position in try entry.target.select(from: index) {
                    try entry.patch.apply(to: index.resources[position], place: entry.place)
                    index.update(position)
                }
            }
        }
    }

    private static func entry(_ fields: ConfigFields, text name: String, _ loader: FolderLoader) throws -> Entry {
        let context = fields.context
        guard let target = try fields.object("target"), try target.text("name")?.isEmpty == false else {
            throw context.failure(fields.place("target"), "must specify the target name; add 'target' with 'name'")
        }
        let inline = try fields.text(name) ?? ""
        let path = try fields.text("path") ?? ""
        let text: PatchText
        switch (inline.isEmpty, path.isEmpty) {
        case (true, true):
            throw context.failure(fields.value, "empty file path and empty jsonOp; add 'path' or '\(name)'")
        case (false, false):
            throw context.failure(fields.place("path"), "must specify a file path or jsonOp, not both; keep one")
        case (false, true): text = PatchText(inline: inline, place: fields.place(name))
        case (true, false):
            let place = fields.place("path")
            let (bytes, file) = try loader.read(path, at: place)
            guard !bytes.isEmpty else { throw context.failure(place, "patch file '\(path)' is empty") }
            text = PatchText(file: file, bytes: bytes, path: path, place: place)
        }
        let patch = try JSONPatchReader(context: context).patch(in: text)
        guard !patch.operations.isEmpty else {
            throw context.failure(text.place, "patch appears to be empty: \(text.source); remove it, or add operations")
        }
        return Entry(patch: patch, target: try Selector(target), place: text.place.written(by: .patch))
    }
}
