package import Manifests
package import SourceTrees
package import YAML

/// What is rendered.
package struct Build: Sendable {
    /// The repository, decrypted.
    package var tree: any SourceTree
    /// The folder with the `kustomization.yaml`, or with plain manifests only: then all of them, as Flux does.
    package var path: TreePath
    /// What is changed after the folder is built.
    package var adjustments: Adjustments
    /// Whether the repository holds the file encrypted, so that values from it must not be printed.
    package var isEncrypted: @Sendable (TreePath) throws -> Bool

    package init(
        tree: any SourceTree,
        path: TreePath,
        adjustments: Adjustments = Adjustments(),
        isEncrypted: @escaping @Sendable (TreePath) throws -> Bool = { _ in false },
    ) {
        self.tree = tree
        self.path = path
        self.adjustments = adjustments
        self.isEncrypted = isEncrypted
    }
}

/// What a stage changes in the objects of its folder, as Flux's `Kustomization` has it.
package struct Adjustments: Hashable, Sendable {
    /// The namespace of every namespaced object; Namespace objects keep their names.
    package var targetNamespace: String?
    package var namePrefix: String?
    package var nameSuffix: String?
    /// Entries as kustomize's `patches` takes them.
    package var patches: [Value] = []
    /// Entries as kustomize's `images` takes them.
    package var images: [Value] = []
    /// Folders of components, relative to the built folder.
    package var components: [String] = []
    /// Whether a component that is not there is passed over.
    package var ignoreMissingComponents = false
    /// Labels set on every object at last.
    package var labels: [String: String] = [:]
    /// Annotations set on every object at last.
    package var annotations: [String: String] = [:]
    /// The file that asks for all this.
    package var origin: Origin?

    package init() {}
}
