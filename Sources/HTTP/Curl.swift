internal import CLibcurl
internal import Glibc

/// libcurl, made ready once for the process and never shut down.
enum Curl {
    /// Forces the one-time set-up.
    static let ready: Void = {
        // With CURLOPT_NOSIGNAL libcurl lets the signal pass that a write to a closed TLS connection raises.
        signal(SIGPIPE, SIG_IGN)
        let code = fettle_curl_initialise()
        precondition(code == CURLE_OK, "libcurl cannot be initialised")
    }()
}

/// An easy handle: one transfer's options and state.
struct CurlEasy: ~Copyable {
    let handle: UnsafeMutableRawPointer

    init() {
        Curl.ready
        guard let handle = curl_easy_init() else { preconditionFailure("libcurl is out of memory") }
        self.handle = handle
    }

    deinit {
        curl_easy_cleanup(handle)
    }

    func set(_ option: CURLoption, _ value: Int) throws(CurlCode) {
        try check(fettle_curl_set_number(handle, option, value))
    }

    func set(_ option: CURLoption, _ value: String) throws(CurlCode) {
        try check(fettle_curl_set_text(handle, option, value))
    }

    func set(_ option: CURLoption, milliseconds value: Duration) throws(CurlCode) {
        let (seconds, attoseconds) = value.components
        // 0 means libcurl's own default, so the shortest time is one millisecond.
        try set(option, max(1, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)))
    }

    func set(_ option: CURLoption, size value: Int) throws(CurlCode) {
        try check(fettle_curl_set_size(handle, option, curl_off_t(value)))
    }

    func set(_ option: CURLoption, pointer value: UnsafeMutableRawPointer) throws(CurlCode) {
        try check(fettle_curl_set_pointer(handle, option, value))
    }

    func set(_ option: CURLoption, list value: UnsafeMutablePointer<curl_slist>?) throws(CurlCode) {
        try check(fettle_curl_set_list(handle, option, value))
    }

    func set(_ option: CURLoption, receive value: @escaping fettle_curl_receive) throws(CurlCode) {
        try check(fettle_curl_set_receive(handle, option, value))
    }

    /// A number that libcurl knows about the transfer; 0 when it does not.
    func number(_ info: CURLINFO) -> Int {
        var value = 0
        return fettle_curl_get_number(handle, info, &value) == CURLE_OK ? value : 0
    }

    /// As `number(_:)`, for sizes and microseconds.
    func size(_ info: CURLINFO) -> Int {
        var value: curl_off_t = 0
        return fettle_curl_get_size(handle, info, &value) == CURLE_OK ? Int(value) : 0
    }

    /// A text that libcurl knows about the transfer.
    func text(_ info: CURLINFO) -> String? {
        var value: UnsafeMutablePointer<CChar>?
        guard fettle_curl_get_text(handle, info, &value) == CURLE_OK, let value else { return nil }
        return String(cString: value)
    }

    private func check(_ code: CURLcode) throws(CurlCode) {
        guard code == CURLE_OK else { throw CurlCode(code) }
    }
}

/// What a call of libcurl answered when it failed.
struct CurlCode: Error {
    let code: CURLcode

    init(_ code: CURLcode) {
        self.code = code
    }

    /// The library's words for it.
    var message: String {
        String(cString: curl_easy_strerror(code))
    }

    var reason: HTTPError.Reason {
        switch code {
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_FUNCTION_ARGUMENT, CURLE_SSL_CACERT_BADFILE,
            CURLE_UNKNOWN_OPTION, CURLE_NOT_BUILT_IN:
            .invalidRequest
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT, CURLE_PROXY,
            CURLE_SSL_CONNECT_ERROR, CURLE_INTERFACE_FAILED:
            .unreachable
        // No other time-out of libcurl is set than the one for connecting.
        case CURLE_OPERATION_TIMEDOUT: .connectTimedOut
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS: .untrusted
        default: .broken
        }
    }
}
