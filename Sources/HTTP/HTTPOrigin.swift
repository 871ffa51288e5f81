internal import CLibcurl

/// The scheme, host and port of a URL, as libcurl reads it.
package struct HTTPOrigin: Hashable, Sendable {
    /// In lower case.
    package let scheme: String
    /// In lower case; an IPv6 address without its brackets.
    package let host: String
    package let port: Int

    /// Reads the origin of `url`; nil when libcurl could not use it.
    package init?(_ url: String) {
        guard !url.utf8.contains(0), let handle = curl_url() else { return nil }
        defer { curl_url_cleanup(handle) }
        guard curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK,
            let scheme = part(CURLUPART_SCHEME, of: handle),
            let host = part(CURLUPART_HOST, of: handle),
            let port = part(CURLUPART_PORT, of: handle).flatMap({ Int($0) })
        else { return nil }
        self.scheme = scheme.lowercased()
        let bare = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        self.host = bare.lowercased()
        self.port = port
    }

    /// Whether only this machine can answer.
    package var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}

private func part(_ part: CURLUPart, of handle: OpaquePointer) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard curl_url_get(handle, part, &text, UInt32(CURLU_DEFAULT_PORT)) == CURLUE_OK, let text else { return nil }
    defer { curl_free(text) }
    return String(cString: text)
}

/// `url` as it may stand in a message: without user info, query and fragment.
package func printable(url: String) -> String {
    var text = url.prefix { $0 != "?" && $0 != "#" }
    guard let scheme = text.firstRange(of: "://") else { return String(text) }
    let rest = text[scheme.upperBound...]
    let authority = rest.prefix { $0 != "/" }
    guard let at = authority.lastIndex(of: "@") else { return String(text) }
    text = text[..<scheme.upperBound] + rest[rest.index(after: at)...]
    return String(text)
}
