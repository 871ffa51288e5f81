internal import Crypto
internal import Foundation
package import SourceTrees
package import SystemPackage
package import Tools
internal import YAML

/// Finds charts, and keeps those that were downloaded.
///
/// A chart of one version is downloaded once. For a range of versions, or a tag that may move, one download finds the
/// version, and it is asked for again when the request's interval is over. helm reads a repository's whole index for
/// each download.
package actor ChartCache {
    private let call: HelmCall
    private let folder: FilePath
    private let folders: PrivateFolders
    private var running: [ChartLocation: Task<Download, any Error>] = [:]
    private var found: [ChartLocation: (download: Download, at: ContinuousClock.Instant)] = [:]

    /// A chart on disk.
    private struct Download: Sendable {
        let archive: FilePath
        let version: String
        let digest: String
    }

    /// - Parameters:
    ///   - folder: where archives and helm's own caches are kept; made when it is not there.
    ///   - tools: runs helm.
    ///   - folders: for credentials, which helm reads from files.
    package init(folder: FilePath, tools: any ToolRunner, folders: PrivateFolders) {
        self.folder = folder
        self.folders = folders
        call = HelmCall(tools: tools, home: folder)
    }

    /// Finds out what exactly the chart is; downloads it only when its version says too little.
    ///
    /// - Parameters:
    ///   - request: the chart as the release and its source name it.
    ///   - subject: what errors begin with: the release.
    ///   - repository: the commit, decrypted.
    ///   - lookup: reads the Secret with a registry's credentials.
    /// - Returns: the chart with its version or the hash of its files.
    /// - Throws: `HelmError`, `SourceTreeError`, and what `lookup` throws.
    package func resolve(
        _ request: ChartRequest,
        subject: String,
        in repository: any SourceTree,
        lookup: ValuesLookup,
    ) async throws -> ResolvedChart {
        switch request.location {
        case .folder(let path):
            let identity = try Self.identity(of: path, request, subject: subject, in: repository)
            return ResolvedChart(request: request, identity: identity, version: nil, repository: repository)
        case .index(let url, let chart, let version):
            guard !version.isFixed else {
                return ResolvedChart(
                    request: request,
                    identity: "\(url) \(chart) \(version.text)",
                    version: version.text,
                    repository: nil,
                )
            }
            let download = try await downloaded(request, subject: subject, lookup: lookup)
            return ResolvedChart(
                request: request,
                identity: "\(url) \(chart) \(download.version)",
                version: download.version,
                repository: nil,
            )
        case .registry(let reference, let version):
            guard !version.isFixed else {
                return ResolvedChart(
                    request: request,
                    identity: "\(reference) \(version.text)",
                    version: version.text.isEmpty ? nil : version.text,
                    repository: nil,
                )
            }
            // A tag may lead to other contents tomorrow without another version in the chart.
            let download = try await downloaded(request, subject: subject, lookup: lookup)
            return ResolvedChart(
                request: request,
                identity: "\(reference) \(download.version) \(download.digest)",
                version: download.version,
                repository: nil,
            )
        }
    }

    private static func identity(
        of path: TreePath,
        _ request: ChartRequest,
        subject: String,
        in repository: any SourceTree,
    ) throws -> String {
        guard try repository.kind(at: path.child("Chart.yaml")) == .file else {
            throw HelmError(
                .chartNotFound,
                subject: subject,
                "there is no chart in this repository at \(path), as it has no Chart.yaml; correct the path",
                isTransient: false,
            )
        }
        var hashes = [try TreeHash.hexadecimal(of: path, in: repository)]
        for file in request.valuesFiles {
            let place = try TreePath(file)
            guard try repository.kind(at: place) != nil else { continue }
            hashes.append(try TreeHash.hexadecimal(of: place, in: repository))
        }
        return "\(path) \(hashes.joined(separator: " "))"
    }

    // MARK: Downloads

    /// Downloads the chart unless that was done lately; calls at the same time share one download.
    private func downloaded(_ request: ChartRequest, subject: String, lookup: ValuesLookup) async throws -> Download {
        let location = request.location
        if let known = found[location], known.at.duration(to: .now) < request.interval { return known.download }
        if let task = running[location] { return try await task.value }
        let credentials = try await registryConfig(request, subject: subject, lookup: lookup)
        if let task = running[location] { return try await task.value }
        let task = Task { try await pull(request, credentials: credentials, subject: subject) }
        running[location] = task
        defer { running[location] = nil }
        let download = try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
        found[location] = (download, .now)
        return download
    }

    private func registryConfig(
        _ request: ChartRequest,
        subject: String,
        lookup: ValuesLookup,
    ) async throws -> [UInt8]? {
        guard let secret = request.access.credentials, case .registry(let reference, _) = request.location else {
            return nil
        }
        guard let data = try await lookup(secret) else {
            throw HelmError(
                .repositoryUnreachable,
                subject: subject,
                "Secret \(secret.shortName) for \(reference) is neither rendered nor in the cluster; add it",
                isTransient: true,
            )
        }
        do throws(RegistryCredentials.Failure) {
            return try RegistryCredentials.file(data, for: reference)
        } catch {
            throw HelmError(
                .repositoryUnreachable,
                subject: subject,
                "Secret \(secret.shortName) \(error.message)",
                isTransient: false,
            )
        }
    }

    private static let incomingPrefix = "incoming-"

    /// Removes what killed runs left; a download that another process is at is younger.
    private func removeLeftovers() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.string)) ?? []
        for name in names where name.hasPrefix(Self.incomingPrefix) {
            let path = folder.appending(name).string
            let attributes = try? FileManager.default.attributesOfItem(atPath: path)
            guard let made = attributes?[.modificationDate] as? Date, made.timeIntervalSinceNow < -3600 else {
                continue
            }
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    private func pull(_ request: ChartRequest, credentials: [UInt8]?, subject: String) async throws -> Download {
        let incoming = folder.appending("\(Self.incomingPrefix)\(UUID().uuidString)")
        try HelmCall.makeFolder(incoming, subject: subject)
        removeLeftovers()
        // One that cannot be removed now is a leftover later.
        defer { try? FileManager.default.removeItem(atPath: incoming.string) }
        let result = try await withRegistryConfig(credentials) { config in
            try await call.run(
                Self.pullArguments(request, into: incoming, registryConfig: config),
                timeout: request.access.timeout,
                subject: subject,
            )
        }
        guard result.succeeded else {
            throw HelmError(
                subject: subject,
                errors: "Error: \(request.location.name): \(Self.firstError(result.errors))",
                exitCode: result.exitCode,
            )
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: incoming.string)
        guard names.count == 1, let name = names.first, name.hasSuffix(".tgz") else {
            throw HelmError(
                .chartNotFound,
                subject: subject,
                "\(request.location.name): the download is no chart archive",
                isTransient: false,
            )
        }
        return try await keep(incoming.appending(name), of: request, subject: subject)
    }

    /// Moves an archive to where it stays: under its request when that can only mean this one, else under its contents.
    private func keep(_ archive: FilePath, of request: ChartRequest, subject: String) async throws -> Download {
        let bytes = try Data(contentsOf: URL(filePath: archive.string))
        let digest = SHA256.hash(data: bytes).hexadecimal
        let version =
            request.location.version.isFixed
            ? request.location.version.text
            : try await self.version(of: archive, subject: subject)
        let place = fixedArchive(of: request) ?? folder.appending("\(digest).tgz")
        guard rename(archive.string, place.string) == 0 else {
            throw HelmError(
                .tool,
                subject: subject,
                "\(place) cannot be written; see that there is room",
                isTransient: true
            )
        }
        return Download(archive: place, version: version, digest: digest)
    }

    /// The version that the chart itself says.
    private func version(of archive: FilePath, subject: String) async throws -> String {
        let result = try await call.run(["show", "chart", archive.string], timeout: .seconds(60), subject: subject)
        guard result.succeeded else {
            throw HelmError(
                subject: subject,
                errors: result.errors,
                exitCode: result.exitCode,
            )
        }
        guard let version = try Value.values(yaml: result.output, file: "Chart.yaml")?["version"]?.string else {
            throw HelmError(.chart, subject: subject, "the chart says no version in its Chart.yaml", isTransient: false)
        }
        return version
    }

    private func fixedArchive(of request: ChartRequest) -> FilePath? {
        guard request.location.version.isFixed else { return nil }
        let key = SHA256.hash(data: Array(request.location.name.utf8) + Array(request.location.place.utf8)).hexadecimal
        return folder.appending("fixed-\(key).tgz")
    }

    private func withRegistryConfig<Result: Sendable>(
        _ bytes: [UInt8]?,
        _ body: (FilePath?) async throws -> Result,
    ) async throws -> Result {
        guard let bytes else { return try await body(nil) }
        return try await folders.withFolder { folder in
            let file = folder.appending("config.json")
            let descriptor = try FileDescriptor.open(
                file,
                .writeOnly,
                options: [.create, .exclusiveCreate],
                permissions: .ownerReadWrite,
            )
            _ = try descriptor.closeAfter { try descriptor.writeAll(bytes) }
            return try await body(file)
        }
    }

    static func pullArguments(_ request: ChartRequest, into folder: FilePath, registryConfig: FilePath?) -> [String] {
        var arguments = ["pull"]
        let version: ChartVersion
        switch request.location {
        case .index(let url, let chart, let wanted):
            arguments += [chart, "--repo", url]
            version = wanted
        case .registry(let reference, let wanted):
            arguments.append(reference)
            version = wanted
        case .folder(let path):
            arguments.append("\(path)")
            version = .pinned
        }
        if !version.text.isEmpty { arguments += ["--version", version.text] }
        arguments += ["--destination", folder.string]
        if request.access.isPlainHTTP { arguments.append("--plain-http") }
        if let registryConfig { arguments += ["--registry-config", registryConfig.string] }
        return arguments
    }

    private static func firstError(_ errors: String) -> String {
        guard let range = errors.firstRange(of: "Error: ") else { return errors }
        return String(errors[range.upperBound...])
    }

    // MARK: Use

    /// Gives `body` the path of the chart as helm takes it: an archive, or a folder in memory that is gone afterwards.
    ///
    /// - Throws: as `resolve`, and what `body` throws.
    func withChart<Result: Sendable>(
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
                return try await body(place)
            }
        }
        let archive = try await archive(of: request, subject: subject, lookup: lookup)
        guard !request.valuesFiles.isEmpty else { return try await body(archive) }
        return try await folders.withFolder { folder in
            let place = try await unpack(archive, into: folder, subject: subject)
            try ValuesFiles.replace(at: place, request, subject: subject, in: DirectoryTree(root: place))
            return try await body(place)
        }
    }

    private func archive(of request: ChartRequest, subject: String, lookup: ValuesLookup) async throws -> FilePath {
        if let fixed = fixedArchive(of: request), FileManager.default.fileExists(atPath: fixed.string) { return fixed }
        return try await downloaded(request, subject: subject, lookup: lookup).archive
    }

    /// Unpacks an archive, which holds one folder with the chart's name.
    private func unpack(_ archive: FilePath, into folder: FilePath, subject: String) async throws -> FilePath {
        let arguments = [
            "--extract", "--gzip", "--file", archive.string, "--directory", folder.string, "--no-same-owner",
            "--no-same-permissions",
        ]
        let result = try await call.tools.run(ToolInvocation("tar", arguments))
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.string)
        guard result.succeeded, names.count == 1, let name = names.first else {
            throw HelmError(.chart, subject: subject, "the chart's archive cannot be unpacked", isTransient: false)
        }
        return folder.appending(name)
    }
}

extension ChartLocation {
    /// The version that is asked for; a folder has what the commit has.
    var version: ChartVersion {
        switch self {
        case .index(_, _, let version), .registry(_, let version): version
        case .folder: .pinned
        }
    }

    /// The repository.
    var place: String {
        switch self {
        case .index(let url, _, _): url
        case .registry(let reference, _): reference
        case .folder(let path): "\(path)"
        }
    }
}
