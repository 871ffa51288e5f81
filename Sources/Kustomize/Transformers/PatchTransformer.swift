internal import Manifests
internal import YAML

/// Applies the `patches` of a kustomization in their order (kustomize's `PatchTransformer`).
///
/// One transformer for all entries, since they share what it takes to find an object quickly.
struct PatchTransformer: Transformer {
    let patches: [Patch]

    /// - Parameters:
    ///   - entries: those of the field `patches`.
    ///   - loader: reads the files that they name.
    /// - Throws: `Problems`: an unknown field, no patch or two, one that cannot be read.
    init(entries: [ConfigFields], loader: FolderLoader) throws {
        patches = try entries.map { entry in
            try entry.checkPatchFields()
            return try Self.patch(entry, loader)
        }
    }

    /// The transformer of a plugin's configuration.
    init(config: ConfigFields, loader: FolderLoader) throws {
        patches = [try Self.patch(config, loader)]
    }

    func transform(_ resources: inout ResourceSet, _ context: BuildContext) throws {
        if patches.isEmpty { return }
        try resources.transform { objects in
            var index = SelectorIndex(objects)
            for patch in patches { try patch.apply(to: &index, context) }
        }
    }

    private static func patch(_ entry: ConfigFields, _ loader: FolderLoader) throws -> Patch {
        let text = try text(of: entry, loader)
        let content = try content(of: text, entry.context)
        let target = try entry.object("target").map { try Selector($0) }
        switch content {
        case .json:
            guard target != nil else { throw entry.context.failure(text.place, Patch.noTarget(text.source)) }
        case .strategicMerge(let objects):
            guard let options = try entry.object("options") else { break }
            let allowsNameChange = try options.flag("allowNameChange")
            let allowsKindChange = try options.flag("allowKindChange")
            guard allowsNameChange || allowsKindChange else { break }
            for object in objects {
                // kustomize notes this among the annotations, which makes texts of them.
                object.node.makeTexts("annotations")
                object.allow(nameChange: allowsNameChange, kindChange: allowsKindChange)
            }
        }
        return Patch(content: content, target: target, place: text.place.written(by: .patch), source: text.source)
    }

    private static func text(of entry: ConfigFields, _ loader: FolderLoader) throws -> PatchText {
        let inline = try entry.text("patch").map {
            PatchText(inline: $0, place: entry.place("patch"), trimmed: true)
        }
        let path = try entry.text("path") ?? ""
        switch (inline, path.isEmpty) {
        case (let inline?, true) where !inline.bytes.isEmpty: return inline
        case (let inline?, false) where !inline.bytes.isEmpty:
            throw entry.context.failure(entry.place("path"), "patch and path can't be set at the same time; keep one")
        case (_, true):
            throw entry.context.failure(entry.value, "must specify one of patch and path; add the one or the other")
        case (_, false):
            let place = entry.place("path")
            let (bytes, file) = try loader.read(path, at: place)
            return PatchText(file: file, bytes: bytes, path: path, place: place)
        }
    }

    /// Decides which kind of patch a text is, as kustomize does: by what it can be read as.
    private static func content(of text: PatchText, _ context: BuildContext) throws -> Patch.Content {
        let objects: [Resource]
        do {
            objects = try ResourceReader(context: context).resources(in: text.linedBytes, file: text.file)
        } catch let noObjects as Problems {
            do {
                return .json(try JSONPatchReader(context: context).patch(in: text))
            } catch let noPatch as Problems {
                throw Problems(
                    [
                        Problem(
                            context.files.description(of: text.place),
                            "unable to parse SM or JSON patch from \(text.source); correct it so that it is objects or"
                                + " a list of operations",
                        )
                    ] + noObjects.list + noPatch.list
                )
            }
        }
        // Nothing at all is a JSON patch to kustomize, one without operations.
        if text.bytes.isEmpty { return .json(JSONPatch(operations: [])) }
        guard try !startsWithNull(text, objects, context) else {
            throw context.failure(
                text.place,
                "illegally qualifies as both an SM and JSON patch: \(text.source) begins with an empty document;"
                    + " remove it",
            )
        }
        return .strategicMerge(objects)
    }

    private static func startsWithNull(_ text: PatchText, _ objects: [Resource], _ context: BuildContext) throws -> Bool
    {
        if objects.isEmpty { return true }
        // Without a separator or a comment in front there is no document before the first object.
        guard let first = text.bytes.first(where: { $0 != 0x0A }), "-#".utf8.contains(first) else { return false }
        let document = try ResourceReader(context: context).documents(in: text.bytes, file: text.file).first
        return document?.isNull ?? true
    }
}

extension Resource {
    /// Notes what a patch may change.
    fileprivate func allow(nameChange: Bool, kindChange: Bool) {
        remember {
            $0.allowsNameChange = nameChange
            $0.allowsKindChange = kindChange
        }
    }
}

extension ConfigFields {
    /// - Throws: `Problems` for fields that no entry of `patches` or `patchesJson6902` has.
    func checkPatchFields() throws {
        var problems = unknownFields(["path", "patch", "target", "options"])
        problems += try object("target")?.unknownFields(Selector.fieldNames) ?? []
        if !problems.isEmpty { throw Problems(problems) }
    }
}
