internal import ArgumentParser
internal import Git

/// The command line of fettle.
struct FettleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fettle",
        abstract: "Keeps Kubernetes clusters at what is committed in a git repository.",
        discussion: """
            The repository holds base/, overlays/<cluster>/ and clusters/<cluster>/. Results go to standard output, \
            the log and errors to standard error. Exit codes: 0 well; 1 something failed; 64 wrong usage; diff and \
            drift have their own.

            Options win over the environment. Besides the variables that the options name, for the git remote:
              \(Credentials.Variable.username), \(Credentials.Variable.token)
                  user and token for https
              \(Credentials.Variable.tokenFile)
                  a file with the token, read anew for each call
              \(Credentials.Variable.caFile)
                  certificates of the authorities that the server may be signed by
              \(Credentials.Variable.sshKey), \(Credentials.Variable.knownHosts)
                  a private key without passphrase, and the ssh servers to trust
            """,
        version: Version.text,
        subcommands: [
            RunCommand.self, SyncCommand.self, RenderCommand.self, DiffCommand.self, DriftCommand.self,
            ExplainCommand.self, CheckCommand.self, BuildSubcommand.self, PostRenderSubcommand.self,
        ],
    )
}

/// The version of this build.
enum Version {
    static let text = "0.1.0"
}
