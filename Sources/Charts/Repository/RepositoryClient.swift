internal import HTTP

/// Sends the requests of one repository.
///
/// Its own host gets the login; other hosts that answers lead to get it only when the login says so. Redirects are followed
/// by the same rule, and never from https to http.
struct RepositoryClient: Sendable {
    private let home: HTTPOrigin
    private let login: RepositoryLogin
    private let own: HTTPClient
    private let foreign: HTTPClient

    private static let redirectLimit = 5

    /// - Parameters:
    ///   - url: of the repository.
    ///   - login: what it is shown.
    ///   - timeout: how long the first byte of an answer may take.
    /// - Throws: `ChartError` for a URL that is none.
    init(url: String, login: RepositoryLogin, timeout: Duration) throws(ChartError) {
        guard let home = HTTPOrigin(url) else {
            throw ChartError(.unreachable, printable(url: url), "is no URL; correct it")
        }
        self.home = home
        self.login = login
        let authorities = login.authorities.map { (HTTPServer.systemAuthorities() ?? []) + [10] + $0 }
        let server = HTTPServer(
            authorities: authorities,
            proxy: login.proxy,
            firstByteTimeout: timeout,
            maximumConcurrency: 4,
        )
        var ownServer = server
        ownServer.identity = login.identity
        own = HTTPClient(ownServer)
        foreign = login.passesCredentials ? own : HTTPClient(server)
    }

    /// One request.
    struct Question {
        var url: String
        var headers: [(name: String, value: String)] = []
        /// What the repository's own host is shown.
        var authorization: HTTPRequest.Authorization = .none
        /// A form that is posted; nil to get.
        var form: [UInt8]?
        /// Whether the authorization is for `url` itself wherever that is, since it is where the repository has logins
        /// checked.
        var isLogin = false
    }

    /// Sends a question and takes the whole answer, whatever its status is.
    ///
    /// - Parameters:
    ///   - question: what is asked.
    ///   - deadline: how long everything may take.
    ///   - limit: how long the answer may be.
    /// - Returns: the answer after all redirects.
    /// - Throws: `ChartError`, `CancellationError`.
    func answer(to question: Question, deadline: Duration, limit: Int) async throws -> HTTPAnswer {
        let end = ContinuousClock.now + deadline
        let retry = HTTPRetry(attempts: 3)
        return try await following(question) { request, client in
            do throws(HTTPError) {
                let left = ContinuousClock.now.duration(to: end)
                return try await retry.send(request, through: client, deadline: left, bodyLimit: limit)
            } catch {
                throw ChartError.noAnswer(error)
            }
        }
    }

    /// Sends a question and gives the answer as it comes, whatever its status is.
    ///
    /// - Parameters:
    ///   - question: what is asked.
    ///   - deadline: how long the head may take, and how long no byte may come after it.
    /// - Returns: the answer after all redirects.
    /// - Throws: `ChartError`, `CancellationError`.
    func stream(of question: Question, deadline: Duration) async throws -> HTTPStream {
        try await following(question) { request, client in
            do throws(HTTPError) {
                return try await client.stream(request, headDeadline: deadline, idleLimit: deadline)
            } catch {
                throw ChartError.noAnswer(error)
            }
        }
    }

    /// Sends a question and takes the answer's body as it was sent, without unpacking it; the answer may have any status.
    ///
    /// Some servers say of a `.tgz` that it is packed for the way.
    ///
    /// - Parameters:
    ///   - question: what is asked.
    ///   - deadline: how long everything may take.
    ///   - limit: how long the body may be.
    /// - Returns: the answer after all redirects, and its body.
    /// - Throws: `ChartError`, `CancellationError`.
    func download(_ question: Question, deadline: Duration, limit: Int) async throws -> (answer: HTTPStream, [UInt8]) {
        let end = ContinuousClock.now + deadline
        let answer = try await stream(of: question, deadline: deadline)
        var bytes: [UInt8] = []
        var pieces = answer.body.makeAsyncIterator()
        while let piece = try await Self.next(&pieces, of: answer, until: end) {
            bytes += piece
            guard bytes.count <= limit else {
                let name = printable(url: answer.url)
                throw ChartError(.tooLarge, name, "is longer than \(limit) bytes; make it smaller")
            }
        }
        return (answer, bytes)
    }

    /// The next piece of an answer.
    ///
    /// - Throws: `ChartError` when it breaks off or takes too long, `CancellationError`.
    static func next(
        _ pieces: inout HTTPBody.AsyncIterator,
        of answer: HTTPStream,
        until end: ContinuousClock.Instant,
    ) async throws -> [UInt8]? {
        guard ContinuousClock.now < end else {
            throw ChartError(.unreachable, printable(url: answer.url), "is not done in time", isTransient: true)
        }
        do throws(HTTPError) {
            return try await pieces.next()
        } catch {
            throw ChartError.noAnswer(error)
        }
    }

    /// Whether the server at `url` gets the login.
    func isTrusted(_ url: String) -> Bool {
        login.passesCredentials || HTTPOrigin(url) == home
    }

    private func following<Answer: HTTPHeaded>(
        _ question: Question,
        _ send: (HTTPRequest, HTTPClient) async throws -> Answer,
    ) async throws -> Answer {
        var url = question.url
        for _ in 0...Self.redirectLimit {
            let isOwn = isTrusted(url)
            let isShown = isOwn || question.isLogin && url == question.url
            let request = HTTPRequest(
                question.form == nil ? .get : .post,
                url,
                headers: question.headers,
                body: question.form,
                authorization: isShown ? question.authorization : .none,
            )
            let answer = try await send(request, isOwn ? own : foreign)
            guard [301, 302, 303, 307, 308].contains(answer.status), question.form == nil else { return answer }
            guard let location = answer.header("location"),
                let target = RepositoryURL.redirect(location, from: url),
                let origin = HTTPOrigin(target), ["http", "https"].contains(origin.scheme)
            else { throw ChartError(.unreachable, printable(url: url), "redirects to nowhere; correct the URL") }
            if HTTPOrigin(url)?.scheme == "https", origin.scheme != "https" {
                let place = printable(url: target)
                throw ChartError(.refused, printable(url: url), "redirects from https to \(place); correct the URL")
            }
            url = target
        }
        throw ChartError(.unreachable, printable(url: question.url), "redirects too often; correct the URL")
    }
}
