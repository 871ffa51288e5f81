internal import Synchronization

/// A tree that notes what it was asked and what it said, so that what was made of it can be used again as long as
/// another tree says the same.
package final class ObservedTree: SourceTree {
    private let base: any SourceTree
    private let notes = Mutex(TreeObservations())

    package init(_ base: any SourceTree) {
        self.base = base
    }

    /// What was seen so far.
    package var observations: TreeObservations {
        notes.withLock { $0 }
    }

    package func node(at path: TreePath) throws -> TreeNode? {
        let node = try base.node(at: path)
        notes.withLock { $0.nodes[path] = .some(node) }
        return node
    }

    package func names(in path: TreePath) throws -> [String] {
        let names = try base.names(in: path)
        notes.withLock { $0.names[path] = names }
        return names
    }

    package func contents(of path: TreePath) throws -> [UInt8] {
        let bytes = try base.contents(of: path)
        let id = try base.contentID(of: path)
        notes.withLock { $0.contents[path] = .some(id) }
        return bytes
    }

    package func contentID(of path: TreePath) throws -> ContentID? {
        try base.contentID(of: path)
    }
}

/// What a tree was asked and what it said.
package struct TreeObservations: Sendable {
    fileprivate var nodes: [TreePath: TreeNode?] = [:]
    fileprivate var names: [TreePath: [String]] = [:]
    /// Nil for contents that nothing stands for.
    fileprivate var contents: [TreePath: ContentID?] = [:]

    /// Whether `tree` says the same; false where that cannot be told.
    package func hold(in tree: some SourceTree) -> Bool {
        do {
            for (path, node) in nodes where try tree.node(at: path) != node { return false }
            for (path, seen) in names where try tree.names(in: path) != seen { return false }
            for (path, id) in contents {
                guard let id, try tree.contentID(of: path) == id else { return false }
            }
            return true
        } catch {
            // What cannot be read now is for the one to say who reads it.
            return false
        }
    }
}
