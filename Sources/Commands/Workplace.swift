internal import FoundationEssentials
internal import Git
internal import GitCrypt
internal import Glibc
internal import Helm
internal import Kustomize
internal import Logging
internal import Manifests
internal import Reconciliation
internal import SystemPackage
internal import Tools

/// Everything that a command works with, made from its options and ended with it.
struct Workplace: Sendable {
    let workshop: Workshop

    /// Opens the repository's copy and the keys, runs `body`, and ends what was started on every path.
    ///
    /// - Parameter watches: whether clusters are watched for changes between runs.
    static func with<Result: Sendable>(
        _ options: RepositoryOptions,
        _ logger: Logger,
        watches: Bool = false,
        _ body: (Workplace) async throws -> Result,
    ) async throws -> Result {
        let settings = try options.settings(ProcessInfo.processInfo.environment)
        for variable in Settings.secretVariables { unsetenv(variable) }
        let keys = try keySource(settings)
        let folders = PrivateFolders()
        do {
            let repository = try await Repository.open(
                at: settings.stateFolder.appending("repositories").appending(folderName(for: settings.remote)),
                remote: settings.remote,
                branch: settings.branch,
                credentials: settings.credentials,
            )
            let tools = SubprocessToolRunner()
            let workshop = Workshop(
                commits: Commits(repository, keys: keys),
                renderer: KustomizeRenderer(),
                tools: tools,
                folders: folders,
                repository: ThisRepository(url: "\(settings.remote)", branch: settings.branch),
                stateFolder: settings.stateFolder,
                logger: logger,
                watches: watches,
                plugins: settings.plugins,
                // The running executable itself, also when another one lies in its place by now.
                program: FilePath("/proc/\(getpid())/exe"),
            )
            let result = try await body(Workplace(workshop: workshop))
            try await end(keys, folders)
            return result
        } catch {
            // What went wrong first is what the user has to know.
            try? await end(keys, folders)
            throw error
        }
    }

    /// The files of one commit.
    ///
    /// - Parameter name: a commit as git names it; nil for the newest one.
    func files(at name: String?) async throws -> RepositoryFiles {
        let commits = workshop.commits
        guard let name else { return try await commits.files(of: try await commits.repository.fetch(.branch).revision) }
        _ = try await commits.repository.fetch(.everything)
        return try await commits.files(named: name)
    }

    private static func end(_ keys: KeySource, _ folders: PrivateFolders) async throws {
        await folders.close()
        try await keys.close()
    }

    private static func keySource(_ settings: Settings) throws -> KeySource {
        if settings.keyFiles.isEmpty { return KeySource(gpg: try GPG(home: settings.gpgHome)) }
        var files: [KeyFile] = []
        var problems: [Problem] = []
        for path in settings.keyFiles {
            do {
                files.append(try KeyFile(contentsOf: path))
            } catch {
                problems.append(Problem(error.subject, "\(error.problem); \(error.advice)"))
            }
        }
        guard problems.isEmpty else { throw Problems(problems) }
        return KeySource(files: files)
    }

    /// A name for the copy of `remote` that no other remote has.
    private static func folderName(for remote: Remote) -> String {
        "\(remote)".utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                String(UnicodeScalar(byte))
            default:
                "_" + String(byte, radix: 16)
            }
        }.joined()
    }
}
