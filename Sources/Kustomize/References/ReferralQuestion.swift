internal import Manifests

/// Which objects a referrer may refer to at all.
enum ReferralScope: Hashable, Sendable {
    /// All: the referrer has no namespace.
    case everything
    /// What has no namespace, what is in the referrer's own (an effective one), and the ServiceAccounts of the bound
    /// ones, which the subjects of a RoleBinding name.
    case namespace(String, bound: Set<String>)
}

/// What has to be known of a reference to find the objects that it may mean.
struct ReferralQuestion: Hashable, Sendable {
    /// The name as the reference has it.
    var name: String
    /// The kind that the field refers to.
    var target: GroupVersionKind
    /// The kind that a `roleRef` names.
    var role: GroupVersionKind?
    /// The namespace that stands beside the name; nil for none.
    var namespace: String?
    /// Whether the namespace is written as well as the name, so that it matters which one is meant.
    var writesNamespace = false
    var scope: ReferralScope
}

/// What a reference means.
enum Referral: Hashable, Sendable {
    /// No object of the build.
    case none
    /// The object with that number; of several that would be written alike, the first.
    case one(Int)
    /// One of several that cannot be told apart.
    case ambiguous([Int])
}
