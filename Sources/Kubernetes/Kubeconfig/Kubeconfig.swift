internal import Foundation
package import Manifests
package import SystemPackage
internal import Tools
internal import YAML

/// How one cluster is reached: what helm and kubectl get as `--kubeconfig` and `--context`.
///
/// Keep it as long as a program may use `path`: a kubeconfig out of the repository lies in memory only as long as this
/// object lives.
package final class Kubeconfig: Sendable {
    /// What becomes of a kubeconfig that has a program log in (`exec`).
    package enum ExecPlugins: Sendable {
        case refused
        case allowed
    }

    /// What to do about a kubeconfig that has a program log in, where that is refused.
    static let allowExec =
        "use a token or a client certificate, or start fettle with --allow-kubeconfig-exec "
        + "(FETTLE_ALLOW_KUBECONFIG_EXEC=true) if whoever writes kubeconfigs may run programs here"

    /// What `--kubeconfig` takes.
    package let path: String
    /// What `--context` takes; nil for the file's own current context.
    package let context: String?
    /// The API server's address, for messages; has no user and no password.
    package let server: String
    /// The namespace of objects that name none.
    package let namespace: String
    private let memory: MemoryFile?
    private let target: KubeconfigTarget
    /// Where relative paths count from; nil where no file may be read.
    private let folder: FilePath?
    private let subject: String

    /// Takes a kubeconfig out of the repository.
    ///
    /// It must stand alone: it may read no file of this host, and run a program only where that is allowed.
    ///
    /// - Parameters:
    ///   - bytes: the decrypted file.
    ///   - subject: what messages begin with: the file's path in the repository.
    ///   - context: the context to use; nil for the file's current one.
    ///   - plugins: whether it may have a program of this host log in.
    /// - Throws: `Problems`, which quote names but no credentials.
    package init(
        bytes: [UInt8],
        subject: String,
        context: String?,
        plugins: ExecPlugins = .refused,
    ) throws(Problems) {
        let value = try KubeconfigFiles.parse(bytes, subject: subject)
        try KubeconfigRules.check(value, subject: subject, plugins)
        let target = try KubeconfigTarget(value, context: context, subject: subject)
        let memory = try Self.memory(bytes, subject: subject)
        self.memory = memory
        path = memory.path
        self.context = context
        self.target = target
        self.subject = subject
        folder = nil
        server = target.server
        namespace = target.namespace
    }

    /// Takes a kubeconfig of this host, whose owner may let it read files.
    ///
    /// Programs read a single file themselves each time, so what changes in it counts at once; this checks what it is now.
    /// Several files are merged now, in memory.
    ///
    /// - Parameters:
    ///   - path: one file, or several with a colon between, as in `KUBECONFIG`. Relative paths in a file count from its
    ///     own folder.
    ///   - context: the context to use; nil for the file's current one.
    ///   - plugins: whether it may have a program log in.
    /// - Throws: `Problems`.
    package init(path: FilePath, context: String?, plugins: ExecPlugins = .refused) throws(Problems) {
        let files = KubeconfigFiles(path.string)
        let value = try files.content()
        let target = try KubeconfigTarget(value, context: context, subject: path.string)
        if target.isExec, plugins == .refused {
            throw Problems(path.string, "has a program log in (exec), which fettle does not run; \(Self.allowExec)")
        }
        if let file = files.only {
            memory = nil
            self.path = file.string
            folder = file.removingLastComponent()
        } else {
            let memory = try Self.memory(value.json(), subject: path.string)
            self.memory = memory
            self.path = memory.path
            folder = nil
        }
        self.context = context
        self.target = target
        subject = path.string
        server = target.server
        namespace = target.namespace
    }

    /// Reaches the cluster that fettle itself runs in, with its pod's service account.
    ///
    /// - Parameters:
    ///   - folder: where the kubelet puts the account's `token`, `ca.crt` and `namespace`; the token is read afresh each
    ///     time, as it is replaced about every hour.
    ///   - environment: has `KUBERNETES_SERVICE_HOST` and `KUBERNETES_SERVICE_PORT`.
    ///   - subject: what messages begin with.
    /// - Returns: a kubeconfig in memory that names those files.
    /// - Throws: `Problems` that say what to set, where fettle does not run in a cluster.
    package static func inCluster(
        folder: FilePath = "/var/run/secrets/kubernetes.io/serviceaccount",
        environment: [String: String] = ProcessInfo.processInfo.environment,
        subject: String,
    ) throws(Problems) -> Kubeconfig {
        let names = ["KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"]
        guard let host = environment[names[0]], !host.isEmpty, let port = environment[names[1]], !port.isEmpty else {
            throw Problems(
                subject,
                "no kubeconfig is named and fettle does not run in a cluster (\(names.joined(separator: " and ")) are "
                    + "not set); set spec.kubeconfig.file or spec.kubeconfig.path",
            )
        }
        let missing = ["token", "ca.crt"].filter { name in
            !FileManager.default.isReadableFile(atPath: folder.appending(name).string)
        }
        guard missing.isEmpty else {
            throw Problems(
                subject,
                "\(folder) has no readable \(missing.joined(separator: " and no ")); mount the pod's service account "
                    + "(automountServiceAccountToken), or set spec.kubeconfig.file or spec.kubeconfig.path",
            )
        }
        let namespaceFile = FileManager.default.contents(atPath: folder.appending("namespace").string) ?? Data()
        let namespace = String(decoding: namespaceFile, as: UTF8.self)
        let server = "https://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        let name: Value = "in-cluster"
        let config: Value = [
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": name,
            "clusters": [
                [
                    "name": name,
                    "cluster": [
                        "server": .string(server),
                        "certificate-authority": .string(folder.appending("ca.crt").string),
                    ],
                ]
            ],
            "users": [["name": name, "user": ["tokenFile": .string(folder.appending("token").string)]]],
            "contexts": [
                ["name": name, "context": ["cluster": name, "user": name, "namespace": .string(namespace)]]
            ],
        ]
        let memory = try Self.memory(config.json(), subject: subject)
        let target = try KubeconfigTarget(config, context: nil, subject: subject)
        return Kubeconfig(memory: memory, target, folder: folder, subject: subject)
    }

    private init(memory: MemoryFile, _ target: KubeconfigTarget, folder: FilePath, subject: String) {
        self.memory = memory
        self.target = target
        self.folder = folder
        self.subject = subject
        path = memory.path
        context = nil
        server = target.server
        namespace = target.namespace
    }

    /// Whether whoever answers at the address counts as the cluster (`insecure-skip-tls-verify`).
    package var trustsAnyServer: Bool { target.trustsAnyServer }

    /// How the API server is reached without kubectl.
    ///
    /// - Throws: `Problems`: files that cannot be read, users that only kubectl can log in.
    func access() throws(Problems) -> APIAccess {
        try target.access(from: folder, subject: subject)
    }

    private static func memory(_ bytes: [UInt8], subject: String) throws(Problems) -> MemoryFile {
        do {
            return try MemoryFile(bytes, name: "kubeconfig")
        } catch {
            throw Problems(subject, "the kubeconfig cannot be held in memory: \(error); see the limits of this process")
        }
    }
}
