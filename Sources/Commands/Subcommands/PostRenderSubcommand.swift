internal import ArgumentParser
internal import Helm
internal import Manifests
internal import SystemPackage

/// What helm runs to have the objects of a release changed; nobody else has a use for it.
struct PostRenderSubcommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: PostRenderCommand.name,
        abstract: "Change what helm renders, as a running fettle asks for.",
        shouldDisplay: false,
    )

    @Argument(help: "The folder in which that fettle says what to do.")
    var folder: String

    func run() throws {
        do {
            let manifests = try FileDescriptor.standardInput.readToEnd()
            try FileDescriptor.standardOutput.writeAll(PostRenderCommand.run(manifests, in: FilePath(folder)))
        } catch {
            FileDescriptor.standardError.print("error: \(error)")
            throw ExitCode(1)
        }
    }
}

extension FileDescriptor {
    fileprivate func readToEnd() throws -> [UInt8] {
        var bytes: [UInt8] = []
        let size = 1 << 16
        while true {
            let part = try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
                count = try read(into: UnsafeMutableRawBufferPointer(buffer))
            }
            guard !part.isEmpty else { return bytes }
            bytes += part
        }
    }
}
