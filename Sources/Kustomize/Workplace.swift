internal import Glibc
internal import Manifests
internal import SourceTrees
internal import SystemPackage
internal import YAML

/// The private folder of one build: the part of the repository that it reads, and beside it a kustomization of our own.
struct Workplace {
    let folder: FilePath

    /// How the kustomization of our own names the repository.
    static let repository = "../repo"

    /// The folder that kubectl builds.
    var build: FilePath { folder.appending("build") }

    /// Writes everything.
    func write(_ input: BuildInput, _ wrapper: [String: Value]) throws {
        try makeFolder(build)
        for (name, value) in wrapper { try write(value.json(), to: build.appending(name)) }
        let root = folder.appending("repo")
        try makeFolder(root)
        var made: Set<TreePath> = [.root]
        for (path, bytes) in input.files { try write(bytes, to: try place(path, below: root, &made)) }
        for (path, target) in input.links {
            let place = try place(path, below: root, &made)
            guard symlink(target, place.string) == 0 else { throw failure(place, errno) }
        }
    }

    /// Where `path` goes, with the folders above it made.
    private func place(_ path: TreePath, below root: FilePath, _ made: inout Set<TreePath>) throws -> FilePath {
        let place = try path.components.reduce(root) { place, name in
            guard let component = FilePath.Component(name) else {
                throw Problems("\(path)", "has a name that no disk can hold; rename it")
            }
            return place.appending(component)
        }
        if made.insert(path.parent).inserted { try makeFolder(try self.place(path.parent, below: root, &made)) }
        return place
    }

    private func makeFolder(_ place: FilePath) throws {
        guard mkdir(place.string, S_IRWXU) == 0 else { throw failure(place, errno) }
    }

    private func write(_ bytes: [UInt8], to place: FilePath) throws {
        do {
            let options: FileDescriptor.OpenOptions = [.create, .exclusiveCreate, .noFollow, .closeOnExec]
            let file = try FileDescriptor.open(place, .writeOnly, options: options, permissions: .ownerReadWrite)
            _ = try file.closeAfter { try file.writeAll(bytes) }
        } catch let error as Errno {
            throw failure(place, error.rawValue)
        }
    }

    private func failure(_ place: FilePath, _ code: Int32) -> Problems {
        let parent = folder.removingLastComponent().removingLastComponent()
        return Problems(
            "\(parent)",
            "cannot hold the files of a build: \(Errno(rawValue: code)); see that there is room and permission",
        )
    }
}
