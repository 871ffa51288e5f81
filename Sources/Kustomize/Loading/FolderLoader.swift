internal import Manifests
internal import SourceTrees
internal import YAML

/// Reads what a kustomization names: files in its own folder and below, unless that limit is lifted.
struct FolderLoader {
    /// Where a kustomization's files may lie; folders may lie anywhere in the tree.
    enum Restriction: Sendable {
        /// In the folder of the kustomization or below it.
        case rootOnly
        /// Anywhere in the tree.
        case none
    }

    /// The folder of the kustomization, links followed.
    let folder: TreePath
    let tree: any SourceTree
    let restriction: Restriction
    let isEncrypted: @Sendable (TreePath) throws -> Bool
    let context: BuildContext
    /// The folders of the kustomizations on the way to this one, which it must not ask for again.
    var parents: [TreePath] = []

    /// A path that a kustomization writes, and what it leads to.
    struct Found {
        /// As it is written.
        let path: String
        /// Links followed.
        fileprivate let real: TreePath
        /// What lies there; nil when nothing does.
        let node: TreeNode?
    }

    /// Looks where `path` leads to.
    ///
    /// - Parameter place: where the path is written.
    /// - Throws: `Problems` when it leads out of the tree.
    func find(_ path: String, at place: Place = .unknown) throws -> Found {
        do {
            let (real, node) = try tree.locate(try folder.appending(path), beside: folder)
            return Found(path: path, real: real, node: node)
        } catch let error as SourceTreeError {
            throw failure(error, path, place)
        }
    }

    /// Reads the file `path` as the kustomization writes it.
    ///
    /// - Parameter place: where the path is written.
    /// - Returns: the bytes, and the file's number in places.
    /// - Throws: `Problems`: there is no such file, it is a folder, it lies where it may not be read.
    func read(_ path: String, at place: Place) throws -> (bytes: [UInt8], file: Int) {
        try read(try find(path, at: place), at: place)
    }

    /// Reads what was found.
    ///
    /// - Throws: as `read(_:at:)` of a path.
    func read(_ found: Found, at place: Place) throws -> (bytes: [UInt8], file: Int) {
        let (path, real) = (found.path, found.real)
        do {
            if restriction == .rootOnly, !folder.contains(real) {
                throw context.failure(
                    place,
                    "file '\(path)' is not in or below '\(context.displayName(folder))'; a kustomization reads files of its own folder only",
                )
            }
            let bytes = try contents(of: found)
            return (bytes, context.files.number(of: context.displayName(real), isEncrypted: try isEncrypted(real)))
        } catch let error as SourceTreeError {
            throw failure(error, path, place)
        } catch let error as any UnusableFile {
            let message = "\(error)".dropFirst(error.subject.count).drop { $0 == ":" || $0 == " " }
            throw Problems([Problem(error.subject, String(message))], isTransient: error.isTransient)
        }
    }

    private func contents(of found: Found) throws -> [UInt8] {
        switch found.node {
        case .file: return try tree.contents(of: found.real)
        case nil: throw SourceTreeError(.notFound, "\(found.real)", "no such file")
        default: throw SourceTreeError(.notAFile, "\(found.real)", "is a directory, not a file")
        }
    }

    /// The loader of a folder that was found.
    ///
    /// - Throws: `Problems`: there is no such folder, it is a file, it is on the way to this one.
    func entering(_ found: Found, at place: Place) throws -> FolderLoader {
        let (path, real) = (found.path, found.real)
        switch found.node {
        case .directory: break
        case nil: throw context.failure(place, "'\(path)': no such file or directory")
        default: throw context.failure(place, "'\(path)' is a file, not a directory")
        }
        for parent in parents + [folder] where real.contains(parent) {
            throw context.failure(
                place,
                "cycle detected: '\(path)' leads back to '\(context.displayName(real))', which holds '\(context.displayName(parent))'; a base must not ask"
                    + " for what asks for it",
            )
        }
        var loader = FolderLoader(
            folder: real,
            tree: tree,
            restriction: restriction,
            isEncrypted: isEncrypted,
            context: context,
        )
        loader.parents = parents + [folder]
        return loader
    }

    private func failure(_ error: SourceTreeError, _ path: String, _ place: Place) -> Problems {
        guard error.reason != .notFound else {
            return context.failure(place, "'\(path)': no such file or directory; correct the path, or add it")
        }
        // What is wrong may lie elsewhere: a link on the way.
        let isElsewhere = error.reason == .leavesRoot || error.reason == .linkLoop || error.reason == .submodule
        let subject = error.subject == path || !isElsewhere ? "" : " \(error.subject):"
        return context.failure(place, "'\(path)':\(subject) \(error.message)")
    }
}
