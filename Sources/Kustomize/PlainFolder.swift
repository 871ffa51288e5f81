internal import SourceTrees

/// A folder without kustomization file, of which everything is deployed, as Flux does.
struct PlainFolder {
    let tree: any SourceTree

    /// The paths of every manifest below `folder`, seen from there.
    ///
    /// A folder that has its own kustomization file is listed itself. Hidden files and folders are passed over.
    func manifests(in folder: TreePath) throws -> [String] {
        try resources(in: folder, prefix: "")
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
