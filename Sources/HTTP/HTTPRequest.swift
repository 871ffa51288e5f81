package import SystemPackage

/// One request, as data.
package struct HTTPRequest: Sendable {
    /// The verbs that fettle uses.
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"

        /// What RFC 9110 promises, section 9.2.2.
        var isIdempotent: Bool {
            switch self {
            case .get, .put, .delete: true
            case .post, .patch: false
            }
        }
    }

    /// Who is asking.
    ///
    /// Never part of the URL, and only sent to the host of the request.
    package enum Authorization: Sendable {
        case none
        case basic(user: String, password: Secret)
        case bearer(Secret)
    }

    /// What to do with an answer that points elsewhere.
    package enum Redirects: Sendable {
        /// The answer is handed to the caller as it is.
        case handOver
        /// Followed up to five times, to the same scheme, host and port only; anything else is an error.
        case sameOrigin
    }

    package var method: Method
    package var url: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]?
    package var authorization: Authorization
    package var redirects: Redirects
    /// Whether it may be sent again when nobody knows whether the server has seen it.
    package var isIdempotent: Bool

    /// - Parameters:
    ///   - method: the verb.
    ///   - url: absolute, with http or https.
    ///   - headers: in order.
    ///   - body: as it is sent; a post without one is sent with an empty one.
    ///   - authorization: who is asking.
    ///   - redirects: what to do with an answer that points elsewhere.
    ///   - isIdempotent: whether doing it twice is the same as doing it once; nil for what the method promises in
    ///     RFC 9110, which is not enough where a PUT or DELETE names no version of what it is for.
    package init(
        _ method: Method,
        _ url: String,
        headers: [(name: String, value: String)] = [],
        body: [UInt8]? = nil,
        authorization: Authorization = .none,
        redirects: Redirects = .handOver,
        isIdempotent: Bool? = nil,
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.authorization = authorization
        self.redirects = redirects
        self.isIdempotent = isIdempotent ?? method.isIdempotent
    }
}

/// How connections are made.
package struct HTTPOptions: Sendable {
    /// Which proxy stands between.
    package enum Proxy: Sendable {
        /// What `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` say.
        case environment
        case none
        case url(String)
        /// With a login, which is sent to the proxy only.
        case authenticated(url: String, user: String, password: Secret)
    }

    /// Certificates of the authorities to trust, in PEM; nil for the system's.
    package var caFile: FilePath?
    package var proxy: Proxy
    /// For name look-up, TCP and TLS together.
    package var connectTimeout: Duration
    /// How long no byte may go either way once connected.
    package var stallTimeout: Duration
    /// How the client names itself.
    package var userAgent: String

    package init(
        caFile: FilePath? = nil,
        proxy: Proxy = .environment,
        connectTimeout: Duration = .seconds(10),
        stallTimeout: Duration = .seconds(30),
        userAgent: String = "fettle",
    ) {
        self.caFile = caFile
        self.proxy = proxy
        self.connectTimeout = connectTimeout
        self.stallTimeout = stallTimeout
        self.userAgent = userAgent
    }
}
