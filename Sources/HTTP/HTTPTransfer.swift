internal import CLibcurl

/// A call under way, on the loop's thread: its transfer, and the watch over its time.
final class HTTPTransfer {
    let call: HTTPCall
    let curl: CurlTransfer
    private var silence = Silence()

    init(_ call: HTTPCall) {
        self.call = call
        let taker = call.taker
        curl = CurlTransfer(
            url: call.request.url,
            isRepeatable: call.request.isIdempotent,
            connectTimeout: call.server.connectTimeout,
            head: taker.take,
            body: taker.take,
        )
    }

    var handle: UnsafeMutableRawPointer { curl.easy.handle }

    /// Since when no byte has moved.
    var quietSince: ContinuousClock.Instant? { silence.since }

    /// The major version that the server answered with; nil when it did not.
    var httpVersion: Int? {
        let version = curl.easy.number(CURLINFO_HTTP_VERSION)
        guard version > 0 else { return nil }
        return version < Int(CURL_HTTP_VERSION_2_0) ? 1 : 2
    }

    func prepare(_ sharing: HTTPLoop.Sharing, _ sockets: HTTPSockets) throws(HTTPError) {
        try curl.prepare { [call] easy throws(CurlCode) in
            try easy.apply(call.request, to: call.server)
            if call.taker.takesCompressed { try easy.set(CURLOPT_ACCEPT_ENCODING, "") }
            try sockets.note(&easy)
            switch sharing {
            case .multiplexed: try easy.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
            case .exclusive: try easy.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
            }
        }
    }

    func resume() {
        silence.restart()
        curl.resume()
    }

    /// What libcurl's result means.
    func result(_ code: CURLcode) -> Result<String?, HTTPError> {
        if curl.isRefused { return .failure(curl.failure(.tooLarge, call.taker.refusal)) }
        guard code == CURLE_OK else { return .failure(curl.failure(CurlCode(code))) }
        guard curl.head.isComplete else {
            return .failure(curl.failure(.broken, "closed the connection without an answer"))
        }
        return .success(curl.redirectTarget)
    }

    /// Why the transfer has to end now, or when to ask again.
    func check(at now: ContinuousClock.Instant) -> Result<ContinuousClock.Instant, HTTPError> {
        var due = now + .seconds(1)
        if call.taker.deadlineIncludesBody || !curl.head.isComplete {
            guard now < call.deadline else { return .failure(curl.failure(.deadline, "is not done in time")) }
            due = min(due, call.deadline)
        }
        guard !call.taker.isFull else {
            silence.restart()
            return .success(due)
        }
        guard let length = silence.length(curl, at: now), let limit = silenceLimit else { return .success(due) }
        guard length < limit else {
            let what = curl.lastReceived == nil ? "no answer within" : "no data for"
            return .failure(curl.failure(.stalled, "\(what) \(limit.text)"))
        }
        return .success(min(due, now + (limit - length)))
    }

    private var silenceLimit: Duration? {
        if curl.lastReceived == nil { return call.server.firstByteTimeout }
        return curl.head.isComplete ? call.taker.idleLimit(call.server) : call.server.stallTimeout
    }
}
