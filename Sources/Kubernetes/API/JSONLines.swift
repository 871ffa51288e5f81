internal import HTTP
internal import YAML

/// The values that a server goes on to send, one a line; for one reader.
struct JSONLines {
    private var pieces: HTTPBody.AsyncIterator
    private let server: APIServer
    private var buffer: [UInt8] = []
    /// Where the next line begins in `buffer`.
    private var start = 0
    /// Up to where there is no end of it.
    private var searched = 0
    private let limit: Int
    /// The longest line that is read: etcd refuses objects of 1.5 MiB, an aggregated API may have larger ones.
    static let limit = 64 << 20

    init(_ body: HTTPBody, of server: APIServer, limit: Int) {
        pieces = body.makeAsyncIterator()
        self.server = server
        self.limit = limit
    }

    /// The next value; nil when the server has ended its answer.
    ///
    /// - Throws: `KubernetesError` when the connection is lost, or what comes is no JSON; `CancellationError`.
    mutating func next() async throws -> Value? {
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = buffer[start..<end]
                start = end + 1
                searched = start
                guard !line.isEmpty else { continue }
                guard line.count <= limit else { throw tooLong }
                return try value(line)
            }
            buffer.removeSubrange(..<start)
            start = 0
            searched = buffer.count
            guard searched <= limit else { throw tooLong }
            let iterator = pieces
            let piece = try await server.reached { () async throws(HTTPError) in
                var iterator = iterator
                return try await iterator.next()
            }
            guard let piece else {
                guard !buffer.isEmpty else { return nil }
                defer { (buffer, searched) = ([], 0) }
                // What is cut off in the middle of a line was not sent whole, but the last line may lack its end.
                guard let value = try? Value(json: buffer) else { throw cutOff }
                return value
            }
            buffer += piece
        }
    }

    private func value(_ line: ArraySlice<UInt8>) throws -> Value {
        do {
            return try Value(json: line)
        } catch {
            throw failure(
                "the server sends a line that is no JSON (\(error)); see what answers at the server's address"
            )
        }
    }

    private var tooLong: KubernetesError {
        failure("the server sends a line of over \(limit) bytes; see what answers at the server's address")
    }

    private var cutOff: KubernetesError {
        failure(
            "the server ended its answer in the middle of a line; see what stands between fettle and the server if this"
                + " goes on"
        )
    }

    private func failure(_ message: String) -> KubernetesError {
        KubernetesError(.serverFailure, subject: server.cluster, message)
    }
}
