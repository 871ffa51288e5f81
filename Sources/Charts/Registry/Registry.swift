internal import HTTP
internal import YAML

/// One repository in an OCI registry (the distribution specification), which is only read.
package actor Registry {
    private let reference: RegistryReference
    private let login: RepositoryLogin
    private let isPlainHTTP: Bool
    private let timeout: Duration
    private let client: RepositoryClient
    /// What the registry took last.
    private var authorization = HTTPRequest.Authorization.none

    private static let jsonLimit = 4 << 20
    private static let tagLimit = 100_000

    /// - Parameters:
    ///   - reference: the repository; its version plays no part.
    ///   - login: what the registry is shown when it asks.
    ///   - isPlainHTTP: whether it is spoken to without TLS.
    ///   - timeout: how long one answer may take.
    /// - Throws: `ChartError` for a host that is none.
    package init(
        _ reference: RegistryReference,
        login: RepositoryLogin,
        isPlainHTTP: Bool,
        timeout: Duration,
    ) throws(ChartError) {
        self.reference = reference
        self.login = login
        self.isPlainHTTP = isPlainHTTP
        self.timeout = timeout
        let base = "\(isPlainHTTP ? "http" : "https")://\(reference.server)/v2/\(reference.repository)"
        self.base = base
        client = try RepositoryClient(url: base, login: login, timeout: timeout)
    }

    private let base: String

    /// What messages call it.
    private var name: String { "oci://\(reference.host)/\(reference.repository)" }

    // MARK: What it holds

    /// All tags, in the registry's order.
    ///
    /// - Throws: `ChartError`, `CancellationError`.
    package func tags() async throws -> [String] {
        var tags: [String] = []
        var next: String? = "\(base)/tags/list?n=1000"
        while let url = next {
            let answer = try await ask(url, limit: Self.jsonLimit)
            guard let page = (try? Value(json: answer.body))?["tags"] else {
                throw ChartError(.index, name, "the registry answers with no list of tags", isTransient: true)
            }
            tags += (page.array ?? []).compactMap(\.string)
            guard tags.count <= Self.tagLimit else {
                throw ChartError(.tooLarge, name, "has more than \(Self.tagLimit) tags; name one")
            }
            let further = try nextPage(answer, from: url)
            if further == url { break }
            next = further
        }
        return tags
    }

    /// `Link: </v2/…?last=…>; rel="next"` (RFC 8288).
    private func nextPage(_ answer: HTTPAnswer, from url: String) throws -> String? {
        guard let link = answer.header("link"), link.contains("next"), let start = link.firstIndex(of: "<"),
            let end = link[start...].firstIndex(of: ">")
        else { return nil }
        let target = String(link[link.index(after: start)..<end])
        guard let page = RepositoryURL.redirect(target, from: url), HTTPOrigin(page) == HTTPOrigin(url) else {
            throw ChartError(.index, name, "the registry's list of tags goes on at another host")
        }
        return page
    }

    /// The manifest of a tag or a digest.
    ///
    /// - Throws: `ChartError`, `CancellationError`.
    package func manifest(_ version: String) async throws -> RegistryManifest {
        let name = "\(name)\(version.contains(":") ? "@" : ":")\(version)"
        guard RegistryReference.isVersion(version[...]) else {
            throw ChartError(.version, name, "is neither tag nor digest; correct it")
        }
        let accept = RegistryManifest.mediaTypes.map { (name: "Accept", value: $0) }
        let answer = try await ask("\(base)/manifests/\(version)", headers: accept, limit: Self.jsonLimit)
        let digest = "sha256:\(Digest.sha256(answer.body))"
        let wanted = version.contains(":") ? version : answer.header("docker-content-digest")
        if let wanted, wanted.hasPrefix("sha256:"), wanted.lowercased() != digest {
            throw ChartError(.digest, name, "the manifest is not what its digest says", isTransient: true)
        }
        return try RegistryManifest(answer.body, digest: digest, name: name)
    }

    /// The contents of a layer, checked against its digest.
    ///
    /// - Parameters:
    ///   - layer: of a manifest of this repository.
    ///   - limit: how long it may be.
    /// - Returns: the bytes as they are packed.
    /// - Throws: `ChartError`, `CancellationError`.
    package func contents(of layer: RegistryManifest.Layer, limit: Int) async throws -> [UInt8] {
        guard layer.size <= limit else {
            throw ChartError(.tooLarge, name, "the chart has \(layer.size) bytes, more than \(limit); make it smaller")
        }
        let end = ContinuousClock.now + timeout
        let url = "\(base)/blobs/\(layer.digest)"
        func download() async throws -> (answer: HTTPStream, [UInt8]) {
            let question = RepositoryClient.Question(url: url, authorization: authorization)
            let left = ContinuousClock.now.duration(to: end)
            return try await client.download(question, deadline: left, limit: max(layer.size, Self.jsonLimit))
        }
        var (answer, bytes) = try await download()
        if try await logIn(after: answer, answer.url, until: end) { (answer, bytes) = try await download() }
        let refusal = ChartError.refusal(answer.status, answer.url, showsCredentials: login.showsCredentials)
        if let refusal { throw refusal }
        guard Digest.sha256(bytes) == Digest.hexadecimal(of: layer.digest) else {
            throw ChartError(.digest, name, "the chart's archive is not what its digest says", isTransient: true)
        }
        return bytes
    }

    // MARK: Asking

    private func ask(
        _ url: String,
        headers: [(name: String, value: String)] = [],
        limit: Int,
    ) async throws -> HTTPAnswer {
        let end = ContinuousClock.now + timeout
        func answer() async throws -> HTTPAnswer {
            let question = RepositoryClient.Question(url: url, headers: headers, authorization: authorization)
            return try await client.answer(to: question, deadline: ContinuousClock.now.duration(to: end), limit: limit)
        }
        var result = try await answer()
        if try await logIn(after: result, result.url, until: end) { result = try await answer() }
        let refusal = ChartError.refusal(result.status, result.url, showsCredentials: login.showsCredentials)
        if let refusal { throw refusal }
        return result
    }

    /// Finds out what the registry wants to be shown.
    ///
    /// - Returns: whether it is worth asking again.
    private func logIn(
        after answer: some HTTPHeaded,
        _ url: String,
        until end: ContinuousClock.Instant,
    ) async throws -> Bool {
        guard answer.status == 401, client.isTrusted(url) else { return false }
        let asked = answer.headers.filter { $0.name == "www-authenticate" }.map(\.value)
        guard let challenge = RegistryChallenge(asked),
            let fitting = try await authorization(for: challenge, deadline: ContinuousClock.now.duration(to: end))
        else { return false }
        authorization = fitting
        return true
    }

    /// The login for this repository; nil for none.
    private var ownLogin: RegistryLogins.Login? {
        switch login.credentials {
        case .none: nil
        case .basic(let user, let password): .basic(user: user, password: password)
        case .bearer(let token): .token(token)
        case .registries(let logins): logins.login(for: reference)
        }
    }

    /// What to show after `challenge`; nil when there is nothing.
    private func authorization(
        for challenge: RegistryChallenge,
        deadline: Duration,
    ) async throws -> HTTPRequest.Authorization? {
        switch (challenge, ownLogin) {
        case (.basic, .basic(let user, let password)): return .basic(user: user, password: password)
        case (.basic, .token(let token)), (.bearer, .token(let token)): return .bearer(token)
        case (.basic, nil), (.basic, .identity): return nil
        case (.bearer(let realm, let service, let scope), let login):
            return .bearer(try await token(realm, service, scope, login, deadline: deadline))
        }
    }

    /// Asks for a token: with a login by GET, with an identity token by POST, as docker's token specification has both.
    private func token(
        _ realm: String,
        _ service: String?,
        _ scope: String?,
        _ login: RegistryLogins.Login?,
        deadline: Duration,
    ) async throws -> Secret {
        guard let origin = HTTPOrigin(realm), origin.scheme == "https" || isPlainHTTP && origin.scheme == "http" else {
            throw ChartError(.refused, name, "wants a login to be sent without TLS, to \(printable(url: realm))")
        }
        var fields = [("scope", scope ?? "repository:\(reference.repository):pull")]
        if let service { fields.insert(("service", service), at: 0) }
        var question = RepositoryClient.Question(url: realm, isLogin: true)
        if case .identity(let token) = login {
            fields += [("grant_type", "refresh_token"), ("client_id", "fettle"), ("refresh_token", token.revealed)]
            question.form = Array(Self.form(fields).utf8)
            question.headers = [("Content-Type", "application/x-www-form-urlencoded")]
        } else {
            question.url += (realm.contains("?") ? "&" : "?") + Self.form(fields)
            if case .basic(let user, let password) = login {
                question.authorization = .basic(user: user, password: password)
            }
        }
        let answer = try await client.answer(to: question, deadline: deadline, limit: Self.jsonLimit)
        let refusal = ChartError.refusal(answer.status, answer.url, showsCredentials: login != nil)
        if let refusal { throw refusal }
        let value = try? Value(json: answer.body)
        guard let token = value?["token"]?.string ?? value?["access_token"]?.string, !token.isEmpty else {
            throw ChartError(.refused, printable(url: realm), "gives no token", isTransient: true)
        }
        return Secret(token)
    }

    /// `name=value&…`, everything but letters and digits escaped.
    private static func form(_ fields: [(String, String)]) -> String {
        fields.map { name, value in
            let escaped = value.utf8.map { byte in
                let isPlain = (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                return isPlain ? String(UnicodeScalar(byte)) : "%" + Digest.hexadecimal([byte]).uppercased()
            }
            return "\(name)=\(escaped.joined())"
        }.joined(separator: "&")
    }
}
