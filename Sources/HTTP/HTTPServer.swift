/// How one server is reached, and whom it and we trust.
///
/// Where it is stands in the requests' URLs.
package struct HTTPServer: Sendable {
    /// What this side shows to a server that asks for a certificate.
    package struct Identity: Sendable {
        /// The certificate, and those between it and its authority, in PEM.
        package var certificate: [UInt8]
        /// The key of the certificate, in PEM.
        package var key: Secret

        /// - Parameters:
        ///   - certificate: in PEM; the first is this side's.
        ///   - key: in PEM, without a passphrase.
        package init(certificate: [UInt8], key: Secret) {
            self.certificate = certificate
            self.key = key
        }
    }

    /// Certificates of the authorities to trust, in PEM, and no others; nil for the system's.
    package var authorities: [UInt8]?
    /// What the server may ask for; nil to show nothing.
    package var identity: Identity?
    /// The name in the server's certificate, and in TLS, when it is not the URL's host.
    ///
    /// With `HTTPOptions.Proxy.environment`, `no_proxy` is then compared with this name.
    package var serverName: String?
    /// Whether the server's certificate counts; false lets anybody answer.
    package var verifiesServer: Bool
    /// Which proxy stands between.
    package var proxy: HTTPOptions.Proxy
    /// For name look-up, TCP, proxy and TLS together.
    package var connectTimeout: Duration
    /// How long the first byte of an answer may take after the last byte of the request.
    package var firstByteTimeout: Duration
    /// How long no byte may go either way in the middle of an answer that is taken as a whole.
    package var stallTimeout: Duration
    /// How many requests may be under way at a time, without streams; further ones wait in order.
    package var maximumConcurrency: Int
    /// How the client names itself.
    package var userAgent: String

    /// - Parameters:
    ///   - authorities: in PEM; nil for the system's.
    ///   - identity: for a server that asks for a certificate.
    ///   - serverName: when it is not the URL's host.
    ///   - verifiesServer: false lets anybody answer.
    ///   - proxy: which one stands between.
    ///   - connectTimeout: until the request can be sent.
    ///   - firstByteTimeout: from then on until the first byte of the answer.
    ///   - stallTimeout: between two bytes of an answer.
    ///   - maximumConcurrency: at least 1.
    ///   - userAgent: how the client names itself.
    package init(
        authorities: [UInt8]? = nil,
        identity: Identity? = nil,
        serverName: String? = nil,
        verifiesServer: Bool = true,
        proxy: HTTPOptions.Proxy = .environment,
        connectTimeout: Duration = .seconds(10),
        firstByteTimeout: Duration = .seconds(60),
        stallTimeout: Duration = .seconds(30),
        maximumConcurrency: Int = 16,
        userAgent: String = "fettle",
    ) {
        self.authorities = authorities
        self.identity = identity
        self.serverName = serverName
        self.verifiesServer = verifiesServer
        self.proxy = proxy
        self.connectTimeout = connectTimeout
        self.firstByteTimeout = firstByteTimeout
        self.stallTimeout = stallTimeout
        self.maximumConcurrency = maximumConcurrency
        self.userAgent = userAgent
    }
}
