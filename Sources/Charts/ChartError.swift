/// Why a chart cannot be had.
package struct ChartError: Error, Hashable, CustomStringConvertible {
    /// What kind of failure it is.
    package enum Reason: Hashable, Sendable {
        /// The archive is damaged, larger than its limits, or holds what a chart must not hold.
        case archive
        /// Its files are no chart that helm would take either.
        case contents
        /// The index, or a registry's answer, cannot be read.
        case index
        /// The repository has no such chart or version.
        case notFound
        /// A version or a range that nobody can read, or a reference that is none.
        case version
        /// The repository refuses who asks.
        case refused
        /// Credentials or certificates that are no use.
        case credentials
        /// No answer, or one that says to come back.
        case unreachable
        /// What came is not what its digest promises.
        case digest
        /// What came is longer than its limit.
        case tooLarge
        /// The cache's folder cannot be read or written.
        case storage
    }

    package let reason: Reason
    /// A URL without credentials, an archive, a file.
    package let subject: String
    /// What is wrong and what to do.
    package let message: String
    /// Whether the same call may succeed later without a change in the repository of manifests.
    package let isTransient: Bool

    package init(_ reason: Reason, _ subject: String, _ message: String, isTransient: Bool = false) {
        self.reason = reason
        self.subject = subject
        self.message = message
        self.isTransient = isTransient
    }

    package var description: String { "\(subject): \(message)" }
}
