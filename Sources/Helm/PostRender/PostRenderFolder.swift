internal import Foundation
internal import SystemPackage
internal import Tools
internal import YAML

/// The folder in memory through which fettle and its own post-renderer talk; to Helm 4 it is a plugin.
struct PostRenderFolder: Sendable {
    enum File: String {
        /// What Helm 4 reads.
        case plugin = "plugin.yaml"
        /// The executable, under a path without blanks and dollars, which helm would take apart.
        case program
        /// What is to be done, as JSON: a link to memory without a name, since patches may hold secrets.
        case task
        /// What went wrong, a line each; not there as long as nothing did.
        case failure
    }

    /// The plugin's name.
    static let name = "fettle"

    let folder: FilePath

    init(_ folder: FilePath) {
        self.folder = folder
    }

    func path(of file: File) -> FilePath {
        folder.appending(file.rawValue)
    }

    /// Puts everything there that a call of helm needs.
    ///
    /// - Parameters:
    ///   - task: what is to be done; kept by the caller as long as helm runs.
    ///   - program: fettle's executable.
    /// - Throws: `Errno`, or what Foundation throws, where the folder cannot be written.
    func prepare(_ task: MemoryFile, program: FilePath) throws {
        try FileManager.default.createDirectory(
            atPath: folder.string,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700],
        )
        for (file, destination) in [(File.program, program.string), (.task, task.path)] {
            try FileManager.default.createSymbolicLink(
                atPath: path(of: file).string,
                withDestinationPath: destination,
            )
        }
        try write(Array(Self.plugin.yamlText.utf8), as: .plugin)
    }

    /// Helm's `internal/plugin/metadata_v1.go`: every field but `sourceURL` must be there.
    private static let plugin: Value = [
        "apiVersion": "v1",
        "type": "postrenderer/v1",
        "name": .string(name),
        "version": "1.0.0",
        "runtime": "subprocess",
        "runtimeConfig": [
            "platformCommand": [
                [
                    "command": .string("${HELM_PLUGIN_DIR}/\(File.program.rawValue)"),
                    "args": [.string(PostRenderCommand.name), "${HELM_PLUGIN_DIR}"],
                ]
            ]
        ],
    ]

    func read(_ file: File) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: path(of: file).string)))
    }

    func write(_ bytes: [UInt8], as file: File) throws {
        let options: FileDescriptor.OpenOptions = [.create, .truncate, .closeOnExec]
        let descriptor = try FileDescriptor.open(
            path(of: file),
            .writeOnly,
            options: options,
            permissions: .ownerReadWrite,
        )
        _ = try descriptor.closeAfter { try descriptor.writeAll(bytes) }
    }

    /// What went wrong; nil when nothing did.
    var failure: String? {
        guard FileManager.default.fileExists(atPath: path(of: .failure).string), let bytes = try? read(.failure) else {
            return nil
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").joined(separator: "; ")
    }
}
