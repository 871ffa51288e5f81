package import Manifests

/// How a repository of charts is reached: what its source says, with Secrets by name.
package struct RepositoryAccess: Hashable, Sendable {
    /// The Secret with user and password, a token, or a registry's `.dockerconfigjson`.
    package var credentials: ObjectReference?
    /// The Secret with authorities to trust, and a certificate to show.
    package var certificates: ObjectReference?
    /// The Secret with the proxy that stands between.
    package var proxy: ObjectReference?
    /// Whether other hosts that the index leads to get the credentials, too.
    package var passesCredentials: Bool
    /// Whether a registry is spoken to without TLS.
    package var isPlainHTTP: Bool
    /// Whether nothing new is asked for.
    package var isSuspended: Bool
    /// How long one download may take.
    package var timeout: Duration

    /// - Parameters:
    ///   - credentials: a Secret.
    ///   - certificates: a Secret.
    ///   - proxy: a Secret.
    ///   - passesCredentials: whether other hosts get the credentials, too.
    ///   - isPlainHTTP: whether a registry is spoken to without TLS.
    ///   - isSuspended: whether nothing new is asked for.
    ///   - timeout: how long one download may take.
    package init(
        credentials: ObjectReference? = nil,
        certificates: ObjectReference? = nil,
        proxy: ObjectReference? = nil,
        passesCredentials: Bool = false,
        isPlainHTTP: Bool = false,
        isSuspended: Bool = false,
        timeout: Duration = .seconds(60),
    ) {
        self.credentials = credentials
        self.certificates = certificates
        self.proxy = proxy
        self.passesCredentials = passesCredentials
        self.isPlainHTTP = isPlainHTTP
        self.isSuspended = isSuspended
        self.timeout = timeout
    }
}
