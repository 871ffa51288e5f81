internal import Manifests
internal import YAML

/// What a kubeconfig in a repository may hold.
///
/// Whoever may push could otherwise have the daemon run programs on its host, or send files of it to a server of his own.
enum KubeconfigRules {
    /// - Throws: `Problems`: fields that kubectl does not know, and everything that is not allowed.
    static func check(_ value: Value, subject: String, _ plugins: Kubeconfig.ExecPlugins) throws(Problems) {
        try FieldReader.read(value, subject: subject) { reader in
            _ = reader.string("apiVersion")
            _ = reader.string("kind")
            _ = reader.string("current-context")
            reader.ignore("preferences")
            reader.ignore("extensions")
            entries(reader, "clusters", "cluster", read: cluster)
            entries(reader, "users", "user") { user($0, plugins) }
            entries(reader, "contexts", "context") { context in
                _ = context.requiredString("cluster")
                _ = context.string("user")
                _ = context.string("namespace")
                context.ignore("extensions")
            }
        }
    }

    private static func entries(
        _ reader: FieldReader,
        _ list: String,
        _ field: String,
        read: (FieldReader) -> Void,
    ) {
        _ = reader.objects(list) { entry in
            _ = entry.requiredString("name")
            _ = entry.object(field, read)
        }
    }

    private static func cluster(_ cluster: FieldReader) {
        _ = cluster.requiredString("server")
        _ = cluster.string("tls-server-name")
        _ = cluster.bool("insecure-skip-tls-verify")
        _ = cluster.string("certificate-authority-data")
        _ = cluster.string("proxy-url")
        _ = cluster.bool("disable-compression")
        cluster.ignore("extensions")
        refuseFile(cluster, "certificate-authority", instead: "certificate-authority-data")
    }

    private static func user(_ user: FieldReader, _ plugins: Kubeconfig.ExecPlugins) {
        for name in ["client-certificate-data", "client-key-data", "token", "username", "password", "as", "as-uid"] {
            _ = user.string(name)
        }
        _ = user.stringList("as-groups")
        user.ignore("as-user-extra")
        user.ignore("extensions")
        refuseFile(user, "client-certificate", instead: "client-certificate-data")
        refuseFile(user, "client-key", instead: "client-key-data")
        refuseFile(user, "tokenFile", instead: "token")
        user.unsupported(
            "auth-provider",
            "would run a program on the daemon's host, which a repository must not; use a token or a client "
                + "certificate, or a kubeconfig on the host (spec.kubeconfig.path)",
        )
        switch plugins {
        case .refused: user.unsupported("exec", "would run a program on the daemon's host; \(Kubeconfig.allowExec)")
        case .allowed:
            _ = user.object("exec") { exec in
                guard ExecFields(exec).isRelative else { return }
                exec.fail(
                    "command",
                    "is a path from the folder of the kubeconfig, and what a repository holds is not run; write a name that "
                        + "is on PATH, or an absolute path",
                )
            }
        }
    }

    private static func refuseFile(_ reader: FieldReader, _ name: String, instead: String) {
        reader.unsupported(
            name,
            "names a file, and a kubeconfig in the repository reads none; put the content into \(instead), or use a "
                + "kubeconfig on the host (spec.kubeconfig.path)",
        )
    }
}
