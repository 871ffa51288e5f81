internal import HTTP
internal import Manifests
internal import Tools
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
    private let logins: APILogins
    /// How long one request may take.
    private let timeout: Duration
    /// The largest answer that is read: a list of 500 large objects stays below.
    private static let answerLimit = 512 << 20

    /// - Parameters:
    ///   - access: how the server is reached.
    ///   - cluster: what errors call the cluster.
    ///   - timeout: how long one request may take, without what a program needs to log in.
    ///   - tools: what runs such a program.
    init(_ access: APIAccess, cluster: String, timeout: Duration, tools: any ToolRunner) {
        self.access = access
        self.cluster = cluster
        self.timeout = timeout
        logins = APILogins(access, cluster: cluster, tools: tools)
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
    /// - Returns: what the server said.
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
        var headers = [("Accept", accept)]
        if body != nil { headers.append(("Content-Type", contentType)) }
        let request = request(method, path, query, headers, body: body, isIdempotent: isRepeatable)
        let answer = try await loggedIn(status: \.status) { login in
            try await send(request.with(login.authorization), through: login.client)
        }
        guard (200..<300).contains(answer.status) else { return .failure(try failure(answer, answer.body)) }
        do {
            let value = try Value(json: answer.body)
            guard form.fits(value) else { return .failure(ServerFailure(status: answer.status, insteadOf: form.words)) }
            return .object(value)
        } catch {
            throw KubernetesError(
                .serverFailure,
                subject: cluster,
                "\(access.url) answered with no JSON (\(error)); see what answers there",
            )
        }
    }

    /// Asks for what the server goes on to send, one JSON value a line.
    ///
    /// - Parameters:
    ///   - path: below the server's root, escaped.
    ///   - query: names, and values that are not escaped yet.
    ///   - idleLimit: how long the server may send nothing before the connection counts as lost.
    ///   - lineLimit: how many bytes one line may have.
    /// - Returns: the values as they come.
    /// - Throws: `ServerFailure` when it answers with another thing; else as `send`.
    func lines(
        _ path: String,
        query: [(name: String, value: String)],
        idleLimit: Duration,
        lineLimit: Int = JSONLines.limit,
    ) async throws -> JSONLines {
        let request = request(.get, path, query, [("Accept", "application/json")])
        let stream = try await loggedIn(status: \.status) { login in
            try await reached { () async throws(HTTPError) in
                try await login.client.stream(
                    request.with(login.authorization),
                    headDeadline: min(timeout, idleLimit),
                    idleLimit: idleLimit,
                )
            }
        }
        guard (200..<300).contains(stream.status) else {
            let body = try await reached { () async throws(HTTPError) in try await stream.body.readAll(limit: 1 << 20) }
            throw try failure(stream, body)
        }
        // A page that somebody else answers with may not even have the end of a line.
        guard stream.header("content-type")?.lowercased().hasPrefix("application/json") ?? true else {
            throw ServerFailure(status: stream.status, insteadOf: "JSON")
        }
        return JSONLines(stream.body, of: self, limit: lineLimit)
    }

    /// Asks as who fettle is to the server; once more as who it is after logging in again when that is not accepted.
    private func loggedIn<Reply>(
        status: (Reply) -> Int,
        _ ask: (APILogin) async throws -> Reply,
    ) async throws -> Reply {
        let login = try await logins.current()
        let answer = try await ask(login)
        // Nothing was done for somebody whom the server does not know, so it may be asked again.
        guard status(answer) == 401, let other = try await logins.renewed(after: login) else { return answer }
        return try await ask(other)
    }

    private func request(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ query: [(name: String, value: String)],
        _ headers: [(name: String, value: String)],
        body: [UInt8]? = nil,
        isIdempotent: Bool = true,
    ) -> HTTPRequest {
        let parameters = query.map { "\($0.name)=\(APIResource.escaped($0.value))" }.joined(separator: "&")
        return HTTPRequest(
            method,
            access.url + path + (parameters.isEmpty ? "" : "?\(parameters)"),
            headers: access.headers + headers,
            body: body,
            isIdempotent: isIdempotent,
        )
    }

    /// What an answer of another status than success means.
    private func failure(_ answer: some HTTPHeaded, _ body: [UInt8]) throws(KubernetesError) -> ServerFailure {
        let failure = ServerFailure(status: answer.status, body: body, retryAfter: answer.retryAfter())
        if answer.status == 401 { throw KubernetesError(.forbidden, subject: cluster, failure.message) }
        return failure
    }

    private func send(_ request: HTTPRequest, through client: HTTPClient) async throws -> HTTPAnswer {
        try await reached { () async throws(HTTPError) in
            try await HTTPRetry().send(
                request,
                through: client,
                deadline: timeout,
                bodyLimit: Self.answerLimit,
                unless: Self.isVerdict,
            )
        }
    }

    /// Runs `body`, and says of its failure that this server was not reached.
    func reached<Result>(_ body: () async throws(HTTPError) -> Result) async throws -> Result {
        do throws(HTTPError) {
            return try await body()
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

extension HTTPRequest {
    /// The same request by somebody.
    fileprivate func with(_ authorization: Authorization) -> HTTPRequest {
        var request = self
        request.authorization = authorization
        return request
    }
}
