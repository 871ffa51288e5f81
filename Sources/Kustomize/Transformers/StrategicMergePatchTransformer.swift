internal import Manifests
internal import YAML

/// Applies `patchesStrategicMerge` in its order (kustomize's `PatchStrategicMergeTransformer`).
struct StrategicMergePatchTransformer: Transformer {
    private let patches: [StrategicMergePatch]

    /// - Parameters:
    ///   - entries: those of the field `patchesStrategicMerge`: paths, or patches themselves.
    ///   - loader: reads the files that they name.
    /// - Throws: `Problems`: a file that cannot be read, or that holds no objects.
    init(entries: [(text: String, place: Place)], loader: FolderLoader) throws {
        patches = try entries.isEmpty ? [] : Self.patches(entries, loader)
    }

    /// The transformer of a plugin's configuration.
    init(config: ConfigFields, loader: FolderLoader) throws {
        var entries = try config.texts("paths")
        if let text = try config.text("patches"), !text.isEmpty { entries.append((text, config.place("patches"))) }
        guard !entries.isEmpty else {
            throw config.context.failure(
                config.value,
                "empty file path and empty patch content; add 'paths' or 'patches'",
            )
        }
        patches = try Self.patches(entries, loader)
    }

    func transform(_ resources: inout ResourceSet, _ context: BuildContext) throws {
        if patches.isEmpty { return }
        try resources.transform { objects in
            var index = SelectorIndex(objects)
            for patch in patches {
                do {
                    try patch.apply(to: [try patch.target(in: index)], in: &index)
                } catch let missing as StrategicMergePatch.NoTarget {
                    throw context.failure(patch.patch.node, missing.reason)
                }
            }
        }
    }

    private static func patches(
        _ entries: [(text: String, place: Place)],
        _ loader: FolderLoader,
    ) throws -> [StrategicMergePatch] {
        let patches = try entries.flatMap { text, place in
            try objects(text, place, loader).map { StrategicMergePatch($0, place: place) }
        }
        if patches.isEmpty, let place = entries.first?.place {
            throw loader.context.failure(place, "patch appears to be empty: no file holds an object; remove the entry")
        }
        return patches
    }

    /// The objects that `entry` holds itself, else those of the file that it names.
    private static func objects(_ entry: String, _ place: Place, _ loader: FolderLoader) throws -> [Resource] {
        let reader = ResourceReader(context: loader.context)
        do {
            let text = PatchText(inline: entry, place: place)
            return try reader.resources(in: text.linedBytes, file: text.file)
        } catch let problems as Problems {
            // No path has lines.
            if entry.utf8.contains(0x0A) { throw problems }
        }
        let (bytes, file) = try loader.read(entry, at: place)
        return try reader.resources(in: bytes, file: file)
    }
}
