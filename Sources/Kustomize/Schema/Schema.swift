internal import Manifests

/// What is known of kinds: which have no namespace, and how their lists are merged.
struct Schema: Sendable {
    static let builtIn = Schema()

    /// Whether objects of `kind` are known to have no namespace; false for unknown kinds.
    func isCertainlyClusterScoped(_ kind: GroupVersionKind) -> Bool {
        false
    }
}
