internal import Manifests
internal import SourceTrees
internal import YAML

/// Makes manifests of what kustomize printed: who wrote each object, who changed it, and whether that may be secret.
///
/// Where it cannot be told whether secret values reached an object, it counts as touched by them.
struct ManifestMaker {
    let input: BuildInput
    let tree: any SourceTree
    let adjustments: Adjustments
    /// Which patches of `adjustments` are for which objects.
    let adjustingTargets: [Selector]
    let annotations: RetainedAnnotations

    func manifests(of objects: [Value]) -> [Manifest] {
        var manifests = objects.map(manifest)
        spreadReplacements(&manifests)
        return manifests
    }

    private func manifest(of object: Value) -> Manifest {
        let provenance = Provenance(object, in: tree)
        var manifest = Manifest(annotations.cleaned(object))
        setMetadata(&manifest.object)
        var touched: [Origin] = []
        manifest.origin = origin(of: manifest, provenance, &touched)
        touched += generatorFiles(for: manifest)
        touched += patches(for: manifest, provenance)
        for step in provenance.transformations where !step.isPatch && step.plugin != "ReplacementTransformer" {
            touched += step.file.map { [input.origin($0)] } ?? []
        }
        touched += replacements(for: manifest, provenance)
        touched += input.spreading
        touched += adjusting(manifest, provenance)
        var seen: Set<Origin> = []
        manifest.touchedBy = touched.filter { $0 != manifest.origin && seen.insert($0).inserted }
        return manifest
    }

    private func setMetadata(_ object: inout Value) {
        guard !adjustments.labels.isEmpty || !adjustments.annotations.isEmpty else { return }
        var metadata = object["metadata"] ?? [:]
        for (field, texts) in [("labels", adjustments.labels), ("annotations", adjustments.annotations)] {
            guard !texts.isEmpty else { continue }
            var values = metadata[field] ?? [:]
            for (key, text) in texts { values[key] = .string(text) }
            metadata[field] = values
        }
        object["metadata"] = metadata
    }

    // MARK: Where it was written

    private func origin(of manifest: Manifest, _ provenance: Provenance, _ touched: inout [Origin]) -> Origin? {
        if provenance.isWhole, let file = provenance.origin?.file {
            guard provenance.origin?.plugin == nil else {
                let generator = generators(for: manifest).filter { $0.kustomization == file }
                    .max { $0.name.utf8.count < $1.name.utf8.count }
                return generator?.origin ?? input.origin(file)
            }
            let found = documents(for: manifest).filter { $0.origin.file == "\(file)" }
            return nearest(found)?.origin ?? input.origin(file)
        }
        // The annotation is lost: what has this kind and name may be where it came from, and all of it counts.
        let found = documents(for: manifest)
        touched += found.map(\.origin).filter(\.isEncrypted)
        return nearest(found)?.origin ?? provenance.origin?.file.map { input.origin($0) }
    }

    private func documents(for manifest: Manifest) -> [SourceDocument] {
        let kind = manifest.kind.kind
        let found = input.documents.filter { manifest.name.contains($0.name) && (input.mayRename || $0.kind == kind) }
        return found.isEmpty && input.mayRename ? input.documents : found
    }

    private func nearest(_ documents: [SourceDocument]) -> SourceDocument? {
        documents.max { $0.name.utf8.count < $1.name.utf8.count }
    }

    // MARK: What changed it

    private func generators(for manifest: Manifest) -> [GeneratorUse] {
        input.generators.filter { generator in
            input.mayRename || generator.kind == manifest.kind.kind && manifest.name.contains(generator.name)
        }
    }

    /// A generator of an upper layer may add to the object of a lower one.
    private func generatorFiles(for manifest: Manifest) -> [Origin] {
        generators(for: manifest).flatMap { [$0.origin] + $0.files }
    }

    private func patches(for manifest: Manifest, _ provenance: Provenance) -> [Origin] {
        let layers = Set(provenance.transformations.filter(\.isPatch).map(\.file))
        return input.patches.filter { patch in
            let isOnTheWay = !provenance.isWhole || layers.contains(patch.kustomization) || patch.origin.isEncrypted
            return isOnTheWay && (input.mayRename || patch.targets.contains { $0.mayMatch(manifest) })
        }
        .map(\.origin)
    }

    private func replacements(for manifest: Manifest, _ provenance: Provenance) -> [Origin] {
        guard provenance.transformations.contains(where: { $0.plugin == "ReplacementTransformer" }) else { return [] }
        return input.replacements.filter { targets($0, manifest) }.map(\.origin)
    }

    private func targets(_ replacement: ReplacementUse, _ manifest: Manifest) -> Bool {
        input.mayRename || replacement.targets.contains { $0.mayMatch(manifest) }
    }

    private func adjusting(_ manifest: Manifest, _ provenance: Provenance) -> [Origin] {
        guard let origin = adjustments.origin else { return [] }
        let isChanged =
            provenance.transformations.contains { $0.file == nil && !$0.isPatch }
            || adjustingTargets.contains { $0.mayMatch(manifest) }
            || !adjustments.labels.isEmpty || !adjustments.annotations.isEmpty
        return isChanged ? [origin] : []
    }

    // MARK: Replacements

    /// Marks what replacements copied secret values to, and what copies from there, until nothing more is found.
    private func spreadReplacements(_ manifests: inout [Manifest]) {
        var open = input.replacements.filter { !$0.copiesName }
        var found = true
        while found {
            found = false
            for (index, replacement) in open.enumerated().reversed() where isSecret(replacement, manifests) {
                open.remove(at: index)
                found = true
                let origin = Origin(file: replacement.origin.file, line: replacement.origin.line, isEncrypted: true)
                for index in manifests.indices where targets(replacement, manifests[index]) {
                    manifests[index].touchedBy.removeAll { $0 == replacement.origin }
                    manifests[index].touchedBy.append(origin)
                }
            }
        }
    }

    /// Whether a replacement may copy secret values; what it copies from may not be in the output itself.
    private func isSecret(_ replacement: ReplacementUse, _ manifests: [Manifest]) -> Bool {
        if replacement.origin.isEncrypted { return true }
        guard let kind = replacement.source.kind, kind != "Secret", !input.mayRename else { return true }
        return manifests.contains { $0.isSensitive && replacement.source.mayMatch($0) }
            || input.documents.contains {
                $0.origin.isEncrypted && replacement.source.mayMatch(kind: $0.kind, name: $0.name)
            }
            || input.generators.contains { generator in
                generator.files.contains(where: \.isEncrypted)
                    && replacement.source.mayMatch(kind: generator.kind, name: generator.name)
            }
    }
}
