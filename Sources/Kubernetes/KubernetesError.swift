/// Why a cluster did not do what it was asked.
package struct KubernetesError: Error, Hashable, CustomStringConvertible {
    /// What kind of failure it is.
    package enum Reason: Hashable, Sendable {
        /// No connection, or no answer in time.
        case unreachable
        /// The credentials are not accepted, or may not do this.
        case forbidden
        /// The kubeconfig cannot be used.
        case configuration
        case notFound
        /// The object's namespace is not there.
        case namespaceMissing
        case alreadyExists
        /// The object is no longer the version that the request was made for.
        case conflict
        /// The object was rejected: schema, validation, admission.
        case invalid
        /// Only fields that cannot change after creation were rejected.
        case immutable
        /// The cluster does not know the kind.
        case unknownKind
        /// Too many requests or a failure of the server; the same request may succeed later.
        case serverFailure
        /// kubectl itself could not run.
        case tool
    }

    package let reason: Reason
    /// The cluster or the object.
    package let subject: String
    /// What is wrong, in the server's own words where it said something; never a secret.
    package let message: String

    /// How long the server asks to be left alone; nil when it does not say.
    package let retryAfter: Duration?

    package init(_ reason: Reason, subject: String, _ message: String, retryAfter: Duration? = nil) {
        self.retryAfter = retryAfter
        self.reason = reason
        self.subject = subject
        self.message = message
    }

    package var description: String {
        "\(subject): \(message)"
    }

    /// Whether the same request may succeed later without a change in the repository.
    package var isTransient: Bool {
        switch reason {
        case .unreachable, .serverFailure, .conflict, .tool: true
        default: false
        }
    }
}
