internal import Glibc
internal import Kustomize
internal import Manifests
internal import SourceTrees
internal import SystemPackage

/// `fettle build`: prints what `kubectl kustomize` prints for a folder.
package enum BuildCommand {
    package static let name = "build"

    /// Runs the command and gives the exit code: 0 built, 1 it cannot be built, 64 wrong usage.
    ///
    /// - Parameter arguments: those behind the command's name.
    package static func run(_ arguments: some Sequence<String>) -> Int32 {
        do {
            let arguments = try BuildArguments(arguments)
            guard !arguments.asksForHelp else {
                FileDescriptor.standardOutput.write(Array(BuildArguments.help.utf8))
                return 0
            }
            let output = try Kustomizer.output(of: try folder(arguments))
            for warning in output.warnings { FileDescriptor.standardError.write(Array("warning: \(warning)\n".utf8)) }
            try write(output, to: arguments.output)
            return 0
        } catch let error as BuildArguments.Misuse {
            fail(error.description)
            return 64
        } catch let error as Problems {
            for problem in error.list { fail(problem.description) }
        } catch {
            fail("fettle build: \(error)")
        }
        return 1
    }

    private static func fail(_ message: String) {
        FileDescriptor.standardError.write(Array("error: \(message)\n".utf8))
    }

    /// The folder in the tree of the whole disk, as kustomize may be led anywhere from it.
    private static func folder(_ arguments: BuildArguments) throws -> FolderBuild {
        let working = try WorkingDirectory()
        let path = try working.path(of: arguments.folder)
        var build = FolderBuild(tree: DirectoryTree(root: "/"), path: path)
        build.restrictsFiles = arguments.restrictsFiles
        build.sorts = arguments.sorts
        build.addsManagedByLabel = arguments.addsManagedByLabel
        build.displayName = { working.displayName(of: $0) }
        return build
    }

    private static func write(_ output: FolderOutput, to path: String?) throws {
        guard let path else { return FileDescriptor.standardOutput.write(output.yaml) }
        var status = stat()
        let isFolder = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        guard isFolder else { return try write(output.yaml, to: FilePath(path)) }
        for file in output.files {
            guard let name = FilePath.Component(file.name) else {
                throw Problems(file.name, "cannot be a file's name; rename the object")
            }
            try write(file.yaml, to: FilePath(path).appending(name))
        }
    }

    private static func write(_ bytes: [UInt8], to path: FilePath) throws {
        do {
            let options: FileDescriptor.OpenOptions = [.create, .truncate, .closeOnExec]
            let permissions: FilePermissions = [.ownerReadWrite, .groupRead, .otherRead]
            let file = try FileDescriptor.open(path, .writeOnly, options: options, permissions: permissions)
            _ = try file.closeAfter { try file.writeAll(bytes) }
        } catch let error as Errno {
            throw Problems("\(path)", "cannot be written: \(error)")
        }
    }
}

extension FileDescriptor {
    /// Writes all bytes.
    ///
    /// A reader that has gone away wants no more of them.
    fileprivate func write(_ bytes: [UInt8]) {
        _ = try? writeAll(bytes)
    }
}
