internal import Blocking

/// A reference as a remote lists it.
struct RemoteReference: Sendable, Hashable {
    let name: String
    let id: ObjectID
    /// Where a symbolic reference leads, as far as the remote says.
    let target: String?
}

/// What to take from a remote.
struct Wanted: Sendable {
    /// The references, as they stand in the remote's list.
    let references: [RemoteReference]
    /// The same as names or patterns with a star, for a protocol that takes those.
    let patterns: [String]
}

/// One conversation with a remote, on one thread.
///
/// Every call ends within a second after the stop signal that the conversation was begun with.
protocol Transfer: AnyObject {
    /// Connects and lists what the remote has. No objects are sent.
    func references() throws(GitError) -> [RemoteReference]

    /// Brings the objects that are wanted and not here yet. No reference is changed.
    func download(_ wanted: Wanted) throws(GitError)
}
