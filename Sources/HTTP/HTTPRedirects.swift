/// Follows an answer to where it points, as far as its request allows that.
struct HTTPRedirects {
    /// What to ask next.
    private(set) var request: HTTPRequest
    private var left = 5

    init(_ request: HTTPRequest) {
        self.request = request
    }

    /// Looks at an answer to `request`.
    ///
    /// - Returns: whether `request` is a new one now; otherwise the answer is the caller's.
    /// - Throws: `HTTPError` with reason `redirectRefused`.
    mutating func follow(_ status: Int, _ target: String?) throws(HTTPError) -> Bool {
        guard case .sameOrigin = request.redirects, [301, 302, 303, 307, 308].contains(status) else { return false }
        guard let target else { throw refused("redirects to nowhere") }
        guard let origin = HTTPOrigin(target), origin == HTTPOrigin(request.url) else {
            throw refused("redirects to another host: \(printable(url: target))")
        }
        guard request.method == .get, left > 0 else { throw refused("redirects too often") }
        left -= 1
        request.url = target
        return true
    }

    private func refused(_ text: String) -> HTTPError {
        HTTPError(.redirectRefused, printable(url: request.url), text)
    }
}
