package import Charts
package import SourceTrees
package import SystemPackage
package import Tools
internal import YAML

/// Finds charts, and keeps those that were downloaded.
///
/// A version stands for one archive: what was downloaded for it once is taken as long as it is kept, also when the
/// repository has put another in its place. For a range of versions, or a tag that may move, the repository is asked again
/// when the request's interval is over, and an index is downloaded again only when it has changed.
package actor ChartCache {
    let store: ChartStore
    private let folders: PrivateFolders
    private let limits: ChartRepository.Limits

    // What is known of repositories, by what they are and who asks them.
    var indexes: [RepositoryKey: (index: StoredIndex, at: ContinuousClock.Instant)] = [:]
    var indexCalls: [RepositoryKey: SharedCall<StoredIndex>] = [:]
    var chartIndexes: [String: [String: ChartIndex]] = [:]
    var archiveCalls: [ArchiveKey: SharedCall<ChartStore.Pin>] = [:]
    var found: [ArchiveKey: (pin: ChartStore.Pin, at: ContinuousClock.Instant)] = [:]
    var failures: [RepositoryKey: (error: ChartError, at: ContinuousClock.Instant)] = [:]

    /// A repository as somebody with a certain login sees it.
    struct RepositoryKey: Hashable {
        let place: String
        let login: [UInt8]
    }

    /// One archive of it.
    struct ArchiveKey: Hashable {
        let repository: RepositoryKey
        let name: String
    }

    /// - Parameters:
    ///   - folder: where archives and indexes are kept; made when it is needed first. Several caches may share it.
    ///   - folders: for what helm must read as files.
    ///   - sizeLimit: how much is kept, in bytes.
    ///   - limits: how long what is downloaded may be.
    package init(
        folder: FilePath,
        folders: PrivateFolders,
        sizeLimit: Int = 1 << 30,
        limits: ChartRepository.Limits = ChartRepository.Limits(),
    ) {
        store = ChartStore(folder: folder, sizeLimit: sizeLimit)
        self.folders = folders
        self.limits = limits
    }

    var downloadLimits: ChartRepository.Limits { limits }

    // MARK: Finding

    /// Finds out what exactly the chart is; asks its repository only when its version says too little.
    ///
    /// - Parameters:
    ///   - request: the chart as the release and its source name it.
    ///   - subject: what errors begin with: the release.
    ///   - repository: the commit, decrypted.
    ///   - lookup: reads the Secrets with credentials.
    /// - Returns: the chart with its version or the hash of its files.
    /// - Throws: `HelmError`, `SourceTreeError`, and what `lookup` throws.
    package func resolve(
        _ request: ChartRequest,
        subject: String,
        in repository: any SourceTree,
        lookup: ValuesLookup,
    ) async throws -> ResolvedChart {
        guard case .folder(let path) = request.location else {
            return try await resolveArchive(request, subject: subject, lookup: lookup)
        }
        let folder = try ChartFolder(path, request, subject: subject, in: repository)
        var dependencies: [ResolvedDependency] = []
        for dependency in try folder.missingDependencies() {
            dependencies.append(try await resolve(dependency, of: folder, lookup: lookup))
        }
        return ResolvedChart(
            request: request,
            identity: ([try folder.identity()] + dependencies.map(\.identity)).joined(separator: " "),
            version: nil,
            repository: repository,
            dependencies: dependencies,
        )
    }

    /// Finds everything that is wrong with a chart and can be known without its repositories.
    ///
    /// - Throws: as `resolve`.
    package static func check(_ request: ChartRequest, subject: String, in repository: any SourceTree) throws {
        guard case .folder(let path) = request.location else { return }
        let folder = try ChartFolder(path, request, subject: subject, in: repository)
        _ = try folder.identity()
        _ = try folder.missingDependencies()
    }

    private func resolve(
        _ dependency: ChartFolder.Missing,
        of folder: ChartFolder,
        lookup: ValuesLookup,
    ) async throws -> ResolvedDependency {
        switch dependency.place {
        case .folder(let path):
            return ResolvedDependency(
                name: dependency.name,
                place: .folder(path),
                identity: "\(path) \(try TreeHash.hexadecimal(of: path, in: folder.repository))",
            )
        case .archive(let location):
            var request = ChartRequest(location: location, interval: folder.request.interval)
            request.access = folder.request.dependencies[dependency.repository] ?? RepositoryAccess()
            let chart = try await resolveArchive(request, subject: folder.subject, lookup: lookup)
            return ResolvedDependency(name: dependency.name, place: .archive(chart), identity: chart.identity)
        }
    }

    private func resolveArchive(
        _ request: ChartRequest,
        subject: String,
        lookup: ValuesLookup,
    ) async throws -> ResolvedChart {
        switch request.location {
        case .folder: throw Self.notAnArchive(request, subject)
        case .index(let url, let chart, let version):
            let text =
                version.isFixed
                ? version.text : try await newestVersion(in: request, subject: subject, lookup: lookup)
            return ResolvedChart(request: request, identity: "\(url) \(chart) \(text)", version: text)
        case .registry(let reference, let version):
            guard !version.isFixed else {
                return ResolvedChart(
                    request: request,
                    identity: "\(reference) \(version.text)",
                    version: version.text.isEmpty ? nil : version.text,
                )
            }
            // A tag may lead to other contents tomorrow without another version in the chart.
            let pin = try await currentArtifact(of: request, subject: subject, lookup: lookup)
            return ResolvedChart(
                request: request,
                identity: "\(reference) \(pin.version) \(pin.digest)",
                version: pin.version,
                digest: pin.digest,
            )
        }
    }

    // MARK: Using

    /// Gives `body` the path of the chart as helm takes it: an archive, or a folder in memory that is gone afterwards.
    ///
    /// - Throws: as `resolve`, and what `body` throws.
    package func withChart<Result: Sendable>(
        _ chart: ResolvedChart,
        subject: String,
        lookup: ValuesLookup,
        _ body: @Sendable (FilePath) async throws -> Result,
    ) async throws -> Result {
        let request = chart.request
        if case .folder(let path) = request.location, let repository = chart.repository {
            return try await folders.withFolder { folder in
                let place = folder.appending("chart")
                try repository.copy(path, to: place)
                try ValuesFiles.replace(at: place, request, subject: subject, in: repository)
                try await add(chart.dependencies, to: place, from: repository, subject: subject, lookup: lookup)
                return try await body(place)
            }
        }
        let lease = try await archive(of: chart, subject: subject, lookup: lookup)
        defer { withExtendedLifetime(lease) {} }
        guard !request.valuesFiles.isEmpty else { return try await body(lease.path) }
        let files = try await files(of: lease, request.location.name, subject: subject)
        return try await folders.withFolder { folder in
            let place = folder.appending("chart")
            try files.copy(.root, to: place, limit: 100_000)
            try ValuesFiles.replace(at: place, request, subject: subject, in: files)
            return try await body(place)
        }
    }

    /// The files of a chart, seen from its folder, without those of dependencies that it does not hold itself.
    ///
    /// - Throws: as `resolve`.
    package func files(
        of chart: ResolvedChart,
        subject: String,
        lookup: ValuesLookup,
    ) async throws -> (tree: any SourceTree, folder: TreePath) {
        if case .folder(let path) = chart.request.location, let repository = chart.repository {
            return (repository, path)
        }
        let lease = try await archive(of: chart, subject: subject, lookup: lookup)
        defer { withExtendedLifetime(lease) {} }
        return (try await files(of: lease, chart.request.location.name, subject: subject), .root)
    }

    /// The name in a chart's `Chart.yaml`; nil when it has none.
    ///
    /// - Throws: as `resolve`.
    func name(of chart: ResolvedChart, subject: String, lookup: ValuesLookup) async throws -> String? {
        let (tree, folder) = try await files(of: chart, subject: subject, lookup: lookup)
        let bytes = try tree.read(folder.child("Chart.yaml"))
        do throws(YAMLError) {
            return try Value.values(yaml: bytes, file: "Chart.yaml")?["name"]?.string
        } catch {
            throw HelmError(.chart, subject: subject, "\(chart.request.location.name): \(error)", isTransient: false)
        }
    }

    private func files(of lease: ChartStore.Lease, _ name: String, subject: String) async throws -> InMemoryTree {
        try await telling(name, subject: subject) {
            try ChartArchive(try await store.contents(of: lease), name: "\(lease.path)").files
        }
    }

    /// Puts the dependencies that are missing into the chart at `place`, as `helm dependency build` does.
    private func add(
        _ dependencies: [ResolvedDependency],
        to place: FilePath,
        from repository: any SourceTree,
        subject: String,
        lookup: ValuesLookup,
    ) async throws {
        guard !dependencies.isEmpty else { return }
        let charts = place.appending("charts")
        try HelmCall.makeFolder(charts, subject: subject)
        for (index, dependency) in dependencies.enumerated() {
            // helm goes by what is in them, not by their names.
            let target = charts.appending("fettle-\(index)-\(dependency.name)")
            switch dependency.place {
            case .folder(let path): try repository.copy(path, to: target)
            case .archive(let chart):
                let lease = try await archive(of: chart, subject: subject, lookup: lookup)
                let bytes = try await telling(chart.request.location.name, subject: subject) {
                    try await store.contents(of: lease)
                }
                let file = try FileDescriptor.open(
                    FilePath("\(target).tgz"),
                    .writeOnly,
                    options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
                    permissions: .ownerReadWrite,
                )
                _ = try file.closeAfter { try file.writeAll(bytes) }
            }
        }
    }

    // MARK: Errors

    /// Runs `body`, and says of its errors which release and which chart they are about.
    nonisolated func telling<Result>(
        _ name: String,
        subject: String,
        _ body: () async throws -> Result,
    ) async throws -> Result {
        do {
            return try await body()
        } catch let error as ChartError {
            let reason: HelmError.Reason =
                switch error.reason {
                case .archive, .contents: .chart
                case .notFound, .version: .chartNotFound
                case .index, .refused, .credentials, .unreachable, .digest, .tooLarge: .repositoryUnreachable
                case .storage: .tool
                }
            throw HelmError(reason, subject: subject, "\(name): \(error)", isTransient: error.isTransient)
        }
    }
}
