internal import ArgumentParser
internal import Manifests
internal import Reconciliation

/// Prints the manifests of one cluster.
struct RenderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Print the manifests that one cluster gets, as YAML.",
        discussion: "Values of Secrets and of encrypted files are masked unless --show-secrets is given.",
    )

    @OptionGroup var source: RepositoryOptions
    @OptionGroup var logging: LogOptions

    @Argument(help: ArgumentHelp("The cluster's name.", valueName: "cluster"))
    var cluster: String

    @Option(name: .customLong("rev"), help: "A commit, branch or tag. (default: the newest commit of the branch)")
    var revision: String?

    @Flag(name: .long, help: "Print behind each value where it was written, and what changed it.")
    var provenance = false

    @Flag(name: .customLong("show-secrets"), help: "Print the values of Secrets and of encrypted files.")
    var showSecrets = false

    func run() async throws {
        let logger = try logging.logger()
        try await Failure.reported {
            try await Workplace.with(source, logger) { place in
                try await Termination.handled(logger) {
                    let files = try await place.files(at: revision)
                    let state = try await place.workshop.desiredState(of: cluster, files)
                    for stage in state.stages {
                        for object in stage.objects + stage.descriptions {
                            StandardOutput.print(
                                RenderedObject(object, withProvenance: provenance, withSecrets: showSecrets).text
                            )
                        }
                    }
                }
            }
        }
    }
}
