internal import Foundation
internal import HTTP
internal import Manifests
internal import Tools

/// Has a program log in to one API server, and keeps what it gave until a moment before that ends.
///
/// The program runs once at a time, and all requests that need a login meanwhile get the same.
actor ExecLogins {
    private let plugin: ExecPlugin
    private let server: HTTPServer
    private let cluster: String
    private let tools: any ToolRunner
    private let timeout: Duration
    private let now: @Sendable () -> Date

    private var kept: (login: APILogin, credential: ExecCredential)?
    private var isRunning = false
    private var waiting: [CheckedContinuation<Result<APILogin, any Error>?, Never>] = []

    /// How long before its end a login is given up, so that it does not end on its way to the server.
    private static let margin: TimeInterval = 10

    /// - Parameters:
    ///   - plugin: the program.
    ///   - server: how connections are made; a certificate of the program's comes to it.
    ///   - cluster: what errors call the cluster.
    ///   - tools: what runs the program.
    ///   - timeout: how long the program may take.
    ///   - now: what the ends of logins are compared with.
    init(
        _ plugin: ExecPlugin,
        to server: HTTPServer,
        cluster: String,
        tools: any ToolRunner,
        timeout: Duration = .seconds(60),
        now: @escaping @Sendable () -> Date = { Date() },
    ) {
        self.plugin = plugin
        self.server = server
        self.cluster = cluster
        self.tools = tools
        self.timeout = timeout
        self.now = now
    }

    /// How many wait for the program's end, for tests.
    var waitingCount: Int { waiting.count }

    /// A login that has not ended.
    ///
    /// - Parameter rejected: one that the server did not take; another is got, unless that happened already.
    /// - Returns: the one that is kept, or a new one.
    /// - Throws: `KubernetesError` about the cluster; `CancellationError`.
    func login(after rejected: APILogin? = nil) async throws -> APILogin {
        while true {
            if let kept, kept.login.number != rejected?.number, !isEnding(kept.credential) { return kept.login }
            if !isRunning { return try await run() }
            // Cancelling does not end this wait, but the tasks of a cluster are cancelled together, and the program's
            // with them.
            let outcome = await withCheckedContinuation { waiting.append($0) }
            if let outcome { return try outcome.get() }
        }
    }

    private func isEnding(_ credential: ExecCredential) -> Bool {
        guard let expiry = credential.expiry else { return false }
        return expiry.timeIntervalSince(now()) < Self.margin
    }

    private func run() async throws -> APILogin {
        isRunning = true
        let outcome: Result<APILogin, any Error>
        do {
            outcome = .success(try await renew())
        } catch {
            outcome = .failure(error)
        }
        isRunning = false
        let others = waiting
        waiting = []
        // Who waited for a task that was cancelled tries himself.
        if case .failure(is CancellationError) = outcome {
            for other in others { other.resume(returning: nil) }
        } else {
            for other in others { other.resume(returning: outcome) }
        }
        return try outcome.get()
    }

    private func renew() async throws -> APILogin {
        let output = try await output()
        let credential: ExecCredential
        do {
            credential = try ExecCredential(output: output, apiVersion: plugin.apiVersion)
        } catch {
            throw failure(.configuration, error.message)
        }
        let login = APILogin(
            authorization: credential.authorization,
            client: client(for: credential.identity),
            number: (kept?.login.number ?? 0) + 1,
        )
        kept = (login, credential)
        return login
    }

    /// The client of before where the certificate is the same, as a new one has to connect again.
    ///
    /// libcurl gives a connection only to those who show the same certificate.
    private func client(for identity: HTTPServer.Identity?) -> HTTPClient {
        if let kept, kept.credential.identity?.certificate == identity?.certificate,
            kept.credential.identity?.key.revealed == identity?.key.revealed
        {
            return kept.login.client
        }
        var server = server
        server.identity = identity
        return HTTPClient(server)
    }

    private func output() async throws -> [UInt8] {
        let result: ToolResult
        do {
            result = try await tools.run(plugin.invocation(timeout: timeout))
        } catch let error as ToolError {
            throw failure(of: error)
        }
        guard result.succeeded else {
            let said = said(result)
            throw failure(
                .tool,
                "exited with code \(result.exitCode) and did not log in" + (said.isEmpty ? "" : " (\(said))")
                    + "; run it by hand on this host to see what it needs",
            )
        }
        return result.output
    }

    private func failure(of error: ToolError) -> KubernetesError {
        switch error.reason {
        case .notFound:
            let hint = plugin.installHint.isEmpty ? "" : " (\(plugin.installHint))"
            return failure(.configuration, "is not there; install it, or put its folder on PATH\(hint)")
        case .timedOut:
            return failure(
                .tool,
                "did not log in within \(timeout) and was stopped; run it by hand on this host to see what it waits for",
            )
        case .tooMuchOutput, .failed: return failure(.tool, error.message)
        }
    }

    /// The last line of the program's own words, without what is secret.
    private func said(_ result: ToolResult) -> String {
        let line = result.errors.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) } ?? ""
        var secrets = plugin.secrets + [String(decoding: result.output, as: UTF8.self)]
        if case .bearer(let token)? = kept?.credential.authorization { secrets.append(token.revealed) }
        let masked = SecretMask(texts: secrets).hide(in: String(line.prefix(300)))
        return SecretMask.withoutEncodedTexts(masked).trimmingCharacters(in: .whitespaces)
    }

    private func failure(_ reason: KubernetesError.Reason, _ message: String) -> KubernetesError {
        KubernetesError(reason, subject: cluster, "\(plugin.command), with which the kubeconfig logs in, \(message)")
    }
}
