package import Blocking
internal import CLibcurl

/// Connections that one blocking thread makes, one request after the other, kept open between them.
///
/// Everything runs on the calling thread; neither a session nor its exchanges may leave it. A call ends within a tenth
/// of a second after its stop signal.
package final class HTTPSession {
    private let options: HTTPOptions
    private let multi: UnsafeMutableRawPointer

    package init(_ options: HTTPOptions) {
        Curl.ready
        guard let multi = curl_multi_init() else { preconditionFailure("libcurl is out of memory") }
        self.multi = multi
        self.options = options
    }

    deinit {
        curl_multi_cleanup(multi)
    }

    /// Sends `request` and returns when the answer's headers are there.
    ///
    /// - Parameters:
    ///   - request: what is asked.
    ///   - stop: ends the call, and reading the body later on.
    /// - Returns: the answer, whatever its status is.
    /// - Throws: `HTTPError` when there is none.
    package func send(_ request: HTTPRequest, until stop: StopSignal) throws(HTTPError) -> HTTPExchange {
        var redirects = HTTPRedirects(request)
        while true {
            let exchange = try HTTPExchange(redirects.request, options, multi: multi, session: self, stop: stop)
            try exchange.receiveHead()
            guard try redirects.follow(exchange.status, exchange.redirectTarget) else { return exchange }
        }
    }
}
