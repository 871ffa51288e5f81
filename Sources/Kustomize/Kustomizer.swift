package import Manifests
package import SourceTrees
internal import YAML

/// Renders a folder in this process, as `kubectl kustomize` v5.5 does.
///
/// Reads the tree and nothing else, starts no process and writes no file. Remote places, plugins that run programs,
/// charts and paths out of the tree are refused by name. Blocks as long as the tree does.
package enum Kustomizer {
    /// All objects that `build` makes, in kustomize's order, each with its origin.
    ///
    /// - Throws: `Problems`, all that were found.
    package static func manifests(of build: Build) throws -> [Manifest] {
        let run = BuildRun(tree: build.tree, restriction: .rootOnly, isEncrypted: build.isEncrypted)
        let targets = try StageTarget(build, run).targets()
        let objects = try Diagnosis.completing(targets.own) {
            try run.objects(of: targets.own, then: targets.stage, sorting: true)
        }
        var manifests = try objects.map { try $0.manifest() }
        for index in manifests.indices { build.adjustments.setMetadata(of: &manifests[index]) }
        return manifests
    }

    /// What `kubectl kustomize` prints for a folder.
    ///
    /// - Throws: `Problems`, all that were found.
    package static func output(of folder: FolderBuild) throws -> FolderOutput {
        var run = BuildRun(
            tree: folder.tree,
            restriction: folder.restrictsFiles ? .rootOnly : .none,
            isEncrypted: { _ in false },
        )
        run.addsManagedByLabel = folder.addsManagedByLabel
        run.context.displayName = folder.displayName
        let build = Build(tree: folder.tree, path: folder.path)
        let target = try StageTarget(build, run).plainTarget()
        let objects = try Diagnosis.completing(target) { try run.objects(of: target, sorting: folder.sorts) }
        return FolderOutput(
            objects: try objects.map { object in
                if let failure = object.node.firstWithoutValue { throw object.failure(failure) }
                return FolderOutput.Object(id: object.currentID, yaml: object.node.yaml(.folded))
            },
            warnings: run.context.warnings,
        )
    }
}

/// A folder to build as kustomize itself would, with the options of its command line.
package struct FolderBuild: Sendable {
    package var tree: any SourceTree
    package var path: TreePath
    /// Whether a kustomization may read files of its own folder only.
    package var restrictsFiles = true
    /// Whether objects come in kustomize's legacy order unless the kustomization says otherwise.
    package var sorts = true
    package var addsManagedByLabel = false
    /// How messages name a place of the tree.
    package var displayName: @Sendable (TreePath) -> String = { "\($0)" }

    package init(tree: any SourceTree, path: TreePath) {
        self.tree = tree
        self.path = path
    }
}

/// What a build gives.
package struct FolderOutput: Sendable {
    /// One object.
    package struct Object: Sendable {
        let id: ResourceID
        /// A YAML document.
        package let yaml: [UInt8]
    }

    package let objects: [Object]
    /// A line each.
    package let warnings: [String]

    /// All objects as YAML documents with `---` between them.
    package var yaml: [UInt8] {
        var yaml: [UInt8] = []
        yaml.reserveCapacity(objects.reduce(0) { $0 + $1.yaml.count + 4 })
        for object in objects {
            if !yaml.isEmpty { yaml += "---\n".utf8 }
            yaml += object.yaml
        }
        return yaml
    }

    /// The objects with the names of the files that kustomize gives them in a folder: kind and name in lower case, with
    /// the namespace before them when there are several.
    package var files: [(name: String, yaml: [UInt8])] {
        let namespaces = Set(objects.filter { !$0.id.isClusterScoped }.map(\.id.effectiveNamespace))
        return objects.map { object in
            let id = object.id
            let parts = [id.kind.group, id.kind.version, id.kind.kind].filter { !$0.isEmpty } + [id.name]
            let isPrefixed = namespaces.count > 1 && !id.isClusterScoped
            let name = (isPrefixed ? [id.effectiveNamespace] : []) + parts
            return ("\(name.joined(separator: "_").lowercased()).yaml", object.yaml)
        }
    }
}

extension Adjustments {
    /// Sets the labels and annotations that every object gets at last.
    fileprivate func setMetadata(of manifest: inout Manifest) {
        guard !labels.isEmpty || !annotations.isEmpty else { return }
        for (key, text) in labels { manifest.setLabel(key, to: text) }
        for (key, text) in annotations { manifest.setAnnotation(key, to: text) }
        guard let origin else { return }
        if !manifest.touchedBy.contains(origin) { manifest.touchedBy.append(origin) }
        manifest.fields?.update(to: manifest.object, by: .label, at: origin)
    }
}
