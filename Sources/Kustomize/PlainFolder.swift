internal import SourceTrees
internal import YAML

/// A folder without kustomization file, of which everything is deployed, as Flux does.
struct PlainFolder {
    let tree: any SourceTree

    /// A kustomization that lists every manifest below `folder`; nil when there is none.
    ///
    /// A folder that has its own kustomization file is listed itself. Hidden files and folders are passed over.
    func kustomization(for folder: TreePath) throws -> String? {
        let resources = try resources(in: folder, prefix: "")
        guard !resources.isEmpty else { return nil }
        let kustomization: Value = [
            "apiVersion": "kustomize.config.k8s.io/v1beta1",
            "kind": "Kustomization",
            "resources": .array(resources.map(Value.string)),
        ]
        return kustomization.jsonText
    }

    private func resources(in folder: TreePath, prefix: String) throws -> [String] {
        try tree.list(folder).filter { !$0.hasPrefix(".") }.flatMap { name -> [String] in
            let path = folder.child(name)
            // Links are named, not followed: a file behind one is read like any, and a folder is read where it lies.
            switch try tree.node(at: path) {
            case .directory:
                let own = try KustomizationFileName.all.contains { try tree.kind(at: path.child($0)) == .file }
                return own ? [prefix + name] : try resources(in: path, prefix: "\(prefix)\(name)/")
            case .file, .link:
                return name.hasSuffix(".yaml") || name.hasSuffix(".yml") ? [prefix + name] : []
            default:
                return []
            }
        }
    }
}
