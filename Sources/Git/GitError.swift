/// Why git could not do what was asked.
///
/// Prints as `subject: what is wrong; what to do`. Holds no user name, password, token or key.
package struct GitError: Error, CustomStringConvertible {
    /// What kind of failure it is.
    package enum Reason: Sendable {
        /// No connection, or it broke.
        case unreachable
        /// A time-out: connecting, waiting for data, or the whole call.
        case timedOut
        /// The server wants credentials, or refuses the ones it got.
        case unauthorized
        /// The https server's certificate is not signed by a trusted authority.
        case untrusted
        /// The ssh server's host key is not the known one.
        case hostKeyMismatch
        /// The ssh server is not in the known hosts.
        case hostKeyUnknown
        /// The remote has no such branch, or no commit at all.
        case branchNotFound
        /// There is no git repository at that address.
        case notARepository
        /// No commit, branch or tag of that name is here, or more than one.
        case objectNotFound
        /// The local copy is broken; the next fetch makes a new one.
        case damaged
        /// The calling task was cancelled.
        case cancelled
        /// An address, branch, revision, credential or setting that cannot be used as it stands.
        case invalid
        /// Anything else.
        case other
    }

    package let reason: Reason
    /// The remote without user info, a file, or a revision as the user wrote it.
    package let subject: String
    /// What is wrong and what to do.
    package let message: String

    package init(_ reason: Reason, _ subject: String, _ message: String) {
        self.reason = reason
        self.subject = subject
        self.message = message
    }

    package var description: String {
        "\(subject): \(message)"
    }

    /// Whether the same call may succeed later with nobody changing a setting.
    package var isTransient: Bool {
        switch reason {
        case .unreachable, .timedOut, .branchNotFound, .damaged, .cancelled, .other: true
        case .unauthorized, .untrusted, .hostKeyMismatch, .hostKeyUnknown, .notARepository, .objectNotFound, .invalid:
            false
        }
    }
}
