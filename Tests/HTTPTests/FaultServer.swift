import Foundation
import HTTP
import SystemPackage
import TestSupport
import Testing

/// Runs the server of `faultServerScript`.
func withFaults<Result>(
    _ settings: [String: String] = [:],
    certificate: TestCertificate? = nil,
    _ body: (GitServer) async throws -> Result,
) async throws -> Result {
    var settings = settings
    settings["certificate"] = certificate?.certificate.string
    settings["key"] = certificate?.key.string
    return try await GitServer.with(script: faultServerScript, settings, body)
}

/// Runs it with TLS, and HTTP/2 that behaves as `mode` says, and gives a client that trusts it.
func withHTTP2<Result>(
    _ mode: String,
    _ body: (GitServer, HTTPServer, HTTPClient) async throws -> Result,
) async throws -> Result {
    try await withTemporaryDirectory { folder in
        let certificate = try await TestCertificate(in: folder)
        let trust = HTTPServer(
            authorities: try bytes(of: certificate.authority),
            proxy: .none,
            connectTimeout: .seconds(300),
            maximumConcurrency: 50,
        )
        return try await withFaults(["h2": mode], certificate: certificate) {
            try await body($0, trust, HTTPClient(trust))
        }
    }
}

func bytes(of file: FilePath) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: file.string)))
}

extension GitServer {
    var url: String { "http://127.0.0.1:\(port)" }
    var secureURL: String { "https://127.0.0.1:\(port)" }

    /// The connections that requests came on.
    var connections: Set<Substring> {
        Set(requests.compactMap { $0.split(separator: " ").last })
    }
}

extension HTTPClient {
    /// A client of plain HTTP, with nothing between.
    convenience init(maximumConcurrency: Int = 16) {
        self.init(HTTPServer(proxy: .none, maximumConcurrency: maximumConcurrency))
    }

    /// Sends with limits that no test reaches.
    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPAnswer {
        try await send(request, deadline: .seconds(300), bodyLimit: 1 << 24)
    }

    func get(_ url: String) async throws(HTTPError) -> HTTPAnswer {
        try await send(HTTPRequest(.get, url))
    }

    func stream(_ url: String, idleLimit: Duration? = nil) async throws(HTTPError) -> HTTPStream {
        try await stream(HTTPRequest(.get, url), headDeadline: .seconds(300), idleLimit: idleLimit)
    }
}

extension HTTPAnswer {
    var text: String { String(decoding: body, as: UTF8.self) }

    /// What `/echo` saw.
    var seen: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any] ?? [:]
    }
}

/// The error of a call that must fail.
func failure<Value>(of body: () async throws -> Value) async throws -> HTTPError {
    do {
        throw UnexpectedSuccess(value: "\(try await body())")
    } catch let error as HTTPError {
        return error
    }
}

struct UnexpectedSuccess: Error {
    let value: String
}
