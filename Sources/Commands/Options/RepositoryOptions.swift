internal import ArgumentParser
internal import FoundationEssentials
internal import Git
internal import GitCrypt
internal import Kubernetes
internal import Manifests
internal import Reconciliation
internal import SystemPackage

/// Which repository, and what opens it.
///
/// Flags win over the environment.
struct RepositoryOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The repository: an https or ssh URL, or a folder. (env: FETTLE_REPO; default: the current folder)",
            valueName: "url-or-dir",
        ),
    )
    var repo: String?

    @Option(name: .long, help: "The branch to follow. (env: FETTLE_BRANCH; default: the remote's own)")
    var branch: String?

    @Option(
        name: .customLong("git-crypt-key"),
        help: ArgumentHelp(
            "A key file that git-crypt exported; may be given several times. (env: FETTLE_GIT_CRYPT_KEY, files"
                + " separated by ':'; default: the repository's own keys, opened with GPG)",
            valueName: "file",
        ),
    )
    var gitCryptKeys: [String] = []

    @Option(
        name: .customLong("gpg-home"),
        help: ArgumentHelp("gpg's home folder. (env: FETTLE_GPG_HOME; default: gpg's usual one)", valueName: "dir"),
    )
    var gpgHome: String?

    @Option(
        name: .customLong("state-dir"),
        help: ArgumentHelp(
            "Where copies of repositories and caches are kept. (env: FETTLE_STATE_DIR; default:"
                + " ~/.local/state/fettle)",
            valueName: "dir",
        ),
    )
    var stateFolder: String?

    @Flag(
        name: .customLong("allow-kubeconfig-exec"),
        help: ArgumentHelp(
            "Let kubeconfigs have a program of this host log in (exec). (env: FETTLE_ALLOW_KUBECONFIG_EXEC=true;"
                + " default: they are refused)",
        ),
    )
    var allowsKubeconfigExec = false

    /// Reads the flags over `environment`.
    ///
    /// - Throws: `Problems`; `GitError` for a remote or credentials that cannot be used.
    func settings(_ environment: [String: String]) throws -> Settings {
        // A variable that is empty counts as none, as manifests often set them so.
        let environment = environment.filter { !$0.value.isEmpty }
        let keys =
            gitCryptKeys.isEmpty
            ? environment["FETTLE_GIT_CRYPT_KEY"].map { list in
                list.split(separator: ":").map(String.init)
            } ?? [] : gitCryptKeys
        let here = FilePath(FileManager.default.currentDirectoryPath)
        return Settings(
            remote: try Remote(repo ?? environment["FETTLE_REPO"] ?? ".", relativeTo: here),
            branch: branch ?? environment["FETTLE_BRANCH"],
            credentials: try Credentials(environment: environment),
            keyFiles: keys.map { FilePath($0) },
            gpgHome: (gpgHome ?? environment["FETTLE_GPG_HOME"]).map { FilePath($0) },
            stateFolder: try Self.stateFolder(stateFolder ?? environment["FETTLE_STATE_DIR"], environment, here),
            plugins: allowsKubeconfigExec ? .allowed : try Self.plugins(environment),
        )
    }

    private static func plugins(_ environment: [String: String]) throws -> Kubeconfig.ExecPlugins {
        let variable = "FETTLE_ALLOW_KUBECONFIG_EXEC"
        switch environment[variable] {
        case "true"?: return .allowed
        case "false"?, nil: return .refused
        case let text?: throw Problems(variable, "'\(text)' is neither true nor false; write one of them")
        }
    }

    private static func stateFolder(
        _ given: String?,
        _ environment: [String: String],
        _ here: FilePath,
    ) throws -> FilePath {
        if let given { return here.pushing(FilePath(given)) }
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
            return FilePath(state).appending("fettle")
        }
        guard let home = environment["HOME"], home.hasPrefix("/") else {
            throw Problems("--state-dir", "is not given and HOME is not set; give one of them")
        }
        return FilePath(home).appending(".local/state/fettle")
    }
}

/// What the options say, checked.
struct Settings: Sendable {
    let remote: Remote
    let branch: String?
    let credentials: Credentials
    let keyFiles: [FilePath]
    let gpgHome: FilePath?
    let stateFolder: FilePath
    /// Whether a kubeconfig may have a program log in.
    let plugins: Kubeconfig.ExecPlugins

    /// The variables that hold secrets; they are taken out of the environment so that no child gets them.
    static let secretVariables = [Credentials.Variable.token]
}
