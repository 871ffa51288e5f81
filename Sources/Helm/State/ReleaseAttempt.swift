/// How often a plan has failed, since it was first tried or succeeded last.
///
/// It is kept in the cluster, so that whoever tries next knows it.
package struct ReleaseAttempt: Hashable, Sendable {
    package enum Action: String, Hashable, Sendable {
        case install, upgrade
    }

    /// The plan's.
    package let digest: String
    /// What failed last.
    package let action: Action
    /// At least 1.
    package let failures: Int
    /// When it failed last, in seconds since 1970.
    package let at: Int64

    package init(digest: String, action: Action, failures: Int, at: Int64) {
        self.digest = digest
        self.action = action
        self.failures = failures
        self.at = at
    }

    /// When a try without an interval of its own follows, in seconds since 1970.
    var isDue: Int64 { at + min(300, 5 << Int64(min(failures - 1, 10))) }
}
