/// A read-only tree of files: a commit, a folder on disk, a dictionary in a test.
///
/// Conformers say what lies at a path without following links; the extension follows them, inside the root only, for
/// every conformer in the same way. A tree's contents never change while it is in use. Calls may block on a local disk,
/// never on a network.
package protocol SourceTree: Sendable {
    /// What lies at `path` itself; nil when nothing does. `path` has no link among its parents.
    func node(at path: TreePath) throws -> TreeNode?

    /// The names in the folder `path`, in byte order. `path` has no link in it.
    func names(in path: TreePath) throws -> [String]

    /// The bytes of the file `path`. `path` has no link in it.
    func contents(of path: TreePath) throws -> [UInt8]

    /// What stands for the bytes that `contents(of:)` gives, without reading them; nil when there is no such thing.
    ///
    /// Where two trees of one kind give the same, the bytes are the same. `path` has no link in it.
    func contentID(of path: TreePath) throws -> ContentID?
}

/// What stands for the contents of a file, for as long as this process lives.
package struct ContentID: Hashable, Sendable {
    private let text: String

    package init(_ text: String) {
        self.text = text
    }

    /// This, with something else that the contents depend on.
    package func with(_ more: String) -> ContentID {
        ContentID("\(text) \(more)")
    }
}

extension SourceTree {
    package func contentID(of path: TreePath) throws -> ContentID? { nil }
}

/// What lies at one place of a tree.
package enum TreeNode: Hashable, Sendable {
    case file
    case directory
    /// A symbolic link with the text that it holds.
    case link(target: String)
    /// A commit of another repository.
    case submodule
}

extension SourceTree {
    /// The real place of `path`, and what lies there: every link on the way is followed, as a file system does, but never
    /// out of the root.
    ///
    /// A path at which nothing lies is returned as far as it could be followed.
    ///
    /// - Parameter known: a folder that was reached so, whose own way is not looked at again.
    /// - Returns: a path without links, and what lies there, which is no link; nil when nothing does.
    /// - Throws: `SourceTreeError` with reason `leavesRoot`, `linkLoop` or `submodule`, and what the tree throws.
    package func locate(
        _ path: TreePath,
        beside known: TreePath = .root,
    ) throws -> (path: TreePath, node: TreeNode?) {
        // As many as Linux follows for one path (path_resolution(7)).
        var linksLeft = 40
        var real = known.commonFolder(with: path)
        var found: TreeNode? = .directory
        var open = Array(path.components(below: real).reversed())
        while let name = open.popLast() {
            if name == ".." {
                guard real != .root else {
                    throw SourceTreeError(
                        .leavesRoot,
                        "\(path)",
                        "follows a symbolic link out of the repository; keep it inside"
                    )
                }
                real = real.parent
                found = .directory
                continue
            }
            let next = real.child(name)
            let node = try node(at: next)
            switch node {
            case .link(let target):
                linksLeft -= 1
                guard linksLeft > 0 else {
                    throw SourceTreeError(.linkLoop, "\(path)", "symbolic links lead in a circle; break it at \(next)")
                }
                guard !target.hasPrefix("/") else {
                    throw SourceTreeError(
                        .leavesRoot,
                        "\(next)",
                        "is a symbolic link out of the repository, to \(target); keep it inside",
                    )
                }
                let parts = target.split(separator: "/").filter { $0 != "." }.map(String.init)
                open.append(contentsOf: parts.reversed())
            case .submodule:
                throw SourceTreeError(
                    .submodule,
                    "\(next)",
                    "is a git submodule, and fettle reads one repository; copy its files in",
                )
            case .file, .directory, nil:
                (real, found) = (next, node)
            }
        }
        return (real, found)
    }

    /// The real place of `path`, as `locate(_:beside:)` finds it.
    package func resolve(_ path: TreePath) throws -> TreePath {
        try locate(path).path
    }

    /// What lies at `path` after links are followed; nil when nothing does.
    ///
    /// Never a link.
    package func kind(at path: TreePath) throws -> TreeNode? {
        try locate(path).node
    }

    /// The bytes of the file at `path`, links followed.
    ///
    /// - Throws: `SourceTreeError` with reason `notFound` or `notAFile` besides those of `locate(_:beside:)`.
    package func read(_ path: TreePath) throws -> [UInt8] {
        let (real, node) = try locate(path)
        switch node {
        case .file: return try contents(of: real)
        case nil: throw SourceTreeError(.notFound, "\(path)", "no such file")
        default: throw SourceTreeError(.notAFile, "\(path)", "is a directory, not a file")
        }
    }

    /// The names in the folder at `path` in byte order, links followed.
    ///
    /// - Throws: `SourceTreeError` with reason `notFound` or `notADirectory` besides those of `locate(_:beside:)`.
    package func list(_ path: TreePath) throws -> [String] {
        let (real, node) = try locate(path)
        switch node {
        case .directory: return try names(in: real)
        case nil: throw SourceTreeError(.notFound, "\(path)", "no such directory")
        default: throw SourceTreeError(.notADirectory, "\(path)", "is a file, not a directory")
        }
    }
}
