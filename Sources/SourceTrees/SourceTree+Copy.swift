internal import Glibc
package import SystemPackage

extension SourceTree {
    /// Writes what lies at `path` to `place` on disk: a file, or a folder with all below it.
    ///
    /// Links become what they lead to. Files get mode 0600 and folders 0700. `place` must not exist, or be an empty folder
    /// if one lies at `path`; after an error it holds a part.
    ///
    /// - Parameters:
    ///   - path: what is copied.
    ///   - place: where to.
    ///   - limit: how many files and folders it may be, once links are followed; they have 512 MiB in all.
    /// - Throws: `SourceTreeError`: for a submodule, for links out of the root or in a circle, when nothing lies at
    ///   `path`, past the limit, and with reason `unreadable` when `place` cannot be written.
    package func copy(_ path: TreePath, to place: FilePath, limit: Int = 10_000) throws {
        var room = CopyRoom(path: path, limit: limit)
        try copy(path, to: place, above: [], &room)
    }

    // `above` holds the real places of the folders that `path` lies in, where a link must not lead back to.
    private func copy(_ path: TreePath, to place: FilePath, above: [TreePath], _ room: inout CopyRoom) throws {
        let (real, node) = try locate(path)
        switch node {
        case .file:
            let bytes = try contents(of: real)
            try room.take(bytes.count)
            try write(bytes, to: place, path)
        case .directory:
            guard !above.contains(real) else {
                throw SourceTreeError(.linkLoop, "\(path)", "symbolic links lead in a circle; break it at \(path)")
            }
            try room.take(0)
            if mkdir(place.string, S_IRWXU) != 0, errno != EEXIST { throw unwritable(path, Errno(rawValue: errno)) }
            for name in try names(in: real) {
                guard let component = FilePath.Component(name) else {
                    throw SourceTreeError(.invalidPath, "\(path.child(name))", "has a name that no disk can hold")
                }
                try copy(real.child(name), to: place.appending(component), above: above + [real], &room)
            }
        default:
            throw SourceTreeError(.notFound, "\(path)", "no such file or directory")
        }
    }

    private func write(_ bytes: [UInt8], to place: FilePath, _ path: TreePath) throws {
        do {
            let file = try FileDescriptor.open(
                place,
                .writeOnly,
                options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
                permissions: .ownerReadWrite,
            )
            _ = try file.closeAfter { try file.writeAll(bytes) }
        } catch let error as Errno {
            throw unwritable(path, error)
        }
    }

    private func unwritable(_ path: TreePath, _ error: Errno) -> SourceTreeError {
        SourceTreeError(.unreadable, "\(path)", "cannot be copied: \(error); see that there is room and permission")
    }
}

/// What a copy may still take: links that lead to links multiply.
private struct CopyRoom {
    let path: TreePath
    let limit: Int
    private var entries: Int
    private var bytes = 512 << 20

    init(path: TreePath, limit: Int) {
        self.path = path
        self.limit = limit
        entries = limit
    }

    mutating func take(_ count: Int) throws(SourceTreeError) {
        entries -= 1
        bytes -= count
        guard entries >= 0, bytes >= 0 else {
            throw SourceTreeError(
                .tooLarge,
                "\(path)",
                "holds more than \(limit) entries or 512 MiB once its links are followed; make it smaller",
            )
        }
    }
}
