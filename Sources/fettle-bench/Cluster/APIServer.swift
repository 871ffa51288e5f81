import Foundation
import HTTP
import SystemPackage
import YAML

/// The API server of a control plane, as its kubeconfig says.
struct APIServer: Sendable {
    let url: String
    /// The certificate to trust, in PEM.
    let authority: [UInt8]
    let token: Secret
    private let client: HTTPClient

    /// - Throws: `BenchError` for a kubeconfig that is none of `Scripts/control-plane`'s.
    init(kubeconfig: FilePath) throws {
        let bytes = FileManager.default.contents(atPath: kubeconfig.string).map { Array($0) } ?? []
        let config = try Value(json: bytes)
        guard let cluster = config["clusters"]?.array?.first?["cluster"],
            let url = cluster["server"]?.string,
            let authority = cluster["certificate-authority-data"]?.string.flatMap({ Data(base64Encoded: $0) }),
            let token = config["users"]?.array?.first?.at("user", "token")?.string
        else { throw BenchError(description: "\(kubeconfig): has no server, certificate and token") }
        self.url = url
        self.authority = Array(authority)
        self.token = Secret(token)
        client = HTTPClient(HTTPServer(authorities: Array(authority), proxy: .none))
    }

    /// Sends one request.
    ///
    /// - Throws: `BenchError` when it is refused; `HTTPError` when there is no answer.
    @discardableResult
    func send(_ method: HTTPRequest.Method, _ path: String, body: Value? = nil) async throws -> [UInt8] {
        let answer = try await client.send(
            request(method, path, body: body),
            deadline: .seconds(60),
            bodyLimit: 256 << 20,
        )
        guard answer.status < 300 else {
            let text = String(decoding: answer.body.prefix(500), as: UTF8.self)
            throw BenchError(description: "\(method.rawValue) \(path): status \(answer.status): \(text)")
        }
        return answer.body
    }

    /// The changes at `path`, a JSON object a line, until the task is cancelled.
    func watch(_ path: String) async throws -> HTTPBody {
        try await client.stream(request(.get, path), headDeadline: .seconds(30)).body
    }

    private func request(_ method: HTTPRequest.Method, _ path: String, body: Value? = nil) -> HTTPRequest {
        HTTPRequest(
            method,
            url + path,
            headers: body == nil ? [] : [("Content-Type", "application/merge-patch+json")],
            body: body?.json(),
            authorization: .bearer(token),
        )
    }
}
