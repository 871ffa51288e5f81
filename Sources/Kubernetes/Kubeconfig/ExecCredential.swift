internal import Foundation
internal import HTTP
internal import YAML

/// Why what a program printed is no login; quotes nothing of it.
struct ExecCredentialError: Error {
    /// What is wrong, and after a semicolon what to do.
    let message: String
}

/// What a program that logs in gave: the `ExecCredential` of `client.authentication.k8s.io`.
struct ExecCredential: Sendable {
    /// Who asks, for the head of a request; nobody where the certificate says it.
    let authorization: HTTPRequest.Authorization
    /// For the connection; nil where a token says it.
    let identity: HTTPServer.Identity?
    /// When it ends; nil for never.
    let expiry: Date?

    /// Reads what a program printed.
    ///
    /// - Parameters:
    ///   - output: JSON.
    ///   - apiVersion: the version that the kubeconfig promises.
    /// - Throws: `ExecCredentialError`.
    init(output: [UInt8], apiVersion: String) throws(ExecCredentialError) {
        let value = try Self.parse(output)
        guard value["kind"]?.string == "ExecCredential" else {
            throw ExecCredentialError(message: "printed no ExecCredential; \(Self.look)")
        }
        let version = value["apiVersion"]?.string ?? ""
        guard version == apiVersion else {
            let other = ExecFields.apiVersions.contains(version) ? version : "another one or none"
            throw ExecCredentialError(
                message:
                    "should print an ExecCredential of \(apiVersion), as the kubeconfig says, and printed \(other); make "
                    + "exec.apiVersion in the kubeconfig the version that the program prints",
            )
        }
        guard let status = value["status"], status.object != nil else {
            throw ExecCredentialError(message: "printed an ExecCredential without a status; \(Self.look)")
        }
        let token = status["token"]?.string ?? ""
        let certificate = status["clientCertificateData"]?.string ?? ""
        let key = status["clientKeyData"]?.string ?? ""
        guard certificate.isEmpty == key.isEmpty else {
            let missing = key.isEmpty ? "clientKeyData" : "clientCertificateData"
            throw ExecCredentialError(
                message: "gave a client certificate without \(missing), and they go together; \(Self.look)"
            )
        }
        switch (token.isEmpty, certificate.isEmpty) {
        case (true, true):
            throw ExecCredentialError(message: "gave neither a token nor a client certificate; \(Self.look)")
        case (false, false):
            throw ExecCredentialError(
                message:
                    "gave both a token and a client certificate; have it give the one that the cluster should go by"
            )
        case (false, true):
            authorization = .bearer(Secret(token))
            identity = nil
        case (true, false):
            guard certificate.contains("-----BEGIN CERTIFICATE-----"), key.contains("PRIVATE KEY-----") else {
                throw ExecCredentialError(
                    message: "gave a client certificate or a key that is no PEM text; \(Self.look)"
                )
            }
            authorization = .none
            identity = HTTPServer.Identity(certificate: Array(certificate.utf8), key: Secret(key))
        }
        expiry = try Self.expiry(status["expirationTimestamp"])
    }

    private static let look = "run it by hand to see what it prints, and see its own documentation"

    private static func parse(_ output: [UInt8]) throws(ExecCredentialError) -> Value {
        guard output.contains(where: { !Character(UnicodeScalar($0)).isWhitespace }) else {
            throw ExecCredentialError(message: "printed nothing; \(look)")
        }
        do {
            return try Value(json: output)
        } catch {
            throw ExecCredentialError(message: "printed no JSON; \(look)")
        }
    }

    private static func expiry(_ value: Value?) throws(ExecCredentialError) -> Date? {
        guard let value, value != .null else { return nil }
        if let text = value.string {
            for style in [Date.ISO8601FormatStyle(), Date.ISO8601FormatStyle(includingFractionalSeconds: true)] {
                if let date = try? style.parse(text) { return date }
            }
        }
        throw ExecCredentialError(
            message: "gave an expirationTimestamp that is no time like 2026-01-31T12:00:00Z; \(look)"
        )
    }
}
