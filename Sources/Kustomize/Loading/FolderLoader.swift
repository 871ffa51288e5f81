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

    /// What lies at `path`, links followed; nil when nothing does.
    ///
    /// - Throws: `Problems` when the path leads out of the tree.
    func kind(of path: String, at place: Place = .unknown) throws -> TreeNode? {
        do {
            return try tree.node(at: try tree.resolve(try folder.appending(path), beside: folder))
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
        do {
            let real = try tree.resolve(try folder.appending(path), beside: folder)
            if restriction == .rootOnly, !folder.contains(real) {
                throw context.failure(
                    place,
                    "file '\(path)' is not in or below '\(context.displayName(folder))'; a kustomization reads files of its own folder only",
                )
            }
            let bytes = try contents(of: real)
            return (bytes, context.files.number(of: context.displayName(real), isEncrypted: try isEncrypted(real)))
        } catch let error as SourceTreeError {
            throw failure(error, path, place)
        } catch let error as any UnusableFile {
            let message = "\(error)".dropFirst(error.subject.count).drop { $0 == ":" || $0 == " " }
            throw Problems([Problem(error.subject, String(message))], isTransient: error.isTransient)
        }
    }

    private func contents(of real: TreePath) throws -> [UInt8] {
        switch try tree.node(at: real) {
        case .file: return try tree.contents(of: real)
        case nil: throw SourceTreeError(.notFound, "\(real)", "no such file")
        default: throw SourceTreeError(.notAFile, "\(real)", "is a directory, not a file")
        }
    }

    /// The loader of the folder `path` as the kustomization writes it.
    ///
    /// - Throws: `Problems`: there is no such folder, it is a file, it is on the way to this one.
    func entering(_ path: String, at place: Place) throws -> FolderLoader {
        do {
            let real = try tree.resolve(try folder.appending(path), beside: folder)
            switch try tree.node(at: real) {
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
        } catch let error as SourceTreeError {
            throw failure(error, path, place)
        }
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
