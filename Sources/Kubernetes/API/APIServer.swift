internal import HTTP
internal import Manifests
internal import YAML

/// Asks one API server.
struct APIServer: Sendable {
    /// What the server said.
    enum Answer: Sendable {
        /// It did what was asked.
        case object(Value)
        case failure(ServerFailure)
    }

    /// What errors call the cluster.
    let cluster: String
    private let access: APIAccess
    private let client: HTTPClient
    /// How long one request may take.
    private let timeout: Duration
    /// The largest answer that is read: a list of 500 large objects stays below.
    private static let answerLimit = 512 << 20

    init(_ access: APIAccess, cluster: String, timeout: Duration) {
        self.access = access
        self.cluster = cluster
        self.timeout = timeout
        client = HTTPClient(access.server)
    }

    /// Sends one request and reads what comes back.
    ///
    /// - Parameters:
    ///   - method: the verb.
    ///   - path: below the server's root, escaped.
    ///   - form: what the answer has to be; anything else is a failure of the server.
    ///   - query: names, and values that are not escaped yet.
    ///   - body: JSON.
    ///   - contentType: what the body is.
    ///   - accept: the media types that are wanted.
    ///   - isRepeatable: whether the request may be sent again when nobody knows whether it was carried out.
    /// - Throws: `KubernetesError` about the cluster when it could not be asked, or does not know who asks;
    ///   `CancellationError`.
    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        expecting form: AnswerForm,
        query: [(name: String, value: String)] = [],
        body: [UInt8]? = nil,
        contentType: String = "application/json",
        accept: String = "application/json",
        isRepeatable: Bool = true,
    ) async throws -> Answer {
        let parameters = query.map { "\($0.name)=\(APIResource.escaped($0.value))" }.joined(separator: "&")
        var headers = access.headers + [("Accept", accept)]
        if body != nil { headers.append(("Content-Type", contentType)) }
        let request = HTTPRequest(
            method,
            access.url + path + (parameters.isEmpty ? "" : "?\(parameters)"),
            headers: headers,
            body: body,
            authorization: try authorization(),
            isIdempotent: isRepeatable,
        )
        let answer = try await send(request)
        guard (200..<300).contains(answer.status) else {
            let failure = ServerFailure(status: answer.status, body: answer.body)
            if answer.status == 401 { throw KubernetesError(.forbidden, subject: cluster, failure.message) }
            return .failure(failure)
        }
        do {
            let value = try Value(json: answer.body)
            guard form.fits(value) else { return .failure(ServerFailure(status: answer.status, instead: form)) }
            return .object(value)
        } catch {
            throw KubernetesError(.serverFailure, subject: cluster, "\(access.url) answered with no JSON: \(error)")
        }
    }

    private func authorization() throws(KubernetesError) -> HTTPRequest.Authorization {
        do {
            return try access.credential.authorization()
        } catch {
            throw KubernetesError(.configuration, subject: cluster, error.description)
        }
    }

    private func send(_ request: HTTPRequest) async throws -> HTTPAnswer {
        do {
            return try await HTTPRetry().send(
                request,
                through: client,
                deadline: timeout,
                bodyLimit: Self.answerLimit,
                unless: Self.isVerdict,
            )
        } catch {
            if error.reason == .cancelled { throw CancellationError() }
            let reason: KubernetesError.Reason = error.reason == .invalidRequest ? .configuration : .unreachable
            throw KubernetesError(reason, subject: cluster, "\(access.url): \(error.message)")
        }
    }

    /// Server-side apply answers with status 500 and no reason to an object that does not fit its schema.
    private static func isVerdict(_ answer: HTTPAnswer) -> Bool {
        guard answer.status == 500, let status = try? Value(json: answer.body) else { return false }
        return status["kind"]?.string == "Status" && (status["reason"]?.string ?? "").isEmpty
    }
}
