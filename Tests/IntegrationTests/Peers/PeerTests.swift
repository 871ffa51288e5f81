import TestSupport
import Testing

/// What the users of other GitOps tools lost clusters over, each on both engines; a test's name begins with its number.
///
/// | | what must hold | tests |
/// |---|---|---|
/// | 1 | an emptied overlay deletes nothing | `emptied` |
/// | 2 | one removed file deletes one object | `removed` |
/// | 3 | what cannot be read or rendered writes nothing, and the last good commit is kept | `unreadable`, `missingKey`, `wrongRemote` |
/// | 4 | force-push, tag move and deleted branch have an outcome | `references` |
/// | 5 | other owners' objects, and copies of the owner's label, are not pruned | `otherOwners` |
/// | 6 | a namespace that is not wholly ours is not deleted | `namespaces` |
/// | 7 | a failed or blocked deletion stays queued and blocks nobody | `queuedDeletion` |
/// | 8 | no pruning after a failed apply | `failedApply` |
/// | 9 | an API group that does not answer is neither pruned nor in sync | `flakyGroup` |
/// | 10 | a definition and its objects, together and in later versions | `definition`, `definitionVersions` |
/// | 11 | immutable fields | `immutable`, `claims` |
/// | 12 | each kind of hand edit is found and told | `edits` |
/// | 13 | no fight with an autoscaler, an end to one with a second writer | `autoscaled`, `contested` |
/// | 14 | secrets are written once and seen nowhere | `sameSecret`, `canary` |
/// | 15 | encrypted bytes are not applied, plaintext that should be encrypted neither | `encryption` |
/// | 16 | hostile input, many objects, many commits | `hostileInput`, `manyObjects`, `manyCommits` |
/// | 18 | a cluster that is away delays no other | `away` |
/// | 19 | a new commit ends a wait for health | `newCommitWhileWaiting` |
/// | 20 | substitution is strict, and leaves shell text alone where told to | `substitution` |
///
/// What a part shows on both engines by itself is in `KubernetesTests`.
@Suite("What a GitOps tool must not get wrong")
struct PeerTests {}

/// What carries the requests to a cluster, as `cluster.yaml` names it.
enum Engine: String, CaseIterable, Sendable {
    case api
    case kubectl

    /// The line of `cluster.yaml` that says so.
    var line: String { "engine: \(rawValue)" }

    /// The line of `cluster.yaml` by which drift is answered soon: one engine watches, the other compares often.
    var watchful: String { self == .api ? "interval: 24h" : "interval: 2s" }
}
