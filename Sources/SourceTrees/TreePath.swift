/// A place inside a tree: relative to its root, normalised, and never outside of it.
///
/// Components are separated by `/`. `.` and empty components disappear, `..` takes back the component before it. The
/// root itself has no components and is written `.`. Paths are compared by their bytes; a name may hold anything that
/// git allows except `/` and NUL.
package struct TreePath: Sendable {
    /// The root of the tree.
    package static let root = TreePath(components: [])

    /// The names from the root down; empty for the root.
    package let components: [String]

    private init(components: [String]) {
        self.components = components
    }

    /// Reads a path as it stands in a file or an argument.
    ///
    /// - Throws: `SourceTreeError` with reason `leavesRoot` for an absolute path or one whose `..` climbs above the
    ///   root, and `invalidPath` for one that holds a NUL.
    package init(_ text: String) throws(SourceTreeError) {
        self = try TreePath.root.appending(text)
    }

    /// This path followed by `relative`, which may climb with `..` but not above the root.
    ///
    /// - Throws: as `init(_:)`.
    package func appending(_ relative: some StringProtocol) throws(SourceTreeError) -> TreePath {
        guard !relative.hasPrefix("/") else {
            throw SourceTreeError(
                .leavesRoot,
                String(relative),
                "is an absolute path; write it relative to the file that names it"
            )
        }
        guard !relative.utf8.contains(0) else {
            throw SourceTreeError(.invalidPath, String(relative), "holds a NUL character")
        }
        var result = components
        for component in relative.split(separator: "/", omittingEmptySubsequences: true) where component != "." {
            guard component == ".." else {
                result.append(String(component))
                continue
            }
            guard result.popLast() != nil else {
                let start = components.isEmpty ? "" : " (seen from \(self))"
                throw SourceTreeError(.leavesRoot, String(relative), "leaves the repository\(start); keep it inside")
            }
        }
        return TreePath(components: result)
    }

    /// This path with one more name, which is taken as it is.
    package func child(_ name: String) -> TreePath {
        TreePath(components: components + [name])
    }

    /// The folder that holds this path; the root's parent is the root.
    package var parent: TreePath {
        TreePath(components: Array(components.dropLast()))
    }

    /// The lowest folder that holds both.
    package func commonFolder(with other: TreePath) -> TreePath {
        let count = zip(components, other.components).prefix { $0.utf8.elementsEqual($1.utf8) }.count
        return TreePath(components: Array(components[..<count]))
    }

    /// The last name, or `.` for the root.
    package var name: String {
        components.last ?? "."
    }

    /// Whether `other` lies below this path or is this path.
    package func contains(_ other: TreePath) -> Bool {
        other.components.starts(with: components) { $0.utf8.elementsEqual($1.utf8) }
    }
}

// Swift compares strings by what they look like; git tells names apart by their bytes, and so must a path.
extension TreePath: Hashable, Comparable {
    package static func == (left: TreePath, right: TreePath) -> Bool {
        left.components.elementsEqual(right.components) { $0.utf8.elementsEqual($1.utf8) }
    }

    package static func < (left: TreePath, right: TreePath) -> Bool {
        left.components.lexicographicallyPrecedes(right.components) { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    package func hash(into hasher: inout Hasher) {
        for component in components {
            for byte in component.utf8 { hasher.combine(byte) }
            hasher.combine(UInt8(ascii: "/"))
        }
    }
}

extension TreePath: CustomStringConvertible {
    package var description: String {
        components.isEmpty ? "." : components.joined(separator: "/")
    }
}
