import Testing

/// What a server, or something between, does to a request instead of answering it.
enum Fault: CaseIterable, Sendable {
    /// The connection ends without an answer.
    case cut
    /// The same with a reset.
    case reset
    /// The connection ends in the middle of the answer.
    case truncated
    /// Nothing comes, and the connection stays.
    case silence
    /// The answer comes after ten seconds.
    case slowness
    case tooManyRequests
    /// A status of 500 with a text, as a load balancer gives it.
    case failurePage
    /// A status of 500 as API servers give it.
    case failureStatus
    /// A status of 500 as server-side apply gives it to what does not fit the schema.
    case reasonlessStatus
    case unavailable
    case gone
    /// A status of 404 as a load balancer gives it.
    case notFoundPage
    /// Leads to a log-in page, in JSON for those who ask for it.
    case redirect
    /// A page instead of JSON.
    case page
    /// JSON, but nothing of Kubernetes'.
    case otherJSON

    /// What stands between a request and its answer.
    enum Moment: CaseIterable, Sendable {
        case beforeTheServer
        /// The server has done what was asked, and nobody hears of it.
        case afterTheServer
    }

    /// What is answered; nil for what breaks the connection.
    var answer: ProxyAnswer? {
        switch self {
        case .cut, .reset, .truncated, .silence, .slowness: nil
        case .tooManyRequests: ProxyAnswer(429, "text/plain", "try again", headers: ["Retry-After: 0"])
        case .failurePage: ProxyAnswer(500, "text/html", "<html>\n<h1>500 oops</h1>")
        case .failureStatus: ProxyAnswer(500, status: "InternalError", "etcdserver: request timed out, code 500")
        case .reasonlessStatus: ProxyAnswer(500, status: "", "code 500, no reason")
        case .unavailable: ProxyAnswer(503, "text/plain", "no backend")
        case .gone: ProxyAnswer(410, status: "Expired", "too old, code 410")
        case .notFoundPage: ProxyAnswer(404, "text/html", "<html><h1>404 no such site</h1>")
        case .redirect: ProxyAnswer(302, "application/json", "{}", headers: ["Location: https://login.invalid/"])
        case .page: ProxyAnswer(200, "text/html", "<html><h1>Welcome</h1>")
        case .otherJSON: ProxyAnswer(200, "application/json", #"{"message":"welcome"}"#)
        }
    }

    /// Whether a request that may be carried out twice is sent again after it.
    var isRetried: Bool {
        switch self {
        case .cut, .reset, .truncated, .tooManyRequests, .failurePage, .failureStatus, .unavailable: true
        default: false
        }
    }

    /// Whether the call has to be ended by its time-out.
    var isEndless: Bool { self == .silence || self == .slowness }

    /// Of which one has to be in the error's text.
    var words: [String] {
        switch self {
        case .cut: ["empty reply", "the connection broke", "recv failure"]
        case .reset: ["reset by peer", "the connection broke", "recv failure"]
        case .truncated: ["closed with"]
        case .silence, .slowness: ["not done in time"]
        case .tooManyRequests: ["429: try again"]
        case .failurePage: ["500: <html> <h1>500 oops"]
        case .failureStatus: ["etcdserver: request timed out"]
        case .reasonlessStatus: ["code 500, no reason"]
        case .unavailable: ["503: no backend"]
        case .gone: ["too old"]
        case .notFoundPage: ["404: <html>"]
        case .redirect: ["status 302"]
        case .page: ["no json"]
        case .otherJSON: ["something else than"]
        }
    }
}

/// Which requests meet a fault.
struct FaultPlan: Sendable {
    let fault: Fault
    let moment: Fault.Moment
    /// How many of them do.
    var times = Int.max
    /// Whether the server gives pages also to those who ask for the whole list.
    var pagesAlways = false
    let meets: @Sendable (ProxyRequest) -> Bool
}
