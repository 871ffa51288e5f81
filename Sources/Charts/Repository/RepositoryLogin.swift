internal import Crypto
package import HTTP

/// What a repository of charts is shown, and whom we believe to be it.
///
/// All of it is in memory only.
package struct RepositoryLogin: Sendable {
    /// Who is asking.
    package enum Credentials: Sendable {
        case none
        case basic(user: String, password: Secret)
        case bearer(Secret)
        /// Logins of many registries, as docker keeps them.
        case registries(RegistryLogins)
    }

    package var credentials: Credentials
    /// Certificates of the authorities to trust besides the system's, in PEM; nil for none.
    package var authorities: [UInt8]?
    /// What a server gets that asks for a certificate.
    package var identity: HTTPServer.Identity?
    /// Whether other hosts that the repository's answers lead to get credentials and certificate, too.
    package var passesCredentials: Bool
    /// Which proxy stands between.
    package var proxy: HTTPOptions.Proxy

    /// - Parameters:
    ///   - credentials: who is asking.
    ///   - authorities: in PEM, besides the system's.
    ///   - identity: for a server that asks for a certificate.
    ///   - passesCredentials: whether other hosts get all this as well.
    ///   - proxy: which one stands between.
    package init(
        credentials: Credentials = .none,
        authorities: [UInt8]? = nil,
        identity: HTTPServer.Identity? = nil,
        passesCredentials: Bool = false,
        proxy: HTTPOptions.Proxy = .environment,
    ) {
        self.credentials = credentials
        self.authorities = authorities
        self.identity = identity
        self.passesCredentials = passesCredentials
        self.proxy = proxy
    }

    /// Nobody in particular.
    package static let none = RepositoryLogin()

    /// Whether there is anything to show.
    package var showsCredentials: Bool {
        if case .none = credentials { identity != nil } else { true }
    }

    /// Tells logins apart for as long as this process lives; never to be written anywhere.
    package var fingerprint: [UInt8] {
        var hash = SHA256()
        func add(_ text: String) { hash.update(data: Array("\(text.utf8.count) \(text)\n".utf8)) }
        switch credentials {
        case .none: add("none")
        case .basic(let user, let password): ["basic", user, password.revealed].forEach(add)
        case .bearer(let token): ["bearer", token.revealed].forEach(add)
        case .registries(let logins): ["registries", logins.source.revealed].forEach(add)
        }
        switch proxy {
        case .environment: add("environment")
        case .none: add("none")
        case .url(let url): ["url", url].forEach(add)
        case .authenticated(let url, let user, let password):
            ["proxy", url, user, password.revealed].forEach(add)
        }
        for part in [authorities ?? [], identity?.certificate ?? [], Array((identity?.key.revealed ?? "").utf8)] {
            add("\(part.count)")
            hash.update(data: part)
        }
        add("\(passesCredentials)")
        return Array(hash.finalize())
    }
}
