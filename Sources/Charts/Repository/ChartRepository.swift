internal import HTTP

/// A Helm repository over http or https: an index, and archives that it leads to.
package struct ChartRepository: Sendable {
    /// Without a slash at its end.
    package let url: String
    private let login: RepositoryLogin
    private let timeout: Duration
    private let limits: Limits
    private let client: RepositoryClient

    /// How long what is downloaded may be.
    package struct Limits: Hashable, Sendable {
        /// The index, unpacked, in bytes.
        package var index: Int
        /// An archive, as it is packed, in bytes.
        package var archive: Int

        /// - Parameters:
        ///   - index: 50 MiB, as in Flux.
        ///   - archive: 100 MiB.
        package init(index: Int = 50 << 20, archive: Int = 100 << 20) {
            self.index = index
            self.archive = archive
        }
    }

    /// - Parameters:
    ///   - url: of the repository.
    ///   - login: what it is shown.
    ///   - timeout: how long one download may take.
    ///   - limits: how long it may be.
    /// - Throws: `ChartError` for a URL that is none.
    package init(
        url: String,
        login: RepositoryLogin,
        timeout: Duration,
        limits: Limits = Limits(),
    ) throws(ChartError) {
        self.url = url
        self.login = login
        self.timeout = timeout
        self.limits = limits
        client = try RepositoryClient(url: url, login: login, timeout: timeout)
    }

    private var authorization: HTTPRequest.Authorization {
        switch login.credentials {
        case .none, .registries: .none
        case .basic(let user, let password): .basic(user: user, password: password)
        case .bearer(let token): .bearer(token)
        }
    }

    // MARK: The index

    /// The repository's index: the one in `store` if the server says that it has not changed, else a new one.
    ///
    /// - Throws: `ChartError`, `CancellationError`.
    package func index(in store: ChartStore) async throws -> StoredIndex {
        let end = ContinuousClock.now + timeout
        let known = try await store.index(url)
        var question = RepositoryClient.Question(
            url: RepositoryURL.index(of: url),
            // What is packed is unpacked by the store, piece by piece.
            headers: [("Accept-Encoding", "gzip")],
            authorization: authorization,
        )
        if let tag = known?.entityTag { question.headers.append(("If-None-Match", tag)) }
        let answer = try await client.stream(of: question, deadline: timeout)
        if answer.status == 304, let known { return known }
        let refusal = ChartError.refusal(answer.status, answer.url, showsCredentials: shows(answer.url))
        if let refusal { throw refusal }
        let download = try await store.makeIndex(
            url,
            entityTag: answer.header("etag"),
            isPacked: try Self.isPacked(answer),
            limit: limits.index,
        )
        var pieces = answer.body.makeAsyncIterator()
        while let piece = try await RepositoryClient.next(&pieces, of: answer, until: end) {
            try await store.append(piece, to: download)
        }
        return try await store.finish(download)
    }

    private func shows(_ url: String) -> Bool {
        login.showsCredentials && client.isTrusted(url)
    }

    private static func isPacked(_ answer: HTTPStream) throws(ChartError) -> Bool {
        switch answer.header("content-encoding")?.lowercased() {
        case nil, "", "identity": false
        case "gzip", "x-gzip": true
        case let other?: throw ChartError(.index, printable(url: answer.url), "comes packed as \(other), not as gzip")
        }
    }

    // MARK: Archives

    /// Where the archive of a version lies.
    package enum Location: Hashable, Sendable {
        case url(String)
        /// Some indexes lead into registries.
        case registry(RegistryReference)
    }

    /// Where the first of an entry's URLs leads to.
    ///
    /// - Throws: `ChartError` when there is none that can be used.
    package func location(of entry: ChartIndex.Entry, chart: String) throws(ChartError) -> Location {
        let name = "\(chart) \(entry.version)"
        guard let reference = entry.urls.first else {
            throw ChartError(.index, printable(url: url), "the index has no URL for \(name); ask its owner")
        }
        if reference.hasPrefix("oci://") { return .registry(try RegistryReference(reference)) }
        guard let target = RepositoryURL.resolve(reference, in: url), let origin = HTTPOrigin(target),
            ["http", "https"].contains(origin.scheme)
        else {
            let problem = "the index has a URL for \(name) that leads nowhere; ask its owner"
            throw ChartError(.index, printable(url: url), problem)
        }
        return .url(target)
    }

    /// Downloads an archive.
    ///
    /// - Parameters:
    ///   - target: where it lies.
    ///   - digest: what its bytes must have, as the index says it; nil when it says nothing.
    /// - Returns: the archive as it is packed.
    /// - Throws: `ChartError`, `CancellationError`.
    package func archive(at target: String, digest: String?) async throws -> [UInt8] {
        let question = RepositoryClient.Question(url: target, authorization: authorization)
        let (answer, bytes) = try await client.download(question, deadline: timeout, limit: limits.archive)
        let refusal = ChartError.refusal(answer.status, answer.url, showsCredentials: shows(answer.url))
        if let refusal { throw refusal }
        if let digest { try Self.check(bytes, digest, printable(url: target)) }
        return bytes
    }

    /// Compares an archive with what the index says of it.
    ///
    /// - Throws: `ChartError` with reason `digest`.
    package static func check(_ bytes: [UInt8], _ digest: String, _ name: String) throws(ChartError) {
        guard let wanted = Digest.hexadecimal(of: digest) else {
            throw ChartError(.digest, name, "the index has a digest that is no SHA-256; ask its owner")
        }
        let found = Digest.sha256(bytes)
        guard found == wanted else {
            throw ChartError(
                .digest,
                name,
                "is not what the index says: its digest is \(found), not \(wanted); ask the repository's owner",
                isTransient: true,
            )
        }
    }
}
