internal import Foundation
internal import SystemPackage
internal import Tools

/// Calls helm with a home of its own, so that nothing of the user's helm plays a part.
struct HelmCall: Sendable {
    let tools: any ToolRunner
    /// Holds what helm caches; shared by calls at the same time.
    let home: FilePath
    /// What is known of the cluster's kinds; nil for calls that ask no cluster.
    var discovery: DiscoveryCache?

    /// Runs helm.
    ///
    /// - Parameters:
    ///   - arguments: none of which holds a secret.
    ///   - input: what it reads from its standard input.
    ///   - plugins: where it finds its plugins; nil for its home, which has none.
    ///   - timeout: after which it is ended.
    ///   - subject: what errors begin with.
    /// - Returns: what it printed, and how it ended.
    /// - Throws: `HelmError` with reason `tool` when there is no result; `CancellationError`.
    func run(
        _ arguments: [String],
        input: [UInt8] = [],
        plugins: FilePath? = nil,
        timeout: Duration,
        subject: String,
        onErrorLine: (@Sendable (Substring) -> Void)? = nil,
    ) async throws -> ToolResult {
        var environment = environment
        if let plugins { environment["HELM_PLUGINS"] = plugins.string }
        do {
            if let discovery { environment["KUBECACHEDIR"] = try discovery.folder().string }
        } catch {
            throw HelmError(.tool, subject: subject, "\(error)", isTransient: true)
        }
        do {
            return try await tools.run(
                ToolInvocation(
                    "helm",
                    arguments,
                    input: input,
                    environment: environment,
                    timeout: timeout,
                    onErrorLine: onErrorLine,
                ),
            )
        } catch let error as ToolError {
            let isTransient = error.reason == .timedOut || error.reason == .failed
            throw HelmError(
                error.reason == .timedOut ? .timedOut : .tool,
                subject: subject,
                error.description,
                isTransient: isTransient,
            )
        }
    }

    /// Every place that helm reads or writes by itself.
    ///
    /// `HELM_DEBUG` would have every call print values; where `--debug` is given, nobody sees what helm prints.
    private var environment: [String: String] {
        [
            "HELM_CACHE_HOME": home.appending("cache").string,
            "HELM_CONFIG_HOME": home.appending("config").string,
            "HELM_DATA_HOME": home.appending("data").string,
            "HELM_CONTENT_CACHE": home.appending("cache").appending("content").string,
            "HELM_REPOSITORY_CACHE": home.appending("cache").appending("repository").string,
            "HELM_REPOSITORY_CONFIG": home.appending("config").appending("repositories.yaml").string,
            "HELM_REGISTRY_CONFIG": home.appending("config").appending("registry.json").string,
            "HELM_PLUGINS": home.appending("data").appending("plugins").string,
            "KUBECACHEDIR": home.appending("kube").string,
            "HELM_DRIVER": "secret",
            "HELM_DEBUG": "false",
        ]
    }

    /// Makes `folder` and those above it, for this user alone.
    static func makeFolder(_ folder: FilePath, subject: String) throws(HelmError) {
        do {
            try FileManager.default.createDirectory(
                atPath: folder.string,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700],
            )
        } catch {
            throw HelmError(
                .tool,
                subject: subject,
                "\(folder) cannot be made: \(error.localizedDescription); let this user write there",
                isTransient: false,
            )
        }
    }
}
