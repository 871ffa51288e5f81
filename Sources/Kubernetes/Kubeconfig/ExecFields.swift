internal import Manifests

/// The `exec` of a kubeconfig's user as it is written: which program logs in (client-go's
/// `tools/clientcmd/api/v1/types.go`).
struct ExecFields {
    let command: String
    let arguments: [String]
    let environment: [String: String]
    let apiVersion: String
    let installHint: String
    let providesClusterInfo: Bool

    /// The versions of `ExecCredential` that there are; client-go dropped `v1alpha1` in 1.24.
    static let apiVersions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"]

    /// Whether the command counts from the kubeconfig's folder; without a slash it is looked for on `PATH`.
    var isRelative: Bool { command.contains("/") && !command.hasPrefix("/") }

    /// Reads the fields and notes what is wrong with them.
    init(_ exec: FieldReader) {
        command = exec.requiredString("command")
        arguments = exec.stringList("args") ?? []
        let variables = exec.objects("env") { variable in
            (variable.requiredString("name"), variable.string("value") ?? "")
        }
        environment = Dictionary(variables) { $1 }
        apiVersion = exec.requiredString("apiVersion")
        if !apiVersion.isEmpty, !Self.apiVersions.contains(apiVersion) {
            exec.fail(
                "apiVersion",
                "'\(apiVersion)' is none of: \(Self.apiVersions.joined(separator: ", ")); update the program and the "
                    + "kubeconfig that was made for it",
            )
        }
        installHint = exec.string("installHint") ?? ""
        providesClusterInfo = exec.bool("provideClusterInfo") ?? false
        switch exec.string("interactiveMode") {
        case "Never"?, "IfAvailable"?: break
        case "Always"?:
            exec.fail(
                "interactiveMode",
                "is Always: the program wants to ask a person, and fettle has none; set IfAvailable if the program can do "
                    + "without, or log in by a token or a client certificate",
            )
        case nil:
            // Only the older version has a default, which is `IfAvailable`.
            if apiVersion == Self.apiVersions[0] {
                exec.fail("interactiveMode", "is missing; write Never or IfAvailable")
            }
        case let mode?:
            exec.fail("interactiveMode", "'\(mode)' is none of: Never, IfAvailable, Always")
        }
    }
}
