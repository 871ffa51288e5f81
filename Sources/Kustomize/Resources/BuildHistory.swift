/// What a build remembers of an object: its former names, and what is still to be done with it.
///
/// kustomize keeps these facts as annotations of the object while it builds, so a patch that removes or replaces the
/// annotations makes it forget them. `Resource` does the same with one annotation that stands for all of them.
struct BuildHistory: Sendable {
    /// Kind, namespace and name before a change, the oldest first.
    ///
    /// Namespaces are effective ones.
    struct FormerID: Hashable, Sendable {
        let kind: String
        let namespace: String
        let name: String
    }

    /// What a generator does with an object that is there already.
    enum Behavior: String, Sendable {
        case unspecified
        case create
        case replace
        case merge
    }

    var formerIDs: [FormerID] = []
    var prefixes: [String] = []
    var suffixes: [String] = []
    /// Who refers to the object by its name.
    var referrers: [ResourceID] = []
    var behavior = Behavior.unspecified
    /// Whether the name gets a suffix made from the contents.
    var needsHash = false
    /// For patches: whether they may rename what they patch.
    var allowsNameChange = false
    /// For patches: whether they may change the kind of what they patch.
    var allowsKindChange = false
}
