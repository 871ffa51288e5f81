package import Kustomize
package import Manifests

/// Renders one folder of a repository to manifests.
package protocol Renderer: Sendable {
    /// All objects that `build` makes, in kustomize's order, each with its origin.
    ///
    /// - Throws: `Problems`, all that were found; `CancellationError`.
    func render(_ build: Build) async throws -> RenderedFolder
}

/// What a folder gives.
package struct RenderedFolder: Sendable {
    package let manifests: [Manifest]
    /// Whether an earlier commit's result is used again, since nothing that made it has changed.
    package let isReused: Bool

    package init(_ manifests: [Manifest], isReused: Bool = false) {
        self.manifests = manifests
        self.isReused = isReused
    }
}
