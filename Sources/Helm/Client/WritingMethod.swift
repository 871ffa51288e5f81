internal import Foundation
internal import Tools
internal import YAML

/// Finds out, once for a cluster, whether its API server merges objects well enough for helm to leave that to it.
///
/// helm 4 writes new releases by server-side apply. Kubernetes before 1.22, where that was not finished, refuses some
/// objects that every newer one takes, such as a Service port without `protocol`. There helm merges objects itself, as
/// helm 3 always did.
actor WritingMethod {
    private let tools: any ToolRunner
    private let arguments: [String]
    private let cluster: String
    private var answer: Bool?

    init(tools: any ToolRunner, kubeconfig: String, context: String?, cluster: String) {
        self.tools = tools
        self.cluster = cluster
        arguments =
            ["version", "--output", "json", "--kubeconfig", kubeconfig] + (context.map { ["--context", $0] } ?? [])
    }

    /// Whether helm may write by server-side apply.
    ///
    /// Asks the server at the first call that gets an answer.
    ///
    /// - Throws: `HelmError`; `CancellationError`.
    func serverMerges(subject: String) async throws -> Bool {
        if let answer { return answer }
        let result: ToolResult
        do {
            result = try await tools.run(ToolInvocation("kubectl", arguments, timeout: .seconds(30)))
        } catch let error as ToolError {
            throw HelmError(.tool, subject: subject, error.description, isTransient: error.reason != .notFound)
        }
        let version = try? Value(json: result.output)["serverVersion"]
        guard result.succeeded, let major = Self.number(version?["major"]), let minor = Self.number(version?["minor"])
        else {
            throw HelmError(
                .clusterUnreachable,
                subject: subject,
                "cluster \(cluster) does not say its version; see that it can be reached",
                isTransient: true,
            )
        }
        let merges = (major, minor) >= (1, 22)
        answer = merges
        return merges
    }

    /// Some distributions write the minor version as `27+`.
    private static func number(_ value: Value?) -> Int? {
        value?.string.flatMap { Int($0.prefix(while: \.isNumber)) }
    }
}
