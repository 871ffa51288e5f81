internal import Blocking
package import Manifests
internal import SourceTrees
internal import SystemPackage
package import Tools
internal import YAML

/// Renders by running `kubectl kustomize`, once a build, on a private copy of what the build reads.
///
/// The copy is made of the files that the kustomization files name and no others. It lies in memory, only this user may
/// read it, and it is gone when the build ends, however it ends. Remote places, plugins that run programs, charts and
/// paths out of the repository are refused by name before anything runs.
package struct KubectlRenderer: Renderer {
    private let tools: any ToolRunner
    private let folders: PrivateFolders
    private let timeout: Duration

    /// - Parameters:
    ///   - tools: runs kubectl.
    ///   - folders: where the copy is made.
    ///   - timeout: how long one build may take.
    package init(tools: any ToolRunner, folders: PrivateFolders, timeout: Duration = .seconds(60)) {
        self.tools = tools
        self.folders = folders
        self.timeout = timeout
    }

    package func render(_ build: Build) async throws -> [Manifest] {
        let thread = BlockingThread(label: "kustomize")
        let prepared = try await thread.run { _ in try PreparedBuild(build) }
        do {
            return try await folders.withFolder { folder in
                let workplace = Workplace(folder: folder)
                try await thread.run { _ in try workplace.write(prepared.input, prepared.wrapper.files) }
                let result = try await tools.run(
                    ToolInvocation(
                        "kubectl",
                        ["kustomize", workplace.build.string],
                        timeout: timeout,
                        outputLimit: 256 << 20,
                    )
                )
                guard result.succeeded else {
                    let failure = KubectlFailure(errors: result.errors, folder: folder, input: prepared.input)
                    throw failure.problems(building: build.path)
                }
                return try await thread.run { _ in try prepared.manifests(in: result.output) }
            }
        } catch let error as ToolError {
            throw Problems("\(build.path)", "cannot be built: \(error)")
        }
    }
}

/// A build that may run.
private struct PreparedBuild: Sendable {
    private let build: Build
    let input: BuildInput
    let wrapper: Wrapper
    private let adjustingTargets: [Selector]

    /// - Throws: `Problems`, everything that is wrong with what the build reads.
    init(_ build: Build) throws {
        let reader = InputReader(tree: build.tree, isEncrypted: build.isEncrypted)
        reader.readRoot(build.path)
        let components = reader.readComponents(of: build)
        adjustingTargets = reader.adjustingTargets(of: build)
        guard reader.problems.isEmpty else { throw Problems(reader.problems) }
        self.build = build
        input = reader.input
        wrapper = Wrapper(
            path: try build.tree.resolve(build.path),
            root: input.root,
            adjustments: build.adjustments,
            components: components,
        )
    }

    func manifests(in output: [UInt8]) throws -> [Manifest] {
        let objects: [Value]
        do {
            objects = try Node.parse(output, file: "\(build.path)").map { try $0.value(file: "\(build.path)") }
        } catch let error as YAMLError {
            // The place is one of kubectl's output, which nobody sees.
            throw Problems("\(build.path)", "what kustomize made of it cannot be read: \(error.message)")
        }
        let maker = ManifestMaker(
            input: input,
            tree: build.tree,
            adjustments: build.adjustments,
            adjustingTargets: adjustingTargets,
            annotations: RetainedAnnotations(root: wrapper.root, folder: wrapper.path),
        )
        return maker.manifests(of: objects.filter { $0 != .null })
    }
}
