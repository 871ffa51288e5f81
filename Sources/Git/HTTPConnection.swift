internal import Blocking
internal import HTTP

/// git's smart protocol over https: every question is a request.
final class HTTPConnection: SmartConnection {
    private let session: HTTPSession
    private let authorization: HTTPRequest.Authorization
    private let subject: String
    private let stop: StopSignal
    /// Where the repository is, after the server's redirects.
    private var base: String

    private static let listing = "/info/refs?service=git-upload-pack"

    /// - Throws: `GitError` when the token file cannot be read.
    init(
        _ url: String,
        subject: String,
        _ credentials: Credentials,
        _ patience: Patience,
        until stop: StopSignal,
    ) throws(GitError) {
        base = url
        self.subject = subject
        self.stop = stop
        authorization = try credentials.authorization()
        // Some servers only speak the smart protocol with a client that calls itself git.
        session = HTTPSession(
            HTTPOptions(
                caFile: credentials.caFile,
                connectTimeout: patience.connecting,
                stallTimeout: patience.stalling,
                userAgent: "git/2.0 (fettle)",
            ),
        )
    }

    func stream(for question: SmartQuestion) throws(GitError) -> any SmartStream {
        AnswerStream(self, to: question)
    }

    /// Asks for the list of references.
    ///
    /// Only this request follows redirects; the ones after it go where it ended.
    fileprivate func list() throws(GitError) -> HTTPExchange {
        let exchange = try send(
            HTTPRequest(.get, base + Self.listing, authorization: authorization, redirects: .sameOrigin),
            expecting: "application/x-git-upload-pack-advertisement",
        )
        if exchange.url.hasSuffix(Self.listing) { base = String(exchange.url.dropLast(Self.listing.count)) }
        return exchange
    }

    fileprivate func negotiate(_ body: [UInt8]) throws(GitError) -> HTTPExchange {
        let headers = [
            ("Content-Type", "application/x-git-upload-pack-request"),
            ("Accept", "application/x-git-upload-pack-result"),
        ]
        return try send(
            HTTPRequest(.post, base + "/git-upload-pack", headers: headers, body: body, authorization: authorization),
            expecting: "application/x-git-upload-pack-result",
        )
    }

    private func send(_ request: HTTPRequest, expecting type: String) throws(GitError) -> HTTPExchange {
        let exchange: HTTPExchange
        do {
            exchange = try session.send(request, until: stop)
        } catch {
            throw failure(error)
        }
        switch exchange.status {
        case 200: break
        case 401: throw unauthorized
        case 403: throw GitError(.unauthorized, subject, "forbids access (HTTP 403); check what the token may read")
        case 404, 410:
            throw GitError(
                .notARepository,
                subject,
                "has no such repository (HTTP \(exchange.status)); check the address, and for a private one the token",
            )
        case 429, 500...:
            throw GitError(.unreachable, subject, "the server failed (HTTP \(exchange.status)); try again later")
        default: throw GitError(.other, subject, "answers HTTP \(exchange.status); check the address")
        }
        guard exchange.header("content-type") == type else {
            throw GitError(.notARepository, subject, "does not speak git's smart protocol; check the address")
        }
        return exchange
    }

    private var unauthorized: GitError {
        typealias Variable = Credentials.Variable
        if case .none = authorization {
            return GitError(
                .unauthorized,
                subject,
                "asks for a user and a token (HTTP 401); set \(Variable.username) and \(Variable.token)",
            )
        }
        return GitError(
            .unauthorized,
            subject,
            "refuses the user or the token (HTTP 401); check \(Variable.username) and \(Variable.token)",
        )
    }

    fileprivate func failure(_ error: HTTPError) -> GitError {
        switch error.reason {
        case .cancelled, .deadline:
            stopped(stop.reason, subject) ?? GitError(.cancelled, subject, "was cancelled")
        case .connectTimedOut, .stalled:
            GitError(.timedOut, subject, "\(error.message); check the network and the server")
        case .unreachable:
            GitError(.unreachable, subject, "cannot be reached: \(error.message); check the address and the network")
        case .untrusted:
            GitError(
                .untrusted,
                subject,
                "\(error.message); name the authority's certificate in \(Credentials.Variable.caFile)",
            )
        case .redirectRefused:
            GitError(.invalid, subject, "\(error.message); give the repository's real address")
        case .invalidRequest:
            GitError(.invalid, subject, "\(error.message); check the address and \(Credentials.Variable.caFile)")
        case .broken, .tooLarge:
            GitError(.unreachable, subject, "the transfer broke off: \(error.message); check the server and try again")
        }
    }
}

/// The answer to one question: what is written before goes along with it when the answer is first read.
private final class AnswerStream: SmartStream {
    private let connection: HTTPConnection
    private let question: SmartQuestion
    private var body: [UInt8] = []
    private var exchange: HTTPExchange?

    init(_ connection: HTTPConnection, to question: SmartQuestion) {
        self.connection = connection
        self.question = question
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(GitError) -> Int {
        let exchange = try answer()
        do {
            return try exchange.read(into: buffer)
        } catch {
            throw connection.failure(error)
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer) {
        body.append(contentsOf: bytes)
    }

    private func answer() throws(GitError) -> HTTPExchange {
        if let exchange { return exchange }
        let exchange =
            switch question {
            case .references: try connection.list()
            case .objects: try connection.negotiate(body)
            }
        self.exchange = exchange
        return exchange
    }
}
