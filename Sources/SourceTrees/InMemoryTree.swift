/// A tree held in a dictionary: for tests, and for folders that fettle makes up itself.
package struct InMemoryTree: SourceTree {
    private var nodes: [TreePath: TreeNode] = [.root: .directory]
    private var files: [TreePath: [UInt8]] = [:]
    private var children: [TreePath: Set<String>] = [:]

    /// An empty tree.
    package init() {}

    /// A tree of text files, by path.
    ///
    /// - Throws: `SourceTreeError` for a path that leaves the root.
    package init(_ texts: [String: String]) throws {
        for (path, text) in texts {
            add([UInt8](text.utf8), at: try TreePath(path))
        }
    }

    /// Puts a file at `path`, and the folders above it.
    package mutating func add(_ bytes: [UInt8], at path: TreePath) {
        files[path] = bytes
        place(.file, at: path)
    }

    /// Puts a symbolic link at `path`, and the folders above it.
    package mutating func addLink(to target: String, at path: TreePath) {
        place(.link(target: target), at: path)
    }

    private mutating func place(_ node: TreeNode, at path: TreePath) {
        nodes[path] = node
        var child = path
        while child != .root {
            let parent = child.parent
            children[parent, default: []].insert(child.name)
            if nodes[parent] == nil { nodes[parent] = .directory }
            child = parent
        }
    }

    package func node(at path: TreePath) -> TreeNode? {
        nodes[path]
    }

    package func names(in path: TreePath) -> [String] {
        children[path, default: []].sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    package func contents(of path: TreePath) throws -> [UInt8] {
        guard let bytes = files[path] else { throw SourceTreeError(.notFound, "\(path)", "no such file") }
        return bytes
    }
}
