internal import Manifests
package import SystemPackage
internal import YAML

/// The other end of a release's post-renderer: what helm runs, which is fettle itself.
///
/// What is to be done lies in a folder in memory that only this user may enter, and what went wrong is left there: Helm 4
/// shows nothing of what its plugins say.
package enum PostRenderCommand {
    /// The hidden subcommand.
    package static let name = "post-render"

    /// Changes objects as the folder says.
    ///
    /// - Parameters:
    ///   - manifests: what helm rendered.
    ///   - folder: made by the fettle that runs helm.
    /// - Returns: the changed objects.
    /// - Throws: `Problems` without anything secret; the whole of it lies in the folder.
    package static func run(_ manifests: [UInt8], in folder: FilePath) throws -> [UInt8] {
        let files = PostRenderFolder(folder)
        do {
            let rendering = try PostRendering(try Value(json: files.read(.task)), subject: name)
            return try PostRenderer(rendering: rendering).result(of: manifests)
        } catch {
            let problems = (error as? Problems)?.list ?? [Problem(name, "\(error)")]
            try files.write(Array(problems.map(\.description).joined(separator: "\n").utf8), as: .failure)
            throw Problems(name, "the objects could not be changed; fettle tells why")
        }
    }
}
