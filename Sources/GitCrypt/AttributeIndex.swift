internal import SourceTrees
internal import Synchronization

/// The attribute files of a tree, each read when the first file of its folder is asked for.
final class AttributeIndex: Sendable {
    private let tree: any SourceTree
    /// By folder; nil for a folder without such a file.
    private let read = Mutex<[TreePath: GitAttributes?]>([:])
    private let stacks = Mutex<[TreePath: AttributeStack]>([:])

    init(_ tree: any SourceTree) {
        self.tree = tree
    }

    /// The files that speak about what lies in `folder`, which has no link in it.
    func stack(for folder: TreePath) throws -> AttributeStack {
        if let known = stacks.withLock({ $0[folder] }) { return known }
        let above = folder == .root ? AttributeStack([]) : try stack(for: folder.parent)
        let stack = try attributes(in: folder).map { above.adding($0) } ?? above
        stacks.withLock { $0[folder] = stack }
        return stack
    }

    /// The attribute file in `folder`; nil when there is none, or a link, which git does not follow here.
    ///
    /// - Throws: `GitCryptError` with reason `unusableAttributes` for one that is itself encrypted.
    func attributes(in folder: TreePath) throws -> GitAttributes? {
        if let known = read.withLock({ $0[folder] }) { return known }
        let path = folder.child(".gitattributes")
        var result: GitAttributes?
        if try tree.node(at: path) == .file {
            let bytes = try tree.contents(of: path)
            guard !EncryptedBlob.beginsWithHeader(bytes) else {
                throw GitCryptError(
                    .unusableAttributes,
                    "\(path)",
                    "is itself encrypted with git-crypt, so nothing says which files must be",
                    advice: "add the line '.gitattributes !filter !diff' to it and commit it again",
                )
            }
            result = GitAttributes(parsing: bytes, at: path)
        }
        read.withLock { $0[folder] = .some(result) }
        return result
    }
}
