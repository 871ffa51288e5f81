internal import SystemPackage
internal import Tools
internal import YAML

/// Has helm run fettle itself over what the templates of a release give.
struct PostRenderStage: Sendable {
    /// What a call of helm gets for it.
    struct Options: Sendable {
        var arguments: [String] = []
        /// Where helm finds its plugins; nil for its usual place, where fettle's helm has none.
        var plugins: FilePath?
    }

    private let folders: PrivateFolders
    private let program: FilePath?
    private let version: HelmVersionAnswer

    /// - Parameters:
    ///   - folders: for what the program is told.
    ///   - program: fettle's executable; nil where releases with post-renderers are refused.
    ///   - call: asks helm for its version.
    init(folders: PrivateFolders, program: FilePath?, call: HelmCall) {
        self.folders = folders
        self.program = program
        version = HelmVersionAnswer(call)
    }

    /// Gives `body` what helm needs to change the objects of a release.
    ///
    /// - Throws: `HelmError` when the objects could not be changed, or this helm cannot do what is asked; what `body`
    ///   throws.
    func running(_ planned: PlannedRelease, _ body: (Options) async throws -> ToolResult) async throws -> ToolResult {
        let rendering = planned.release.postRendering
        let subject = planned.release.subject
        guard !rendering.isEmpty else { return try await body(Options()) }
        guard let program else {
            throw HelmError(
                .tool,
                subject: subject,
                "spec.postRenderers and spec.commonMetadata need fettle's own program, which is not known here",
                isTransient: false,
            )
        }
        let version = try await version.version(subject: subject)
        if let strategy = rendering.strategy, strategy != .noHooks, !version.handsHooksOn {
            throw HelmError(
                .tool,
                subject: subject,
                "spec.postRenderStrategy: helm \(version) changes no hooks, so '\(strategy.rawValue)' cannot be done; "
                    + "use helm 4, or write \(PostRendering.Strategy.noHooks.rawValue)",
                isTransient: false,
            )
        }
        return try await folders.withFolder { plugins in
            let files = PostRenderFolder(plugins.appending(PostRenderFolder.name))
            let task = try MemoryFile(rendering.value.json(), name: "fettle-post-render")
            defer { withExtendedLifetime(task) {} }
            try files.prepare(task, program: program)
            let result = try await body(Self.options(files, plugins: plugins, version))
            guard !result.succeeded, let failure = files.failure else { return result }
            let message = HelmError.withoutSecrets(failure, planned.values.mask)
            throw HelmError(.chart, subject: subject, message, isTransient: false)
        }
    }

    private static func options(_ files: PostRenderFolder, plugins: FilePath, _ version: HelmVersion) -> Options {
        guard version.takesPlugins else {
            let arguments = [
                "--post-renderer", files.path(of: .program).string,
                "--post-renderer-args", PostRenderCommand.name, "--post-renderer-args", files.folder.string,
            ]
            return Options(arguments: arguments)
        }
        return Options(arguments: ["--post-renderer", PostRenderFolder.name], plugins: plugins)
    }
}
