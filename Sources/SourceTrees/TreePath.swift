/// A place inside a tree: relative to its root, normalised, and never outside of it.
///
/// Components are separated by `/`. `.` and empty components disappear, `..` takes back the component before it. The
/// root itself has no components and is written `.`. Paths are compared by their bytes; a name may hold anything that
/// git allows except `/` and NUL.
package struct TreePath: Sendable {
    /// The root of the tree.
    package static let root = TreePath(text: "")

    /// The names from the root down, joined by `/`; empty for the root.
    private var text: String

    private init(text: String) {
        self.text = text
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
    package func appending(_ relative: String) throws(SourceTreeError) -> TreePath {
        guard relative.utf8.first != Self.separator else {
            throw SourceTreeError(
                .leavesRoot,
                relative,
                "is an absolute path; write it relative to the file that names it"
            )
        }
        guard !relative.utf8.contains(0) else {
            throw SourceTreeError(.invalidPath, relative, "holds a NUL character")
        }
        if Self.isNormalised(relative) { return child(relative) }
        var result = self
        for component in relative.utf8.split(separator: Self.separator).map({ String(Substring($0)) })
        where component != "." {
            guard component == ".." else {
                result = result.child(component)
                continue
            }
            guard result != .root else {
                let start = self == .root ? "" : " (seen from \(self))"
                throw SourceTreeError(.leavesRoot, relative, "leaves the repository\(start); keep it inside")
            }
            result = result.parent
        }
        return result
    }

    /// Whether a path has no empty component and none that begins with a dot, as nearly all are written.
    private static func isNormalised(_ text: String) -> Bool {
        var previous = separator
        for byte in text.utf8 {
            if previous == separator, byte == separator || byte == UInt8(ascii: ".") { return false }
            previous = byte
        }
        return previous != separator
    }

    /// This path with one more name, which is taken as it is.
    package func child(_ name: String) -> TreePath {
        TreePath(text: text.isEmpty ? name : "\(text)/\(name)")
    }

    /// The folder that holds this path; the root's parent is the root.
    package var parent: TreePath {
        TreePath(text: text.utf8.lastIndex(of: Self.separator).map { String(text[..<$0]) } ?? "")
    }

    /// The names from the root down; empty for the root.
    package var components: [String] {
        text.utf8.split(separator: Self.separator).map { String(Substring($0)) }
    }

    /// The names from `folder` down to this path, which lies in it.
    func components(below folder: TreePath) -> [String] {
        text.utf8.dropFirst(folder.text.utf8.count).split(separator: Self.separator).map { String(Substring($0)) }
    }

    /// The lowest folder that holds both.
    package func commonFolder(with other: TreePath) -> TreePath {
        var folder = self
        while !folder.contains(other) { folder = folder.parent }
        return folder
    }

    /// The last name, or `.` for the root.
    package var name: String {
        guard let slash = text.utf8.lastIndex(of: Self.separator) else { return description }
        return String(text[text.utf8.index(after: slash)...])
    }

    /// Whether `other` lies below this path or is this path.
    package func contains(_ other: TreePath) -> Bool {
        let count = text.utf8.count
        guard count > 0, other.text.utf8.count > count else { return count == 0 || self == other }
        return Self.withBytes(self, other) { own, other in
            other[count] == Self.separator && own.indices.allSatisfy { own[$0] == other[$0] }
        }
    }

    fileprivate static func withBytes(
        _ left: TreePath,
        _ right: TreePath,
        _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) -> Bool,
    ) -> Bool {
        var (left, right) = (left.text, right.text)
        return left.withUTF8 { left in right.withUTF8 { body(left, $0) } }
    }

    private static let separator = UInt8(ascii: "/")
}

// Swift compares strings by what they look like; git tells names apart by their bytes, and so must a path.
extension TreePath: Hashable, Comparable {
    package static func == (left: TreePath, right: TreePath) -> Bool {
        withBytes(left, right) { left, right in
            left.count == right.count && left.indices.allSatisfy { left[$0] == right[$0] }
        }
    }

    /// Name by name, so that what lies in a folder comes right behind it.
    package static func < (left: TreePath, right: TreePath) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8) { left, right in
            // No name holds the separator, which counts as the end of one.
            left != right && right != separator && (left == separator || left < right)
        }
    }

    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

extension TreePath: CustomStringConvertible {
    package var description: String {
        text.isEmpty ? "." : text
    }
}
