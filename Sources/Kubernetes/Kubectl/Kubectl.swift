internal import Manifests
internal import SystemPackage
internal import Tools
internal import YAML

/// Runs kubectl on one cluster.
struct Kubectl: Sendable {
    let tools: any ToolRunner
    let kubeconfig: Kubeconfig
    /// What errors call the cluster.
    let cluster: String
    /// Where kubectl keeps what it knows of the cluster's kinds; this cluster's alone, as kubectl tells clusters apart
    /// by their address only.
    let cacheFolder: FilePath
    /// How long one request may take.
    let timeout: Duration

    /// What one run left.
    struct Run: Sendable {
        let output: [UInt8]
        /// Everything that went wrong; empty exactly when kubectl succeeded.
        let failures: [KubectlFailure]

        var succeeded: Bool { failures.isEmpty }
    }

    /// Runs kubectl once, whatever comes of it.
    ///
    /// - Parameters:
    ///   - arguments: what follows the flags that name the cluster; no secret.
    ///   - input: what kubectl reads from standard input.
    ///   - objects: how many objects it handles; each gives it more time.
    /// - Returns: what it printed and what went wrong.
    /// - Throws: `KubernetesError` when kubectl could not be run or did not end; `CancellationError`.
    func run(_ arguments: [String], input: [UInt8] = [], objects: Int = 1) async throws -> Run {
        var flags = ["--kubeconfig", kubeconfig.path, "--cache-dir", cacheFolder.string]
        flags += ["--request-timeout", timeout.goSeconds]
        if let context = kubeconfig.context { flags += ["--context", context] }
        let invocation = ToolInvocation(
            "kubectl",
            arguments + flags,
            input: input,
            // What the user who runs fettle prefers for his own kubectl calls must not change these.
            environment: ["KUBERC": "off", "KUBECTL_KUBERC": "false"],
            // kubectl asks twice before it gives up on a server that does not answer.
            timeout: timeout * 2 + .seconds(2) + .milliseconds(200) * objects,
        )
        let result: ToolResult
        do {
            result = try await tools.run(invocation)
        } catch let error as ToolError where error.reason == .timedOut {
            throw KubernetesError(
                .unreachable,
                subject: cluster,
                "\(kubeconfig.server) gave no answer within \(timeout.goSeconds); check that it is up and reachable",
            )
        } catch let error as ToolError {
            throw KubernetesError(.tool, subject: cluster, error.description)
        }
        guard !result.succeeded else { return Run(output: result.output, failures: []) }
        let failures = KubectlFailure.all(in: result.errors)
        let unexplained = KubectlFailure(
            reason: .tool,
            message: "kubectl exited with code \(result.exitCode) and said nothing",
            unknownKind: nil,
            isOfCluster: false,
        )
        return Run(output: result.output, failures: failures.isEmpty ? [unexplained] : failures)
    }

    /// Runs kubectl once and throws when the cluster as a whole gave no answer.
    func ask(_ arguments: [String], input: [UInt8] = [], objects: Int = 1) async throws -> Run {
        let run = try await run(arguments, input: input, objects: objects)
        if let failure = run.failures.first(where: \.isOfCluster) { throw error(failure) }
        return run
    }

    /// A failure of the cluster as a whole.
    func error(_ failure: KubectlFailure) -> KubernetesError {
        KubernetesError(failure.reason, subject: cluster, failure.message)
    }

    /// The objects that kubectl printed with `-o json`: the items of a list, or one.
    func objects(in output: [UInt8]) throws -> [Value] {
        guard !output.allSatisfy({ $0 == 0x0A || $0 == 0x20 }) else { return [] }
        do {
            let value = try Value(json: output)
            return value["kind"]?.string == "List" ? value["items"]?.array ?? [] : [value]
        } catch {
            throw KubernetesError(.tool, subject: cluster, "kubectl printed no JSON: \(error)")
        }
    }

    /// `values` as one list that kubectl reads from standard input.
    static func list(_ values: [Value]) -> [UInt8] {
        let list: Value = ["apiVersion": "v1", "kind": "List", "items": .array(values)]
        return list.json()
    }

    /// A kind in one version as kubectl takes it for an argument.
    static func argument(_ kind: GroupVersionKind) -> String {
        "\(kind.kind).\(kind.version).\(kind.group)"
    }
}
