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
    /// The longest line that is read: etcd refuses objects of 1.5 MiB, an aggregated API may have larger ones.
    private static let limit = 64 << 20

    init(_ body: HTTPBody, of server: APIServer) {
        pieces = body.makeAsyncIterator()
        self.server = server
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
                return try value(line)
            }
            buffer.removeSubrange(..<start)
            start = 0
            searched = buffer.count
            guard searched <= Self.limit else {
                throw KubernetesError(
                    .serverFailure,
                    subject: server.cluster,
                    "sends a line of over \(Self.limit) bytes"
                )
            }
            let iterator = pieces
            let piece = try await server.reached { () async throws(HTTPError) in
                var iterator = iterator
                return try await iterator.next()
            }
            // What is cut off in the middle of a line was not sent whole.
            guard let piece else { return nil }
            buffer += piece
        }
    }

    private func value(_ line: ArraySlice<UInt8>) throws -> Value {
        do {
            return try Value(json: line)
        } catch {
            throw KubernetesError(.serverFailure, subject: server.cluster, "sends what is no JSON: \(error)")
        }
    }
}
