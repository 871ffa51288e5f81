internal import Crypto
internal import SourceTrees

/// A hash of all that lies below a folder of a tree, links followed.
enum TreeHash {
    static func hexadecimal(of path: TreePath, in tree: any SourceTree) throws -> String {
        var hash = SHA256()
        try update(&hash, path, below: path, in: tree, depth: 0)
        return hash.finalize().hexadecimal
    }

    private static func update(
        _ hash: inout SHA256,
        _ path: TreePath,
        below root: TreePath,
        in tree: any SourceTree,
        depth: Int,
    ) throws {
        // No chart is deeper; a link that leads to a folder above itself is.
        guard depth < 100 else {
            throw SourceTreeError(.linkLoop, "\(path)", "symbolic links lead in a circle; break it")
        }
        let name = path.components.dropFirst(root.components.count).joined(separator: "/")
        switch try tree.kind(at: path) {
        case .directory:
            for child in try tree.list(path) {
                try update(&hash, path.child(child), below: root, in: tree, depth: depth + 1)
            }
        case .file:
            let bytes = try tree.read(path)
            hash.update(data: Array("\(name.utf8.count) \(name) \(bytes.count)\n".utf8))
            hash.update(data: bytes)
        default:
            throw SourceTreeError(.notFound, "\(path)", "no such directory")
        }
    }
}
