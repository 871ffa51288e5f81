internal import Manifests
internal import YAML

/// Copies values of some objects into others (kustomize's `ReplacementTransformer` and `api/filters/replacement`).
struct ReplacementTransformer: Transformer {
    let replacements: [Replacement]

    /// - Parameters:
    ///   - entries: those of the field `replacements`.
    ///   - loader: reads the files that they name.
    /// - Throws: `Problems`: what is missing or unknown, a file that cannot be read.
    init(entries: [ConfigFields], loader: FolderLoader) throws {
        replacements = try ReplacementReader(loader: loader, isStrict: true).replacements(entries)
    }

    /// The transformer of a plugin's configuration.
    init(config: ConfigFields, loader: FolderLoader) throws {
        replacements = try ReplacementReader(loader: loader, isStrict: false)
            .replacements(try config.objects("replacements"))
    }

    func transform(_ resources: inout ResourceSet, _ context: BuildContext) throws {
        if replacements.isEmpty { return }
        try resources.transform { objects in
            var index = SelectorIndex(objects)
            for replacement in replacements { try apply(replacement, to: &index, context) }
        }
    }

    private func apply(_ replacement: Replacement, to index: inout SelectorIndex, _ context: BuildContext) throws {
        let source = try replacement.source.resource(in: index, context)
        var value = try ReplacementValue(replacement.source, of: source)
        for target in replacement.targets {
            try target.selection.check()
            for rejection in target.rejections { try rejection.check() }
            for position in index.candidates(for: target.selection.id) {
                let resource = index.resources[position]
                guard try target.includes(resource) else { continue }
                for (path, place) in target.paths {
                    let isSource = resource === source
                    try value.copy(to: path, of: resource, isSource: isSource, options: target.options, place: place)
                    resource.spreadSharedEntries()
                    resource.forgetIfUnmarked()
                    if isSource { value.reread(from: source) }
                }
                index.update(position)
            }
        }
    }
}

extension Replacement.Source {
    /// The one object that gives the value.
    fileprivate func resource(in index: SelectorIndex, _ context: BuildContext) throws -> Resource {
        let matches = index.candidates(for: id).map { index.resources[$0] }.filter { resource in
            !resource.node.isNullOrEmpty && resource.replacementIDs.contains { $0.isSelected(by: id) }
        }
        guard let match = matches.first else {
            throw context.failure(
                place,
                "nothing selected by source \(id):\(path.text); correct it so that one object has this kind and name",
            )
        }
        guard matches.count == 1 else {
            throw context.failure(
                place,
                "multiple matches for selector of source \(id):\(path.text), \(match.currentID) and"
                    + " \(matches[1].currentID); name more of the object",
            )
        }
        return match
    }
}

extension SelectorIndex {
    fileprivate func candidates(for id: ResourceID) -> [Int] {
        candidates(name: id.name.isEmpty ? nil : id.name, kind: id.kind.kind.isEmpty ? nil : id.kind.kind)
    }
}
