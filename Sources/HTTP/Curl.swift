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
            CURLE_SSL_CERTPROBLEM, CURLE_UNKNOWN_OPTION, CURLE_NOT_BUILT_IN:
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
