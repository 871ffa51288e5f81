internal import Foundation
internal import HTTP
internal import Manifests
internal import SystemPackage
internal import YAML

/// How an API server is reached, and who asks: what one context of a kubeconfig says of it.
struct APIAccess: Sendable {
    /// The server's address without a slash at its end.
    let url: String
    /// How connections are made.
    let server: HTTPServer
    let credential: APICredential
    /// What stands in every request: whom the user acts for.
    let headers: [(name: String, value: String)]
}

/// Who asks, as an API server can be told in a request.
enum APICredential: Sendable {
    /// Nobody, or whom the client certificate names.
    case none
    case token(Secret)
    /// Read afresh for each request, since whoever issues it replaces it from time to time.
    case tokenFile(FilePath)
    case basic(user: String, password: Secret)
    /// What a program says, in the request or by a client certificate.
    case program(ExecPlugin)

    /// What stands in a request; nothing for what only a program can say.
    ///
    /// - Throws: `Problems` when the file of a token cannot be read.
    func authorization() throws(Problems) -> HTTPRequest.Authorization {
        switch self {
        case .none, .program: return .none
        case .token(let token): return .bearer(token)
        case .basic(let user, let password): return .basic(user: user, password: password)
        case .tokenFile(let path):
            let text = FileManager.default.contents(atPath: path.string).map { String(decoding: $0, as: UTF8.self) }
            let token = text?.split(whereSeparator: \.isWhitespace).joined() ?? ""
            guard !token.isEmpty else {
                throw Problems(path.string, "holds no token, or cannot be read; see that it is there")
            }
            return .bearer(Secret(token))
        }
    }
}
