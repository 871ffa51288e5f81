/// Why a request got no answer.
///
/// An answer of any status is not an error at this level.
package struct HTTPError: Error, CustomStringConvertible {
    /// What kind of failure it is.
    package enum Reason: Sendable {
        /// The request itself cannot be sent: a malformed URL or header, a CA file that cannot be read.
        case invalidRequest
        /// No connection: unknown host, refused, no route, broken proxy.
        case unreachable
        /// No connection within the connect time-out.
        case connectTimedOut
        /// Connected, but no byte of an answer came within the time for it, or no byte went either way in the middle.
        case stalled
        /// The call's own time is over.
        case deadline
        /// The calling task was cancelled.
        case cancelled
        /// The server's certificate is not signed by a known authority, or is for another host.
        case untrusted
        /// A redirect that the request does not allow.
        case redirectRefused
        /// The body is longer than the caller takes.
        case tooLarge
        /// The connection broke in the middle, or the answer is not HTTP.
        case broken
    }

    package let reason: Reason
    /// Where the request went, without user info and query.
    package let url: String
    /// What is wrong, in the library's words where it has any.
    package let message: String
    /// Whether the server may have seen the request, and done what it asks for.
    package let mayHaveArrived: Bool

    package init(_ reason: Reason, _ url: String, _ message: String, mayHaveArrived: Bool = true) {
        self.reason = reason
        self.url = url
        self.message = message
        self.mayHaveArrived = mayHaveArrived
    }

    package var description: String {
        "\(url): \(message)"
    }
}
