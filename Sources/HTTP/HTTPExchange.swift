internal import Blocking
internal import CLibcurl
internal import SystemPackage

/// A request that was answered: status and headers are there, the body is pulled by its reader.
package final class HTTPExchange: HTTPHeaded {
    /// Status and headers.
    package var head: HTTPHead { transfer.head }
    /// Where the request went in the end.
    package let url: String

    private let transfer: CurlTransfer
    private let multi: UnsafeMutableRawPointer
    // Owns `multi`, which must outlive the transfer.
    private let session: HTTPSession
    private let options: HTTPOptions
    private let stop: StopSignal
    private let received: Received
    private var result: CURLcode?

    /// What came of the body and was not taken yet.
    private final class Received {
        var bytes: [UInt8] = []
        var taken = 0
    }

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
        let received = Received()
        self.received = received
        // What goes through an exchange only reads.
        transfer = CurlTransfer(url: request.url, isRepeatable: true, connectTimeout: options.connectTimeout) {
            received.bytes.append(contentsOf: $0)
            return .taken
        }
        try transfer.prepare { easy throws(CurlCode) in
            try easy.apply(request)
            try easy.apply(options.proxy, connectTimeout: options.connectTimeout, userAgent: options.userAgent)
            try easy.set(CURLOPT_ACCEPT_ENCODING, "")
            if let caFile = options.caFile {
                try easy.set(CURLOPT_CAINFO, caFile.string)
                // The folder that libcurl was built with would be trusted besides.
                try easy.clear(CURLOPT_CAPATH)
            }
        }
        guard curl_multi_add_handle(multi, transfer.easy.handle) == CURLM_OK else {
            throw failure(.invalidRequest, "libcurl does not take the request")
        }
    }

    deinit {
        curl_multi_remove_handle(multi, transfer.easy.handle)
    }

    // MARK: Receiving

    /// Puts the next bytes of the body into `buffer`, waiting for at least one.
    ///
    /// - Returns: how many; 0 at the end of the body.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(HTTPError) -> Int {
        guard !buffer.isEmpty else { return 0 }
        try refill()
        let count = min(buffer.count, received.bytes.count - received.taken)
        buffer.copyBytes(from: received.bytes[received.taken..<(received.taken + count)])
        received.taken += count
        return count
    }

    /// The whole rest of the body; more than `limit` bytes are an error with reason `tooLarge`.
    package func readAll(limit: Int) throws(HTTPError) -> [UInt8] {
        var body: [UInt8] = []
        while true {
            try refill()
            guard !received.bytes.isEmpty else { return body }
            body += received.bytes[received.taken...]
            received.taken = received.bytes.count
            guard body.count <= limit else { throw failure(.tooLarge, "answers with more than \(limit) bytes") }
        }
    }

    /// Waits until there is a byte that was not taken yet, or the body has ended.
    private func refill() throws(HTTPError) {
        guard received.taken == received.bytes.count else { return }
        received.bytes.removeAll(keepingCapacity: true)
        received.taken = 0
        try wait { !received.bytes.isEmpty }
    }

    /// Waits for the status and all headers.
    func receiveHead() throws(HTTPError) {
        try wait { head.isComplete }
        guard head.isComplete else { throw failure(.broken, "closed the connection without an answer") }
    }

    /// Where the answer points to, as an absolute URL.
    var redirectTarget: String? { transfer.redirectTarget }

    /// Drives the transfer until `condition` holds or the transfer has ended well.
    private func wait(until condition: () -> Bool) throws(HTTPError) {
        // Anew for each wait: what the caller did in between is not the server's silence.
        var silence = Silence()
        while true {
            if let result {
                guard result == CURLE_OK || condition() else { throw transfer.failure(CurlCode(result)) }
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
            if let length = silence.length(transfer, at: .now), length > options.stallTimeout {
                throw failure(.stalled, "no data for \(options.stallTimeout.text)")
            }
            curl_multi_poll(multi, nil, 0, 100, nil)
        }
    }

    private func turn() {
        var running: Int32 = 0
        curl_multi_perform(multi, &running)
        var left: Int32 = 0
        while let entry = curl_multi_info_read(multi, &left) {
            if entry.pointee.msg == CURLMSG_DONE, entry.pointee.easy_handle == transfer.easy.handle {
                result = fettle_curl_result(entry)
            }
        }
    }

    func failure(_ reason: HTTPError.Reason, _ text: String) -> HTTPError {
        transfer.failure(reason, text)
    }
}
