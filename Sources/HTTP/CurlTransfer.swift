internal import CLibcurl
internal import Glibc

/// One request on its way: an easy handle, and what libcurl's callbacks leave behind.
///
/// It belongs to the thread that drives the multi handle; the callbacks run inside that thread's `curl_multi_perform`.
final class CurlTransfer {
    /// What becomes of a piece of the body.
    enum Verdict {
        case taken
        /// Not now: libcurl keeps it, receives no more, and hands it over again after `resume()`.
        case later
        /// Nobody wants it; the transfer ends.
        case refused
    }

    /// The connection that the request went out on, as a socket's two ends.
    struct Connection: Hashable {
        let local: String
        let remote: String
    }

    var easy = CurlEasy()
    private(set) var head = HTTPHead()
    /// Where the request went out; nil as long as no connection is ready for it.
    private(set) var connection: Connection?
    /// When the last byte came.
    private(set) var lastReceived: ContinuousClock.Instant?
    /// Whether `body` refused a piece.
    private(set) var isRefused = false

    private let url: String
    private let isRepeatable: Bool
    private let connectTimeout: Duration
    private let onHead: (HTTPHead) -> Void
    private let onBody: (UnsafeRawBufferPointer) -> Verdict

    /// - Parameters:
    ///   - url: what messages call it.
    ///   - isRepeatable: whether libcurl may send it again when a reused connection turns out to be dead, which it does
    ///     by itself, also after the server has had all of it (`Curl_retry_request` in its lib/transfer.c).
    ///   - connectTimeout: for messages.
    ///   - head: takes status and headers once they are complete.
    ///   - body: takes the body's pieces. Neither may call libcurl.
    init(
        url: String,
        isRepeatable: Bool,
        connectTimeout: Duration,
        head: @escaping (HTTPHead) -> Void = { _ in },
        body: @escaping (UnsafeRawBufferPointer) -> Verdict,
    ) {
        self.url = url
        self.isRepeatable = isRepeatable
        self.connectTimeout = connectTimeout
        onHead = head
        onBody = body
    }

    /// Sets the handle's options, and after them the callbacks.
    func prepare(_ apply: (inout CurlEasy) throws(CurlCode) -> Void) throws(HTTPError) {
        do {
            try apply(&easy)
            let context = Unmanaged.passUnretained(self).toOpaque()
            try easy.set(CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
                guard let transfer = transfer(context) else { return 0 }
                transfer.takeHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
                return size * count
            }
            try easy.set(CURLOPT_HEADERDATA, pointer: context)
            try easy.set(CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
                guard let transfer = transfer(context) else { return 0 }
                switch transfer.takeBody(UnsafeRawBufferPointer(start: bytes, count: size * count)) {
                case .taken: return size * count
                case .later: return fettle_curl_write_pause
                case .refused: return 0
                }
            }
            try easy.set(CURLOPT_WRITEDATA, pointer: context)
            try easy.onPrerequest { context, remote, local, remotePort, localPort in
                guard let transfer = transfer(context), let remote, let local else { return CURL_PREREQFUNC_ABORT }
                let connection = Connection(
                    local: "\(String(cString: local)) \(localPort)",
                    remote: "\(String(cString: remote)) \(remotePort)",
                )
                return transfer.go(on: connection) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
            }
            try easy.set(CURLOPT_PREREQDATA, pointer: context)
        } catch {
            throw failure(error)
        }
    }

    /// Whether a connection was ready and the request has been, or is about to be, sent on it.
    var isSent: Bool { connection != nil }

    /// Bytes of the request's body that went out.
    var sentCount: Int { easy.size(CURLINFO_SIZE_UPLOAD_T) }

    /// Where the answer points to, as an absolute URL.
    var redirectTarget: String? { easy.text(CURLINFO_REDIRECT_URL) }

    /// Goes on after `Verdict.later`.
    ///
    /// Pieces come from inside this call already.
    func resume() {
        curl_easy_pause(easy.handle, fettle_curl_pause_nothing)
    }

    private func go(on connection: Connection) -> Bool {
        guard self.connection == nil || isRepeatable else { return false }
        self.connection = connection
        return true
    }

    private func takeHeader(_ line: UnsafeRawBufferPointer) {
        lastReceived = .now
        let wasComplete = head.isComplete
        head.take(line) { easy.number(CURLINFO_RESPONSE_CODE) }
        if head.isComplete, !wasComplete { onHead(head) }
    }

    private func takeBody(_ bytes: UnsafeRawBufferPointer) -> Verdict {
        lastReceived = .now
        let verdict = onBody(bytes)
        if case .refused = verdict { isRefused = true }
        return verdict
    }

    // MARK: Failing

    func failure(_ reason: HTTPError.Reason, _ text: String) -> HTTPError {
        HTTPError(reason, printable(url: url), text, mayHaveArrived: isSent)
    }

    /// Why the system made no connection: `connection refused`.
    private var systemWords: String {
        String(cString: strerror(CInt(easy.number(CURLINFO_OS_ERRNO)))).lowercased()
    }

    func failure(_ error: CurlCode) -> HTTPError {
        let detail = easy.message
        return switch error.reason {
        case .connectTimedOut: failure(.connectTimedOut, "no connection within \(connectTimeout.text)")
        // libcurl says only that there is no connection; the system said why.
        case .unreachable where error.code == CURLE_COULDNT_CONNECT && easy.number(CURLINFO_OS_ERRNO) != 0:
            failure(.unreachable, "\(detail.isEmpty ? error.message : detail) (\(systemWords))")
        case _ where error.code == CURLE_ABORTED_BY_CALLBACK:
            failure(.broken, "the connection broke after the request was sent, and it must not be sent twice")
        // What is not HTTP is to libcurl an unsupported protocol.
        case .invalidRequest where isSent: failure(.broken, detail.isEmpty ? error.message : detail)
        case let reason: failure(reason, detail.isEmpty ? error.message : detail)
        }
    }
}

private func transfer(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
    context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
}
