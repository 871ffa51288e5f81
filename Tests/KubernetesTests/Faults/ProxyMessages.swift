import Blocking

/// A request as it came to the proxy.
struct ProxyRequest: Sendable {
    /// Counts from 1.
    var number = 0
    /// As `number`, without requests for the kinds of one group, of which a run makes many of the same sort.
    var place = 0
    let method: String
    /// Path and query.
    var target: String
    /// Names in lower case.
    let headers: [String: String]
    var body: [UInt8]

    var path: Substring { target.prefix { $0 != "?" } }
    var query: Substring { target.drop { $0 != "?" }.dropFirst() }

    var isWatch: Bool { query.contains("watch=true") }

    /// Whether it asks for the kinds of one group.
    var isGroupDiscovery: Bool { path.hasPrefix("/apis/") && path.split(separator: "/").count == 3 }

    /// Reads one from a connection; nil at its end.
    init?(from socket: LoopbackSocket, until stop: CancellationFlag) throws {
        var bytes: [UInt8] = []
        func more() throws -> Bool {
            let piece = try socket.receive(until: stop)
            bytes += piece
            return !piece.isEmpty
        }
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let range = bytes.firstRange(of: end) {
                let lines = String(decoding: bytes[..<range.lowerBound], as: UTF8.self).split(separator: "\r\n")
                let words = (lines.first ?? "").split(separator: " ")
                guard words.count == 3 else { throw Unexpected("no request: \(lines)") }
                method = String(words[0])
                target = String(words[1])
                let pairs = lines.dropFirst().map { line in
                    (line.prefix { $0 != ":" }.lowercased(), String(line.drop { $0 != ":" }.dropFirst(2)))
                }
                headers = Dictionary(pairs) { $1 }
                let length = headers["content-length"].flatMap { Int($0) } ?? 0
                while bytes.count < range.upperBound + length {
                    guard try more() else { return nil }
                }
                body = Array(bytes[range.upperBound...])
                return
            }
            guard try more() else { return nil }
        }
    }
}

/// An answer as the proxy gives it.
struct ProxyAnswer: Sendable {
    let status: Int
    /// As lines.
    var headers: [String]
    var body: [UInt8]

    init(status: Int, headers: [String], body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    init(_ status: Int, _ type: String, _ body: String, headers: [String] = []) {
        self.init(status: status, headers: ["Content-Type: \(type)"] + headers, body: Array(body.utf8))
    }

    /// A `Status`, without reason if that is empty.
    init(_ code: Int, status reason: String, _ message: String) {
        let why = reason.isEmpty ? "" : #""reason":"\#(reason)","#
        let start = #"{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","#
        self.init(code, "application/json", #"\#(start)\#(why)"message":"\#(message)","code":\#(code)}"#)
    }

    /// As it goes over the wire.
    var bytes: [UInt8] {
        let lines = ["HTTP/1.1 \(status) X", "Content-Length: \(body.count)"] + headers + ["", ""]
        return Array(lines.joined(separator: "\r\n").utf8) + body
    }
}
