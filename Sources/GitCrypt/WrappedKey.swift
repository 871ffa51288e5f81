internal import SourceTrees

/// One `.gpg` file of a repository: a version of a key, encrypted for one person.
struct WrappedKey: Hashable, Sendable {
    let name: KeyName
    let version: UInt32
    let path: TreePath
    /// What gpg decrypts to a key file.
    let message: [UInt8]

    /// All of them in a tree, from `.git-crypt/keys/<name>/<version>/<fingerprint>.gpg`, ordered by path.
    ///
    /// A folder whose name is no key's or no number is not git-crypt's and is passed over, as git-crypt does.
    static func all(in tree: any SourceTree) throws -> [WrappedKey] {
        let root = TreePath.root.child(".git-crypt").child("keys")
        var found: [WrappedKey] = []
        for (keyFolder, name) in try folders(in: root, of: tree, KeyName.init(folder:)) {
            for (versionFolder, version) in try folders(in: keyFolder, of: tree, { UInt32($0) }) {
                for file in try tree.names(in: versionFolder) where file.hasSuffix(".gpg") {
                    let path = versionFolder.child(file)
                    guard try tree.node(at: path) == .file else { continue }
                    found.append(
                        WrappedKey(name: name, version: version, path: path, message: try tree.contents(of: path)),
                    )
                }
            }
        }
        return found
    }

    private static func folders<Meaning>(
        in place: TreePath,
        of tree: any SourceTree,
        _ meaning: (String) -> Meaning?,
    ) throws -> [(TreePath, Meaning)] {
        guard try tree.node(at: place) == .directory else { return [] }
        return try tree.names(in: place).compactMap { name in
            guard try tree.node(at: place.child(name)) == .directory else { return nil }
            return meaning(name).map { (place.child(name), $0) }
        }
    }
}
