internal import Charts

/// Charts of Helm repositories with an index.
extension ChartCache {
    /// How long the failure of a repository stands for all that ask it, so that each release of a run does not wait anew for
    /// one that does not answer.
    static let failureLife: Duration = .seconds(5)

    /// The version that a range leads to today.
    func newestVersion(in request: ChartRequest, subject: String, lookup: ValuesLookup) async throws -> String {
        guard case .index(let url, let chart, let version) = request.location else {
            throw Self.notAnArchive(request, subject)
        }
        let login = try await request.access.login(isRegistry: false, subject: subject, lookup: lookup)
        return try await telling(request.location.name, subject: subject) {
            let index = try await chartIndex(of: chart, at: url, request, login, maximumAge: request.interval)
            return try index.best(version.text, url: url).version
        }
    }

    /// The archive of a version, downloaded when it is not kept.
    func indexedArchive(
        _ version: String,
        of request: ChartRequest,
        subject: String,
        lookup: ValuesLookup,
    ) async throws -> ChartStore.Lease {
        guard case .index(let url, let chart, _) = request.location else { throw Self.notAnArchive(request, subject) }
        let name = request.location.name
        let pinName = "\(url) \(chart) \(version)"
        if let lease = try await kept(pinName, name, subject: subject) { return lease }
        let login = try await request.access.login(isRegistry: false, subject: subject, lookup: lookup)
        return try await telling(name, subject: subject) {
            let key = ArchiveKey(repository: RepositoryKey(place: url, login: login.fingerprint), name: pinName)
            let pin = try await download(key) { cache in
                try await cache.downloadIndexed(version, chart: chart, at: url, request, login, pinName: pinName)
            }
            return try await cache(pin, pinName)
        }
    }

    private func downloadIndexed(
        _ version: String,
        chart: String,
        at url: String,
        _ request: ChartRequest,
        _ login: RepositoryLogin,
        pinName: String,
    ) async throws -> ChartStore.Pin {
        try checkSuspension(request, url)
        let entry = try await entry(version, chart: chart, at: url, request, login)
        let timeout = request.access.timeout
        let repository = try ChartRepository(url: url, login: login, timeout: timeout, limits: downloadLimits)
        let bytes: [UInt8]
        switch try repository.location(of: entry, chart: chart) {
        case .url(let target): bytes = try await repository.archive(at: target, digest: entry.digest)
        case .registry(let reference):
            // Another host, so it gets no login.
            let registry = try Registry(reference, login: .none, isPlainHTTP: false, timeout: timeout)
            let manifest = try await registry.manifest(reference.version ?? entry.version.asTag)
            let layer = try manifest.layer(.chart, name: "oci://\(reference.host)/\(reference.repository)")
            bytes = try await registry.contents(of: layer, limit: downloadLimits.archive)
        }
        return try await keep(bytes, version: entry.version, as: pinName)
    }

    /// What the index says of one version; a version that is younger than what is known of the index is found as well.
    private func entry(
        _ version: String,
        chart: String,
        at url: String,
        _ request: ChartRequest,
        _ login: RepositoryLogin,
    ) async throws -> ChartIndex.Entry {
        do {
            let index = try await chartIndex(of: chart, at: url, request, login, maximumAge: request.interval)
            return try index.best(version, url: url)
        } catch let error as ChartError where error.reason == .notFound && !request.access.isSuspended {
            let index = try await chartIndex(of: chart, at: url, request, login, maximumAge: .zero)
            return try index.best(version, url: url)
        }
    }

    // MARK: Indexes

    private func chartIndex(
        of chart: String,
        at url: String,
        _ request: ChartRequest,
        _ login: RepositoryLogin,
        maximumAge: Duration,
    ) async throws -> ChartIndex {
        let index = try await index(at: url, request, login, maximumAge: maximumAge)
        if let known = chartIndexes[index.id]?[chart] { return known }
        do throws(ChartError) {
            let read = try await store.entries(of: chart, in: index)
            // What was read of an older download is of no use any more.
            let current = Set(indexes.values.map(\.index.id)).union([index.id])
            chartIndexes = chartIndexes.filter { current.contains($0.key) }
            chartIndexes[index.id, default: [:]][chart] = read
            return read
        } catch {
            // Where somebody has made room, the next to ask gets it anew.
            if error.reason == .storage { indexes[RepositoryKey(place: url, login: login.fingerprint)] = nil }
            throw error
        }
    }

    private func index(
        at url: String,
        _ request: ChartRequest,
        _ login: RepositoryLogin,
        maximumAge: Duration,
    ) async throws -> StoredIndex {
        let key = RepositoryKey(place: url, login: login.fingerprint)
        if request.access.isSuspended {
            if let known = try await store.index(url) { return known }
            try checkSuspension(request, url)
        }
        if let known = indexes[key], known.at.duration(to: .now) < maximumAge { return known.index }
        try checkFailure(of: key)
        if let call = indexCalls[key], !call.isGivenUp { return try await call.value() }
        let repository = try ChartRepository(
            url: url,
            login: login,
            timeout: request.access.timeout,
            limits: downloadLimits,
        )
        let call = SharedCall { [store] in try await repository.index(in: store) }
        indexCalls[key] = call
        defer { if indexCalls[key] === call { indexCalls[key] = nil } }
        do {
            let index = try await call.value()
            indexes[key] = (index, .now)
            failures[key] = nil
            return index
        } catch let error as ChartError {
            failures[key] = (error, .now)
            throw error
        }
    }
}
