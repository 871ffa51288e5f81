internal import Glibc

package import SystemPackage

/// A folder on disk as a tree.
///
/// Opens and reads files without following a link in the last component, so that the tree's own rule (links are followed
/// inside the root only) cannot be passed by.
package struct DirectoryTree: SourceTree {
    /// The largest file that is read, in bytes.
    package static let fileSizeLimit = 50 * 1024 * 1024

    /// Where the root lies, with a `/` at its end.
    private let prefix: String

    /// The tree below `root`, which must be a folder.
    package init(root: FilePath) {
        let text = root.string
        prefix = text.hasSuffix("/") ? text : text + "/"
    }

    private func location(of path: TreePath) -> String {
        path == .root ? prefix : "\(prefix)\(path)"
    }

    package func node(at path: TreePath) throws -> TreeNode? {
        var status = stat()
        let location = location(of: path)
        guard lstat(location, &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw unreadable(path)
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .directory
        case S_IFLNK:
            // The root may itself be a link: what it leads to is the tree.
            if path == .root { return .directory }
            return .link(target: try linkTarget(of: path))
        default:
            throw SourceTreeError(.notAFile, "\(path)", "is neither a file nor a directory; remove it")
        }
    }

    private func linkTarget(of path: TreePath) throws -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink(location(of: path), &buffer, buffer.count)
        guard length >= 0 else { throw unreadable(path) }
        return String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    package func names(in path: TreePath) throws -> [String] {
        guard let directory = opendir(location(of: path)) else { throw unreadable(path) }
        defer { closedir(directory) }
        var names: [String] = []
        errno = 0
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
            errno = 0
        }
        guard errno == 0 else { throw unreadable(path) }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    package func contents(of path: TreePath) throws -> [UInt8] {
        let file = open(location(of: path), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard file >= 0 else { throw unreadable(path) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw unreadable(path) }
        guard status.st_size <= Self.fileSizeLimit else {
            throw SourceTreeError(.tooLarge, "\(path)", "is larger than \(Self.fileSizeLimit >> 20) MiB")
        }
        return try [UInt8](unsafeUninitializedCapacity: status.st_size) { buffer, count in
            while count < buffer.count {
                let read = Glibc.read(file, buffer.baseAddress?.advanced(by: count), buffer.count - count)
                if read == 0 { break }
                if read > 0 {
                    count += read
                } else if errno != EINTR {
                    throw unreadable(path)
                }
            }
        }
    }

    private func unreadable(_ path: TreePath) -> SourceTreeError {
        SourceTreeError(.unreadable, "\(path)", "cannot be read: \(Errno(rawValue: errno))")
    }
}
