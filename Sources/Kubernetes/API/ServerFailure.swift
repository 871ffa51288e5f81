internal import Manifests
internal import YAML

/// What an API server answered instead of what was asked for.
struct ServerFailure: Error {
    /// The status of the answer.
    let status: Int
    let reason: KubernetesError.Reason
    /// The server's words, on one line.
    let message: String
    /// How long the server asks to be left alone; nil when it does not say.
    let retryAfter: Duration?

    /// - Parameters:
    ///   - status: of the answer, anything but a success.
    ///   - body: a `Status` as API servers send it, or whatever a proxy says.
    ///   - retryAfter: how long the server asks to be left alone.
    init(status: Int, body: [UInt8], retryAfter: Duration? = nil) {
        self.status = status
        self.retryAfter = retryAfter
        let value = try? Value(json: body)
        guard let value, value["kind"]?.string == "Status" else {
            let words = String(decoding: body.prefix(200), as: UTF8.self).split(whereSeparator: \.isNewline)
            let said = words.joined(separator: " ")
            message = "the server answered with status \(status)" + (said.isEmpty ? "" : ": \(said)")
            reason = Self.reason(of: status, said)
            return
        }
        let words = value["message"]?.string ?? ""
        message = words.split(whereSeparator: \.isNewline)
            .map { String($0.drop { $0 == "*" || $0.isWhitespace }) }
            .joined(separator: ", ").replacing(":, ", with: ": ")
        let reason = value["reason"]?.string ?? ""
        self.reason = ServerReason.meaning(of: reason.isEmpty ? nil : reason, message)
    }

    /// A success that is not what was asked for.
    ///
    /// - Parameters:
    ///   - status: of the answer.
    ///   - wanted: what was asked for.
    init(status: Int, insteadOf wanted: String) {
        self.status = status
        retryAfter = nil
        reason = .serverFailure
        message = "the server answered with something else than \(wanted); see what answers at the server's address"
    }

    private static func reason(of status: Int, _ words: String) -> KubernetesError.Reason {
        switch status {
        case 401, 403: .forbidden
        // The server itself has no such path, which it says in these words (Go's `http.NotFound`). That there is no such
        // object it would say in a `Status`, and any other page is not its own.
        case 404 where words == "404 page not found": .unknownKind
        case 409: .conflict
        case 400, 405, 406, 413, 415, 422: .invalid
        default: .serverFailure
        }
    }

    /// This as what went wrong with one object.
    func error(of manifest: Manifest) -> KubernetesError {
        KubernetesError(reason, of: manifest, saying: message, SecretMask([manifest]))
    }

    /// This as what went wrong with `subject`, of which nothing is secret.
    func error(of subject: String) -> KubernetesError {
        KubernetesError(reason, subject: subject, message, retryAfter: retryAfter)
    }
}
