internal import ArgumentParser
internal import BuildCommand

/// `fettle build`, which the executable in front of this one runs itself, so that it starts at once.
struct BuildSubcommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: BuildCommand.name,
        abstract: "Print what `kubectl kustomize` prints for a folder.",
    )

    @Argument(parsing: .captureForPassthrough, help: "See fettle build --help.")
    var arguments: [String] = []

    func run() throws {
        throw ExitCode(BuildCommand.run(arguments))
    }
}
