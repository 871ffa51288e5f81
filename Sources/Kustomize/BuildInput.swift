internal import Manifests
internal import SourceTrees
internal import YAML

/// What one build reads, found by following its kustomization files before kustomize runs.
struct BuildInput {
    /// The files, by their real paths.
    var files: [TreePath: [UInt8]] = [:]
    /// The symbolic links on the way to them; all stay inside the repository.
    var links: [TreePath: String] = [:]
    /// Which of the files the repository holds encrypted.
    var encrypted: Set<TreePath> = []
    /// The kustomization file of the built folder.
    var root: Node?
    var documents: [SourceDocument] = []
    var patches: [PatchUse] = []
    var generators: [GeneratorUse] = []
    var replacements: [ReplacementUse] = []
    /// Where something may have brought secret values to any object at all.
    var spreading: [Origin] = []
    /// Whether something may change an object's name or kind to any other, so that no patch can be told by its target.
    var mayRename = false

    func origin(_ file: TreePath, line: Int? = nil) -> Origin {
        Origin(file: "\(file)", line: line, isEncrypted: encrypted.contains(file))
    }
}

/// One object of a file that a build reads.
struct SourceDocument {
    let kind: String
    let name: String
    let origin: Origin
}

/// One patch.
struct PatchUse {
    let targets: [Selector]
    /// The patch file, or the entry of the kustomization file that holds the patch.
    let origin: Origin
    /// The kustomization file that lists it.
    let kustomization: TreePath
}

/// One entry of `configMapGenerator` or `secretGenerator`.
struct GeneratorUse {
    /// `ConfigMap` or `Secret`.
    let kind: String
    let name: String
    let origin: Origin
    /// The files it takes its values from.
    let files: [Origin]
    let kustomization: TreePath
}

/// One entry of `replacements`.
struct ReplacementUse {
    let source: Selector
    /// Whether it copies no more than a name.
    let copiesName: Bool
    let targets: [Selector]
    let origin: Origin
}
