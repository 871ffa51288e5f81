internal import CLibcurl

/// What a transfer of a client is told about its server.
extension CurlEasy {
    /// Sets the request, and how its server is reached.
    mutating func apply(_ request: HTTPRequest, to server: HTTPServer) throws(CurlCode) {
        if let name = server.serverName {
            let renamed = try RenamedTarget(request.url, name)
            var request = request
            request.url = renamed.url
            try apply(request, moreHeaders: [("Host", renamed.host)])
            try set(CURLOPT_CONNECT_TO, texts: [renamed.connectTo])
        } else {
            try apply(request)
        }
        try apply(server.proxy, connectTimeout: server.connectTimeout, userAgent: server.userAgent)
        try set(CURLOPT_TCP_KEEPALIVE, 1)
        try set(CURLOPT_TCP_KEEPIDLE, 30)
        try set(CURLOPT_TCP_KEEPINTVL, 10)
        try applyTrust(server)
    }

    private func applyTrust(_ server: HTTPServer) throws(CurlCode) {
        if let authorities = server.authorities {
            try set(CURLOPT_CAINFO_BLOB, bytes: authorities)
            // The folder that libcurl was built with would be trusted besides.
            try clear(CURLOPT_CAPATH)
        }
        if let identity = server.identity {
            try set(CURLOPT_SSLCERTTYPE, "PEM")
            try set(CURLOPT_SSLCERT_BLOB, bytes: identity.certificate)
            try set(CURLOPT_SSLKEYTYPE, "PEM")
            try set(CURLOPT_SSLKEY_BLOB, bytes: Array(identity.key.revealed.utf8))
        }
        if !server.verifiesServer {
            try set(CURLOPT_SSL_VERIFYPEER, 0)
            try set(CURLOPT_SSL_VERIFYHOST, 0)
        }
    }
}

/// A URL whose host is called otherwise in TLS: libcurl takes that name from the URL, and where to go from elsewhere.
private struct RenamedTarget {
    /// With the other name as its host.
    let url: String
    /// What the server is told that it was asked as.
    let host: String
    /// An entry of `CURLOPT_CONNECT_TO`.
    let connectTo: String

    init(_ url: String, _ name: String) throws(CurlCode) {
        guard let origin = HTTPOrigin(url), !name.utf8.contains(0), let handle = curl_url() else {
            throw CurlCode(CURLE_URL_MALFORMAT)
        }
        defer { curl_url_cleanup(handle) }
        var text: UnsafeMutablePointer<CChar>?
        let written = name.contains(":") ? "[\(name)]" : name
        guard curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK,
            curl_url_set(handle, CURLUPART_HOST, written, 0) == CURLUE_OK,
            curl_url_get(handle, CURLUPART_URL, &text, 0) == CURLUE_OK,
            let text
        else { throw CurlCode(CURLE_URL_MALFORMAT) }
        defer { curl_free(text) }
        self.url = String(cString: text)
        let real = origin.host.contains(":") ? "[\(origin.host)]" : origin.host
        let usual = origin.scheme == "https" ? 443 : 80
        host = origin.port == usual ? real : "\(real):\(origin.port)"
        connectTo = "\(written):\(origin.port):\(real):\(origin.port)"
    }
}
