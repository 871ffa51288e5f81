package import YAML

/// What is done to the objects of a release after its templates gave them: Flux's `spec.postRenderers`,
/// `spec.commonMetadata` and `spec.postRenderStrategy`.
package struct PostRendering: Hashable, Sendable {
    /// Whether hooks are changed, too.
    package enum Strategy: String, Hashable, Sendable, CaseIterable {
        /// Hooks stay as they are.
        case noHooks = "nohooks"
        /// Hooks are changed together with all other objects.
        case combined
        /// Hooks are changed by themselves, so that one may have the name of another object.
        case separate
    }

    /// One kustomization, without resources of its own.
    package struct Step: Hashable, Sendable {
        /// Entries as kustomize's `patches` takes them, each with its patch as text.
        package var patches: [Value]
        /// Entries as kustomize's `images` takes them.
        package var images: [Value]

        package init(patches: [Value] = [], images: [Value] = []) {
            self.patches = patches
            self.images = images
        }

        var isEmpty: Bool { patches.isEmpty && images.isEmpty }
    }

    /// One after the other, each on what the one before it gave; one that changes nothing keeps its place.
    package var steps: [Step] = []
    /// Labels set on every object at last.
    package var labels: [String: String] = [:]
    /// Annotations set on every object at last.
    package var annotations: [String: String] = [:]
    /// Nil where the release does not say; that means `combined`, with a helm that hands hooks on.
    package var strategy: Strategy?

    package init() {}

    /// Whether nothing is changed, so that helm needs no post-renderer.
    package var isEmpty: Bool {
        steps.allSatisfy(\.isEmpty) && labels.isEmpty && annotations.isEmpty
    }
}
