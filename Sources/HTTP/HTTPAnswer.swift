/// A whole answer, whatever its status is.
package struct HTTPAnswer: Sendable, HTTPHeaded {
    /// Status and headers.
    package let head: HTTPHead
    /// What follows them, decompressed.
    package let body: [UInt8]
    /// Where the request went in the end.
    package let url: String
    /// Where the answer points to, as an absolute URL.
    let redirectTarget: String?

    /// An answer of nobody's, for tests.
    ///
    /// - Parameters:
    ///   - status: such as 200.
    ///   - headers: names in lower case.
    ///   - body: what follows them.
    ///   - url: where the request went.
    package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = [], url: String = "") {
        self.init(head: HTTPHead(status: status, headers: headers, isComplete: true), body: body, url: url)
    }

    init(head: HTTPHead, body: [UInt8], url: String, redirectTarget: String? = nil) {
        self.head = head
        self.body = body
        self.url = url
        self.redirectTarget = redirectTarget
    }
}
