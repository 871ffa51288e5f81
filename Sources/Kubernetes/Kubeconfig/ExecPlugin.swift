internal import Manifests
internal import SystemPackage
internal import Tools
internal import YAML

/// A program that logs in to a cluster, ready to be run (client-go's `plugin/pkg/client/auth/exec/exec.go`).
struct ExecPlugin: Sendable {
    /// A name that is looked for on `PATH`, or an absolute path.
    let command: String
    let arguments: [String]
    /// What the kubeconfig sets, and `KUBERNETES_EXEC_INFO`.
    let environment: [String: String]
    /// The version of `ExecCredential` that it must print.
    let apiVersion: String
    /// What to do where the program is missing, on one line; empty when the kubeconfig does not say.
    let installHint: String
    /// Texts that its messages must not show: the kubeconfig may give it a password in a variable.
    let secrets: [String]

    /// - Parameters:
    ///   - fields: what the kubeconfig says.
    ///   - folder: where a relative command counts from; nil for one that is not relative.
    ///   - cluster: what the kubeconfig says of the cluster.
    ///   - authorities: the authorities that the cluster's certificate is checked with, in PEM.
    init(_ fields: ExecFields, from folder: FilePath?, cluster: Value, authorities: [UInt8]?) {
        command =
            fields.isRelative ? folder?.pushing(FilePath(fields.command)).string ?? fields.command : fields.command
        arguments = fields.arguments
        apiVersion = fields.apiVersion
        installHint = fields.installHint.split(whereSeparator: \.isNewline)
            .map { line in String(line.unicodeScalars.filter { $0.properties.generalCategory != .control }) }
            .joined(separator: " ")
        secrets = Array(fields.environment.values)
        var spec: Value = ["interactive": false]
        if fields.providesClusterInfo { spec["cluster"] = Self.info(on: cluster, authorities) }
        let info: Value = ["apiVersion": .string(apiVersion), "kind": "ExecCredential", "spec": spec]
        environment = fields.environment.merging(["KUBERNETES_EXEC_INFO": info.jsonText]) { $1 }
    }

    /// One run of the program, which gets nothing on its standard input.
    func invocation(timeout: Duration) -> ToolInvocation {
        ToolInvocation(
            command,
            arguments,
            environment: environment,
            timeout: timeout,
            outputLimit: 1 << 20,
        )
    }

    /// The cluster as `ExecCredential` has it (`ConfigToExecCluster` in client-go's `rest/exec.go`).
    private static func info(on cluster: Value, _ authorities: [UInt8]?) -> Value {
        var info: Value = [:]
        let names = ["server", "tls-server-name", "insecure-skip-tls-verify", "proxy-url", "disable-compression"]
        for name in names where cluster[name] != .null { info[name] = cluster[name] }
        if let authorities {
            info["certificate-authority-data"] = .string(String(decoding: Base64.encode(authorities), as: UTF8.self))
        }
        let own = cluster["extensions"]?.array?.first { $0["name"]?.string == "client.authentication.k8s.io/exec" }
        if let own = own?["extension"] { info["config"] = own }
        return info
    }
}
