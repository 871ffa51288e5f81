/// What comes before the body of an answer.
package struct HTTPHead: Sendable {
    /// The answer's status.
    package internal(set) var status = 0
    /// The answer's headers in order, names in lower case.
    package internal(set) var headers: [(name: String, value: String)] = []
    /// Whether it is all there.
    var isComplete = false

    /// Takes the next line, with its line end.
    mutating func take(_ line: UnsafeRawBufferPointer, status: () -> Int) {
        let text = String(decoding: line, as: UTF8.self).trimmingLineEnd
        if text.hasPrefix("HTTP/") {
            // Every answer counts anew: an interim one is followed by the real one.
            self = HTTPHead()
        } else if text.isEmpty {
            self.status = status()
            isComplete = self.status >= 200
        } else if !isComplete, let colon = text.firstIndex(of: ":") {
            let value = text[text.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            headers.append((text[..<colon].lowercased(), String(value)))
        }
    }
}

/// Whatever starts with an answer's head.
package protocol HTTPHeaded {
    /// Status and headers.
    var head: HTTPHead { get }
}

extension HTTPHeaded {
    /// The answer's status.
    package var status: Int { head.status }

    /// The answer's headers in order, names in lower case.
    package var headers: [(name: String, value: String)] { head.headers }

    /// The value of the first header `name`, which is given in lower case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }
}

extension String {
    fileprivate var trimmingLineEnd: String {
        var bytes = Substring(self).utf8
        while bytes.last == 10 || bytes.last == 13 { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
