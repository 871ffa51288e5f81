internal import CLibcurl

/// What every transfer is told, whoever drives it.
extension CurlEasy {
    /// Sets what `request` asks for.
    mutating func apply(_ request: HTTPRequest, moreHeaders: [(name: String, value: String)] = []) throws(CurlCode) {
        let headers = request.headers + moreHeaders
        let texts = [request.url] + headers.flatMap { [$0.name, $0.value] }
        guard !texts.contains(where: { $0.utf8.contains { $0 == 0 || $0 == 10 || $0 == 13 } }) else {
            throw CurlCode(CURLE_BAD_FUNCTION_ARGUMENT)
        }
        try set(CURLOPT_NOSIGNAL, 1)
        // A name look-up that hangs in the system's resolver must not hold up the end of the transfer.
        try set(CURLOPT_QUICK_EXIT, 1)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_URL, request.url)
        try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try apply(request.authorization)
        try apply(request.method, body: request.body)
        // Waiting for `100 Continue` costs a second with servers that do not know it. libcurl writes a header without a
        // value as `Name;`, and leaves out its own for `Name:`.
        try set(CURLOPT_HTTPHEADER, texts: (headers + [("Expect", "")]).map { "\($0.name): \($0.value)" })
    }

    /// Sets how the server is reached.
    func apply(_ proxy: HTTPOptions.Proxy, connectTimeout: Duration, userAgent: String) throws(CurlCode) {
        try set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds: connectTimeout)
        try set(CURLOPT_USERAGENT, userAgent)
        switch proxy {
        case .environment: break
        case .none: try set(CURLOPT_PROXY, "")
        case .url(let url): try set(CURLOPT_PROXY, url)
        case .authenticated(let url, let user, let password):
            try set(CURLOPT_PROXY, url)
            try set(CURLOPT_PROXYAUTH, fettle_curl_auth_basic)
            try set(CURLOPT_PROXYUSERNAME, user)
            try set(CURLOPT_PROXYPASSWORD, password.revealed)
        }
    }

    private func apply(_ authorization: HTTPRequest.Authorization) throws(CurlCode) {
        switch authorization {
        case .none: break
        case .basic(let user, let password):
            try set(CURLOPT_HTTPAUTH, fettle_curl_auth_basic)
            try set(CURLOPT_USERNAME, user)
            try set(CURLOPT_PASSWORD, password.revealed)
        case .bearer(let token):
            try set(CURLOPT_HTTPAUTH, fettle_curl_auth_bearer)
            try set(CURLOPT_XOAUTH2_BEARER, token.revealed)
        }
    }

    private func apply(_ method: HTTPRequest.Method, body: [UInt8]?) throws(CurlCode) {
        if body != nil || method == .post {
            try set(CURLOPT_POST, 1)
            try set(CURLOPT_POSTFIELDSIZE_LARGE, size: body?.count ?? 0)
            // The bytes are copied by the call.
            var bytes = body ?? []
            if bytes.isEmpty { bytes = [0] }
            let handle = handle
            let code = bytes.withUnsafeMutableBytes {
                fettle_curl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, $0.baseAddress)
            }
            guard code == CURLE_OK else { throw CurlCode(code) }
        }
        try set(CURLOPT_CUSTOMREQUEST, method.rawValue)
    }
}
