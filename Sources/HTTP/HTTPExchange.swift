internal import Blocking
internal import CLibcurl
internal import SystemPackage

/// A request that was answered: status and headers are there, the body is pulled by its reader.
package final class HTTPExchange {
    /// The answer's status.
    package private(set) var status = 0
    /// The answer's headers in order, names in lower case.
    package private(set) var headers: [(name: String, value: String)] = []
    /// Where the request went in the end.
    package let url: String

    private let easy = CurlEasy()
    private let multi: UnsafeMutableRawPointer
    // Owns `multi`, which must outlive the transfer.
    private let session: HTTPSession
    private let options: HTTPOptions
    private let stop: StopSignal
    private let message = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private var list: UnsafeMutablePointer<curl_slist>?

    // What libcurl's callbacks, which run inside `turn()` on this thread, leave behind.
    private var isHeadComplete = false
    private var received: [UInt8] = []
    private var taken = 0
    private var receivedInAll = 0
    private var result: CURLcode?

    init(
        _ request: HTTPRequest,
        _ options: HTTPOptions,
        multi: UnsafeMutableRawPointer,
        session: HTTPSession,
        stop: StopSignal,
    ) throws(HTTPError) {
        url = request.url
        self.multi = multi
        self.session = session
        self.options = options
        self.stop = stop
        message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        do {
            try apply(request)
        } catch {
            throw failure(error)
        }
        guard curl_multi_add_handle(multi, easy.handle) == CURLM_OK else {
            throw failure(.invalidRequest, "libcurl does not take the request")
        }
    }

    deinit {
        curl_multi_remove_handle(multi, easy.handle)
        curl_slist_free_all(list)
        message.deallocate()
    }

    private func apply(_ request: HTTPRequest) throws(CurlCode) {
        let texts = [request.url] + request.headers.flatMap { [$0.name, $0.value] }
        guard !texts.contains(where: { $0.utf8.contains { $0 == 0 || $0 == 10 || $0 == 13 } }) else {
            throw CurlCode(CURLE_BAD_FUNCTION_ARGUMENT)
        }
        let context = Unmanaged.passUnretained(self).toOpaque()
        try easy.set(CURLOPT_ERRORBUFFER, pointer: UnsafeMutableRawPointer(message))
        try easy.set(CURLOPT_NOSIGNAL, 1)
        // A name look-up that hangs in the system's resolver must not hold up the end of the transfer.
        try easy.set(CURLOPT_QUICK_EXIT, 1)
        try easy.set(CURLOPT_PROTOCOLS_STR, "http,https")
        try easy.set(CURLOPT_URL, request.url)
        try easy.set(CURLOPT_USERAGENT, options.userAgent)
        try easy.set(CURLOPT_ACCEPT_ENCODING, "")
        try easy.set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds: options.connectTimeout)
        try easy.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let caFile = options.caFile { try easy.set(CURLOPT_CAINFO, caFile.string) }
        try easy.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        switch options.proxy {
        case .environment: break
        case .none: try easy.set(CURLOPT_PROXY, "")
        case .url(let url): try easy.set(CURLOPT_PROXY, url)
        }
        try apply(request.authorization)
        try apply(request.method, body: request.body)
        // Waiting for `100 Continue` costs a second with servers that do not know it.
        for (name, value) in request.headers + [("Expect", "")] {
            // libcurl writes a header without a value as `Name;`, and leaves out its own for `Name:`.
            guard let longer = curl_slist_append(list, "\(name): \(value)") else { throw CurlCode(CURLE_OUT_OF_MEMORY) }
            list = longer
        }
        try easy.set(CURLOPT_HTTPHEADER, list: list)
        try easy.set(CURLOPT_HEADERFUNCTION) { hand($0, $1, $2, to: $3) { $0.take(header: $1) } }
        try easy.set(CURLOPT_HEADERDATA, pointer: context)
        try easy.set(CURLOPT_WRITEFUNCTION) { hand($0, $1, $2, to: $3) { $0.take(body: $1) } }
        try easy.set(CURLOPT_WRITEDATA, pointer: context)
    }

    private func apply(_ authorization: HTTPRequest.Authorization) throws(CurlCode) {
        switch authorization {
        case .none: break
        case .basic(let user, let password):
            try easy.set(CURLOPT_HTTPAUTH, fettle_curl_auth_basic)
            try easy.set(CURLOPT_USERNAME, user)
            try easy.set(CURLOPT_PASSWORD, password.revealed)
        case .bearer(let token):
            try easy.set(CURLOPT_HTTPAUTH, fettle_curl_auth_bearer)
            try easy.set(CURLOPT_XOAUTH2_BEARER, token.revealed)
        }
    }

    private func apply(_ method: HTTPRequest.Method, body: [UInt8]?) throws(CurlCode) {
        if body != nil || method == .post {
            try easy.set(CURLOPT_POST, 1)
            try easy.set(CURLOPT_POSTFIELDSIZE_LARGE, size: body?.count ?? 0)
            // The bytes are copied by the call.
            var bytes = body ?? []
            if bytes.isEmpty { bytes = [0] }
            let handle = easy.handle
            let code = bytes.withUnsafeMutableBytes {
                fettle_curl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, $0.baseAddress)
            }
            guard code == CURLE_OK else { throw CurlCode(code) }
        }
        try easy.set(CURLOPT_CUSTOMREQUEST, method.rawValue)
    }

    // MARK: Receiving

    /// The value of the first header `name`, which is given in lower case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }

    /// Puts the next bytes of the body into `buffer`, waiting for at least one.
    ///
    /// - Returns: how many; 0 at the end of the body.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(HTTPError) -> Int {
        guard !buffer.isEmpty else { return 0 }
        try refill()
        let count = min(buffer.count, received.count - taken)
        buffer.copyBytes(from: received[taken..<(taken + count)])
        taken += count
        return count
    }

    /// The whole rest of the body; more than `limit` bytes are an error with reason `tooLarge`.
    package func readAll(limit: Int) throws(HTTPError) -> [UInt8] {
        var body: [UInt8] = []
        while true {
            try refill()
            guard !received.isEmpty else { return body }
            body += received[taken...]
            taken = received.count
            guard body.count <= limit else { throw failure(.tooLarge, "answers with more than \(limit) bytes") }
        }
    }

    /// Waits until there is a byte that was not taken yet, or the body has ended.
    private func refill() throws(HTTPError) {
        guard taken == received.count else { return }
        received.removeAll(keepingCapacity: true)
        taken = 0
        try wait { !received.isEmpty }
    }

    /// Waits for the status and all headers.
    func receiveHead() throws(HTTPError) {
        try wait { isHeadComplete }
        guard isHeadComplete else { throw failure(.broken, "closed the connection without an answer") }
    }

    /// Where the answer points to, as an absolute URL.
    var redirectTarget: String? {
        easy.text(CURLINFO_REDIRECT_URL)
    }

    /// Drives the transfer until `condition` holds or the transfer has ended well.
    private func wait(until condition: () -> Bool) throws(HTTPError) {
        var lastProgress = ContinuousClock.now
        var mark = progressMark
        while true {
            if let result {
                guard result == CURLE_OK || condition() else { throw failure(CurlCode(result)) }
                return
            }
            if condition() { return }
            switch stop.reason {
            case .cancelled: throw failure(.cancelled, "was cancelled")
            case .deadline: throw failure(.deadline, "is not done in time")
            case nil: break
            }
            turn()
            guard !condition(), result == nil else { continue }
            if mark != progressMark {
                mark = progressMark
                lastProgress = .now
            } else if mark.connected > 0, .now - lastProgress > options.stallTimeout {
                throw failure(.stalled, "no data for \(options.stallTimeout.text)")
            }
            curl_multi_poll(multi, nil, 0, 100, nil)
        }
    }

    /// What changes whenever something moved: the moment the connection stood, bytes out, bytes in.
    private var progressMark: (connected: Int, sent: Int, received: Int) {
        (easy.size(CURLINFO_PRETRANSFER_TIME_T), easy.size(CURLINFO_SIZE_UPLOAD_T), receivedInAll)
    }

    private func turn() {
        var running: Int32 = 0
        curl_multi_perform(multi, &running)
        var left: Int32 = 0
        while let entry = curl_multi_info_read(multi, &left) {
            if entry.pointee.msg == CURLMSG_DONE, entry.pointee.easy_handle == easy.handle {
                result = fettle_curl_result(entry)
            }
        }
    }

    fileprivate func take(header line: UnsafeRawBufferPointer) {
        let text = String(decoding: line, as: UTF8.self).trimmingLineEnd
        if text.hasPrefix("HTTP/") {
            // Every answer counts anew: an interim one is followed by the real one.
            headers = []
            isHeadComplete = false
        } else if text.isEmpty {
            status = easy.number(CURLINFO_RESPONSE_CODE)
            isHeadComplete = status >= 200
        } else if let colon = text.firstIndex(of: ":") {
            let value = text[text.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            headers.append((text[..<colon].lowercased(), String(value)))
        }
    }

    fileprivate func take(body bytes: UnsafeRawBufferPointer) {
        received.append(contentsOf: bytes)
        receivedInAll += bytes.count
    }

    // MARK: Failing

    func failure(_ reason: HTTPError.Reason, _ text: String) -> HTTPError {
        HTTPError(reason, printable(url: url), text)
    }

    private func failure(_ error: CurlCode) -> HTTPError {
        if error.reason == .connectTimedOut {
            return failure(.connectTimedOut, "no connection within \(options.connectTimeout.text)")
        }
        let detail = String(cString: message)
        return failure(error.reason, detail.isEmpty ? error.message : detail)
    }
}

/// Hands what libcurl received to the exchange it is for, and tells libcurl how many bytes that were.
private func hand(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    to context: UnsafeMutableRawPointer?,
    _ take: (HTTPExchange, UnsafeRawBufferPointer) -> Void,
) -> Int {
    guard let context else { return 0 }
    let exchange = Unmanaged<HTTPExchange>.fromOpaque(context).takeUnretainedValue()
    take(exchange, UnsafeRawBufferPointer(start: bytes, count: size * count))
    return size * count
}

extension String {
    fileprivate var trimmingLineEnd: String {
        var bytes = Substring(self).utf8
        while bytes.last == 10 || bytes.last == 13 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Duration {
    /// As it stands in a message: `10 seconds`, `0.5 seconds`, `2 minutes`.
    package var text: String {
        let (seconds, attoseconds) = components
        if attoseconds == 0, seconds >= 120, seconds % 60 == 0 { return "\(seconds / 60) minutes" }
        let value = Double(seconds) + Double(attoseconds) / 1e18
        let number = attoseconds == 0 ? "\(seconds)" : "\(value)"
        return number == "1" ? "1 second" : "\(number) seconds"
    }
}
