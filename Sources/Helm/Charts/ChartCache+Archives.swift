internal import Charts
internal import SourceTrees
internal import YAML

/// What all archives have in common, wherever they come from.
extension ChartCache {
    /// The archive of a chart that is none of this repository's.
    func archive(of chart: ResolvedChart, subject: String, lookup: ValuesLookup) async throws -> ChartStore.Lease {
        let request = chart.request
        switch request.location {
        case .folder: throw Self.notAnArchive(request, subject)
        case .index(_, _, let version):
            let version = chart.version ?? version.text
            return try await indexedArchive(version, of: request, subject: subject, lookup: lookup)
        case .registry:
            return try await registryArchive(of: request, digest: chart.digest, subject: subject, lookup: lookup)
        }
    }

    static func notAnArchive(_ request: ChartRequest, _ subject: String) -> HelmError {
        HelmError(.chart, subject: subject, "\(request.location.name) is no archive", isTransient: false)
    }

    /// The archive that `pinName` led to before, if it is still kept.
    func kept(_ pinName: String, _ name: String, subject: String) async throws -> ChartStore.Lease? {
        try await telling(name, subject: subject) {
            guard let pin = try await store.pin(pinName) else { return nil }
            return await store.archive(pin.digest)
        }
    }

    /// Downloads an archive, together with all others who want the same.
    func download(
        _ key: ArchiveKey,
        _ body: @escaping @Sendable (isolated ChartCache) async throws -> ChartStore.Pin,
    ) async throws -> ChartStore.Pin {
        if let call = archiveCalls[key], !call.isGivenUp { return try await call.value() }
        let call = SharedCall { try await body(self) }
        archiveCalls[key] = call
        defer { if archiveCalls[key] === call { archiveCalls[key] = nil } }
        return try await call.value()
    }

    /// Keeps an archive after a look into it.
    ///
    /// - Parameters:
    ///   - bytes: the archive.
    ///   - version: what the repository calls it; nil for what the chart says itself.
    ///   - pinName: what leads to it from now on.
    /// - Returns: which archive it is.
    /// - Throws: `ChartError`.
    func keep(_ bytes: [UInt8], version: String?, as pinName: String) async throws -> ChartStore.Pin {
        let archive = try ChartArchive(bytes, name: "the archive")
        let said = try Value.values(yaml: try archive.files.read(.root.child("Chart.yaml")), file: "Chart.yaml")
        guard let version = version ?? said?["version"]?.string else {
            throw ChartError(.archive, "the archive", "says no version in its Chart.yaml")
        }
        let pin = ChartStore.Pin(digest: Digest.sha256(bytes), version: version)
        _ = try await store.keep(archive: bytes, digest: pin.digest)
        try await store.set(pin, for: pinName)
        return pin
    }

    /// The archive of a download that has just ended.
    func cache(_ pin: ChartStore.Pin, _ pinName: String) async throws -> ChartStore.Lease {
        guard let lease = await store.archive(pin.digest) else {
            throw ChartError(
                .storage,
                pinName,
                "was removed right after its download; give the cache more room",
                isTransient: true,
            )
        }
        return lease
    }

    // MARK: What keeps from asking

    func checkSuspension(_ request: ChartRequest, _ place: String) throws(ChartError) {
        guard request.access.isSuspended else { return }
        throw ChartError(.unreachable, place, "is suspended, and this chart was not downloaded before; resume it")
    }

    func checkFailure(of key: RepositoryKey) throws(ChartError) {
        guard let failure = failures[key], failure.at.duration(to: .now) < Self.failureLife else { return }
        throw failure.error
    }
}
