internal import ArgumentParser

/// The command line of fettle.
struct FettleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fettle",
        abstract: "Keeps Kubernetes clusters at what is committed in a git repository.",
        discussion: """
            The repository holds base/, overlays/<cluster>/ and clusters/<cluster>/. Results go to standard output, \
            the log and errors to standard error.
            """,
        version: Version.text,
        subcommands: [
            RunCommand.self, SyncCommand.self, RenderCommand.self, DiffCommand.self, DriftCommand.self,
            CheckCommand.self,
        ],
    )

}

/// The version of this build.
enum Version {
    static let text = "0.1.0"
}
